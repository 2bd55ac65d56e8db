"""The proof of the whole log: every chain, against the heads kept and those signed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction

from kvinnofrid.audit import guards, stored_rows
from kvinnofrid.audit.chain import NO_HEAD, START, Fault, Head, Kind, Row, Verification
from kvinnofrid.audit.models import ChainHead, SignedHead
from kvinnofrid.audit.signing import SignedLine, read_line

SignedHeads = Mapping[str, Mapping[int, bytes]]


@dataclass
class Proof:
    """What a run has read; it grows while the faults are drawn from `verify`."""

    events: int = 0
    chains: int = 0
    heads: int = 0
    organisations: set[str] = field(default_factory=set)
    last: Head = START
    """The last event of the chain read last."""


def read_heads(
    lines: Iterable[str], keys: Mapping[str, Ed25519PublicKey]
) -> tuple[SignedHeads, list[Fault]]:
    """The heads of a file whose signatures hold, and those that do not hold as faults.

    A line that is no head at all is a fault of number 0, see `chain.NO_HEAD`.
    Two signed heads of one number that disagree are a fault as well.
    """
    heads: dict[str, dict[int, bytes]] = defaultdict(dict)
    faults = []
    for place, text in enumerate(lines, 1):
        if not text.strip():
            continue
        line = read_line(text)
        if line is None:
            faults.append(Fault(f"{NO_HEAD}{place}", 0, Kind.FORGED))
        elif not line.is_signed_by(keys):
            faults.append(Fault(line.organisation, line.number, Kind.FORGED))
        elif heads[line.organisation].setdefault(line.number, line.hash.encode()) != (
            line.hash.encode()
        ):
            faults.append(Fault(line.organisation, line.number, Kind.REPLACED))
    return heads, faults


def verify(
    *, heads: SignedHeads, organisation: str | None = None, proof: Proof | None = None
) -> Iterator[Fault]:
    """Every fault of the log, or of one organisation's chain."""
    proof = proof or Proof()
    kept = set(ChainHead.objects.values_list("organisation", flat=True))
    everywhere = stored_rows.organisations() | kept | set(heads)
    if organisation is not None:
        everywhere &= {organisation}
    proof.organisations |= everywhere
    if guards.missing():
        yield Fault("", 0, Kind.UNGUARDED)
    for one in sorted(everywhere):
        yield from verify_chain(one, heads=heads.get(one, {}), proof=proof)


def stored_faults() -> list[str]:
    """The faults of the log against the heads in the same database, a line each, fifty at most."""
    found = islice(verify(heads={}), 50)
    return [f"audit {one.organisation} {one.number}: {one.kind}" for one in found]


def verify_chain(
    organisation: str, *, heads: Mapping[int, bytes], start: Head = START, proof: Proof
) -> Iterator[Fault]:
    """The faults of a chain after a head that is trusted.

    The chain is held only while the events that others added meanwhile are read.
    """
    proof.chains += 1
    proof.heads += len(heads)
    run = Verification(organisation, start=start, heads=heads)
    kept = stored_head(organisation) or START
    before = stored_rows.rows(organisation, after=start.number, until=kept.number)
    yield from run.follow(_counted(before, proof))
    with transaction.atomic():
        found = stored_head(organisation, hold=True)
        tail = stored_rows.rows(organisation, after=max(run.last.number, start.number))
        faults = [*run.follow(_counted(tail, proof)), *run.end(found)]
    proof.last = run.last
    yield from faults


def _counted(rows: Iterable[Row], proof: Proof) -> Iterator[Row]:
    for row in rows:
        proof.events += 1
        yield row


def stored_head(organisation: str, *, hold: bool = False) -> Head | None:
    """The head that the database keeps of a chain; held, nobody adds to the chain meanwhile."""
    kept = ChainHead.objects.filter(organisation=organisation)
    if hold:
        kept = kept.select_for_update()
    found = kept.values_list("number", "hash")
    return next((Head(number, hash.encode()) for number, hash in found), None)


def kept_heads(
    organisation: str, keys: Mapping[str, Ed25519PublicKey]
) -> tuple[SignedHeads, list[Fault]]:
    """The heads that the database keeps of one organisation and one of the keys has signed."""
    kept = SignedHead.objects.filter(organisation=organisation, key_id__in=list(keys))
    return read_heads((signed_line(head).text() for head in kept.order_by("number")), keys)


def signed_line(head: SignedHead) -> SignedLine:
    """A head as the line that the receiver gets."""
    moment = head.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return SignedLine(
        head.organisation, head.number, head.hash, moment, head.key_id, head.signature
    )
