"""What the pages of those who give and take away roles show."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.access.policy import decide
from kvinnofrid.access.roles import GRANTS, GRANTS_BY_TWO, ROLES, Role
from kvinnofrid.access.values import Actor, Organisation, Reason
from kvinnofrid.access.values import Unit as UnitValue
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.identity_presenters import given
from kvinnofrid.accounts.models import Membership
from kvinnofrid.accounts.operations.memberships import Invited, grant_of
from kvinnofrid.accounts.presenters import role_description, role_name
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.web.components import Column, DataTable, Link


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The list of an organisation."""

    organisation: int
    place: str
    table: DataTable
    waiting: list[Link]
    may_invite: bool
    units: list[Link]
    teams: list[Link]
    settings: list[Link]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of a person, and what one may do about it."""

    id: str
    name: str
    description: str
    unit: str
    days: str
    state: str
    may_approve: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """A leave of a person, or a cover, in words."""

    id: str
    days: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person in an organisation."""

    organisation: int
    place: str
    name: str
    email: str
    roles: list[RoleLine]
    leaves: list[LeaveLine]
    may_end_all: bool
    may_way_in: bool
    identity: str
    may_identify: bool
    may_correct: bool
    user: str


def place_name(organisation: int, *, on: date) -> str:
    """The organisation's full name on the day."""
    return organisations.register().place(organisation, on=on).full_name


def role_of(role: str) -> Role:
    """The role of a code."""
    return Role(role)


def _days(first: date, until: date | None) -> str:
    if until is None:
        return _("från %(first)s tills vidare") % {"first": first}
    return _("från %(first)s till %(until)s") % {"first": first, "until": until}


def _state(one: Membership, *, on: date) -> str:
    if one.granted_at is None:
        return _("väntar på att någon annan godkänner")
    if one.valid_from > on:
        return _("har inte börjat")
    return _("gäller")


def people_page(actor: Actor, organisation: int, *, now: datetime) -> PeoplePage:
    """Everybody with a role in the organisation, now or to come, in Swedish order of name."""
    on = now.date()
    found = list(queries.people_of(organisation, on=on))
    rows = [
        (
            Link(one.user.full_name, _person(organisation, one.user_id)),
            role_name(one.role),
            one.unit.name if one.unit else _("hela organisationen"),
            _days(one.valid_from, one.valid_to),
            _state(one, on=on),
        )
        for one in found
    ]
    columns = [_("Namn"), _("Roll"), _("Enhet"), _("Tid"), _("Läge")]
    table = DataTable(
        "people",
        _("Behörigheter"),
        [Column(name) for name in columns],
        rows,
        caption_hidden=True,
        stacked=True,
    )
    waiting = [
        Link(f"{one.user.full_name}: {role_name(one.role)}", _person(organisation, one.user_id))
        for one in found
        if one.granted_at is None and _may(actor, "membership.approve", one, now)
    ]
    led = [
        unit
        for unit in queries.units_of(organisation, on=on)
        if decide(actor, "unit.staff", UnitValue(str(organisation), str(unit.pk)), now)
    ]
    return PeoplePage(
        organisation=organisation,
        place=place_name(organisation, on=on),
        table=table,
        waiting=waiting,
        may_invite=bool(grantable(actor, organisation, on=on)),
        units=[
            Link(unit.name, reverse("accounts:cover", args=[organisation, unit.pk])) for unit in led
        ],
        teams=[
            Link(unit.name, reverse("accounts:teams", args=[organisation, unit.pk])) for unit in led
        ],
        settings=_settings(actor, organisation, now),
    )


def _settings(actor: Actor, organisation: int, now: datetime) -> list[Link]:
    """Pages about the organisation that the actor may open, if need be after confirming."""
    pages = (
        ("unit.manage", _("Enheter"), "accounts:units"),
        ("system.settings", _("Krav på inloggningen"), "accounts:demands"),
    )
    place = Organisation(str(organisation))
    return [
        Link(label, reverse(address, args=[organisation]))
        for action, label, address in pages
        if (said := decide(actor, action, place, now)) or said.reason is Reason.CONFIRM_AGAIN
    ]


def _person(organisation: int, user: UUID) -> str:
    return reverse("accounts:person", args=[organisation, user])


