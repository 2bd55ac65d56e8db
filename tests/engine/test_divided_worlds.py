"""Divided tables against everybody: every world that agrees with all that is told is tried."""

import numpy as np
import pytest

from kvinnofrid.engine.dividing import Told
from kvinnofrid.engine.divisions import divisor_of
from kvinnofrid.engine.swapping import InAreas, narrow
from tests.engine.all_worlds import GUARD, Small, found_out, outcome, small


def drawn(seed: int, county: tuple[int, ...] = (0, 0, 0), most: int = 6) -> Small:
    return small(np.random.default_rng(seed), county, most, GUARD)


@pytest.mark.parametrize("released", [True, False])
def test_no_table_that_is_told_by_sex_tells_of_few(released: bool) -> None:
    """Whether it is released how many of each sex are where, or told nowhere."""
    told = 0
    for seed in (6, 21, 40, 47):
        of = drawn(seed)
        found = outcome(of, released=released)
        assert found_out(of, found.divisor, found.hidden, found.told) == [], seed
        told += sum(bool(one) for one in found.told)
    assert told > 2
    of = drawn(5, most=4)
    found = outcome(of, released=released)
    assert found_out(of, found.divisor, found.hidden, [Told((0,))] * 2), "nothing is left to hide"


def test_so_it_is_of_a_nation_of_counties() -> None:
    for seed, released in ((2, True), (2, False), (8, True), (10, False)):
        of = drawn(seed, (0, 0, 1, 1), 4)
        found = outcome(of, released=released)
        assert any(found.told)
        assert found_out(of, found.divisor, found.hidden, found.told) == [], seed


def test_exchanges_of_sexes_are_worlds_that_somebody_must_hold_possible() -> None:
    """Where they say that nobody finds out how many of a sex are somewhere, nobody does."""
    held = 0
    for seed, county, most in (
        (1, (0, 0, 0), 6),
        (14, (0, 0, 0), 6),
        (47, (0, 0, 0), 6),
        (24, (0, 0, 1, 1), 4),
    ):
        of = drawn(seed, county, most)
        asked, told = of.asked(), [Told((), nation=True)] * 2
        tables = [
            InAreas(one.divided.coarse(), each.areas(of.county))
            for one, each in zip(asked, told, strict=True)
        ]
        failing = narrow(divisor_of(asked[0], None), tables, of.guard)
        hidden = [one.made.hidden for one in asked]
        sexes = [one for one in found_out(of, None, hidden, told) if one[1] == "sex"]
        assert failing or not sexes, seed
        held += not failing
    assert held > 1
