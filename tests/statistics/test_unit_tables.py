"""What a unit's tables tell for each choice, in tables that share a class with one another too."""

import random
from collections import Counter
from datetime import date

import pytest

from kvinnofrid.statistics.episodes import OUTSIDE, Episode, Held, from_example, tables_of
from kvinnofrid.statistics.small_groups import (
    Guarded,
    choosable,
    divided,
    few,
    guarded,
    whole,
)
from kvinnofrid.statistics.unit_tables import ALL, TARGET_GROUP, Chosen, Coded, coded, told
from tests.statistics.follow_up_cases import GROUPS, KINDS, OPENED, episode, outcome, shipped

CHOICES = (ALL, *(Chosen(group=one) for one in GROUPS), Chosen(intervention=KINDS[0]))


def followed(chance: random.Random) -> Episode:
    """An episode with a safety that was asked at baseline, and sometimes at exit."""
    one = episode(chance.choice(GROUPS[:2]), KINDS[:1] * chance.randrange(2))
    answers = [chance.choice([None, 0, 2, 5, 9, 10]) for _ in range(2)]
    first, last = (
        None if value is None else Held(day, {outcome("change_safety").measure.name: value})
        for value, day in zip(answers, (OPENED, date(2025, 9, 1)), strict=True)
    )
    return Episode(
        target_group=one.target_group,
        days=one.days,
        fields=one.fields,
        interventions=one.interventions,
        baseline=first,
        exit=last,
    )


def plain(population: list[Coded], table: str, choice: Chosen) -> Counter[str]:
    return Counter(
        each.classes[table]
        for each in population
        if choice.row in (None, choice.row_of(each.episode)) and each.classes[table] != OUTSIDE
    )


@pytest.mark.parametrize("seed", range(60))
def test_tables_that_share_a_class_show_plain_counts_and_no_small_one(seed: int) -> None:
    chance = random.Random(seed)
    one = outcome("change_safety")
    found = coded(one, [followed(chance) for _ in range(chance.randrange(90))])
    for choice in CHOICES:
        said = told(one, found, choice)
        for name, table in said.tables.items():
            counts = plain(found, name, choice)
            assert said.n == sum(counts.values())
            assert dict(table.shown) == {each: counts[each] for each in table.shown}
            for members, number in table.joined:
                assert number == sum(counts[each] for each in members)
            assert not [each for each in table.shown.values() if few(each)]
            assert not [number for _, number in table.joined if few(number)]


def test_a_group_and_an_intervention_are_never_chosen_at_once() -> None:
    with pytest.raises(ValueError, match="never both"):
        Chosen(group=GROUPS[0], intervention=KINDS[0])


def test_groups_are_not_divided_by_groups() -> None:
    one = outcome(TARGET_GROUP)
    found = coded(one, [episode() for _ in range(20)])
    assert told(one, found).n == 20
    assert told(one, found, Chosen(group=GROUPS[0])).n is None


def test_a_value_outside_every_class_is_unknown() -> None:
    days = next(one for one in shipped().outcomes if one.measure.of == "change")
    strange = from_example(days.example.episodes[0])
    values: tuple[int | tuple[str], ...] = (-5, ("5",))
    for value in values:
        odd = Episode(
            target_group=strange.target_group,
            days=strange.days,
            baseline=Held(OPENED, {days.measure.name: value}),
        )
        classes = coded(days, [odd])[0].classes
        assert set(classes) == {name for name, _ in tables_of(days)}
        assert classes["leavers"] == "unknown"


def test_rows_that_are_few_together_are_not_told_apart() -> None:
    assert choosable({"a": 2, "b": 1}) == ()


def test_rows_with_too_few_in_their_only_block_are_not_shown() -> None:
    rows = {"a": {"x": 3}, "b": {"x": 9}}
    none = frozenset[str]()
    blocks = (frozenset({"x"}),)
    assert divided(rows, blocks, fixed=none, pooled=none, may=("a", "b")) == ((), ())


def test_a_class_that_tables_share_stays_alone_when_there_is_no_other() -> None:
    only = frozenset({"x"})
    assert whole({"x": 9}, ["x"], fixed=frozenset(), pooled=only) == (only,)


@pytest.mark.parametrize(
    ("table", "says"),
    [
        (Guarded({"a": 9, "b": 8}), True),
        (Guarded({"a": 9}, hidden=frozenset("b")), False),
        (Guarded({"a": 0}, joined=((("b", "c"), 9),)), False),
        (guarded({"a": 9}, ["a"], None), False),
    ],
)
def test_a_table_says_something_when_blocks_are_told_apart(table: Guarded, says: bool) -> None:
    assert table.says_something is says
