"""Cell-key perturbation: small, consistent noise instead of hidden cells.

Every record has a key, drawn once. A cell's key is the sum of its records' keys modulo 2^32, so the
same persons give the same key in whatever table the cell stands, and the key looks up the noise in
a table of probabilities. Asking again, or asking for the cell in another table, gives the same
noise and teaches nothing new. Totals are perturbed by themselves: the table no longer adds up, and
is shown as approximate.

The noise table is made by maximum entropy: among all distributions on −largest … largest that never
make a count negative, have mean zero and the wanted variance, the least committed one, p(v) ∝
exp(av + bv²). The method is that of the Australian Bureau of Statistics (Fraser & Wooton 2005;
Thompson, Broadfoot & Elazar 2013); the entropy table follows Giessing, and Marley & Leaver (2011).
See also Hundepool et al., Statistical Disclosure Control (2012), chapter 5. Zero stays zero.
"""

import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kvinnofrid.disclosure.errors import TableError
from kvinnofrid.disclosure.grid import axis, roll_up
from kvinnofrid.disclosure.values import Integers, Reals, Table

MODULUS = 2**32
STEPS = 200


@dataclass(frozen=True)
class Noise:
    """A perturbation table: for each true count its probabilities of noise −largest … largest.

    The last row holds for all larger counts.
    """

    largest: int
    rows: tuple[tuple[float, ...], ...]

    def of(self, count: int, key: int) -> int:
        """The noise of a count with a key from 0 up to 2^32."""
        row = self.rows[min(count, len(self.rows) - 1)]
        share = key / MODULUS
        reached = 0.0
        for place, probability in enumerate(row):
            reached += probability
            if share < reached:
                return place - self.largest
        return max(place for place, p in enumerate(row) if p > 0) - self.largest


def entropy_noise(largest: int, variance: float) -> Noise:
    """The noise of maximum entropy with mean zero; less variance where counts are too small."""
    if largest < 1 or not 0 < variance < largest**2:
        raise TableError(
            f"bruset {largest} med variansen {variance} går inte att göra",
            "Största bruset ska vara minst 1, och variansen mellan 0 och dess kvadrat.",
        )
    zero = tuple(1.0 if v == 0 else 0.0 for v in range(-largest, largest + 1))
    rows = [zero]
    for count in range(1, largest + 1):
        low = -min(count, largest)
        values = np.arange(low, largest + 1, dtype=np.float64)
        # With mean zero the variance is at most −low × largest; a margin lets all happen.
        found = _entropy(values, min(variance, 0.9 * -low * largest))
        rows.append((0.0,) * (low + largest) + tuple(found.tolist()))
    return Noise(largest, tuple(rows))


def _entropy(values: Reals, variance: float) -> Reals:
    """p(v) ∝ exp(av + bv²) with mean zero and the variance, by nested bisection."""

    def tilted(b: float) -> Reals:
        low, high = -60.0, 60.0
        for _ in range(STEPS):
            a = (low + high) / 2
            weights = a * values + b * values**2
            p = np.exp(weights - weights.max())
            p /= p.sum()
            if p @ values > 0:
                high = a
            else:
                low = a
        found: Reals = p
        return found

    low, high = -60.0, 60.0
    for _ in range(STEPS):
        b = (low + high) / 2
        if tilted(b) @ values**2 > variance:
            high = b
        else:
            low = b
    return tilted((low + high) / 2)


def noise_from_rows(rows: Sequence[tuple[int, int, Fraction]]) -> Noise:
    """A perturbation table from rows of (true count, noise, probability); checked."""
    if not rows:
        raise TableError("brustabellen är tom", "Skriv rader count,noise,probability.")
    largest = max(1, max(abs(noise) for _, noise, _ in rows))
    counts = max(count for count, _, _ in rows) + 1
    table = [[Fraction(0)] * (2 * largest + 1) for _ in range(counts)]
    for count, noise, probability in rows:
        if count < 0 or count + noise < 0 or probability < 0:
            raise TableError(
                f"raden för antalet {count} med bruset {noise} ger något negativt", "Ta bort raden."
            )
        table[count][noise + largest] += probability
    for count, row in enumerate(table):
        mean = sum((v - largest) * p for v, p in enumerate(row))
        if sum(row) != 1 or mean != 0:
            raise TableError(
                f"sannolikheterna för antalet {count} har summan {float(sum(row))} och medelvärdet "
                f"{float(mean)}",
                "Summan ska vara 1 och medelvärdet 0, för varje antal från 0.",
            )
    return Noise(largest, tuple(tuple(float(p) for p in row) for row in table))


def record_key(secret: str, name: str) -> int:
    """The key of a record, from 0 up to 2^32: the same for the same name and secret."""
    return int.from_bytes(hmac.digest(secret.encode(), name.encode(), "sha256")[:4], "big")


def cell_keys(table: Table, secret: str) -> Integers:
    """The key of every cell of the grid: the sum of its records' keys.

    Without records of their own, the key of the i-th person in a leaf cell depends on secret, leaf
    and i alone: the same in every table with the same leaves.
    """
    keys = table.keys
    if keys is None:
        keys = np.zeros(table.counts.shape, dtype=np.int64)
        for at, count in np.ndenumerate(table.counts):
            leaf = "\x1f".join(
                sorted(
                    f"{one.name}\x1e{one.leaves[place]}"
                    for one, place in zip(table.dimensions, at, strict=True)
                )
            )
            keys[at] = sum(record_key(secret, f"{leaf}\x1f{i}") for i in range(int(count)))
    return roll_up([axis(one) for one in table.dimensions], keys) % MODULUS


def perturb(values: Integers, keys: Integers, noise: Noise) -> Integers:
    """The values with their noise."""
    found = [
        int(value) + noise.of(int(value), int(key)) for value, key in zip(values, keys, strict=True)
    ]
    return np.array(found, dtype=np.int64)


def described(noise: Noise) -> str:
    """The table in a sentence of Swedish: what the noise is for small and for large counts."""
    last = noise.rows[-1]
    spread = math.sqrt(sum(p * (v - noise.largest) ** 2 for v, p in enumerate(last)))
    return (
        f"Varje antal utom 0 har fått ett slumpat tillägg på högst {noise.largest} upp eller "
        "ned, med "
        f"medelvärdet 0 och standardavvikelsen {spread:.2f}".replace(".", ",")
        + ". Samma personer får alltid samma tillägg, i vilken tabell de än räknas. "
        "Summor har eget tillägg, så delarna går inte ihop exakt."
    )
