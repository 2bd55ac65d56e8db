"""What the pages about units, teams and demands show."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.accounts import queries
from kvinnofrid.accounts.management_presenters import place_name, staff
from kvinnofrid.accounts.models import LONGEST_IDLE, Team, Unit
from kvinnofrid.web.components import Column, DataTable, Link

__all__ = ["demanded", "place_name", "team_page", "teams_page", "unit_page", "units_page"]


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """The units of an organisation."""

    organisation: int
    place: str
    table: DataTable


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit: `closing` while its day has not come, `closed` since."""

    organisation: int
    place: str
    id: str
    name: str
    closing: str
    closed: str


@dataclass(frozen=True, slots=True)
class TeamsPage:
    """The teams of a unit."""

    organisation: int
    unit: str
    name: str
    place: str
    table: DataTable


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a team."""

    id: str
    name: str
    since: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """A team, its members, and those of the unit who could come in."""

    organisation: int
    unit: str
    unit_name: str
    id: str
    name: str
    closed: str
    members: list[Member]
    others: list[tuple[str, str]]


def units_page(organisation: int, *, on: date) -> UnitsPage:
    """The units, closed ones too, in Swedish order."""
    counts = queries.people_in_units(organisation, on=on)
    rows = [
        (
            Link(one.name, reverse("accounts:unit", args=[organisation, one.pk])),
            str(counts.get(one.pk, 0)),
            _state(one.valid_to, on=on),
        )
        for one in queries.all_units_of(organisation)
    ]
    columns = [Column(_("Namn")), Column(_("Personer"), numeric=True), Column(_("Läge"))]
    table = DataTable("units", _("Enheter"), columns, rows, caption_hidden=True)
    return UnitsPage(organisation, place_name(organisation, on=on), table)


def _state(until: date | None, *, on: date) -> str:
    if until is None:
        return _("öppen")
    if until > on:
        return _("stänger %(day)s") % {"day": until}
    return _("stängd %(day)s") % {"day": until}


def unit_page(unit: Unit, *, on: date) -> UnitPage:
    """One unit."""
    until = unit.valid_to
    return UnitPage(
        unit.organisation_id,
        place_name(unit.organisation_id, on=on),
        str(unit.pk),
        unit.name,
        until.isoformat() if until and until > on else "",
        until.isoformat() if until and until <= on else "",
    )


def teams_page(unit: Unit, *, on: date) -> TeamsPage:
    """The teams, closed ones too, in Swedish order."""
    rows = [
        (
            Link(one.name, reverse("accounts:team", args=[unit.organisation_id, unit.pk, one.pk])),
            ", ".join(member.user.full_name for member in queries.members_of(one, on=on)),
            _state(one.valid_to, on=on),
        )
        for one in queries.teams_of(unit.pk)
    ]
    columns = [Column(name) for name in (_("Namn"), _("Med i teamet"), _("Läge"))]
    return TeamsPage(
        unit.organisation_id,
        str(unit.pk),
        unit.name,
        place_name(unit.organisation_id, on=on),
        DataTable("teams", _("Team"), columns, rows, caption_hidden=True),
    )


def team_page(team: Team, *, on: date) -> TeamPage:
    """One team."""
    found = queries.members_of(team, on=on)
    inside = {str(one.user_id) for one in found}
    return TeamPage(
        team.unit.organisation_id,
        str(team.unit_id),
        team.unit.name,
        str(team.pk),
        team.name,
        team.valid_to.isoformat() if team.valid_to else "",
        [Member(str(one.user_id), one.user.full_name, one.valid_from.isoformat()) for one in found],
        [(id_, name) for id_, name in staff(team.unit_id, on=on) if id_ not in inside],
    )


def demanded(organisation: int) -> dict[str, object]:
    """What is demanded today, as a form begins with it."""
    found = queries.security_of(organisation)
    if found is None:
        ways = dict.fromkeys(("allows_password", "allows_passkey", "allows_service"), True)
        return {"required_assurance": 2, "idle_minutes": LONGEST_IDLE, **ways}
    return {
        "required_assurance": found.required_assurance,
        "idle_minutes": found.idle_minutes,
        "allows_password": found.allows_password,
        "allows_passkey": found.allows_passkey,
        "allows_service": found.allows_service,
    }
