"""The indicators of the follow-up count as their worked examples say."""

from collections import Counter
from fractions import Fraction

import pytest

from kvinnofrid.catalogue import Outcome
from kvinnofrid.statistics.episodes import NO, OTHERWISE, OUTSIDE, YES, from_example, tables_of
from kvinnofrid.statistics.quantiles import quartiles
from kvinnofrid.statistics.unit_tables import Coded, coded
from tests.statistics.follow_up_cases import episode, outcome, shipped


def counted(one: Outcome, population: list[Coded]) -> Counter[str]:
    """Episodes by class, as worked examples write them."""
    found: Counter[str] = Counter()
    for name, _ in tables_of(one):
        for each in population:
            what = each.classes[name]
            if not one.measure.many:
                found[f"{name}.{what}" if name else what] += 1
            elif what == YES:
                found[name] += 1
            elif what not in {NO, OTHERWISE} and name == tables_of(one)[0][0]:
                found[what] += 1
    return found


@pytest.mark.parametrize("one", shipped().outcomes, ids=lambda one: one.code)
def test_an_indicator_counts_as_its_worked_example_says(one: Outcome) -> None:
    example = one.example
    episodes = [from_example(each) for each in example.episodes for _ in range(each.times)]
    inside = [
        each
        for each in episodes
        if (day := each.entered(one.population)) is not None and day.year == example.year
    ]
    population = coded(one, inside)
    assert len(population) == example.n
    assert counted(one, population) == Counter(example.counts)
    days = quartiles([each.days for each in population if each.days is not None])
    expected = None if example.median is None else Fraction(example.median)
    assert (days.median if days else None) == expected


def test_every_class_of_every_indicator_can_be_read_in_both_languages() -> None:
    assert all(
        one.words.sv and one.words.en for each in shipped().outcomes for one in each.categories
    )


def test_a_group_that_an_indicator_is_not_for_is_outside_it() -> None:
    safety = outcome("change_safety")
    assert set(coded(safety, [episode("perpetrator")])[0].classes.values()) == {OUTSIDE}


def test_quartiles_lie_between_the_nearest_values() -> None:
    found = quartiles([4, 1, 3, 2])
    assert found is not None
    assert (found.lower, found.median, found.upper, found.n) == (
        Fraction(7, 4),
        Fraction(5, 2),
        Fraction(13, 4),
        4,
    )
    assert quartiles([]) is None
