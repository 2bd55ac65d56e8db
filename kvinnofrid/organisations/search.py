"""Search among the names and codes of organisations.

What is written decides: exact letters come first, and Habo never stands for Håbo. Places that
somebody may have meant by other letters are given apart, as suggestions.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kvinnofrid.organisations.alphabet import fold, fold_loosely
from kvinnofrid.organisations.register import Place, Register
from kvinnofrid.organisations.rules import holds

_KINDS = (
    "municipality",
    "county",
    "region",
    "county_board",
    "city_district",
    "national_body",
    "nation",
)
_MUNICIPALITY = " kommun"
_EXACT = 2
"""Ranks up to this are whole codes and whole names."""
_LONGEST = 100
"""Nobody writes a longer name; what comes after is not read, so that a search stays quick."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found and the name or code by which it was found."""

    place: Place
    by: str


@dataclass(frozen=True, slots=True)
class Found:
    """The places that match, best first, and those that may have been meant instead."""

    hits: tuple[Hit, ...] = ()
    suggestions: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    place: Place
    forms: tuple[tuple[str, str], ...]
    """Each name or code as written and as folded."""
    codes: tuple[tuple[str, str], ...]
    """Likewise its codes, here and in other systems."""
    loose: tuple[str, ...]


def _forms(versions: Sequence[Place], now: Place) -> list[str]:
    forms: list[str] = []
    for place in (now, *(other for other in versions if other is not now)):
        forms += [place.name, place.full_name, *place.other_names]
        if place.kind == "municipality" and place.full_name.endswith(_MUNICIPALITY):
            forms.append(place.full_name.removesuffix(_MUNICIPALITY) + " stad")
    return list(dict.fromkeys(forms))


class Index:
    """The names of those who exist on a day, made ready for many searches.

    With `ended`, those that have ended by then are found too.
    """

    def __init__(self, register: Register, *, on: date, ended: bool = False) -> None:
        self._entries = [
            self._entry(register.place(id_, on=on), versions)
            for id_, versions in register.versions.items()
            if any(holds(place, on) for place in versions)
            or (ended and versions[-1].valid_from <= on)
        ]

    @staticmethod
    def _entry(place: Place, versions: Sequence[Place]) -> _Entry:
        forms = [(form, fold(form)) for form in _forms(versions, place)]
        codes = [p.code for p in versions] + [value for _name, value in place.identifiers]
        return _Entry(
            place,
            tuple(forms),
            tuple((code, fold(code)) for code in dict.fromkeys(codes)),
            tuple(fold_loosely(form) for form, _ in forms),
        )

    def search(self, text: str, *, limit: int = 20) -> Found:
        """What matches a name, a part of one, a code or a county letter."""
        wanted = fold(text[:_LONGEST])
        if not wanted:
            return Found()
        ranked: list[tuple[_Key, Hit]] = []
        rest: list[_Entry] = []
        for entry in self._entries:
            match = _match(entry, wanted)
            if match is None:
                rest.append(entry)
            else:
                ranked.append((_key(match[0], entry.place), Hit(entry.place, match[1])))
        hits = _best(ranked, limit)
        exact = bool(ranked) and min(key[0] for key, _hit in ranked) <= _EXACT
        return Found(hits, _suggest(rest, wanted, only_letters=exact, limit=min(limit, 5)))


def _match(entry: _Entry, wanted: str) -> tuple[int, str] | None:
    """How well an entry matches (0 is best) and by which form; None if it does not."""
    for code, folded in entry.codes:
        if folded == wanted:
            return 0, code
    best: tuple[int, str] | None = None
    for number, (form, folded) in enumerate(entry.forms):
        rank = _rank(folded, wanted, first=number == 0)
        if rank is not None and (best is None or rank < best[0]):
            best = (rank, form)
    return best


def _rank(folded: str, wanted: str, *, first: bool) -> int | None:
    if folded == wanted:
        return 1 if first else _EXACT
    if folded.startswith(wanted):
        return 3 if first else 4
    if f" {wanted}" in folded:
        return 5
    if len(wanted) >= 3 and wanted in folded:
        return 6
    return None


_Key = tuple[int, bool, int, tuple[str, str, str]]


def _key(rank: int, place: Place) -> _Key:
    return (rank, place.ended is not None, _KINDS.index(place.kind), place.order)


def _best(ranked: list[tuple[_Key, Hit]], limit: int) -> tuple[Hit, ...]:
    return tuple(hit for _key, hit in sorted(ranked, key=lambda pair: pair[0])[:limit])


def _suggest(
    entries: Iterable[_Entry], wanted: str, *, only_letters: bool, limit: int
) -> tuple[Hit, ...]:
    """Places with the same letters apart from å, ä, ö; else those a slip of the keys away."""
    loose = fold_loosely(wanted)
    allowed = 0 if only_letters or len(wanted) < 4 else 1 if len(wanted) < 8 else 2
    ranked: list[tuple[_Key, Hit]] = []
    for entry in entries:
        slips = min(distance(form, loose, most=allowed) for form in entry.loose)
        if slips <= allowed:
            hit = Hit(entry.place, entry.place.name)
            ranked.append((_key(slips, entry.place), hit))
    return _best(ranked, limit)


def distance(one: str, other: str, *, most: int) -> int:
    """How many letters must be put in, taken out, replaced or swapped with the next; at most
    `most` + 1 is counted."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    if not most:
        return 0 if one == other else 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        last, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
