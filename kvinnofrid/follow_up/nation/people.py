"""Made-up people: names that nobody has, and identity numbers that nobody is given.

Skatteverket keeps the birth numbers 980–999 of each day for trials; no number of theirs is ever
anybody's. Source: Skatteverket, testpersonnummer.
"""

import random
from collections.abc import Sequence
from datetime import date

from kvinnofrid.keys.identity import check_digit

WOMEN = (
    *("Alma", "Asta", "Beata", "Cora", "Dagny", "Disa", "Ebba", "Edla", "Frida", "Greta", "Hedda"),
    *("Idun", "Jorid", "Kaia", "Liv", "Maj", "Nora", "Ottilia", "Runa", "Saga", "Tyra", "Ylva"),
)
MEN = (
    *("Arvid", "Birk", "Dag", "Egil", "Frej", "Grim", "Hilmer", "Ivar", "Jarl", "Knut", "Loke"),
    *("Malte", "Njord", "Odd", "Ragnar", "Sixten", "Ture", "Ulf", "Vidar", "Yngve", "Åke", "Östen"),
)
SURNAMES = (
    *("Påhitt", "Påhittsson", "Exempel", "Exempelgren", "Prov", "Provberg", "Demo", "Demosson"),
    *("Övning", "Övningslund", "Låtsas", "Låtsén", "Fantasi", "Fantasén", "Saga-Provdal"),
)
FIRST_TRIAL, TRIALS = 980, 20
DAYS = 28


def name(chance: random.Random, sex: str) -> str:
    """A first name and a surname that says that it is made up."""
    first: Sequence[str] = MEN if sex == "man" else WOMEN
    return f"{first[int(chance.random() * len(first))]} {SURNAMES[int(chance.random() * 15)]}"


def number(chance: random.Random, year: int, *, today: date) -> str:
    """Twelve digits of a trial number of somebody born in a year, not after today."""
    month, day = 1 + int(chance.random() * 12), 1 + int(chance.random() * DAYS)
    if year == today.year:
        month, day = 1, 1
    nine = f"{year % 100:02}{month:02}{day:02}{FIRST_TRIAL + int(chance.random() * TRIALS)}"
    return f"{year // 100}{nine}{check_digit(nine)}"