def _may(actor: Actor, action: str, one: Membership, now: datetime) -> bool:
    """Whether it may be done, if need be after confirming once more."""
    decision = decide(actor, action, grant_of(one, on=now.date()), now)
    return bool(decision) or decision.reason is Reason.CONFIRM_AGAIN


def person_page(actor: Actor, organisation: int, user: UUID, *, now: datetime) -> PersonPage:
    """A person's roles in the organisation."""
    on = now.date()
    found = list(queries.roles_in(organisation, user))
    current = [one for one in found if one.valid_to is None or one.valid_to > on]
    ends = {one.pk: _may(actor, "membership.end", one, now) for one in current}
    roles = [
        RoleLine(
            id=str(one.pk),
            name=role_name(one.role),
            description=role_description(one.role),
            unit=one.unit.name if one.unit else "",
            days=_days(one.valid_from, one.valid_to),
            state=_state(one, on=on),
            may_approve=one.granted_at is None and _may(actor, "membership.approve", one, now),
            may_end=ends[one.pk],
        )
        for one in current
    ]
    may_all = bool(ends) and all(ends.values())
    return PersonPage(
        organisation=organisation,
        place=place_name(organisation, on=on),
        name=found[0].user.full_name,
        email=found[0].user.email,
        roles=roles,
        leaves=[
            LeaveLine(str(one.pk), _days(one.first, one.until))
            for one in queries.leaves_of(user, on=on)
        ],
        may_end_all=may_all,
        may_way_in=bool(current)
        and all(_may(actor, "membership.propose", one, now) for one in current),
        identity=given(organisation, found[0].user),
        may_identify=bool(current)
        and all(_may(actor, "membership.identify", one, now) for one in current),
        may_correct=all(
            _may(actor, "membership.correct", one, now) for one in queries.roles_held(user, on=on)
        )
        and bool(current),
        user=str(user),
    )


def grantable(actor: Actor, organisation: int, *, on: date) -> list[tuple[str, str]]:
    """The roles, with their units, that the actor may give in the organisation; as form choices."""
    found: dict[str, str] = {}
    for held in actor.memberships:
        if held.organisation != str(organisation) or not held.period.holds(on):
            continue
        for role in (role for role in Role if role in GRANTS.get(held.role, frozenset())):
            for code, name in _places(role, organisation, held.unit, on=on):
                by_two = _("två beslutar") if role in GRANTS_BY_TWO else ""
                words = [role_name(role), name, by_two]
                found[f"{role}{code}"] = ", ".join(word for word in words if word)
    return list(found.items())


def _places(role: Role, organisation: int, unit: str | None, *, on: date) -> list[tuple[str, str]]:
    if not ROLES[role].in_unit:
        return [("", "")]
    return [
        (f":{one.pk}", one.name)
        for one in queries.units_of(organisation, on=on)
        if unit in (None, str(one.pk))
    ]


def descriptions(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Name and description of each role that can be given."""
    roles = dict.fromkeys(code.partition(":")[0] for code, _words in choices)
    return [(role_name(role), role_description(role)) for role in roles]


def invited(made: Invited) -> dict[str, object]:
    """What was done, for the page that says so."""
    one = made.membership
    return {
        "name": one.user.full_name,
        "role": role_name(one.role),
        "waits": one.granted_at is None,
    }


def staff(unit: UUID, *, on: date) -> list[tuple[str, str]]:
    """Those who have a role in the unit, as form choices."""
    found = queries.holding(on).filter(unit=unit).select_related("user")
    names = {str(one.user_id): one.user.full_name for one in found}
    return sorted(names.items(), key=lambda item: item[1])


def covers(unit: UUID, *, on: date) -> list[LeaveLine]:
    """Who covers for whom now and later, a line each."""
    return [
        LeaveLine(
            str(one.pk),
            _("%(covering)s täcker upp för %(absent)s")
            % {"covering": one.covering.full_name, "absent": one.absent.full_name}
            + ", "
            + _days(one.first, one.until),
        )
        for one in queries.covers_in(unit, on=on)
    ]


def managed(actor: Actor, *, now: datetime) -> list[Link]:
    """The organisations whose list the actor may see."""
    ids = dict.fromkeys(held.organisation for held in actor.memberships)
    return [
        Link(place_name(int(id), on=now.date()), reverse("accounts:people", args=[int(id)]))
        for id in ids
        if decide(actor, "membership.see", Organisation(id), now)
    ]
