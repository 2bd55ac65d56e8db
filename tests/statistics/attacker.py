"""Somebody who reads every table of a unit's page, in every choice, and has a solver.

It shares no code with what hides: the published figures become sums of unknown whole numbers, and
the disclosure audit's attacker tells the least and the greatest that each number can be.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from kvinnofrid.catalogue import Outcome
from kvinnofrid.disclosure.audit import NEAR, Attacker
from kvinnofrid.statistics.episodes import Episode, classes, tables_of
from kvinnofrid.statistics.unit_tables import ALL, Chosen, Told, coded, told
from tests.statistics.follow_up_cases import shipped

THRESHOLD, WIDTH = 5, 4
KINDS = tuple(one.code for one in shipped().outcome("interventions").categories)
GROUPS = tuple(one.code for one in shipped().outcome("target_group").categories)
ROWS = ("with", "others", "none")
OUT = "outside"
Key = tuple[str, ...]
Place = tuple[str, Key]
"""A division of a table: what stands before its name in a key, and what stands after."""


def few(number: int) -> bool:
    return 0 < number < THRESHOLD


@dataclass
class Knowledge:
    """Unknown numbers by key, what they truly are, and what the reader knows of them."""

    truth: Counter[Key]
    at: dict[Key, int] = field(default_factory=dict)
    published: dict[int, int] = field(default_factory=dict)
    sums: list[tuple[int, list[int]]] = field(default_factory=list)
    made: int = 0

    def cell(self, key: Key) -> int:
        return self.at.setdefault(key, self._new())

    def _new(self) -> int:
        self.made += 1
        return self.made - 1

    def says(self, keys: Iterable[Key], number: int) -> None:
        """These together are so many."""
        keys = list(keys)
        assert sum(self.truth[key] for key in keys) == number, keys
        place = self._new()
        self.published[place] = number
        self.sums.append((place, [self.cell(key) for key in keys]))

    def adds_up(self, whole: Key, parts: Iterable[Key]) -> None:
        """By what the words mean, the parts are the whole."""
        parts = list(parts)
        assert self.truth[whole] == sum(self.truth[key] for key in parts), (whole, parts)
        self.sums.append((self.cell(whole), [self.cell(key) for key in parts]))

    def at_least(self, parts: Iterable[Key], whole: Key) -> None:
        """The parts, which may overlap, are all of the whole."""
        together = self._new()
        self.sums.append((together, [self.cell(key) for key in parts]))
        self.sums.append((together, [self.cell(whole), self._new()]))

    def is_somebody(self, key: Key) -> None:
        """It is known to be one or more."""
        one = self._new()
        self.published[one] = 1
        self.sums.append((self.cell(key), [one, self._new()]))

    def narrow(self, keys: Iterable[Key]) -> list[tuple[Key, int, int]]:
        """Those that are few and are bounded within the width, with the bounds."""
        asked = [key for key in keys if few(self.truth[key]) and key in self.at]
        if not asked:
            return []
        attacker = Attacker(self.published, self.made, self.sums, lowest=0)
        low = {key: float(self.truth[key]) for key in asked}
        high = dict(low)
        found = []
        for key in asked:
            for sign in (1.0, -1.0):
                if high[key] - low[key] < WIDTH:
                    table = attacker.table({self.at[key]: sign})
                    for one in asked:
                        low[one] = min(low[one], table[self.at[one]])
                        high[one] = max(high[one], table[self.at[one]])
            least, greatest = ceil(low[key] - NEAR), floor(high[key] + NEAR)
            if greatest - least < WIDTH:
                found.append((key, least, greatest))
        return found


@dataclass(frozen=True)
class Page:
    """All that the page says of a population in a year: by indicator and choice."""

    episodes: Sequence[Episode]
    outcomes: Sequence[Outcome]
    told: Mapping[tuple[str, Chosen], Told]


CHOICES = (ALL, *(Chosen(group=one) for one in GROUPS), *(Chosen(intervention=k) for k in KINDS))


def read(episodes: Sequence[Episode], population: str) -> Page:
    """Every table in every choice."""
    outcomes = [one for one in shipped().outcomes if one.population == population]
    said: dict[tuple[str, Chosen], Told] = {}
    for outcome in outcomes:
        found = coded(outcome, episodes)
        said |= {(outcome.code, choice): told(outcome, found, choice) for choice in CHOICES}
    return Page(episodes, outcomes, said)


def row_of(one: Episode, kind: str) -> str:
    return ROWS[0] if kind in one.kinds else ROWS[1] if one.kinds else ROWS[2]


def attack(page: Page) -> list[tuple[Key, int, int]]:
    """Every small number that all tables together place within the width."""
    found = []
    about_help = [one for one in page.outcomes if one.measure.of == "intervention"]
    for part in ([one] for one in page.outcomes if one not in about_help):
        found += _attack(page, part)
    return found + (_attack(page, about_help) if about_help else [])


def _attack(page: Page, outcomes: Sequence[Outcome]) -> list[tuple[Key, int, int]]:
    kinds = [
        kind
        for kind in KINDS
        if "interventions" in [one.code for one in outcomes]
        or any(page.told[one.code, Chosen(intervention=kind)].n is not None for one in outcomes)
    ]
    known = Knowledge(_truth(page, outcomes, kinds))
    _sizes(known, page, kinds)
    targets: list[Key] = [("N", group) for group in GROUPS]
    targets += [("M", kind, row) for kind in kinds for row in ROWS]
    for outcome in outcomes:
        chosen = [k for k in kinds if page.told[outcome.code, Chosen(intervention=k)].n is not None]
        for name, order in tables_of(outcome):
            of = (outcome.code, name)
            targets += _table(known, of, [*order, OUT], chosen)
        _meaning(known, outcome, chosen)
        for choice in CHOICES:
            _published(known, outcome, choice, page.told[outcome.code, choice])
    return known.narrow(key for key in targets if key[-1] != OUT)


def _truth(page: Page, outcomes: Sequence[Outcome], kinds: Sequence[str]) -> Counter[Key]:
    truth: Counter[Key] = Counter()
    for one in page.episodes:
        truth["N", one.target_group] += 1
        truth["all",] += 1
        truth["none",] += not one.kinds
        truth["none", one.target_group] += not one.kinds
        truth["some",] += bool(one.kinds)
        truth["some", one.target_group] += bool(one.kinds)
        for kind in KINDS:
            truth["M", kind, row_of(one, kind)] += 1
            if one.target_group != GROUPS[2]:
                truth["MD", kind] += kind in one.kinds
        for outcome in outcomes:
            for name, value in classes(outcome, one).items():
                of = (outcome.code, name)
                truth["t", *of, value] += 1
                truth["x", *of, one.target_group, value] += 1
                for kind in kinds:
                    truth["y", *of, kind, row_of(one, kind), value] += 1
    return truth


def _sizes(known: Knowledge, page: Page, kinds: Sequence[str]) -> None:
    """What every indicator says of how many there are."""
    known.adds_up(("all",), [("N", group) for group in GROUPS])
    known.adds_up(("all",), [("none",), ("some",)])
    for kind in kinds:
        known.adds_up(("all",), [("M", kind, row) for row in ROWS])
        known.adds_up(("none",), [("M", kind, ROWS[2])])
    for outcome in page.outcomes:
        of_some = tuple(outcome.groups) or GROUPS
        assert of_some in {GROUPS, GROUPS[:2]}, "the attacker knows these two domains alone"
        for choice in CHOICES:
            n = page.told[outcome.code, choice].n
            if n is None:
                continue
            if choice.group is not None:
                known.says([("N", choice.group)], n)
            elif choice.intervention is None:
                known.says([("N", group) for group in of_some], n)
            elif choice.intervention in kinds and of_some == GROUPS:
                known.says([("M", choice.intervention, ROWS[0])], n)
            elif choice.intervention in kinds:
                known.says([("MD", choice.intervention)], n)
                known.at_least([("M", choice.intervention, ROWS[0])], ("MD", choice.intervention))


def _table(
    known: Knowledge, of: tuple[str, str], order: Sequence[str], kinds: Sequence[str]
) -> Iterator[Key]:
    """How a table's classes, groups and interventions add up."""
    for one in order:
        whole = ("t", *of, one)
        known.adds_up(whole, [("x", *of, group, one) for group in GROUPS])
        for kind in kinds:
            known.adds_up(whole, [("y", *of, kind, row, one) for row in ROWS])
            yield ("y", *of, kind, ROWS[0], one)
        yield whole
        yield from (("x", *of, group, one) for group in GROUPS)
    for group in GROUPS:
        known.adds_up(("N", group), [("x", *of, group, one) for one in order])
    for kind in kinds:
        for row in ROWS:
            known.adds_up(("M", kind, row), [("y", *of, kind, row, one) for one in order])


