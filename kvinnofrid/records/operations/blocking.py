"""Blocks: set by one, lifted by two."""

import uuid
from datetime import datetime

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.models import User
from kvinnofrid.records import queries, vault
from kvinnofrid.records.models import Block, GuardedRecord
from kvinnofrid.records.operations.folders import Folder
from kvinnofrid.records.operations.guarded import Asked, Done, log, on_record
from kvinnofrid.records.permissions import Found, R, RecordMissing
from kvinnofrid.records.queries import NO_PROPOSAL, Proposal
from kvinnofrid.records.rules import BlockReason


def block(
    *,
    model: type[R],
    public_id: object,
    whom: User | str,
    reason: BlockReason,
    by: Actor,
    now: datetime,
) -> uuid.UUID:
    """Hide the record from a user, or from whoever has an identity number. Holds at once.

    The number becomes a token and is stored nowhere. Raises an IdentityError for what is none.
    """
    asked = Asked(model, public_id, by, "record.block", now)

    def hide(found: Found[R]) -> Done[uuid.UUID]:
        record = found.record
        organisation = str(record.organisation_id)
        token = None if isinstance(whom, User) else vault.client().token(organisation, whom)
        made = Block.objects.create(
            organisation_id=record.organisation_id,
            record=record.pk,
            user=whom if isinstance(whom, User) else None,
            token=token,
            reason=reason,
            by_id=by.id,
            at=now,
        )
        return Done(made.pk, {"reason": reason.value})

    return on_record(asked, hide, lock=True)


def propose_unblock(
    *, model: type[R], public_id: object, block_id: object, by: Actor, now: datetime
) -> None:
    """Propose that a block is lifted; another then decides. A newer proposal replaces an older."""
    asked = Asked(model, public_id, by, "record.propose_unblock", now)

    def propose(found: Found[R]) -> Done[None]:
        held = _block(found.record, block_id)
        if held is None:
            raise RecordMissing
        held.lift_proposed_by_id, held.lift_proposed_at = uuid.UUID(by.id), now
        held.save(update_fields=["lift_proposed_by", "lift_proposed_at"])
        return Done(None)

    on_record(asked, propose, lock=True)


def unblock(
    *, model: type[R], public_id: object, block_id: object, by: Actor, now: datetime
) -> None:
    """Lift a block that another has proposed to lift."""
    asked = Asked(model, public_id, by, "record.unblock", now)

    def proposal(record: R) -> Proposal:
        held = _block(record, block_id)
        if held is None or held.lift_proposed_by_id is None:
            return NO_PROPOSAL
        return Proposal(str(held.lift_proposed_by_id))

    def lift(found: Found[R]) -> Done[None]:
        held = _block(found.record, block_id)
        assert held is not None
        held.lifted_by_id, held.lifted_at = uuid.UUID(by.id), now
        held.save(update_fields=["lifted_by", "lifted_at"])
        return Done(None, {"reason": held.reason})

    on_record(asked, lift, lock=True, proposal=proposal)


def _block(record: GuardedRecord, block_id: object) -> Block | None:
    return queries.active_blocks(record.pk).filter(pk=queries.id_or_none_such(block_id)).first()


def block_token(
    folder: Folder[R], token: bytes, *, reason: BlockReason, by: Actor, now: datetime
) -> None:
    """Hide a record that is being written from whoever has the identity. Held already is no fault.

    Logged as the block that it is, in the transaction of the work.
    """
    record = folder.record
    if queries.active_blocks(record.pk).filter(token=token).exists():
        return
    Block.objects.create(
        organisation_id=record.organisation_id,
        record=record.pk,
        token=token,
        reason=reason,
        by_id=by.id,
        at=now,
    )
    log(
        Asked(type(record), record.pk, by, "record.block", now),
        record,
        outcome="allowed",
        details={"reason": reason.value},
    )


def token_of(folder: Folder[R], identity_number: str) -> bytes:
    """The token of a number under the key of the record's organisation. Raises an IdentityError."""
    return vault.client().token(str(folder.record.organisation_id), identity_number)


def blocks_of(*, model: type[R], public_id: object, by: Actor, now: datetime) -> list[Block]:
    """The blocks of the record that hold, the newest first."""
    asked = Asked(model, public_id, by, "record.see_blocks", now)

    def look(found: Found[R]) -> Done[list[Block]]:
        held = queries.active_blocks(found.record.pk).select_related(
            "user", "by", "lift_proposed_by"
        )
        return Done(list(held.order_by("-at")))

    return on_record(asked, look)
