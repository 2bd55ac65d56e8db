"""What differs between two versions of an instrument, and what that does to comparisons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kvinnofrid.catalogue import Instrument, Item

DifferenceKind = Literal["added", "removed", "moved", "changed"]

_BREAKING = frozenset(
    {"kind", "text", "choices", "scale", "unit", "applies", "occasions", "whole", "factor"}
)
"""What of an item, when it changes, makes its answers before and after another matter."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `of` is the field of the instrument: `items`, `sections`, `sums`, `title` …

    `id` names the entry within it, empty for the instrument itself; `fields` what of a changed one
    differs. `breaks` says that answers before and after must not be compared without care.
    """

    kind: DifferenceKind
    of: str
    id: str
    fields: tuple[str, ...] = ()
    breaks: bool = False


def diff(old: Instrument, new: Instrument) -> tuple[Difference, ...]:
    """Every difference between the versions, the instrument's own first, then in the new order."""
    return (
        *_own(old, new),
        *_entries("areas", _by_id(old, "areas"), _by_id(new, "areas"), breaks=False),
        *_entries("sections", _sections(old), _sections(new), breaks=False),
        *_items(old, new),
        *_entries("sums", _by_id(old, "sums"), _by_id(new, "sums"), breaks=True),
    )


def _own(old: Instrument, new: Instrument) -> Iterator[Difference]:
    before, after = (one.model_dump(exclude=_LISTED) for one in (old, new))
    fields = tuple(name for name in after if before[name] != after[name])
    if fields:
        yield Difference("changed", "instrument", "", fields, breaks="mode" in fields)


_LISTED = {"areas", "sections", "sums", "version", "valid_from", "valid_to", "withdrawn"}

Entries = Mapping[str, Mapping[str, object]]


def _by_id(instrument: Instrument, name: str) -> Entries:
    return {one.id: one.model_dump() for one in getattr(instrument, name)}


def _sections(instrument: Instrument) -> Entries:
    return {one.id: one.model_dump(exclude={"items"}) for one in instrument.sections}


def _entries(of: str, old: Entries, new: Entries, *, breaks: bool) -> Iterator[Difference]:
    for key, after in new.items():
        before = old.get(key)
        if before is None:
            yield Difference("added", of, key, breaks=breaks)
        elif before != after:
            yield Difference("changed", of, key, _differing(before, after), breaks=breaks)
    for key in old:
        if key not in new:
            yield Difference("removed", of, key, breaks=breaks)
    yield from _moved(of, list(old), list(new))


def _items(old: Instrument, new: Instrument) -> Iterator[Difference]:
    before, after = _placed(old), _placed(new)
    for key, (section, item) in after.items():
        if key not in before:
            yield Difference("added", "items", key)
            continue
        old_section, old_item = before[key]
        if old_item != item:
            fields = _differing(old_item.model_dump(), item.model_dump())
            breaks = not _BREAKING.isdisjoint(fields)
            yield Difference("changed", "items", key, fields, breaks)
        if old_section != section:
            yield Difference("moved", "items", key, ("section",))
    for key in before:
        if key not in after:
            yield Difference("removed", "items", key, breaks=True)
    stayed = {k for k in after if k in before and before[k][0] == after[k][0]}
    yield from _moved(
        "items", [k for k in before if k in stayed], [k for k in after if k in stayed]
    )


def _placed(instrument: Instrument) -> dict[str, tuple[str, Item]]:
    return {
        item.id: (section.id, item) for section in instrument.sections for item in section.items
    }


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(name for name in new if old[name] != new[name])


def _moved(of: str, old: list[str], new: list[str]) -> Iterator[Difference]:
    """Those that must be taken out for the rest to stand in the same order."""
    places = {key: n for n, key in enumerate(old)}
    kept = [key for key in new if key in places]
    still = set(_longest_rising([places[key] for key in kept]))
    for key in kept:
        if places[key] not in still:
            yield Difference("moved", of, key, ("order",))


def _longest_rising(numbers: list[int]) -> list[int]:
    """The longest subsequence that rises."""
    best: list[list[int]] = []
    for number in numbers:
        before = max((run for run in best if run[-1] < number), key=len, default=[])
        best.append([*before, number])
    return max(best, key=len, default=[])
