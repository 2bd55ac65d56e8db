"""No group of one to four can be found by whoever reads every view of a unit's page."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.statistics.episodes import UNKNOWN, Episode
from kvinnofrid.statistics.small_groups import few
from kvinnofrid.statistics.unit_tables import (
    ALL,
    Chosen,
    Coded,
    Told,
    coded,
    told,
)
from tests.statistics.follow_up_cases import GROUPS, KINDS, episode, outcome

WAYS = ("own", "police", "health_care", "school")
Atom = tuple[str, bool, str]
"""A target group, whether they have the intervention, and the class."""
Equation = tuple[frozenset[Atom], int]

people = st.lists(
    st.tuples(
        st.sampled_from((*GROUPS, GROUPS[0], GROUPS[0])),
        st.sampled_from(((), (), (KINDS[0],), KINDS[:2], KINDS)),
        st.sampled_from((*WAYS, WAYS[0], WAYS[0], "")),
    ),
    max_size=60,
)


def unit(drawn: Sequence[tuple[str, tuple[str, ...], str]]) -> list[Episode]:
    return [episode(group, kinds, way_in=way) for group, kinds, way in drawn]


def atoms(choice: Chosen, classes: Sequence[str]) -> frozenset[Atom]:
    return frozenset(
        atom
        for atom in product(GROUPS, (True, False), classes)
        if (choice.group in (None, atom[0])) and (choice.intervention is None or atom[1])
    )


def read(said: Told, choice: Chosen, every: Sequence[str]) -> Iterator[Equation]:
    """What a view says, as sums of atoms."""
    if said.n is None:
        return
    yield atoms(choice, every), said.n
    table = said.tables[""]
    for one, number in table.shown.items():
        yield atoms(choice, [one]), number
    for members, number in table.joined:
        yield atoms(choice, members), number


def narrowed(equations: Sequence[Equation], most: int) -> dict[Atom, tuple[int, int]]:
    """The least and greatest that each atom can be, by what every sum leaves for the others."""
    bounds = {atom: (0, most) for members, _ in equations for atom in members}
    for _ in range(30):
        before = dict(bounds)
        for members, number in equations:
            low, high = (sum(bounds[one][side] for one in members) for side in (0, 1))
            for one in members:
                least, greatest = bounds[one]
                bounds[one] = (
                    max(least, number - (high - greatest)),
                    min(greatest, number - (low - least)),
                )
        if bounds == before:
            break
    return bounds


def is_determined(equations: Sequence[Equation], cell: frozenset[Atom]) -> bool:
    """Whether the number in a cell is a sum of the sums that were told, by exact elimination."""
    order = sorted({atom for members, _ in equations for atom in members} | cell)
    rows = [[Fraction(atom in members) for atom in order] for members, _ in equations]
    target = [Fraction(atom in cell) for atom in order]
    for column in range(len(order)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        pivot = [value / pivot[column] for value in pivot]
        rows = [
            [a - row[column] * b for a, b in zip(row, pivot, strict=True)] if row[column] else row
            for row in rows
        ]
        factor = target[column]
        target = [a - factor * b for a, b in zip(target, pivot, strict=True)]
    return not any(target)


def attack(found: list[Coded], kind: str) -> None:
    """Read all views with one intervention and try every cell that is few."""
    one = outcome("way_in")
    every = [each.code for each in one.categories] + [UNKNOWN]
    choices = [ALL, *(Chosen(group=group) for group in GROUPS), Chosen(intervention=kind)]
    equations = [line for each in choices for line in read(told(one, found, each), each, every)]
    there: Counter[Atom] = Counter(
        (each.episode.target_group, kind in each.episode.kinds, each.classes[""]) for each in found
    )
    zero = {atom for members, number in equations if number == 0 for atom in members}
    open_ = [(members - zero, number) for members, number in equations if number]
    most = told(one, found).n or 1000
    bounds = narrowed(open_, most)
    for choice in choices:
        for name in every:
            cell = atoms(choice, [name])
            number = sum(there[atom] for atom in cell)
            if not few(number):
                continue
            assert not is_determined(open_, cell - zero), (choice, name, number)
            greatest = sum(bounds.get(atom, (0, most))[1] for atom in cell - zero)
            least = sum(bounds.get(atom, (0, 0))[0] for atom in cell - zero)
            assert greatest - least >= 3, (choice, name, number, least, greatest)


@settings(max_examples=150, deadline=None)
@given(people, st.sampled_from(KINDS))
def test_no_small_group_is_found_by_reading_all_views(
    drawn: list[tuple[str, tuple[str, ...], str]], kind: str
) -> None:
    attack(coded(outcome("way_in"), unit(drawn)), kind)


def test_the_attack_finds_what_a_rule_for_single_cells_leaves() -> None:
    cells = [atoms(Chosen(group=group), ["own"]) for group in GROUPS]
    told_apart = [(cells[0], 20), (cells[1], 10), (cells[0] | cells[1] | cells[2], 32)]
    assert is_determined(told_apart, cells[2])
    assert not is_determined(told_apart[1:], cells[2])


@settings(max_examples=100, deadline=None)
@given(people)
def test_what_is_shown_is_what_a_plain_count_gives(
    drawn: list[tuple[str, tuple[str, ...], str]],
) -> None:
    one = outcome("way_in")
    found = coded(one, unit(drawn))
    for choice in (ALL, Chosen(group=GROUPS[0]), Chosen(intervention=KINDS[0])):
        said = told(one, found, choice)
        if said.n is None:
            continue
        plain = Counter(
            way or UNKNOWN
            for group, kinds, way in drawn
            if choice.group in (None, group)
            and (choice.intervention is None or choice.intervention in kinds)
        )
        assert said.n == sum(plain.values())
        table = said.tables[""]
        assert dict(table.shown) == {name: plain[name] for name in table.shown}
        for members, number in table.joined:
            assert number == sum(plain[name] for name in members)
        assert not any(map(few, (said.n, *table.shown.values())))
