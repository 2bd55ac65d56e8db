"""How what leaves is made coarse, and why it may leave. Pure."""

from datetime import date
from enum import StrEnum

from kvinnofrid.catalogue import Text

DAYS_OF_WEEK = 7


class Reason(StrEnum):
    """Why a unit's coded data are taken out."""

    QUALITY = "quality"
    BOARD = "board"
    CHECKING = "checking"
    ANALYST = "analyst"


REASON_WORDS: dict[Reason, Text] = {
    Reason.QUALITY: Text(
        sv="Följa upp och utveckla enhetens arbete", en="Follow up and develop the unit's work"
    ),
    Reason.BOARD: Text(
        sv="Underlag till nämnd eller ledning", en="Material for the board or the management"
    ),
    Reason.CHECKING: Text(
        sv="Kontrollera uppgifternas kvalitet", en="Check the quality of the data"
    ),
    Reason.ANALYST: Text(
        sv="Analys av den egna organisationens analytiker",
        en="Analysis by the organisation's own analyst",
    ),
}


def month(day: date | None) -> str:
    """The month of a day, as 2015-12; empty when there is no day."""
    return "" if day is None else f"{day:%Y-%m}"


def weeks(first: date | None, last: date | None) -> int | None:
    """Whole weeks from one day to another, rounded towards zero; None when either is not known."""
    if first is None or last is None:
        return None
    return int((last - first).days / DAYS_OF_WEEK)


class Home(StrEnum):
    """Where a client lived when the episode was opened, seen from the unit's municipality."""

    OWN = "own"
    COUNTY = "county"
    ELSEWHERE = "elsewhere"


HOME_WORDS: dict[Home, Text] = {
    Home.OWN: Text(sv="Den egna kommunen", en="The own municipality"),
    Home.COUNTY: Text(sv="En annan kommun i länet", en="Another municipality of the county"),
    Home.ELSEWHERE: Text(sv="Ett annat län", en="Another county"),
}


def home(municipality: str, *, own: str, county: str) -> str:
    """A municipality's code as one of three classes; empty when it is not known.

    A municipality's code begins with its county's. `own` and `county` may be empty.
    """
    if not municipality:
        return ""
    if municipality == own:
        return Home.OWN.value
    near = bool(county) and municipality[:2] == county[:2]
    return (Home.COUNTY if near else Home.ELSEWHERE).value


NUMBER_MISSING: dict[str, int] = {"unknown": -997, "declined": -998, "not_asked": -999}
"""What stands in a column of numbers when there is no answer: lower than any scale goes."""
MISSING_WORDS: dict[str, Text] = {
    "unknown": Text(sv="Vet inte", en="Not known"),
    "declined": Text(sv="Ville inte svara", en="Declined to answer"),
    "not_asked": Text(sv="Frågades inte", en="Was not asked"),
}
