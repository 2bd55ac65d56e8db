"""The few words and the number format that charts write themselves, in Swedish and English."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from kvinnofrid.charts.answers import Answer

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
KEPT = 4096
"""Numbers that are remembered as written: the same shares come again in every layout."""


@dataclass(frozen=True, slots=True)
class Words:
    """Everything a chart says of its own accord; what it is about comes from its fields."""

    language: str
    decimal_sign: str
    thousands: str
    before_percent: str
    answers: tuple[str, str, str, str, str]
    no_data: str
    of: str
    item: str
    group: str
    share: str
    number_of: str
    answer: str
    year: str
    value: str
    rank: str
    rank_short: str
    respondent: str
    area: str
    code: str
    category: str
    median: str
    note: str
    stated: str
    derived: str
    inferred: str
    status: str
    series: str
    series_break: str
    gap_in_years: str
    highest: str
    lowest: str
    between: str
    source: str
    per_item_n: str
    areas_with_data: str
    from_to: str
    leads: str

    def answer_name(self, answer: Answer) -> str:
        """The answer in words."""
        return self.answers[list(Answer).index(answer)]

    def number(self, value: float | Decimal, decimals: int | None = None) -> str:
        """The number in the language's format.

        Halves are rounded away from zero. Without `decimals` a whole number is written without
        and any other number with one decimal.
        """
        return _number(value, decimals, self.decimal_sign, self.thousands)

    def decimals(self, values: Iterable[float | Decimal]) -> int:
        """How many decimals all the figures of a column have: one when any needs it, else none."""
        return max((0 if value == int(value) else 1 for value in values), default=0)

    def percent(self, value: float | Decimal, decimals: int | None = None) -> str:
        """A share in per cent, 36 → "36 %"."""
        return f"{self.number(value, decimals)}{self.before_percent}%"


@lru_cache(maxsize=KEPT)
def _number(value: float | Decimal, decimals: int | None, decimal_sign: str, thousands: str) -> str:
    exact = Decimal(str(value))
    if decimals is None:
        decimals = 0 if exact == exact.to_integral_value() else 1
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    written = f"{abs(rounded):,.{decimals}f}"
    written = written.replace(",", "\0").replace(".", decimal_sign)
    written = written.replace("\0", thousands)
    return (MINUS if rounded < 0 else "") + written


SWEDISH = Words(
    language="sv",
    decimal_sign=",",
    thousands=NO_BREAK_SPACE,
    before_percent=NO_BREAK_SPACE,
    answers=("Ja", "Delvis", "Nej", "Inte aktuellt", "Uppgift saknas"),
    no_data="uppgift saknas",
    of="av",
    item="Indikator",
    group="Område",
    share="Andel",
    number_of="Antal",
    answer="Svar",
    year="År",
    value="Värde",
    rank="Plats",
    rank_short="plats",
    respondent="Svarande",
    area="Område",
    code="Kod",
    category="Kategori",
    median="Median",
    note="Anmärkning",
    stated="publicerat värde",
    derived="härlett ur publicerad förändring",
    inferred="tolkat, osäker uppgift",
    status="Uppgiftens slag",
    series="Serie",
    series_break="Brott i serien",
    gap_in_years="år saknas däremellan",
    highest="Högst",
    lowest="lägst",
    between="till",
    source="Källa",
    per_item_n="n",
    areas_with_data="{shown} av {all} har uppgift",
    from_to="från {first} ({first_year}) till {last} ({last_year})",
    leads="Flest ja",
)

ENGLISH = Words(
    language="en",
    decimal_sign=".",
    thousands=",",
    before_percent="",
    answers=("Yes", "Partly", "No", "Not applicable", "No data"),
    no_data="no data",
    of="of",
    item="Indicator",
    group="Area",
    share="Share",
    number_of="Count",
    answer="Answer",
    year="Year",
    value="Value",
    rank="Rank",
    rank_short="rank",
    respondent="Respondent",
    area="Area",
    code="Code",
    category="Category",
    median="Median",
    note="Note",
    stated="published value",
    derived="derived from a published change",
    inferred="inferred, uncertain",
    status="Kind of figure",
    series="Series",
    series_break="Break in the series",
    gap_in_years="years missing in between",
    highest="Highest",
    lowest="lowest",
    between="to",
    source="Source",
    per_item_n="n",
    areas_with_data="{shown} of {all} have data",
    from_to="from {first} ({first_year}) to {last} ({last_year})",
    leads="Most yes",
)
