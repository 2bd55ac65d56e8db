"""Signed heads: what is signed each hour, and what waits until the receiver has taken it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kvinnofrid.audit.chain import START, Fault, Head
from kvinnofrid.audit.models import ChainHead, SignedHead
from kvinnofrid.audit.receivers import Receiver, ReceiverError
from kvinnofrid.audit.signing import SigningKey, sign
from kvinnofrid.audit.verification import Proof, signed_line, verify_chain

BATCH = 5_000


@dataclass(frozen=True)
class Exported:
    """What a run did: heads signed, taken and still waiting, faults that kept heads unsigned."""

    signed: int
    acknowledged: int
    waiting: int
    faults: Sequence[Fault]
    refusal: str = ""
    """Why the receiver did not take what waits."""


def export_heads(*, key: SigningKey, receiver: Receiver, now: datetime) -> Exported:
    """Sign the heads that have moved, and send every head that has not been acknowledged.

    The events since the last signed head are proved first: a chain with a fault in them is not
    signed, so that a forgery is not made good. What the receiver does not take stays and is sent
    the next time; two runs at once may send a head twice.
    """
    signed, faults = _sign_moved(key, now)
    acknowledged, refusal = _send_waiting(receiver, now)
    waiting = SignedHead.objects.filter(acknowledged=None).count()
    return Exported(signed, acknowledged, waiting, faults, refusal)


def _sign_moved(key: SigningKey, now: datetime) -> tuple[int, list[Fault]]:
    """How many heads were signed, and the faults that kept others from it."""
    signed, faults = 0, []
    heads = ChainHead.objects.order_by("organisation")
    for organisation in list(heads.values_list("organisation", flat=True)):
        last, proof = _last_signed(organisation), Proof()
        found = list(verify_chain(organisation, heads={}, start=last, proof=proof))
        faults += found
        if not found and proof.last != last:
            _sign(key, organisation, proof.last, now)
            signed += 1
    return signed, faults


def _last_signed(organisation: str) -> Head:
    found = SignedHead.objects.filter(organisation=organisation).order_by("-number")
    return next(
        (Head(number, hash.encode()) for number, hash in found.values_list("number", "hash")[:1]),
        START,
    )


def _sign(key: SigningKey, organisation: str, head: Head, now: datetime) -> None:
    hash = head.hash.decode()
    line = sign(key, organisation=organisation, number=head.number, hash=hash, at=now)
    SignedHead.objects.bulk_create(
        [
            SignedHead(
                organisation=organisation,
                number=head.number,
                hash=hash,
                at=now,
                key_id=line.key_id,
                signature=line.signature,
            )
        ],
        ignore_conflicts=True,
    )


def _send_waiting(receiver: Receiver, now: datetime) -> tuple[int, str]:
    """How many were taken, and why the rest was not."""
    taken = 0
    while True:
        heads = list(SignedHead.objects.filter(acknowledged=None).order_by("id")[:BATCH])
        if not heads:
            return taken, ""
        refusal = ""
        try:
            count = receiver([signed_line(head).text() for head in heads])
        except ReceiverError as error:
            count, refusal = error.taken, str(error)
        with transaction.atomic():
            SignedHead.objects.filter(pk__in=[head.pk for head in heads[:count]]).update(
                acknowledged=now
            )
        taken += count
        if refusal:
            return taken, refusal
