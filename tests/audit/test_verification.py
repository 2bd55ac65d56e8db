"""The proof of the whole log, rule by rule, on a log that is kept in memory and not in a database.

That it finds every falsification in a real database is tried in `test_mutations.py`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kvinnofrid.audit import guards, stored_rows
from kvinnofrid.audit.chain import ORIGIN, START, Fault, Head, Kind, Row, event_hash
from kvinnofrid.audit.models import ChainHead, SignedHead
from kvinnofrid.audit.signing import SigningKey, key_id, sign
from kvinnofrid.audit.verification import (
    Proof,
    kept_heads,
    read_heads,
    signed_line,
    stored_faults,
    stored_head,
    verify,
    verify_chain,
)

AT = datetime(2026, 11, 22, 3, 4, 5, 60_708, tzinfo=UTC)
KEY = SigningKey(Ed25519PrivateKey.generate(), development=True)
OTHER = SigningKey(Ed25519PrivateKey.generate(), development=True)
KEYS = {key_id(KEY.public): KEY.public}


class Kept(list[Any]):
    """Rows that are asked for as the ORM's are."""

    held = False

    def filter(self, **wanted: Any) -> "Kept":
        """Those with these values; `name__in` is any of several."""
        return self._same(one for one in self if all(_has(one, *pair) for pair in wanted.items()))

    def order_by(self, name: str) -> "Kept":
        """In order of a column."""
        return self._same(sorted(self, key=lambda one: getattr(one, name)))

    def select_for_update(self) -> "Kept":
        """The same rows, and remember that they were held."""
        Kept.held = True
        return self

    def values_list(self, *names: str, flat: bool = False) -> list[Any]:
        """Some columns of each."""
        read = [tuple(getattr(one, name) for name in names) for one in self]
        return [one[0] for one in read] if flat else read

    def _same(self, rows: Iterable[Any]) -> "Kept":
        return Kept(rows)


def _has(one: Any, name: str, value: Any) -> bool:
    bare, _, many = name.partition("__")
    return getattr(one, bare) in value if many else bool(getattr(one, bare) == value)


class Log:
    """Chains, the heads kept of them and those kept signed, where the verification looks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.chains: dict[str, list[Row]] = {}
        self.heads, self.signed = Kept(), Kept()
        self.missing: list[str] = []
        self.read: list[tuple[int, int | None, bool]] = []
        self.late: list[Row] = []
        """What somebody else adds between the first reading and the hold."""
        self.within = False
        Kept.held = False
        monkeypatch.setattr(stored_rows, "organisations", lambda: set(self.chains))
        monkeypatch.setattr(stored_rows, "rows", self.rows)
        monkeypatch.setattr(guards, "missing", lambda: self.missing)
        monkeypatch.setattr("kvinnofrid.audit.verification.transaction.atomic", self.atomic)
        monkeypatch.setattr(ChainHead, "objects", self.heads)
        monkeypatch.setattr(SignedHead, "objects", self.signed)

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """A transaction; what is late comes just before it."""
        for row in self.late:
            self.add(row)
        self.within = True
        yield
        self.within = False

    def rows(self, organisation: str, *, after: int, until: int | None = None) -> Iterator[Row]:
        """As `stored_rows.rows`."""
        self.read.append((after, until, self.within and Kept.held))
        return (
            row
            for row in list(self.chains.get(organisation, []))
            if row.number > after and (until is None or row.number <= until)
        )

    def write(self, number: int, organisation: str = "org-a") -> None:
        """So many events."""
        for _ in range(number):
            chain = self.chains.get(organisation, [])
            before = chain[-1].hash if chain else ORIGIN
            assert before is not None
            self.add(_event(organisation, len(chain) + 1, before))

    def add(self, row: Row) -> None:
        """An event, and the head with it."""
        organisation = (row.texts[0] or b"").decode()
        self.chains.setdefault(organisation, []).append(row)
        self.heads[:] = [one for one in self.heads if one.organisation != organisation]
        self.heads.append(
            ChainHead(organisation=organisation, number=row.number, hash=(row.hash or b"").decode())
        )

    def spoil(self, number: int, organisation: str = "org-a") -> None:
        """Change an event."""
        chain = self.chains[organisation]
        one = chain[number - 1]
        chain[number - 1] = one._replace(texts=(one.texts[0], b"other", *one.texts[2:]))


def _event(organisation: str, number: int, before: bytes) -> Row:
    texts = (
        organisation.encode(),
        b"u",
        b"record.read",
        b"record",
        b"r",
        b"allowed",
        b"{}",
        before,
    )
    return Row(number, number * 10, texts, event_hash(number, number * 10, texts))


def line(number: int = 3, *, hash: str = "a" * 64, key: SigningKey = KEY) -> str:
    """A signed head as a line of the receiver's file."""
    return sign(key, organisation="org-a", number=number, hash=hash, at=AT).text()


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Log:
    return Log(monkeypatch)


