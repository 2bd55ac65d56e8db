"""Personal identity and coordination numbers: read in any written form, kept as twelve digits.

[personnummer, samordningsnummer] The structure is that of folkbokföringslagen (1991:481) 18 and
18 a §§: birth time, three digits, a check digit; a coordination number adds 60 to the day.

No error repeats the number, and the value hides it from logs and tracebacks.
"""

# ruff: noqa: N818 - the names say what is wrong

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

EARLIEST_YEAR = 1840
"""Numbers began in 1947; nobody who got one was born before this."""

SWEDEN = ZoneInfo("Europe/Stockholm")

HUNDRED = 100
DAY_ADDED = 60
LAST_MONTH = 12
LAST_DAY = 31
LONGEST = 20

_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_WRITTEN = re.compile(
    r"(?P<century>[0-9]{2})?(?P<year>[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"(?P<sign>[-+]?)(?P<last>[0-9]{4})"
)
_RESERVE = re.compile(r"[0-9]{6,8}[-+]?(?=[0-9]*[A-Za-z])[0-9A-Za-z]{4}")


class IdentityError(ValueError):
    """The text is no identity number that can be used; says why, never what was written."""

    swedish: ClassVar[str] = ""
    english: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__(self.english)

    def message(self, lang: str = "sv") -> str:
        """What is wrong and what to do, in Swedish (``sv``) or English (anything else)."""
        return self.swedish if lang.startswith("sv") else self.english


class WrongForm(IdentityError):
    """Other characters or another length than a number has."""

    swedish = (
        "Numret har inte rätt form. Skriv tolv siffror, ÅÅÅÅMMDD-NNNN, eller tio, ÅÅMMDD-NNNN, "
        "utan mellanslag."
    )
    english = (
        "The number is not in the right form. Write twelve digits, YYYYMMDD-NNNN, or ten, "
        "YYMMDD-NNNN, without spaces."
    )


class ReserveNumber(IdentityError):
    """A reserve or interim number [reservnummer, interimsnummer]: has no national form."""

    swedish = (
        "Det här är ett reservnummer eller interimsnummer. Sådana kan inte användas här, eftersom "
        "de inte är desamma överallt. Registrera personen utan nummer tills det finns ett "
        "personnummer eller samordningsnummer."
    )
    english = (
        "This is a reserve or interim number. Those cannot be used here, since they are not the "
        "same everywhere. Register the person without a number until there is a personal identity "
        "number or a coordination number."
    )


class WrongCheckDigit(IdentityError):
    """The last digit does not follow from the others: most often one digit is mistyped."""

    swedish = "Kontrollsiffran stämmer inte. Någon siffra är felskriven; jämför med handlingen."
    english = "The check digit is wrong. Some digit is mistyped; compare with the document."


class NoSuchDate(IdentityError):
    """The date of birth is not in the calendar."""

    swedish = "Födelsedatumet i numret finns inte i kalendern. Jämför med handlingen."
    english = "The date of birth in the number is not in the calendar. Compare with the document."


class YearOutOfRange(IdentityError):
    """Born before anybody who has a number."""

    swedish = (
        "Födelseåret kan inte stämma. Jämför med handlingen. Reservnummer kan inte användas här."
    )
    english = (
        "The year of birth cannot be right. Compare with the document. Reserve numbers cannot be "
        "used here."
    )


class BornInTheFuture(IdentityError):
    """The date of birth is after today."""

    swedish = (
        "Födelsedatumet ligger i framtiden. Är personen född hundra år tidigare: skriv alla tolv "
        "siffrorna."
    )
    english = (
        "The date of birth is in the future. If the person was born a hundred years earlier, "
        "write all twelve digits."
    )