def _places(kinds: Sequence[str]) -> Iterator[Place]:
    """Every division of a table, as what stands before and after its name in a key."""
    yield "t", ()
    yield from (("x", (group,)) for group in GROUPS)
    yield from (("y", (kind, row)) for kind in kinds for row in ROWS)


def _meaning(known: Knowledge, outcome: Outcome, kinds: Sequence[str]) -> None:
    """What a reader knows because of what the words mean."""
    names = [name for name, _ in tables_of(outcome)]
    for group in GROUPS:
        is_out = bool(outcome.groups) and group not in outcome.groups
        for name in names:
            if is_out:
                known.adds_up(("N", group), [("x", outcome.code, name, group, OUT)])
            else:
                known.says([("x", outcome.code, name, group, OUT)], 0)
    for place in _places(kinds):
        if outcome.measure.of == "change":
            _of_change(known, outcome, names, place)
        elif outcome.measure.of == "intervention":
            _of_help(known, outcome, names, place)
        elif outcome.measure.many:
            for name in names[1:]:
                known.adds_up(
                    _key(outcome, names[0], place, "unknown"),
                    [_key(outcome, name, place, "unknown")],
                )


def _key(outcome: Outcome, name: str, place: Place, value: str) -> Key:
    kind, where = place
    return (kind, outcome.code, name, *where, value)


