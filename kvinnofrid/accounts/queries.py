"""Who is asking, and what the database knows of users, units and memberships."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import (
    CharField,
    Count,
    DateField,
    F,
    IntegerField,
    Q,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast, Now, TruncDate
from django.http import HttpRequest

from kvinnofrid.access import values
from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import NOBODY, Actor, Period
from kvinnofrid.accounts import rules
from kvinnofrid.accounts.models import (
    LONGEST_IDLE,
    Cover,
    IdentityToken,
    Invitation,
    Leave,
    Membership,
    OrganisationSecurity,
    Team,
    TeamMember,
    Unit,
    User,
)
from kvinnofrid.database.queries import Objects, Rows
from kvinnofrid.organisations.queries import sort_key

ANONYMOUS = NOBODY


def actor_for(request: HttpRequest) -> Actor:
    """Whoever sends the request, as the policy knows them, read anew for each request.

    Three queries when somebody is signed in, none otherwise; kept on the request alone.
    """
    kept = getattr(request, "_actor", None)
    if isinstance(kept, Actor):
        return kept
    actor = _read(request)
    request._actor = actor  # type: ignore[attr-defined]
    return actor


def _read(request: HttpRequest) -> Actor:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return ANONYMOUS
    return actor_of(user, steps_of(request))


def steps_of(request: HttpRequest) -> list[rules.Step]:
    """The steps by which the session signed in."""
    return steps_before(request, request.user) if isinstance(request.user, User) else []


def steps_before(request: HttpRequest, user: User) -> list[rules.Step]:
    """The steps that a user has taken in the session, signed in or still on the way."""
    return [rules.step_of(record) for record in get_authentication_records(request, user)]


def actor_of(user: User, steps: Sequence[rules.Step]) -> Actor:
    """A user as the policy knows them, given how they signed in."""
    teams, leave = _teams_and_leave(user)
    known = _TOKENS(user=user.pk)
    return Actor(
        id=str(user.pk),
        memberships=tuple(_memberships(user, steps)),
        tokens=frozenset(bytes(token) for _, token in known),
        identified_in=frozenset(str(organisation) for organisation, _ in known),
        teams=teams,
        leave=leave,
        ended=user.ended,
        assurance=rules.assurance(steps),
        confirmed_at=rules.confirmed_at(steps),
    )


_DEMANDS = [field.attname for field in OrganisationSecurity._meta.concrete_fields]
_TOKENS = Rows(
    lambda user: IdentityToken.objects.filter(user=user).values_list("organisation_id", "token"),
    user=UUIDField(),
)
_GRANTED = Rows(
    lambda user: Membership.objects.filter(user=user, granted_at__isnull=False).values_list(
        *("organisation_id", "role", "valid_from", "valid_to", "unit_id"),
        *(f"organisation__security__{name}" for name in _DEMANDS),
    ),
    user=UUIDField(),
)


def _memberships(user: User, steps: Sequence[rules.Step]) -> Iterator[values.Membership]:
    came, vouching = rules.way(steps), rules.service(steps)
    for organisation, role, valid_from, valid_to, unit, *security in _GRANTED(user=user.pk):
        demands = (
            None if security[0] is None else OrganisationSecurity.from_db(None, _DEMANDS, security)
        )
        yield values.Membership(
            organisation=str(organisation),
            role=Role(role),
            period=Period(valid_from, valid_to),
            unit=None if unit is None else str(unit),
            required_assurance=rules.required(demands, str(organisation), came, vouching),
        )


def _in_teams_and_on_leave(user: UUID) -> QuerySet[Any, Any]:
    """The columns are kind, name, first day and the first day after."""
    today = TruncDate(Now())
    teams = TeamMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        Q(team__valid_to__isnull=True) | Q(team__valid_to__gt=today),
        user=user,
        valid_from__lte=today,
    ).values_list(
        Value("team", output_field=CharField()),
        Cast("team_id", CharField()),
        F("valid_from"),
        F("valid_to"),
    )
    leave = Leave.objects.filter(user=user).values_list(
        Value("leave", output_field=CharField()),
        Value("", output_field=CharField()),
        Cast("first", DateField()),
        Cast("until", DateField()),
    )
    return teams.union(leave, all=True)


_IN_TEAMS_AND_ON_LEAVE = Rows(_in_teams_and_on_leave, user=UUIDField())


def _teams_and_leave(user: User) -> tuple[frozenset[str], tuple[Period, ...]]:
    """Both in one query.

    Only teams that the user is in today, by the database's clock: who has left a team has left
    its clients.
    """
    found = _IN_TEAMS_AND_ON_LEAVE(user=user.pk)
    return (
        frozenset(_uuid_text(name) for kind, name, *_ in found if kind == "team"),
        tuple(Period(first, until) for kind, _, first, until in found if kind == "leave"),
    )


def _uuid_text(name: str) -> str:
    """SQLite keeps a UUID without its hyphens."""
    plain = name.replace("-", "")
    return "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))


def tokens_of(user: str | None, *, organisation: str) -> frozenset[bytes]:
    """The identity of a user under an organisation's key; nothing for what is no user's id."""
    if user is None or not UUID_TEXT.fullmatch(user) or not organisation.isdecimal():
        return frozenset()
    found = IdentityToken.objects.filter(user=UUID(user), organisation=int(organisation))
    return frozenset(bytes(token) for token in found.values_list("token", flat=True))


def identity_in(organisation: int, user: UUID) -> IdentityToken | None:
    """What is known of who a user is under an organisation's key."""
    return (
        IdentityToken.objects.select_related("given_by")
        .filter(user=user, organisation=organisation)
        .first()
    )


