"""Figures and dates as Swedish and English readers write them. No markup."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NO_BREAK_SPACE = "\u00a0"
"""The narrow one, U+202F, all but vanishes in our typeface."""
MINUS = "\u2212"

Figure = int | float | Decimal


def format_number(value: Figure, language: str, decimals: int | None = None) -> str:
    """A figure with separated thousands: 12 345,6 in Swedish, 12,345.6 in English.

    Without `decimals` a whole number has none and any other keeps those it is written with.
    Halves are rounded away from zero, as people do by hand.
    """
    exact = Decimal(str(value))
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(exact):,f}"
    if language == "sv":
        whole, _, rest = text.partition(".")
        text = whole.replace(",", NO_BREAK_SPACE) + (f",{rest}" if rest else "")
    return (MINUS if exact < 0 else "") + text


def format_percent(value: Figure, language: str, decimals: int = 0) -> str:
    """A figure that is already in percent: 53 % in Swedish, 53% in English."""
    space = NO_BREAK_SPACE if language == "sv" else ""
    return f"{format_number(value, language, decimals)}{space}%"


def format_share(value: float | Decimal, language: str, decimals: int = 0) -> str:
    """A part of a whole, 0–1, as percent."""
    return format_percent(Decimal(str(value)) * 100, language, decimals)


def format_day(value: date) -> str:
    """A day as 2015-12-31, in both languages."""
    return value.strftime("%Y-%m-%d")
