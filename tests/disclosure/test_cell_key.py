"""Cell keys: the same persons get the same noise everywhere, and it is fair."""

import hmac
from fractions import Fraction

import numpy as np
import pytest

from kvinnofrid.disclosure import Table, TableError, flat
from kvinnofrid.disclosure.cell_key import (
    MODULUS,
    Noise,
    cell_keys,
    described,
    entropy_noise,
    noise_from_rows,
    perturb,
)
from kvinnofrid.disclosure.grid import build
from tests.disclosure.made import random_table

HALF = Fraction(1, 2)


@pytest.mark.parametrize(("largest", "variance"), [(2, 1.0), (3, 2.0), (5, 4.0)])
def test_the_noise_has_mean_zero_the_wanted_spread_and_never_makes_a_count_negative(
    largest: int, variance: float
) -> None:
    noise = entropy_noise(largest, variance)
    for count, row in enumerate(noise.rows):
        values = np.arange(-largest, largest + 1)
        p = np.array(row)
        assert p.sum() == pytest.approx(1)
        assert p @ values == pytest.approx(0, abs=1e-9)
        assert (p[values < -count] == 0).all()
    assert np.array(noise.rows[-1]) @ values**2 == pytest.approx(variance, abs=1e-6)
    assert noise.of(0, MODULUS - 1) == 0
    assert noise.of(1, 0) == -1
    assert noise.of(100, MODULUS - 1) == largest


def test_noise_that_can_not_be_made_is_refused() -> None:
    for largest, variance in ((0, 1.0), (2, 4.0), (2, 0.0)):
        with pytest.raises(TableError, match="går inte att göra"):
            entropy_noise(largest, variance)


def test_a_noise_table_of_ones_own_is_checked() -> None:
    zero = (0, 0, Fraction(1))
    noise = noise_from_rows([zero, (1, -1, HALF), (1, 1, HALF)])
    assert noise.of(7, 0) == -1
    assert noise.of(7, MODULUS - 1) == 1
    with pytest.raises(TableError, match="tom"):
        noise_from_rows([])
    with pytest.raises(TableError, match="negativt"):
        noise_from_rows([zero, (1, -2, Fraction(1))])
    with pytest.raises(TableError, match="medelvärdet 1"):
        noise_from_rows([zero, (1, 1, Fraction(1))])


def test_rounding_of_probabilities_never_leaves_a_key_without_noise() -> None:
    short = Noise(1, ((0.0, 1.0, 0.0), (0.5, 0.0, 0.499)))
    assert short.of(1, MODULUS - 1) == 1


def test_the_same_persons_have_the_same_key_in_every_table() -> None:
    table = random_table(3, dimensions=2)
    keys = cell_keys(table, "secret")
    grid = build(table)
    turned = Table(table.dimensions[::-1], table.counts.T)
    again = cell_keys(turned, "secret").reshape(build(turned).shape).T.reshape(-1)
    assert (keys == again).all()
    assert (keys != cell_keys(table, "other"))[grid.values > 0].any()
    noise = entropy_noise(2, 1.0)
    values = perturb(grid.values, keys, noise)
    assert (np.abs(values - grid.values) <= 2).all()
    assert (values[grid.values == 0] == 0).all()
    assert (values >= 0).all()


def test_the_key_of_a_person_is_that_of_the_leaf_whatever_order_the_table_has() -> None:
    table = Table((flat("b", "p"), flat("a", "x")), np.array([[2]]))
    alone = [f"a\x1ex\x1fb\x1ep\x1f{person}".encode() for person in range(2)]
    expected = sum(
        int.from_bytes(hmac.digest(b"secret", one, "sha256")[:4], "big") for one in alone
    )
    assert set(cell_keys(table, "secret").tolist()) == {expected % MODULUS}


def test_noise_is_added_and_each_value_has_its_own_key() -> None:
    noise = noise_from_rows([(0, 0, Fraction(1)), (1, -1, HALF), (1, 1, HALF)])
    values, keys = np.array([0, 1, 100]), np.array([0, 0, MODULUS - 1])
    assert perturb(values, keys, noise).tolist() == [0, 0, 101]
    with pytest.raises(ValueError, match="shorter"):
        perturb(values, keys[:2], noise)


def test_records_with_keys_carry_them_into_every_cell() -> None:
    table = Table((flat("a", "xy"),), np.array([1, 1]), keys=np.array([MODULUS - 1, 5]))
    assert cell_keys(table, "").tolist() == [4, MODULUS - 1, 5]


def test_the_noise_says_itself_in_words() -> None:
    assert "högst 2 upp eller ned" in described(entropy_noise(2, 1.0))
    assert "standardavvikelsen 1,00" in described(entropy_noise(2, 1.0))
