"""Every way we know to falsify the log, and whether the proof sees each."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from kvinnofrid.audit import verification
from kvinnofrid.audit.chain import Fault
from kvinnofrid.audit.models import ChainHead
from kvinnofrid.audit.signing import SignedLine, SigningKey, key_id, read_line, sign
from tests.audit import attack
from tests.audit.writing import MORNING, write

ORGANISATIONS = {"org-a": 24, "org-b": 9, "org-c": 15}
SIGNED_EVERY = 5
FIELDS = ("actor", "action", "object_kind", "object_id", "outcome", "details")


class Scene:
    """A log, the heads that a receiver has of it, and the one who is about to falsify it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.key = SigningKey(Ed25519PrivateKey.generate(), development=True)
        self.lines: list[str] = []
        for organisation, count in ORGANISATIONS.items():
            for number in range(1, count + 1):
                moment = MORNING + timedelta(minutes=7 * number)
                write(organisation=organisation, now=moment, object_id=f"rec-{number}")
                if number % SIGNED_EVERY == 0 or number == count:
                    self.lines.append(self.signed(organisation, number, self.key).text())

    def signed(self, organisation: str, number: int, key: SigningKey) -> SignedLine:
        """The head of now, signed with a key."""
        head = ChainHead.objects.get(organisation=organisation)
        return sign(key, organisation=organisation, number=number, hash=head.hash, at=MORNING)

    def somewhere(self) -> tuple[str, int, int]:
        """An organisation, one of its numbers and the last."""
        organisation = self.chance.choice(sorted(ORGANISATIONS))
        last = ORGANISATIONS[organisation]
        return organisation, self.chance.randint(1, last), last

    def faults(self) -> list[Fault]:
        """What the proof finds."""
        public = self.key.public
        heads, forged = verification.read_heads(self.lines, {key_id(public): public})
        return [*forged, *verification.verify(heads=heads)]


Mutation = Callable[[Scene], str]


def changed_field(scene: Scene) -> str:
    organisation, number, _ = scene.somewhere()
    field = scene.chance.choice((*FIELDS, "previous_hash", "hash"))
    attack.set_field(organisation, number, field, uuid.UUID(int=number).hex[-10:])
    return organisation


def changed_time(scene: Scene) -> str:
    organisation, number, _ = scene.somewhere()
    micro = scene.chance.choice((-1, 1, 10**6, -(10**9)))
    moment = MORNING + timedelta(minutes=7 * number, microseconds=micro)
    stored = connection.ops.adapt_datetimefield_value(moment)
    attack.set_field(organisation, number, "at", stored)
    return organisation


def changed_and_hashed(scene: Scene) -> str:
    organisation, number, _ = scene.somewhere()
    attack.set_field(organisation, number, "actor", "somebody-else")
    attack.hash_anew(organisation, number, number)
    return organisation


def spoiled(scene: Scene) -> str:
    """What no program wrote: SQLite takes anything anywhere."""
    organisation, number, _ = scene.somewhere()
    if connection.vendor == "sqlite":
        column, value = scene.chance.choice(
            [("at", "yesterday"), ("details", b"\xff\xfe"), ("actor", b"\x80"), ("at", 12)]
        )
        attack.set_field(organisation, number, column, value)
    else:
        attack.set_field(organisation, number, "at", datetime(1, 1, 2, tzinfo=UTC))
    return organisation


def deleted(scene: Scene) -> str:
    organisation, number, last = scene.somewhere()
    attack.delete(organisation, number, min(last, number + scene.chance.randint(0, 3)))
    return organisation


def swapped(scene: Scene) -> str:
    organisation, number, last = scene.somewhere()
    other = number - 1 if number == last else scene.chance.randint(number + 1, last)
    attack.renumber(organisation, number, 10**6)
    attack.renumber(organisation, other, number)
    attack.renumber(organisation, 10**6, other)
    return organisation


def inserted(scene: Scene) -> str:
    """One of the events again, in between, with the later ones moved up, and the head with them."""
    organisation, number, last = scene.somewhere()
    for later in range(last, number - 1, -1):
        attack.renumber(organisation, later, later + 1)
    columns = "organisation, at, actor, action, object_kind, object_id, outcome, details"
    attack.run(
        f"INSERT INTO {attack.EVENTS} ({columns}, number, previous_hash, hash)"
        f" SELECT {columns}, %s, previous_hash, hash FROM {attack.EVENTS}"
        " WHERE organisation = %s AND number = %s",
        number,
        organisation,
        number + 1,
    )
    if scene.chance.randrange(2):
        attack.hash_anew(organisation, number, number)
    attack.set_head(organisation, last + 1)
    return organisation