# The receiver's file


def test_signed_heads_are_read_by_organisation_and_number() -> None:
    heads, faults = read_heads([line(3), "", "  \n", line(5, hash="b" * 64)], KEYS)
    assert heads == {"org-a": {3: b"a" * 64, 5: b"b" * 64}}
    assert faults == []


def test_a_line_that_is_no_head_is_told_by_its_place_in_the_file() -> None:
    heads, faults = read_heads(["", "nonsense", line(3)], KEYS)
    assert faults == [Fault("#2", 0, Kind.FORGED)]
    assert heads == {"org-a": {3: b"a" * 64}}, "the rest of the file is read"


def test_a_head_that_another_key_signed_is_forged_and_does_not_count() -> None:
    heads, faults = read_heads([line(4, key=OTHER), line(5)], KEYS)
    assert faults == [Fault("org-a", 4, Kind.FORGED)]
    assert heads["org-a"] == {5: b"a" * 64}


def test_the_same_head_twice_is_no_fault_and_two_that_disagree_are() -> None:
    heads, faults = read_heads([line(3), line(3), line(3, hash="b" * 64), line(4)], KEYS)
    assert faults == [Fault("org-a", 3, Kind.REPLACED)]
    assert heads["org-a"] == {3: b"a" * 64, 4: b"a" * 64}, "what was signed first is held to"


# The whole log


def test_a_sound_log_has_no_fault_and_the_proof_says_what_it_read(log: Log) -> None:
    log.write(4)
    log.write(2, "org-b")
    proof, signed = Proof(), log.chains["org-a"][1].hash
    assert signed is not None
    assert list(verify(heads={"org-a": {2: signed}}, proof=proof)) == []
    assert (proof.events, proof.chains, proof.heads) == (6, 2, 1)
    assert proof.organisations == {"org-a", "org-b"}
    assert proof.last == Head(2, log.chains["org-b"][1].hash or b"")
    assert list(verify(heads={})) == [], "nobody need ask what was read"


def test_a_proof_begins_with_nothing_read() -> None:
    assert Proof() == Proof(events=0, chains=0, heads=0, organisations=set(), last=START)


def test_faults_come_organisation_by_organisation_in_order(log: Log) -> None:
    for organisation in ("org-c", "org-a", "org-b"):
        log.write(3, organisation)
        log.spoil(2, organisation)
    found = [(one.organisation, one.number, one.kind) for one in verify(heads={})]
    assert found == [(one, 2, Kind.CHANGED) for one in ("org-a", "org-b", "org-c")]


def test_one_organisation_is_proved_alone(log: Log) -> None:
    for organisation in ("org-a", "org-b"):
        log.write(3, organisation)
        log.spoil(2, organisation)
    proof = Proof()
    found = list(verify(heads={}, organisation="org-b", proof=proof))
    assert [one.organisation for one in found] == ["org-b"]
    assert (proof.organisations, proof.chains) == ({"org-b"}, 1)
    assert list(verify(heads={}, organisation="org-z", proof=proof)) == []
    assert (proof.organisations, proof.chains) == ({"org-b"}, 1), "there is no such chain"
    list(verify(heads={}, organisation="org-a", proof=proof))
    assert proof.organisations == {"org-a", "org-b"}, "a proof grows"


def test_a_chain_of_which_only_a_head_is_left_is_missed(log: Log) -> None:
    log.write(3)
    del log.chains["org-a"]
    assert list(verify(heads={})) == [Fault("org-a", 1, Kind.TRUNCATED, 3)]


def test_a_chain_of_which_only_a_signed_head_is_left_is_missed(log: Log) -> None:
    proof = Proof()
    found = list(verify(heads={"org-a": {7: b"a" * 64}}, proof=proof))
    assert found == [Fault("org-a", 1, Kind.TRUNCATED, 7)]
    assert proof.heads == 1


def test_a_database_without_its_guards_is_told_first_and_the_chains_are_proved(log: Log) -> None:
    log.write(2)
    log.spoil(1)
    log.missing = ["no_update"]
    found = list(verify(heads={}))
    assert found == [Fault("", 0, Kind.UNGUARDED), Fault("org-a", 1, Kind.CHANGED)]


def test_a_replaced_chain_is_seen_by_the_head_that_was_signed(log: Log) -> None:
    log.write(3)
    found = list(verify(heads={"org-a": {2: b"f" * 64}, "org-b": {}}))
    assert found == [Fault("org-a", 2, Kind.REPLACED)]


def test_the_faults_of_the_database_alone_are_lines_and_fifty_at_most(log: Log) -> None:
    log.write(60)
    log.spoil(2)
    assert stored_faults() == ["audit org-a 2: changed"]
    for number in range(1, 61):
        log.spoil(number)
    assert len(stored_faults()) == 50