def worked_in(user: UUID, *, on: date) -> dict[int, bool]:
    """The organisations where a user has a role, or is to have one, and if they know who it is."""
    held = Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), user=user)
    known = set(IdentityToken.objects.filter(user=user).values_list("organisation_id", flat=True))
    wanted = sorted(set(held.values_list("organisation_id", flat=True)))
    return {one: one in known for one in wanted}


def idle_limit(user: User, *, on: date) -> timedelta:
    """How long a session of the user may rest: as the strictest of the organisations says."""
    minutes = (
        holding(on)
        .filter(user=user, organisation__security__isnull=False)
        .values_list("organisation__security__idle_minutes", flat=True)
    )
    return timedelta(minutes=min(minutes, default=LONGEST_IDLE))


def holding(on: date) -> QuerySet[Membership]:
    """The memberships that hold on a day, leave and sign-in apart."""
    return Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), granted_at__isnull=False, valid_from__lte=on
    )


def another_factor_remains(authenticator: Authenticator) -> bool:
    """Whether the user has a second factor besides this one."""
    others = Authenticator.objects.filter(
        user_id=authenticator.user_id,
        type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN],
    ).exclude(pk=authenticator.pk)
    return bool(others.exists())


def people_of(organisation: int, *, on: date) -> list[Membership]:
    """Every role in an organisation that holds, will hold or waits, in Swedish order of name."""
    found = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), organisation=organisation
    ).select_related("user", "unit")
    return sorted(found, key=lambda one: (sort_key(one.user.full_name), one.role))


def roles_in(organisation: int, user: UUID) -> QuerySet[Membership]:
    """A user's roles in an organisation, ended ones too."""
    return Membership.objects.filter(organisation=organisation, user=user).select_related(
        "user", "unit"
    )


def roles_held(user: UUID, *, on: date) -> list[Membership]:
    """A user's roles in every organisation that hold, will hold or wait."""
    found = Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), user=user)
    return list(found.select_related("user"))


def units_of(organisation: int, *, on: date) -> list[Unit]:
    """The units that an organisation has on a day, in Swedish order."""
    found = Unit.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), organisation=organisation
    )
    return sorted(found, key=lambda unit: sort_key(unit.name))


def all_units_of(organisation: int) -> list[Unit]:
    """The units that an organisation has or has had, in Swedish order; the open ones first."""
    found = Unit.objects.filter(organisation=organisation)
    return sorted(found, key=lambda unit: (unit.valid_to is not None, sort_key(unit.name)))


def people_in_units(organisation: int, *, on: date) -> dict[UUID, int]:
    """How many people have a role in each unit on a day."""
    found = holding(on).filter(organisation=organisation, unit__isnull=False)
    counted = found.values("unit").annotate(people=Count("user", distinct=True))
    return {one["unit"]: one["people"] for one in counted}


def teams_of(unit: UUID) -> list[Team]:
    """The teams that a unit has or has had, in Swedish order; the open ones first."""
    found = Team.objects.filter(unit=unit)
    return sorted(found, key=lambda team: (team.valid_to is not None, sort_key(team.name)))


