"""Random attackers with several releases about the same persons: does putting them together help?

Each trial makes a nation up and releases it two or three times, with more years and indicators each
time, and somebody entered late in between. The attacker has every table of all the releases, knows
what the words mean and which areas are told of together, and half of the time all about one
municipality. She picks a number that was hidden because it is small, works out its bounds and
guesses. It fails when some number can be placed within the width, or when the guesses come true
more often than those of somebody who has seen nothing, by more than five points of a hundred.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from kvinnofrid.catalogue import Outcome, load_shipped
from kvinnofrid.disclosure.audit import Attacker, Sum
from kvinnofrid.engine import DisclosedTable
from kvinnofrid.engine.areas import NATION, REST, above
from kvinnofrid.engine.differencing import differencing
from kvinnofrid.engine.disclosing import Disclosed, disclose
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.families import family_of
from kvinnofrid.engine.tables import RawTable
from kvinnofrid.statistics.episodes import (
    AFTER,
    BEFORE,
    BETTER,
    CHANGE,
    LEAVERS,
    MATCHED,
    NO,
    SAME,
    UNKNOWN,
    UNMATCHED,
    WORSE,
    YES,
)
from tests.campaigns.campaign import Campaign, Result, Tell
from tests.engine.made_nation import Person, areas, outcome_set, persons, raw_tables

MARGIN = 0.05
WIDTH, THRESHOLD = 4, 5
PER_TRIAL = 120
TOLD_EVERY = 200
FIRST = ("target_group", "sex", "any_intervention", "intervention_form", "change_safety")
LATER = ("violence_kinds", "waiting_days", "attainment", "change_health")
PARTLY, WHOLE = "change_safety", "attainment"
"""A family that is not for everybody, and one of the same population that is."""
YEARS = ("2024", "2025")
Name = tuple[str, ...]


@dataclass
class Released:
    """What was released, and from what."""

    raw: list[RawTable]
    told: Disclosed


@dataclass
class Puzzle:
    """A family in a year as the attacker writes it down: cells, sums, what is known, the truth."""

    place: dict[Name, int] = field(default_factory=dict)
    known: dict[int, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    true: dict[int, int] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)
    within: dict[int, str] = field(default_factory=dict)
    """The municipality that a cell is of."""

    def at(self, *name: str) -> int:
        """The place of a cell."""
        return self.place.setdefault(name, len(self.place))

    def add(self, total: Name, parts: Sequence[Name]) -> None:
        """A sum that the reader knows of."""
        self.sums.append((self.at(*total), [self.at(*one) for one in parts]))


def releases(chance: random.Random) -> list[Released]:
    """Two or three releases about the same persons."""
    counties = {f"{c:02}": chance.choice([1, 3, 5, 7]) for c in range(1, chance.choice([3, 4]) + 1)}
    codes = areas(counties)
    mean = chance.choice([6, 15, 40])
    outcomes = [
        one
        for one in outcome_set().outcomes
        if one.code in FIRST or (one.code in LATER and chance.random() < 0.5)
    ]
    sizes = {
        (code, year): int(chance.lognormvariate(0, 1) * mean) for code in codes for year in YEARS
    }
    found = persons(chance, sizes, outcomes)
    rule = load_shipped().disclosure_rule("releases")
    made: list[Released] = []
    for number in range(chance.choice([2, 3])):
        if number and chance.random() < 0.7:
            late = {(chance.choice(codes), chance.choice(YEARS)): chance.choice([1, 2])}
            found = found + _late(chance, late, outcomes, found)
        years = YEARS[: 1 if number == 0 else 2]
        asked = [one for one in outcomes if number or one.code in FIRST]
        raw = raw_tables(found, asked, codes, years)
        earlier = [one.told.tables for one in made]
        told = disclose(raw, rule, earlier, chance.randrange(1000), processes=1)
        assert differencing(told.tables, earlier, rule) == ()
        made.append(Released(raw, told))
    return made


def _late(
    chance: random.Random,
    sizes: Mapping[tuple[str, str], int],
    outcomes: Sequence[Outcome],
    before: Sequence[Person],
) -> list[Person]:
    assert before
    return persons(chance, sizes, outcomes)


def puzzles(made: Sequence[Released]) -> list[tuple[str, Puzzle]]:
    """What there is to work out: a family and a year, from the first release that told of it."""
    grouped: dict[
        tuple[str, str], dict[tuple[str, str], list[tuple[RawTable, DisclosedTable]]]
    ] = {}
    catalogue = load_shipped()
    for release in made:
        for raw, told in zip(release.raw, release.told.tables, strict=True):
            family = family_of(raw.query.found(catalogue).outcome)
            for year in raw.codes("year"):
                here = grouped.setdefault((family, year), {})
                here.setdefault((raw.query.outcome, raw.query.table), []).append((raw, told))
    found = {key: _puzzle(tables, key[1]) for key, tables in grouped.items()}
    for (family, year), one in found.items():
        if family == PARTLY and (WHOLE, year) in found:
            _beside(one, found[WHOLE, year])
    return [(" ".join(key), one) for key, one in found.items()]


def _beside(one: Puzzle, whole: Puzzle) -> None:
    """How many an indicator is not for: the others of a population whose size is told elsewhere."""
    for name, at in [*one.place.items()]:
        if name[0] == "size" and (there := whole.place.get(name)) is not None:
            everybody, others = one.at("everybody", *name[1:]), one.at("others", *name[1:])
            one.sums.append((everybody, [at, others]))
            one.true[everybody], one.true[others] = (
                whole.true[there],
                whole.true[there] - one.true[at],
            )
            if there in whole.known:
                one.known[everybody] = whole.known[there]
                if at not in one.known and 0 < one.true[others] < THRESHOLD:
                    one.asked.append(others)


def _puzzle(
    tables: Mapping[tuple[str, str], Sequence[tuple[RawTable, DisclosedTable]]], year: str
) -> Puzzle:
    found = Puzzle()
    owner = outcome_set()
    for (outcome, table), versions in tables.items():
        raw = versions[0][0]  # later releases tell the same year the same way
        writer = _Writer(found, owner.outcome(outcome), table, raw, year)
        for _, told in versions:
            writer.write(told)
    for outcome in dict.fromkeys(outcome for outcome, _ in tables):
        _mean(found, owner.outcome(outcome))
    return found


def _mean(found: Puzzle, outcome: Outcome) -> None:
    """What the words mean: whoever is helped has a form of help; steps have a before and after."""
    codes = [one.code for one in outcome.categories]
    for area in sorted(set(found.within.values())):
        if outcome.measure.of == "intervention" and outcome.measure.many:
            listed = ("listed", area, outcome.code)
            found.add(listed, [(f"{outcome.code}.{code}", area, YES) for code in codes])
            found.add(listed, [("any_intervention.", area, YES), ("twice", area, outcome.code)])
        if outcome.measure.of == "change":
            _steps(found, outcome, codes, area)


def _steps(found: Puzzle, outcome: Outcome, codes: Sequence[str], area: str) -> None:
    within = any(one.low is not None for one in outcome.categories)
    up = outcome.measure.better == "up"
    sums: dict[tuple[str, str], list[Name]] = {}
    for (i, first), (j, last) in product(enumerate(codes), enumerate(codes)):
        ways = [SAME] if i == j else [BETTER if (j > i) == up else WORSE]
        for way in [BETTER, SAME, WORSE] if i == j and within else ways:
            name = (f"{first} {last} {way}", area, "step")
            for key in ((BEFORE, first), (AFTER, last), (CHANGE, way)):
                sums.setdefault(key, []).append(name)
    for (table, code), names in sums.items():
        found.add((f"{outcome.code}.{table}", area, code), names)


class _Writer:
    """Writes one table of a family down."""

    def __init__(
        self, found: Puzzle, outcome: Outcome, table: str, raw: RawTable, year: str
    ) -> None:
        self._found, self._raw, self._year = found, raw, year
        self._name = f"{outcome.code}.{table}"
        self._leavers = table == LEAVERS
        self._for_all = not outcome.groups
        shared = {"intervention": NO, "change": UNMATCHED}.get(outcome.measure.of, "")
        self._shared = UNKNOWN if outcome.measure.many and not shared else shared
        self._every = [*raw.classes, ""]
        self._counties: dict[str, list[str]] = {}
        for area in raw.codes("area"):
            if len(area) == 4:
                self._counties.setdefault(above(area, "county"), []).append(area)

    def cell(self, area: str, code: str) -> Name:
        """What a cell is called: the same in every table that has it."""
        if not code:
            return "size", area, ""
        return ("shared" if code == self._shared else self._name), area, code

    def write(self, told: DisclosedTable) -> None:
        """Write down what a release shows of the table."""
        for area in self._raw.codes("area"):
            self._area(area, told)
        for total, below in {**self._counties, NATION: [*self._counties]}.items():
            for code in self._every:
                self._found.add(self.cell(total, code), [self.cell(one, code) for one in below])
        if self._for_all:  # otherwise nothing may be told of other areas too
            self._pools(told)

    def _area(self, area: str, told: DisclosedTable) -> None:
        found, classes = self._found, self._raw.classes
        found.add(self.cell(area, ""), [self.cell(area, code) for code in classes])
        if self._leavers:
            parts = [self.cell(area, MATCHED), ("shared", area, UNMATCHED)]
            found.add(self.cell(area, ""), parts)
        true = self._raw.row(area, self._year)
        sizes = {**true, "": sum(true.values())}
        size = told.total(area, self._year)
        for code, shown in {**told.row(area, self._year), "": size}.items():
            at = found.at(*self.cell(area, code))
            found.true[at] = sizes[code]
            if len(area) == 4:
                found.within[at] = area
            if shown is not None:
                assert shown == sizes[code]
                found.known[at] = shown
            if 0 < sizes[code] < THRESHOLD and (size is not None or (len(area) == 4 and not code)):
                found.asked.append(at)

    def _pools(self, told: DisclosedTable) -> None:
        """What is told of areas together, and who they are: those of whom nothing is told."""
        found, year = self._found, self._year
        away = sorted(one for one in self._counties if told.total(one, year) is None)
        for rest in [code for code in told.codes("area") if code.endswith(REST)]:
            top = rest.removesuffix(REST)
            below = away if top == NATION else self._counties[top]
            parts = [one for one in below if told.total(one, year) is None]
            size = told.total(rest, year)
            if size is None or not parts:
                continue
            for code, shown in {**told.row(rest, year), "": size}.items():
                name = self.cell(rest, code)
                found.add(name, [self.cell(one, code) for one in parts])
                at = found.at(*name)
                found.true[at] = sum(found.true[found.at(*self.cell(one, code))] for one in parts)
                if shown is not None:
                    found.known[at] = shown
                elif 0 < found.true[at] < THRESHOLD:
                    found.asked.append(at)


def attack(puzzle: Puzzle, cell: int, insider: str | None) -> tuple[int, int]:
    """The bounds of a cell for somebody who may know all of one municipality."""
    known = dict(puzzle.known)
    if insider is not None:
        known |= {at: puzzle.true[at] for at, area in puzzle.within.items() if area == insider}
    attacker = Attacker(known, len(puzzle.place), puzzle.sums, lowest=0)
    low = round(float(attacker.table({cell: -1.0})[cell]))
    return low, round(float(attacker.table({cell: 1.0})[cell]))


def _knower(chance: random.Random, puzzle: Puzzle, cell: int) -> str | None:
    """A municipality whose own people may attack a cell: few are left in it without theirs."""
    name = next(one for one, at in puzzle.place.items() if at == cell)
    if chance.random() < 0.5:
        return None
    areas_ = sorted(set(puzzle.within.values()))
    one = chance.choice(areas_)
    if name[1] == one:
        return None
    own = puzzle.place.get((name[0], one, name[2]))
    inside = name[1] in {NATION, above(one, "county"), above(one, "county") + REST, NATION + REST}
    left = puzzle.true[cell] - (puzzle.true.get(own, 0) if inside and own is not None else 0)
    return one if left > 0 else None


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    """Half of the guesses are the middle of the bounds, half at random within them."""
    chance = random.Random(seed)
    failures: list[str] = []
    truths: Counter[int] = Counter()
    attacks = hits = trials = refused = within = insiders = 0
    while attacks < n:
        trials += 1
        number = chance.getrandbits(30)
        try:
            made = releases(random.Random(number))
        except DisclosingError:
            refused += 1
            continue
        cells = [(name, one, cell) for name, one in puzzles(made) for cell in set(one.asked)]
        for name, one, cell in chance.sample(cells, min(len(cells), n - attacks, PER_TRIAL)):
            insider = _knower(chance, one, cell)
            low, high = attack(one, cell, insider)
            insiders += insider is not None
            if high - low < WIDTH:
                within += 1
                what = next(key for key, at in one.place.items() if at == cell)
                failures.append(f"trial {number}: {name} {what} is {low}-{high}, knowing {insider}")
            true = one.true[cell]
            possible = [value for value in range(1, THRESHOLD) if low <= value <= high]
            guess = (
                possible[len(possible) // 2] if chance.random() < 0.5 else chance.choice(possible)
            )
            hits += guess == true
            truths[true] += 1
            attacks += 1
            if attacks % TOLD_EVERY == 0:
                tell(f"{attacks} av {n} angrepp, {within} för snäva")
    guessing = max(truths.values()) / attacks
    if hits / attacks > guessing + MARGIN:
        failures.append(f"seed {seed}: {hits} of {attacks} guesses were right")
    return Result(
        failures,
        {
            "trials": trials,
            "insiders": insiders,
            "refused": refused,
            "within_width": within,
            "success": f"{hits / attacks:.3f}",
            "guessing": f"{guessing:.3f}",
        },
    )


CAMPAIGN = Campaign(
    "Överlappande utgåvor: inget litet tal går att räkna ut genom att jämföra dem.",
    10_000,
    _campaign,
)
