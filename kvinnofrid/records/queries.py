"""Facts about records as the policy knows them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import DateField, DateTimeField, Q, QuerySet, UUIDField

from kvinnofrid.access import values
from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Actor, BreakGlass
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import User
from kvinnofrid.database.queries import Rows
from kvinnofrid.records import visibility
from kvinnofrid.records.models import (
    Assignment,
    Block,
    BreakGlassOpening,
    Clearance,
    GuardedRecord,
    Notice,
)
from kvinnofrid.records.row_security import EVERYWHERE, stay_within


def keep_within(organisation: int | None) -> None:
    """Say that the rest of the transaction is for one organisation, or for none at all.

    For rows beside the records that stand behind the same wall; records say it by themselves.
    """
    stay_within(() if organisation is None else (str(organisation),))


def keep_everywhere() -> None:
    """Say that the transaction looks past the wall, as where it is not known whose a row is."""
    stay_within((EVERYWHERE,))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be approved: who proposed it, and who it is for."""

    by: str | None = None
    user: str | None = None


NO_PROPOSAL = Proposal()


def as_id(text: object) -> uuid.UUID | None:
    """An id of a record; None for what is none."""
    try:
        return text if isinstance(text, uuid.UUID) else uuid.UUID(str(text))
    except ValueError:
        return None


def id_or_none_such(text: object) -> uuid.UUID:
    """An id to look for; for what is none, one that nothing has."""
    return as_id(text) or uuid.UUID(int=0)


_ASSIGNED = Rows(
    lambda record: Assignment.objects.filter(record=record, ended_at__isnull=True).values_list(
        "user_id", "team_id"
    ),
    record=UUIDField(),
)
_COVERING = Rows(
    lambda record, unit, today: Assignment.objects.filter(
        record=record,
        ended_at__isnull=True,
        user__covered__unit=unit,
        user__covered__first__lte=today,
        user__covered__until__gt=today,
    ).values_list("user__covered__covering_id"),
    record=UUIDField(),
    unit=UUIDField(),
    today=DateField(),
)
_BLOCKS = Rows(
    lambda record: active_blocks(record).values_list("user_id", "token"), record=UUIDField()
)
_CLEARED = Rows(lambda record: _cleared(record).values_list("user_id"), record=UUIDField())
_OPENINGS = Rows(
    lambda user, now: BreakGlassOpening.objects.filter(user=user, until__gt=now).values_list(
        "record", "until"
    ),
    user=UUIDField(),
    now=DateTimeField(),
)


def as_policy_knows(
    record: GuardedRecord, *, now: datetime, proposal: Proposal = NO_PROPOSAL
) -> values.Record:
    """A record as the policy knows it. Four queries, and two more for a proposal."""
    today = now.astimezone(ZONE).date()
    assigned = _ASSIGNED(record=record.pk)
    blocks = _BLOCKS(record=record.pk)
    return values.Record(
        id=str(record.pk),
        organisation=str(record.organisation_id),
        unit=str(record.unit_id),
        assigned=_names(user for user, _ in assigned),
        covering=_names(
            user for (user,) in _COVERING(record=record.pk, unit=record.unit_id, today=today)
        ),
        teams=_names(team for _, team in assigned),
        blocked_users=_names(user for user, _ in blocks),
        blocked_tokens=frozenset(bytes(token) for _, token in blocks if token is not None),
        protected=record.protected,
        cleared=_names(user for (user,) in _CLEARED(record=record.pk)),
        proposed_by=proposal.by,
        proposed_for=proposal.user,
        proposer_tokens=accounts.tokens_of(proposal.by, organisation=str(record.organisation_id)),
        subject_tokens=accounts.tokens_of(proposal.user, organisation=str(record.organisation_id)),
    )


def _names(found: Iterable[uuid.UUID | None]) -> frozenset[str]:
    return frozenset(str(one) for one in found if one is not None)


def active_blocks(record: uuid.UUID) -> QuerySet[Block]:
    """The blocks of a record that are not lifted, by the record's id."""
    return Block.objects.filter(record=record, lifted_at__isnull=True)


def hidden_from(person: Actor) -> Q:
    """Records that are blocked for somebody, or that they cannot be told from the blocked of."""
    return visibility.blocked(person)


def _cleared(record: uuid.UUID) -> QuerySet[Clearance]:
    return Clearance.objects.filter(record=record, approved_at__isnull=False, ended_at__isnull=True)


def with_openings(actor: Actor, *, now: datetime) -> Actor:
    """The actor with the emergency openings that hold now."""
    if not actor.id:
        return actor
    held = _OPENINGS(user=uuid.UUID(actor.id), now=now)
    return replace(actor, break_glass=tuple(BreakGlass(str(one), until) for one, until in held))


def to_be_told(record: GuardedRecord, *, but: str, on: date) -> list[User]:
    """Who is told that the record was opened in an emergency: its unit's managers.

    Without any, the organisation's log reviewers. Never who must not know of the record: it is
    blocked for them, or protected and they are not cleared.
    """
    here = accounts.holding(on).filter(organisation=record.organisation_id)
    for held in (
        here.filter(role=Role.UNIT_MANAGER, unit=record.unit_id),
        here.filter(role=Role.LOG_REVIEWER),
    ):
        found = {one.user for one in held.select_related("user").exclude(user=uuid.UUID(but))}
        told = [one for one in found if one.is_active and _may_know(one, record)]
        if told:
            return sorted(told, key=lambda user: str(user.pk))
    return []


def _may_know(user: User, record: GuardedRecord) -> bool:
    blocks = active_blocks(record.pk)
    own = accounts.tokens_of(str(user.pk), organisation=str(record.organisation_id))
    if blocks.filter(Q(user=user) | Q(token__in=own)).exists():
        return False
    if not own and blocks.filter(token__isnull=False).exists():
        return False
    return not record.protected or _cleared(record.pk).filter(user=user).exists()


def unread_notices(actor: Actor) -> list[Notice]:
    """The emergency openings that the actor is told of and has not yet said to know."""
    if not actor.id or not _TOLD(user=uuid.UUID(actor.id)):
        return []
    return list(_unread(uuid.UUID(actor.id)).select_related("opening__user").order_by("at"))


def _unread(user: uuid.UUID) -> QuerySet[Notice]:
    return Notice.objects.filter(user=user, read_at__isnull=True)


_TOLD = Rows(lambda user: _unread(user).values_list("pk"), user=UUIDField())