def team_of(unit: UUID, team: UUID) -> Team | None:
    """The team, if it is the unit's."""
    return Team.objects.select_related("unit").filter(unit=unit, pk=team).first()


def members_of(team: Team, *, on: date) -> list[TeamMember]:
    """Who is in a team on a day, in Swedish order."""
    found = TeamMember.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), team=team
    ).select_related("user")
    return sorted(found, key=lambda one: sort_key(one.user.full_name))


def member_of(team: Team, user: str) -> UUID | None:
    """The id of a member that a form names, if it is one of the team."""
    for one in TeamMember.objects.filter(team=team, valid_to=None):
        if str(one.user_id) == user:
            return one.user_id
    return None


def security_of(organisation: int) -> OrganisationSecurity | None:
    """What an organisation demands of a sign-in; None where it has never said."""
    return OrganisationSecurity.objects.filter(organisation=organisation).first()


def unit_of(organisation: int, unit: UUID) -> Unit | None:
    """The unit, if it is the organisation's."""
    return _UNIT.first(organisation=organisation, unit=unit)


_UNIT = Objects(
    Unit,
    lambda organisation, unit: Unit.objects.filter(organisation=organisation, pk=unit),
    organisation=IntegerField(),
    unit=UUIDField(),
)


def leaves_of(user: UUID, *, on: date) -> QuerySet[Leave]:
    """A user's leaves that hold or are to come."""
    return Leave.objects.filter(Q(until__isnull=True) | Q(until__gt=on), user=user).order_by(
        "first"
    )


def made_up_user(email: str) -> User | None:
    """A user of the demo, None when there is none."""
    return User.objects.filter(email=email, synthetic=True).first()


def covers_in(unit: UUID, *, on: date) -> QuerySet[Cover]:
    """Who covers in a unit, now and later."""
    return (
        Cover.objects.filter(unit=unit, until__gt=on)
        .select_related("absent", "covering")
        .order_by("first")
    )


def sessions_of(user: User) -> list[UserSession]:
    """Where the user is signed in, the latest first."""
    return sorted(
        UserSession.objects.purge_and_list(user), key=lambda one: one.created_at, reverse=True
    )


def factors_of(user: User) -> list[Authenticator]:
    """The user's second factors, recovery codes apart."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return list(Authenticator.objects.filter(user_id=user.pk, type__in=kinds).order_by("pk"))


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """The full names of users by their ids as text; what is no user's id is left out."""
    wanted = {id_ for id_ in ids if UUID_TEXT.fullmatch(id_)}
    return {
        str(pk): name
        for pk, name in User.objects.filter(pk__in=wanted).values_list("pk", "full_name")
    }


def names_of_units(ids: Iterable[str]) -> dict[str, str]:
    """The names of units by their ids as text; what is no unit's id is left out."""
    wanted = {id_ for id_ in ids if UUID_TEXT.fullmatch(id_)}
    return {
        str(pk): name for pk, name in Unit.objects.filter(pk__in=wanted).values_list("pk", "name")
    }


UUID_TEXT = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def usable_invitation(token_hash: str, *, now: datetime) -> Invitation | None:
    """The invitation with that hash, if it may still be used."""
    found = Invitation.objects.select_related("user").filter(token_hash=token_hash).first()
    if found is None or not rules.usable(
        expires=found.expires_at, used=found.used_at, revoked=found.revoked_at, now=now
    ):
        return None
    return found


def unsafe_in_production() -> list[str]:
    """Why this must not serve in production, in words; empty when it may, or is not production."""
    if settings.MODE != "production":
        return []
    found = []
    if User.objects.filter(synthetic=True).exists():
        found.append(
            "Databasen har påhittade användare från en demo, som går att logga in som utan"
            " lösenord. Börja med en tom databas."
        )
    insecure = [
        name
        for name, safe in SAFE_IN_PRODUCTION.items()
        if getattr(settings, name, None) is not safe
    ]
    if insecure:
        found.append(f"Inställningar som bara hör hemma i en demo är på: {', '.join(insecure)}.")
    return found


SAFE_IN_PRODUCTION = {
    "DEBUG": False,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
}
"""Settings that the safety of signing in rests on."""
