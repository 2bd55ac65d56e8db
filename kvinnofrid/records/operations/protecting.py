"""The protected tier: a record that exists only for whom two persons together let in."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.models import User
from kvinnofrid.records import queries
from kvinnofrid.records.models import Assignment, Clearance, GuardedRecord
from kvinnofrid.records.operations.guarded import Asked, Done, on_record
from kvinnofrid.records.permissions import Found, R
from kvinnofrid.records.queries import NO_PROPOSAL, Proposal
from kvinnofrid.records.scoping import writing


def protect(*, model: type[R], public_id: object, by: Actor, now: datetime) -> None:
    """Put the record in the protected tier, at once. Nobody reaches it before two let them in."""
    asked = Asked(model, public_id, by, "record.protect", now)

    def raise_it(found: Found[R]) -> Done[None]:
        record = found.record
        with writing():
            model.objects.unscoped(because="the tier of a record, by decision").filter(
                pk=record.pk
            ).update(protected=True)
        return Done(None, {"tier": "protected"})

    on_record(asked, raise_it, lock=True)


def propose_clearance(
    *, model: type[R], public_id: object, user: User, by: Actor, now: datetime
) -> uuid.UUID:
    """Propose that a user is let in to a protected record; another decides. Gives its id."""
    asked = Asked(model, public_id, by, "record.propose_clearance", now)

    def propose(found: Found[R]) -> Done[uuid.UUID]:
        record = found.record
        made, _ = Clearance.objects.update_or_create(
            record=record.pk,
            user=user,
            ended_at=None,
            approved_at=None,
            defaults={"proposed_by_id": by.id, "proposed_at": now},
            create_defaults={
                "organisation_id": record.organisation_id,
                "proposed_by_id": by.id,
                "proposed_at": now,
            },
        )
        return Done(made.pk, {"subject": str(user.pk)})

    return on_record(asked, propose, lock=True)


def clear(
    *, model: type[R], public_id: object, clearance_id: object, by: Actor, now: datetime
) -> None:
    """Let in whom another has proposed, who is not oneself, and let them have the record.

    Nobody else could give it to them: whoever assigns records does not reach this one.
    """
    asked = Asked(model, public_id, by, "record.clear", now)

    def proposal(record: R) -> Proposal:
        held = _proposed(record, clearance_id)
        return (
            NO_PROPOSAL if held is None else Proposal(str(held.proposed_by_id), str(held.user_id))
        )

    def let_in(found: Found[R]) -> Done[None]:
        held = _proposed(found.record, clearance_id)
        assert held is not None
        held.approved_by_id, held.approved_at = uuid.UUID(by.id), now
        held.save(update_fields=["approved_by", "approved_at"])
        Assignment.objects.get_or_create(
            record=found.record.pk,
            user_id=held.user_id,
            ended_at=None,
            defaults={
                "organisation_id": found.record.organisation_id,
                "by_id": uuid.UUID(by.id),
                "at": now,
            },
        )
        return Done(None, {"subject": str(held.user_id)})

    on_record(asked, let_in, lock=True, proposal=proposal)


@dataclass(frozen=True, slots=True)
class Clearances:
    """Who is let in to a record or proposed to be, and where it is. Nothing of its contents."""

    organisation: int
    unit: uuid.UUID
    protected: bool
    held: tuple[Clearance, ...]


def clearances_of(*, model: type[R], public_id: object, by: Actor, now: datetime) -> Clearances:
    """The clearances of a record, for whoever may propose one; it need not be open to them."""
    asked = Asked(model, public_id, by, "record.propose_clearance", now)

    def look(found: Found[R]) -> Done[Clearances]:
        record = found.record
        held = Clearance.objects.filter(record=record.pk, ended_at__isnull=True)
        listed = tuple(held.select_related("user", "proposed_by", "approved_by").order_by("pk"))
        place = Clearances(record.organisation_id, record.unit_id, record.protected, listed)
        return Done(place, {"result": "shown"})

    return on_record(asked, look)


def _proposed(record: GuardedRecord, clearance_id: object) -> Clearance | None:
    return Clearance.objects.filter(
        record=record.pk,
        pk=queries.id_or_none_such(clearance_id),
        approved_at__isnull=True,
        ended_at__isnull=True,
    ).first()
