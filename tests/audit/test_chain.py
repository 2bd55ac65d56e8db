"""The chain, taken alone: what an event's hash holds, and each fault by its name."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from kvinnofrid.audit.chain import (
    MOVED_WITHIN,
    ORIGIN,
    START,
    Fault,
    Head,
    Kind,
    Row,
    Verification,
    event_hash,
    faults_in_row,
    microseconds,
)

Texts = tuple[bytes, ...]


def row(number: int, before: bytes, *, actor: bytes = b"u", at: int | None = None) -> Row:
    texts = (b"org", actor, b"record.read", b"record", b"r", b"allowed", b"{}", before)
    moment = number * 10 if at is None else at
    return Row(number, moment, texts, event_hash(number, moment, texts))


def chain(length: int, *, actor: bytes = b"u") -> list[Row]:
    rows: list[Row] = []
    for number in range(1, length + 1):
        rows.append(row(number, _hash(rows[-1]) if rows else ORIGIN, actor=actor))
    return rows


def _hash(one: Row) -> bytes:
    assert one.hash is not None
    return one.hash


def faults(
    rows: list[Row],
    *,
    head: Head | None = None,
    signed: dict[int, bytes] | None = None,
    start: Head = START,
) -> list[tuple[int, Kind]]:
    run = Verification("org", start=start, heads=signed)
    found = list(run.follow(rows))
    kept = head or (Head(rows[-1].number, _hash(rows[-1])) if rows else None)
    return [(fault.number, fault.kind) for fault in (*found, *run.end(kept))]


def test_a_sound_chain_has_no_fault() -> None:
    rows = chain(5)
    assert faults(rows, signed={1: _hash(rows[0]), 5: _hash(rows[4])}) == []
    assert faults([]) == []


def test_the_hash_is_the_one_that_the_documentation_describes() -> None:
    texts = (b"org-a", b"user-1", b"record.read", b"record", b"rec-1", b"allowed", b"{}", ORIGIN)
    assert microseconds(datetime(2026, 1, 1, tzinfo=UTC)) == 1_767_225_600_000_000
    assert (
        event_hash(1, 1_767_225_600_000_000, texts)
        == b"aec6fd457fc7339c6af6beac1aabab817927ca1c66e80b238ab68cfe8d56fb45"
    )


def test_no_two_ways_to_cut_the_fields_give_one_hash() -> None:
    ways: list[Texts] = [(b"ab", b"c"), (b"a", b"bc"), (b"abc", b""), (b"", b"abc"), (b"1:a,", b"")]
    for one, other in combinations(ways, 2):
        assert event_hash(1, 1, one) != event_hash(1, 1, other)
    assert event_hash(1, 12, (b"a",)) != event_hash(11, 2, (b"a",))


def test_a_changed_event_is_named() -> None:
    rows = chain(4)
    rows[1] = rows[1]._replace(texts=(b"org", b"other", *rows[1].texts[2:]))
    assert faults(rows) == [(2, Kind.CHANGED)]


@pytest.mark.parametrize("spoiled", [{"at": None}, {"hash": None}, {"texts": (None,) * 8}])
def test_an_event_that_cannot_be_read_is_a_changed_one(spoiled: dict[str, None]) -> None:
    rows = chain(4)
    rows[2] = rows[2]._replace(**spoiled)  # type: ignore[arg-type]
    assert (3, Kind.CHANGED) in faults(rows)


def test_a_changed_event_with_its_hash_made_right_breaks_the_chain_after_it() -> None:
    rows = chain(4)
    rows[1] = row(2, _hash(rows[0]), actor=b"other")
    assert faults(rows) == [(3, Kind.UNCHAINED)]


def test_missing_events_are_named_from_and_to() -> None:
    rows = chain(6)
    run = Verification("org")
    assert list(run.follow([*rows[:1], *rows[4:]])) == [Fault("org", 2, Kind.MISSING, 4)]


def test_swapped_events_are_called_moved() -> None:
    rows = chain(5)
    rows[1], rows[3] = rows[3]._replace(number=2), rows[1]._replace(number=4)
    found = faults(rows)
    assert (2, Kind.MOVED) in found
    assert (4, Kind.MOVED) in found


def test_a_second_event_of_one_number_is_inserted() -> None:
    rows = chain(3)
    assert faults([*rows[:2], row(2, _hash(rows[0]), actor=b"o"), rows[2]]) == [(2, Kind.INSERTED)]


def test_time_that_goes_back_is_seen() -> None:
    first = row(1, ORIGIN, at=50)
    assert faults([first, row(2, _hash(first), at=49)]) == [(2, Kind.BACKWARDS)]


def test_a_cut_tail_is_seen_by_the_stored_head_and_by_a_signed_one() -> None:
    rows = chain(5)
    cut = Head(3, _hash(rows[2]))
    assert faults(rows[:3], head=Head(5, _hash(rows[4]))) == [(4, Kind.TRUNCATED)]
    assert faults(rows[:3], head=cut, signed={5: _hash(rows[4])}) == [(4, Kind.TRUNCATED)]
    assert faults(rows[:3], head=cut) == []
    assert faults([], signed={5: _hash(rows[4])}) == [(1, Kind.TRUNCATED)]


def test_a_replaced_chain_is_seen_by_a_signed_head() -> None:
    signed = {4: _hash(chain(5)[3])}
    assert faults(chain(5, actor=b"other"), signed=signed) == [(4, Kind.REPLACED)]


def test_a_stored_head_that_disagrees_is_seen() -> None:
    rows = chain(3)
    assert faults(rows, head=Head(3, b"f" * 64)) == [(3, Kind.HEAD)]
    assert faults(rows, head=Head(2, _hash(rows[1]))) == [(3, Kind.HEAD)]


def test_a_chain_can_be_followed_from_a_trusted_head() -> None:
    rows = chain(5)
    assert faults(rows[2:], start=Head(2, _hash(rows[1]))) == []
    assert faults(rows[2:], start=Head(2, b"f" * 64)) == [(3, Kind.UNCHAINED)]


def whole(rows: list[Row], *, signed: dict[int, bytes] | None = None) -> list[Fault]:
    run = Verification("org", heads=signed)
    return [*run.follow(rows), *run.end(Head(rows[-1].number, _hash(rows[-1])))]


def test_a_fault_says_whose_chain_and_how_far_it_reaches() -> None:
    rows = chain(5)
    changed = rows[1]._replace(texts=(b"org", b"other", *rows[1].texts[2:]))
    assert whole([rows[0], changed, *rows[2:]]) == [Fault("org", 2, Kind.CHANGED)]
    run = Verification("org", heads={5: _hash(rows[4])})
    assert list(run.follow(rows[:3])) == []
    assert list(run.end(None)) == [Fault("org", 4, Kind.TRUNCATED, 5)]
    assert list(Verification("org").end(Head(2, b"f" * 64))) == [Fault("org", 1, Kind.TRUNCATED, 2)]


@pytest.mark.parametrize(
    ("away", "kind"),
    [
        (-MOVED_WITHIN - 1, Kind.CHANGED),
        (-MOVED_WITHIN, Kind.MOVED),
        (-1, Kind.MOVED),
        (1, Kind.MOVED),
        (MOVED_WITHIN, Kind.MOVED),
        (MOVED_WITHIN + 1, Kind.CHANGED),
    ],
)
def test_an_event_is_called_moved_only_when_its_place_is_near(away: int, kind: Kind) -> None:
    here = 2 * MOVED_WITHIN
    moved = row(here + away, ORIGIN)._replace(number=here)
    assert faults_in_row("org", moved) == Fault("org", here, kind)


def test_the_first_event_of_a_chain_is_found_where_it_was_moved_to() -> None:
    assert faults_in_row("org", row(1, ORIGIN)._replace(number=2)) == Fault("org", 2, Kind.MOVED)
    assert faults_in_row("org", row(0, ORIGIN)._replace(number=2)) == Fault("org", 2, Kind.CHANGED)


def test_events_of_one_moment_stand_in_order_and_a_time_that_is_gone_hides_none() -> None:
    first = row(1, ORIGIN, at=50)
    second = row(2, _hash(first), at=50)
    assert faults([first, second]) == []
    third = row(3, _hash(second), at=49)
    found = faults([first, second._replace(at=None), third])
    assert found == [(2, Kind.CHANGED), (3, Kind.BACKWARDS)]


def test_a_time_is_whole_microseconds() -> None:
    assert isinstance(microseconds(datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)), int)