def _of_change(known: Knowledge, outcome: Outcome, names: Sequence[str], place: Place) -> None:
    """Those without both answers are the same in all tables, and all the leavers."""
    before, *same, leavers = names
    unmatched = _key(outcome, before, place, "unmatched")
    for name in same:
        known.adds_up(unmatched, [_key(outcome, name, place, "unmatched")])
    order = [one for one in dict(tables_of(outcome))[leavers] if one != "matched"]
    known.adds_up(unmatched, [_key(outcome, leavers, place, one) for one in order])


def _of_help(known: Knowledge, outcome: Outcome, names: Sequence[str], place: Place) -> None:
    """Those without any intervention are the same in all tables; the others have one or more."""
    kind, where = place
    if kind == "y":
        return
    for name in names:
        known.adds_up(("none", *where), [_key(outcome, name, place, "no")])
        if outcome.measure.name == "kind" and kind == "t":
            known.adds_up(_key(outcome, name, place, "yes"), [("M", name, ROWS[0])])
    known.adds_up(("N", *where) if where else ("all",), [("none", *where), ("some", *where)])
    if outcome.measure.many:
        known.at_least([_key(outcome, name, place, "yes") for name in names], ("some", *where))


def _published(known: Knowledge, outcome: Outcome, choice: Chosen, said: Told) -> None:
    if said.n is None:
        return
    place: Place = ("t", ())
    if choice.group is not None:
        place = ("x", (choice.group,))
    elif choice.intervention is not None:
        place = ("y", (choice.intervention, ROWS[0]))
    for name, table in said.tables.items():
        order = dict(tables_of(outcome))[name]
        known.says([_key(outcome, name, place, one) for one in order], said.n)
        for one, number in table.shown.items():
            if "otherwise" in order and one == "no":
                continue  # those without this one: nothing but the rest of n
            known.says([_key(outcome, name, place, one)], number)
        for members, number in table.joined:
            keys = [_key(outcome, name, place, one) for one in members]
            known.says(keys, number)
            if place[0] == "t" and all(known.truth[key] for key in keys):
                for key in keys:
                    known.is_somebody(key)