# One chain


def test_a_chain_is_proved_after_a_head_that_is_trusted(log: Log) -> None:
    log.write(5)
    log.spoil(1)
    start = Head(2, log.chains["org-a"][1].hash or b"")
    proof = Proof()
    assert list(verify_chain("org-a", heads={}, start=start, proof=proof)) == []
    assert (proof.events, proof.last.number) == (3, 5)
    wrong = verify_chain("org-a", heads={}, start=Head(2, b"f" * 64), proof=Proof())
    assert list(wrong) == [Fault("org-a", 3, Kind.UNCHAINED)]


def test_proofs_of_several_chains_add_up(log: Log) -> None:
    log.write(3)
    log.write(2, "org-b")
    proof = Proof()
    for one in ("org-a", "org-b"):
        assert list(verify_chain(one, heads={}, proof=proof)) == []
    assert (proof.events, proof.chains, proof.heads) == (5, 2, 0)


def test_what_others_add_meanwhile_is_read_while_the_chain_is_held(log: Log) -> None:
    log.write(3)
    last = log.chains["org-a"][-1].hash
    assert last is not None
    log.late = [_event("org-a", 4, last)]
    proof = Proof()
    assert list(verify_chain("org-a", heads={}, proof=proof)) == []
    assert log.read == [(0, 3, False), (3, None, True)]
    assert (proof.events, proof.last.number) == (4, 4)


def test_a_wrong_event_that_comes_meanwhile_is_seen(log: Log) -> None:
    log.write(3)
    log.late = [_event("org-a", 4, b"f" * 64)]
    found = list(verify_chain("org-a", heads={}, proof=Proof()))
    assert found == [Fault("org-a", 4, Kind.UNCHAINED)]


def test_nothing_is_read_twice_when_nothing_follows_a_trusted_head(log: Log) -> None:
    log.write(3)
    start = Head(3, log.chains["org-a"][2].hash or b"")
    assert list(verify_chain("org-a", heads={}, start=start, proof=Proof())) == []
    assert log.read == [(3, 3, False), (3, None, True)]


def test_a_cut_end_is_seen_against_the_head_kept(log: Log) -> None:
    log.write(4)
    del log.chains["org-a"][2:]
    found = list(verify_chain("org-a", heads={}, proof=Proof()))
    assert found == [Fault("org-a", 3, Kind.TRUNCATED, 4)]


def test_a_head_kept_of_another_chain_is_wrong(log: Log) -> None:
    log.write(2)
    log.heads[0].hash = "f" * 64
    found = list(verify_chain("org-a", heads={}, proof=Proof()))
    assert found == [Fault("org-a", 2, Kind.HEAD)]


# What is kept


def test_the_head_kept_of_a_chain_is_its_own_and_is_held_only_when_asked(log: Log) -> None:
    log.write(2)
    log.write(3, "org-b")
    assert stored_head("org-a") == Head(2, log.chains["org-a"][1].hash or b"")
    assert stored_head("org-z") is None
    assert not Kept.held
    assert stored_head("org-b", hold=True) == Head(3, log.chains["org-b"][2].hash or b"")
    assert Kept.held


def _kept(number: int, *, organisation: str = "org-a", key: SigningKey = KEY) -> SignedHead:
    made = sign(key, organisation=organisation, number=number, hash="a" * 64, at=AT)
    return SignedHead(
        organisation=organisation,
        number=number,
        hash=made.hash,
        at=AT,
        key_id=made.key_id,
        signature=made.signature,
    )


def test_a_signed_head_is_kept_so_that_its_line_still_holds() -> None:
    made = sign(KEY, organisation="org-a", number=3, hash="a" * 64, at=AT)
    assert signed_line(_kept(3)) == made
    assert made.at == "2026-11-22T03:04:05.060708Z"


def test_heads_kept_signed_are_those_of_the_organisation_and_the_keys_at_hand(log: Log) -> None:
    log.signed += [
        _kept(5),
        _kept(3),
        _kept(4, key=OTHER),
        _kept(9, organisation="org-b"),
    ]
    assert kept_heads("org-a", KEYS) == ({"org-a": {3: b"a" * 64, 5: b"a" * 64}}, [])
    assert kept_heads("org-a", {}) == ({}, [])


def test_heads_kept_with_broken_signatures_are_faults_in_order(log: Log) -> None:
    broken = [_kept(5), _kept(3)]
    for one in broken:
        one.hash = "b" * 64
    log.signed += broken
    heads, faults = kept_heads("org-a", KEYS)
    assert faults == [Fault("org-a", 3, Kind.FORGED), Fault("org-a", 5, Kind.FORGED)]
    assert not heads
