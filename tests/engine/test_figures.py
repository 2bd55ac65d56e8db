"""Shares, means of change and rates of a disclosed table."""

from fractions import Fraction

import pytest

from kvinnofrid.catalogue import Outcome
from kvinnofrid.engine import Dimension, DisclosedTable, Moments, Query
from kvinnofrid.engine.figures import beside, matched, mean_change, rate, share
from kvinnofrid.statistics.episodes import tables_of
from kvinnofrid.statistics.intervals import wilson
from tests.statistics.follow_up_cases import outcome

NATION = ("00", "2025")


def disclosed(
    of: Outcome,
    name: str,
    counts: tuple[int | None, ...],
    total: int | None,
    moments: Moments | None = None,
) -> DisclosedTable:
    """A table with a single row."""
    return DisclosedTable(
        Query("unit-results", "2026-1", of.code, name, (2025,)),
        (
            Dimension("area", ("00",)),
            Dimension("year", ("2025",)),
            Dimension("class", dict(tables_of(of))[name]),
        ),
        counts,
        (total,),
        (),
        (moments,),
    )


SAFETY, HELP, SEX, KINDS = map(outcome, ("change_safety", "interventions", "sex", "violence_kinds"))


def test_a_share_is_of_the_whole_with_the_unknown_in_it() -> None:
    found = share(disclosed(SEX, "", (60, 20, 0, 20), 100), SEX, ["woman"], *NATION)
    assert found is not None
    assert (found.number, found.of, found.percent) == (60, 100, Fraction(60))
    assert found.interval == wilson(60, 100)


def test_several_classes_make_one_share() -> None:
    found = share(disclosed(SEX, "", (60, 21, 0, 20), 101), SEX, ["woman", "man"], *NATION)
    assert found is not None
    assert found.percent == Fraction(8100, 101)


@pytest.mark.parametrize(
    ("of", "name", "counts", "number", "whole"),
    [
        (KINDS, "physical", (30, 50, 20), 30, 80),
        (HELP, "refuge", (30, 50, 20), 30, 100),
        (SAFETY, "change", (30, 10, 20, 40), 30, 60),
        (SAFETY, "leavers", (30, 10, 0, 20, 40), 30, 40),
    ],
)
def test_a_share_leaves_out_those_who_stand_beside(
    of: Outcome, name: str, counts: tuple[int, ...], number: int, whole: int
) -> None:
    table = disclosed(of, name, counts, sum(counts))
    found = share(table, of, [table.classes[0]], *NATION)
    assert found is not None
    assert (found.number, found.of) == (number, whole)
    assert beside(of, name) <= set(table.classes)


@pytest.mark.parametrize(
    ("counts", "total"),
    [
        ((None, 10, None, 40), 60),
        ((30, 10, 20, None), 70),
        ((30, 10, 20, 40), None),
        ((0, 0, 0, 40), 40),
    ],
)
def test_what_hangs_on_a_hidden_count_or_on_nobody_is_not_told(
    counts: tuple[int | None, ...], total: int | None
) -> None:
    assert share(disclosed(SAFETY, "change", counts, total), SAFETY, ["better"], *NATION) is None


def test_the_matched_share_stands_beside_the_mean_of_change() -> None:
    table = disclosed(SAFETY, "change", (3, 1, 1, 5), 10, Moments(5, 5000, 45_000_000))
    found = matched(table, *NATION)
    assert found is not None
    assert (found.number, found.of) == (5, 10)
    mean = mean_change(table, *NATION)
    assert mean is not None
    assert (mean.value, mean.n) == (Fraction(1), 5)
    assert mean.interval is not None
    assert mean.interval.low < 1 < mean.interval.high < 6


def test_a_mean_of_one_has_no_interval_and_a_hidden_one_is_not_told() -> None:
    one = mean_change(disclosed(SAFETY, "change", (1, 0, 0, 0), 1, Moments(1, 3000, 9**6)), *NATION)
    assert one is not None
    assert one.interval is None
    hidden = disclosed(SAFETY, "change", (None, None, None, None), 9)
    assert mean_change(hidden, *NATION) is None
    assert matched(hidden, *NATION) is None


def test_a_rate_is_per_ten_thousand_inhabitants() -> None:
    attained = outcome("attainment")
    table = disclosed(attained, "", (20, 10, 5, 5), 40)
    found = rate(table, attained, 60_000, *NATION)
    assert found is not None
    assert found.value == Fraction(5)
    assert rate(table, attained, None, *NATION) is None
    assert rate(disclosed(SEX, "", (1, 1, 1, 1), 4), SEX, 1_000, *NATION) is None
    assert rate(disclosed(attained, "", (None, 10, None, 5), 40), attained, 9, *NATION) is None
