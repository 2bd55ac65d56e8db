"""Emergency openings: one record, for an hour, explained, and told to who is in charge."""

import uuid
from datetime import datetime
from typing import Any

from kvinnofrid.access import values
from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.reach import organisations_of
from kvinnofrid.access.values import Actor, Own
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit import operations as audit
from kvinnofrid.records import queries, vault
from kvinnofrid.records.models import BreakGlassOpening, Notice
from kvinnofrid.records.operations.guarded import Asked, Done, acting, on_record
from kvinnofrid.records.permissions import Found, R, RecordMissing
from kvinnofrid.records.rules import GLASS_LASTS, SHORTEST_EXPLANATION, GlassReason, explained
from kvinnofrid.records.scoping import RecordQuerySet


class UnexplainedOpeningError(ValueError):
    """An emergency opening without an explanation that says anything."""

    def message(self, lang: str = "sv") -> str:
        """What is wrong and what to do."""
        if lang.startswith("sv"):
            return f"Skriv varför akten behöver öppnas, med minst {SHORTEST_EXPLANATION} tecken."
        return (
            f"Write why the record must be opened, in at least {SHORTEST_EXPLANATION} characters."
        )


def break_glass(
    *,
    model: type[R],
    public_id: object,
    reason: GlassReason,
    text: str,
    by: Actor,
    now: datetime,
) -> datetime:
    """Open a record in an emergency; gives the time when it closes. Those in charge are told.

    The explanation is sealed with the record's key. Raises UnexplainedOpeningError.
    """
    asked = Asked(model, public_id, by, "record.break_glass", now)
    if not explained(text):
        raise UnexplainedOpeningError

    def open_it(found: Found[R]) -> Done[datetime]:
        record, until = found.record, now + GLASS_LASTS
        opening = BreakGlassOpening(
            organisation_id=record.organisation_id,
            record=record.pk,
            user_id=by.id,
            reason=reason,
            at=now,
            until=until,
        )
        opening.text = vault.seal_text(
            vault.key_of(record), record, f"opening:{opening.pk}", 1, text
        )
        told = queries.to_be_told(record, but=by.id, on=now.astimezone(ZONE).date())
        opening.manager_told_at = now if told else None
        opening.save(force_insert=True)
        Notice.objects.bulk_create(
            Notice(
                organisation_id=record.organisation_id,
                record=record.pk,
                opening=opening,
                user=user,
                at=now,
            )
            for user in told
        )
        return Done(until, {"reason": reason.value, "count": str(len(told))})

    return on_record(asked, open_it, lock=True)


def break_glass_by_number(
    *,
    model: type[R],
    identity_number: str,
    reason: GlassReason,
    text: str,
    by: Actor,
    now: datetime,
) -> str:
    """Open the record of the person with an identity number in an emergency; gives its id.

    Asks for the second factor before it looks, so that a record that is there is not told from one
    that is not. Raises RecordMissing, the same for one that is blocked, protected or not there.
    """
    if not explained(text):
        raise UnexplainedOpeningError
    own = organisations_of(by, now)
    for organisation in own[:1]:
        somebody = values.Record(id=NOBODY, organisation=organisation, unit=NOBODY)
        demand(by, "record.break_glass", somebody, now=now)
    for record in (*_of_number(model, identity_number, own, by, now), uuid.uuid4()):
        try:
            break_glass(model=model, public_id=record, reason=reason, text=text, by=by, now=now)
        except RecordMissing:
            continue
        return str(record)
    raise RecordMissing


NOBODY = "nobody"


def _of_number(
    model: type[R], number: str, organisations: tuple[str, ...], by: Actor, now: datetime
) -> list[uuid.UUID]:
    """The open records of the person in these organisations, whoever may find them."""
    found: list[uuid.UUID] = []
    for organisation in organisations:
        token = vault.client().token(organisation, number)
        with acting(by, now=now, reads=True):
            every: RecordQuerySet[Any] = model.objects.unscoped(
                because="an emergency opening by number, which then asks about each"
            )
            found += every.filter(
                organisation=int(organisation), identity_token=token, closed_at__isnull=True
            ).values_list("pk", flat=True)
    return found


def unread_notices(*, by: Actor, now: datetime) -> list[Notice]:
    """The emergency openings that one is told of and has not yet said to know."""
    with acting(by, now=now, reads=True) as actor:
        return queries.unread_notices(actor)


def acknowledge(*, notice_id: object, by: Actor, now: datetime) -> None:
    """Say that one knows of an emergency opening that one was told of."""
    demand(by, "account.manage_own", Own(by.id), now=now)
    with acting(by, now=now):
        notice = Notice.objects.filter(
            pk=queries.id_or_none_such(notice_id), user=uuid.UUID(by.id)
        ).first()
        if notice is None:
            raise RecordMissing
        if notice.read_at is not None:
            return
        notice.read_at = now
        notice.save(update_fields=["read_at"])
        BreakGlassOpening.objects.filter(pk=notice.opening_id, reviewed_at__isnull=True).update(
            reviewed_by=uuid.UUID(by.id), reviewed_at=now
        )
        audit.record(
            organisation=str(notice.organisation_id),
            actor=by.id,
            action="account.manage_own",
            object_kind="records.notice",
            object_id=str(notice.pk),
            outcome="allowed",
            now=now,
        )
