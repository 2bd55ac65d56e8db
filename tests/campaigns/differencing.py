"""Random attackers with several releases about the same persons: does putting them together help?

Each trial makes a nation up and releases it two or three times, with more years and indicators each
time, and somebody entered late in between. The attacker has every table of all the releases, knows
what the words mean and which areas are told of together, and half of the time all about one
municipality. She picks a number that was hidden because it is small, works out its bounds and
guesses. Or she knows all of a municipality, a county or a unit, and picks a number of any size of
which few are others': then it is their part that she places. It fails when some number can be
placed within the width, or when the guesses come true more often than those of somebody who has
seen nothing, by more than five points of a hundred.
"""

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from kvinnofrid.catalogue import Outcome, load_shipped
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
from tests.engine.knowing import NOBODY, THRESHOLD, Knower, Name, Puzzle, knowers, others
from tests.engine.made_nation import Person, areas, outcome_set, persons, raw_tables

MARGIN = 0.05
WIDTH = 4
PER_TRIAL = 120
NEAR = 1e-6
UNIT = 0.25
"""How many are of a municipality's second unit, where it has two."""
TOLD_EVERY = 200
FIRST = ("target_group", "sex", "any_intervention", "intervention_form", "change_safety")
LATER = ("violence_kinds", "waiting_days", "attainment", "change_health")
PARTLY, WHOLE = "change_safety", "attainment"
"""A family that is not for everybody, and one of the same population that is."""
YEARS = ("2024", "2025")
EXEMPT = {*load_shipped().disclosure_rule("releases").group_exempt}


@dataclass
class Released:
    """What was released, and from what."""

    raw: list[RawTable]
    told: Disclosed


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
    if chance.random() < 0.5:
        for one in found:
            one.unit = str(1 + (chance.random() < UNIT))
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
    one.rows["others"] = [("others", "", False)]
    for name, at in [*one.place.items()]:
        if name[0] == "size" and (there := whole.place.get(name)) is not None:
            everybody, others = one.at("everybody", *name[1:]), one.at("others", *name[1:])
            one.sums.append((everybody, [at, others]))
            one.true[everybody], one.true[others] = (
                whole.true[there],
                whole.true[there] - one.true[at],
            )
            if (area := one.within.get(at)) is not None:
                one.within[others] = area
                for unit in one.units.keys() | whole.units.keys():
                    if unit[0] == area:
                        all_of = whole.units.get(unit, {}).get(there, 0)
                        mine = one.units.setdefault(unit, {})
                        mine[others] = all_of - mine.get(at, 0)
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
        self._outcome, self._name = outcome.code, f"{outcome.code}.{table}"
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
        found, classes = self._found, [one for one in self._raw.classes if one != self._shared]
        minded = [one for one in classes if not (self._leavers and one == MATCHED)]
        found.rows[self._name] = [(self._name, one, self._minds(one)) for one in minded]
        for table, code in (("size", ""), ("shared", self._shared), (self._name, MATCHED)):
            found.rows[f"{table} {code}"] = [(table, code, False)]
        for area in self._raw.codes("area"):
            self._area(area, told)
        for one in self._raw.units:
            if one.year == self._year:
                own = found.units.setdefault((one.area, one.unit), {})
                for code, many in zip(self._raw.classes, one.counts, strict=True):
                    own[found.at(*self.cell(one.area, code))] = many
                own[found.at(*self.cell(one.area, ""))] = sum(one.counts)
        for county, below in self._counties.items():
            found.below[county] = {*below}
            found.below.setdefault(NATION, set()).update(below)
        for total, below in {**self._counties, NATION: [*self._counties]}.items():
            for code in self._every:
                self._found.add(self.cell(total, code), [self.cell(one, code) for one in below])
        if self._for_all:  # otherwise nothing may be told of other areas too
            self._pools(told)

    def _minds(self, code: str) -> bool:
        return not {code, self._outcome, f"{self._outcome}.{code}"} & EXEMPT

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
            of_counties = [self._counties.get(one, [one]) for one in parts]
            found.below[rest] = {one for of in of_counties for one in of}
            for code, shown in {**told.row(rest, year), "": size}.items():
                name = self.cell(rest, code)
                found.add(name, [self.cell(one, code) for one in parts])
                at = found.at(*name)
                found.true[at] = sum(found.true[found.at(*self.cell(one, code))] for one in parts)
                if shown is not None:
                    found.known[at] = shown
                elif 0 < found.true[at] < THRESHOLD:
                    found.asked.append(at)


def attack(puzzle: Puzzle, name: Name, who: Knower) -> tuple[int, int]:
    """The bounds of the others' part of a number for somebody who may know something herself."""
    cell, attacker = puzzle.place[name], who.attacker(puzzle)
    if cell in puzzle.known:
        low = high = puzzle.known[cell]
    else:
        low = math.ceil(attacker.table({cell: -1.0})[cell] - NEAR)
        high = math.floor(attacker.table({cell: 1.0})[cell] + NEAR)
    own = who.own(puzzle, name)
    return low - own, high - own


def _knower(chance: random.Random, puzzle: Puzzle, name: Name) -> Knower:
    """Nobody, or somebody who knows another municipality or county."""
    one = chance.choice([one for one in knowers(puzzle) if not one.unit])
    inside = one.areas & puzzle.below.get(name[1], {name[1]})
    return NOBODY if inside or chance.random() < 0.5 else one


def _attacks(
    chance: random.Random, found: Sequence[tuple[str, Puzzle]], many: int
) -> list[tuple[str, Puzzle, Name, Knower]]:
    """Some numbers that are small, and some that are not but to somebody who has most of them."""
    names = {id(one): [*one.place] for _, one in found}
    small = [(key, one, names[id(one)][at]) for key, one in found for at in {*one.asked}]
    chosen = [
        (key, one, name, _knower(chance, one, name))
        for key, one, name in chance.sample(small, min(len(small), many))
    ]
    large = [
        (key, one, name, who)
        for key, one in found
        for who in chance.sample(knowers(one), min(5, len(knowers(one))))
        for name, _ in others(one, who)
    ]
    return [*chosen[: many - many // 2], *chance.sample(large, min(len(large), many // 2))]


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
        for key, one, name, who in _attacks(chance, puzzles(made), min(n - attacks, PER_TRIAL)):
            low, high = attack(one, name, who)
            insiders += who != NOBODY
            if high - low < WIDTH:
                within += 1
                failures.append(f"trial {number}: {key} {name} others {low}-{high} to {who}")
            true = one.true[one.place[name]] - who.own(one, name)
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