class WrongSign(IdentityError):
    """A plus sign on twelve digits of somebody who is not a hundred this year."""

    swedish = (
        "Plustecknet betyder att personen fyller minst hundra år i år, men så är det inte enligt "
        "födelseåret. Skriv ett bindestreck eller rätta året."
    )
    english = (
        "The plus sign means that the person turns at least a hundred this year, but the year of "
        "birth says otherwise. Write a hyphen or correct the year."
    )


class NoSuchSerial(IdentityError):
    """The three digits after the date are 000, which nobody is given."""

    swedish = (
        "Numret kan inte finnas: siffrorna efter födelsedatumet är 000. Jämför med handlingen."
    )
    english = "No such number exists: the digits after the date are 000. Compare with the document."


class Kind(StrEnum):
    """Which of the two numbers."""

    PERSONAL = "personal"
    COORDINATION = "coordination"


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """A number that has passed every check. `digits` are the twelve; showing the value hides them.

    `birth_date` is None for a coordination number whose birth time is not a whole calendar date.
    """

    digits: str = field(repr=False)
    kind: Kind
    birth_date: date | None = field(repr=False)

    def __str__(self) -> str:
        return "(identity number)"


def today_in_sweden() -> date:
    """The date where the numbers are given out."""
    return datetime.now(SWEDEN).date()


def check_digit(nine: str) -> int:
    """The last digit that belongs to nine others: Luhn's, weights 2 and 1 from the left.

    Source: Skatteverket, SKV 704.
    """
    products = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return -sum(product // 10 + product % 10 for product in products) % 10


def read_identity(text: str, *, today: date) -> IdentityNumber:
    """Read ten or twelve digits, with `-`, `+` or nothing before the last four.

    With ten, the century is the one that makes the person turn 0–99 this year, and `+` means a
    hundred years earlier [plustecken from the year one turns 100]. Every kind of dash counts as a
    hyphen and space around the number is dropped. Raises an `IdentityError`.
    """
    if len(text) > LONGEST:
        raise WrongForm
    stripped = text.strip().translate(_DASHES)
    found = _WRITTEN.fullmatch(stripped)
    if not found:
        raise ReserveNumber if _RESERVE.fullmatch(stripped) else WrongForm
    century, *rest = found.group("century", "year", "month", "day", "last")
    year = _year(century, rest[0], found["sign"], today)
    month, day, last = int(rest[1]), int(rest[2]), rest[3]
    if check_digit("".join(rest)[:9]) != int(last[3]):
        raise WrongCheckDigit
    if last.startswith("000"):
        raise NoSuchSerial
    if year < EARLIEST_YEAR:
        raise YearOutOfRange
    kind = Kind.COORDINATION if day >= DAY_ADDED else Kind.PERSONAL
    born = _birth_date(kind, year, month, day - DAY_ADDED * (kind is Kind.COORDINATION))
    if year > today.year or (born and born > today):
        raise BornInTheFuture
    return IdentityNumber(f"{year:04}{''.join(rest[1:])}", kind, born)


def normalise(text: str, *, today: date) -> str:
    """The twelve digits of a number in any written form; raises an `IdentityError`."""
    return read_identity(text, today=today).digits


def _year(century: str | None, two: str, sign: str, today: date) -> int:
    if century is None:
        latest = today.year - (today.year - int(two)) % HUNDRED
        return latest - HUNDRED if sign == "+" else latest
    year = int(century + two)
    if sign == "+" and today.year - year < HUNDRED:
        raise WrongSign
    return year


def _birth_date(kind: Kind, year: int, month: int, day: int) -> date | None:
    """The date, or None where a coordination number has none that is whole.

    A personal number must have a real date. A coordination number stands for what somebody told an
    authority: month and day are 00 when unknown, and Skatteverket's own list has days that the
    month lacks (30 February). Refusing an issued number would shut a real person out, so any day
    0–31 of month 0–12 is taken.
    """
    if 1 <= month <= LAST_MONTH and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    if kind is Kind.COORDINATION and month <= LAST_MONTH and day <= LAST_DAY:
        return None
    raise NoSuchDate