def truncated(scene: Scene) -> str:
    organisation, number, last = scene.somewhere()
    attack.delete(organisation, number, last)
    return organisation


def truncated_with_head(scene: Scene) -> str:
    organisation, number, last = scene.somewhere()
    attack.delete(organisation, number, last)
    attack.set_head(organisation, number - 1)
    return organisation


def truncated_and_grown(scene: Scene) -> str:
    """The tail cut, and others' honest events after it as many as there were."""
    organisation, number, last = scene.somewhere()
    attack.delete(organisation, number, last)
    attack.set_head(organisation, number - 1)
    write(last - number + 1, organisation=organisation, now=MORNING + timedelta(days=2))
    return organisation


def forgotten(scene: Scene) -> str:
    organisation, _, last = scene.somewhere()
    attack.delete(organisation, 1, last)
    ChainHead.objects.filter(organisation=organisation).delete()
    return organisation


def rewritten(scene: Scene) -> str:
    """An event changed, and everything after it made right again, the head too."""
    organisation, number, last = scene.somewhere()
    attack.set_field(organisation, number, "object_id", "rec-other")
    attack.hash_anew(organisation, number, last)
    attack.set_head(organisation, last)
    return organisation


def removed_and_rewritten(scene: Scene) -> str:
    organisation, number, last = scene.somewhere()
    attack.delete(organisation, number, number)
    for later in range(number + 1, last + 1):
        attack.renumber(organisation, later, later - 1)
    attack.hash_anew(organisation, number, last - 1)
    attack.set_head(organisation, last - 1)
    return organisation


def moved_elsewhere(scene: Scene) -> str:
    organisation, number, _ = scene.somewhere()
    attack.set_field(organisation, number, "organisation", "org-z")
    return organisation


def head_changed(scene: Scene) -> str:
    organisation, number, last = scene.somewhere()
    if number == last:
        ChainHead.objects.filter(organisation=organisation).update(hash="f" * 64)
    else:
        attack.set_head(organisation, number)
    return organisation


def head_deleted(scene: Scene) -> str:
    organisation, _, _ = scene.somewhere()
    ChainHead.objects.filter(organisation=organisation).delete()
    return organisation


def signed_line_changed(scene: Scene) -> str:
    place = scene.chance.randrange(len(scene.lines))
    line = read_line(scene.lines[place])
    assert line is not None
    other = SigningKey(Ed25519PrivateKey.generate(), development=True)
    scene.lines[place] = scene.chance.choice(
        [
            line.text().replace(line.hash, "0" * 64),
            line.text().replace(f'"number":{line.number}', f'"number":{line.number + 1}'),
            line.text()[:-9],
            scene.signed(line.organisation, line.number, other).text(),
        ]
    )
    return line.organisation


MUTATIONS: tuple[Mutation, ...] = (
    changed_field, changed_time, changed_and_hashed, spoiled, deleted, swapped, inserted,
    truncated, truncated_with_head, truncated_and_grown, forgotten, rewritten,
    removed_and_rewritten, moved_elsewhere, head_changed, head_deleted, signed_line_changed,
)  # fmt: skip


class Tried(NamedTuple):
    """A mutation that was tried: its name, the chain it was done to, and what the proof said."""

    name: str
    organisation: str
    faults: list[Fault]

    @property
    def found(self) -> bool:
        """Whether the proof blamed that chain, or a line that is no head any more."""
        return any(
            one.organisation == self.organisation or one.organisation.startswith("#")
            for one in self.faults
        )


def tried(n: int, seed: int) -> Iterator[Tried]:
    """Do mutations to one log, each undone before the next. Nothing is left in the database.

    The log untouched is proved before, between and after; a fault then comes as `untouched`.
    """
    with transaction.atomic():
        scene = Scene(seed)
        for number in range(n):
            if number % 50 == 0:
                yield from _untouched(scene)
            mutation = MUTATIONS[number % len(MUTATIONS)]
            lines = list(scene.lines)
            with transaction.atomic():
                with attack.lifted_guards():
                    organisation = mutation(scene)
                faults = scene.faults()
                transaction.set_rollback(True)
            scene.lines = lines
            yield Tried(mutation.__name__, organisation, faults)
        yield from _untouched(scene)
        transaction.set_rollback(True)


def _untouched(scene: Scene) -> Iterator[Tried]:
    faults = scene.faults()
    if faults:
        yield Tried("untouched", "", faults)
