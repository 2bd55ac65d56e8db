"""Figures and days as Swedish and English readers write them."""

from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from kvinnofrid.web.numbers import format_day, format_number, format_percent, format_share


@pytest.mark.parametrize(
    ("value", "decimals", "swedish", "english"),
    [
        (0, None, "0", "0"),
        (999, None, "999", "999"),
        (12345, None, "12\u00a0345", "12,345"),
        (1234567, None, "1\u00a0234\u00a0567", "1,234,567"),
        (-1200, None, "\u22121\u00a0200", "\u22121,200"),
        (1234.5, None, "1\u00a0234,5", "1,234.5"),
        (Decimal("0.10"), None, "0,10", "0.10"),
        (2.5, 0, "3", "3"),
        (-2.5, 0, "\u22123", "\u22123"),
        (1.005, 2, "1,01", "1.01"),
        (7, 1, "7,0", "7.0"),
        (-0.04, 1, "0,0", "0.0"),
    ],
)
def test_thousands_decimals_and_minus(
    value: float, decimals: int | None, swedish: str, english: str
) -> None:
    assert format_number(value, "sv", decimals) == swedish
    assert format_number(value, "en", decimals) == english


def test_percent_has_a_space_in_swedish_only() -> None:
    assert format_percent(53, "sv") == "53\u00a0%"
    assert format_percent(53, "en") == "53%"
    assert format_share(0.041, "sv", 1) == "4,1\u00a0%"


def test_a_share_is_rounded_as_it_is_written() -> None:
    assert format_share(0.285, "sv") == "29\u00a0%"
    assert format_share(0.145, "en") == "15%"


def test_a_day_is_written_year_first() -> None:
    assert format_day(date(2015, 12, 31)) == "2015-12-31"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_number_in_a_field_is_written_as_a_machine_reads_it(language: str) -> None:
    field = Template('<input value="{{ version }}">')
    with override(language):
        assert field.render(Context({"version": 1000})) == '<input value="1000">'
