"""Decisions about answers, without Django: what is counted, and what is told apart.

Answers stand as bytes, one for each indicator of the set in its order, so that a national round
fits in a few kilobytes. A byte is the place of the answer in `ANSWERS`.
"""

import re
from dataclasses import dataclass
from datetime import date

from kvinnofrid.catalogue import AnswerCode
from kvinnofrid.statistics.shares import Share

ANSWERS: tuple[AnswerCode, ...] = ("no", "partly", "yes", "not_applicable", "missing")
"""The answers by their byte: 0 no, 1 partly, 2 yes; the two last are no comparison."""
BYTE_OF: dict[str, int] = {code: byte for byte, code in enumerate(ANSWERS)}
NO, PARTLY, YES, NOT_APPLICABLE, MISSING = range(len(ANSWERS))


def last_day(year: int) -> date:
    """The day by which a round's organisations, names and groups are told."""
    return date(year, 12, 31)


def count(answers: bytes) -> Share:
    """How many answers there are of each kind."""
    return Share(
        yes=answers.count(YES),
        partly=answers.count(PARTLY),
        no=answers.count(NO),
        not_applicable=answers.count(NOT_APPLICABLE),
        missing=answers.count(MISSING),
    )


@dataclass(frozen=True, slots=True)
class CountDifference:
    """That the printed number of yes is not the one that counting gives. Neither is adjusted."""

    published: int
    counted: int


def count_difference(*, published: int | None, counted: int) -> CountDifference | None:
    """The difference to state, or None when the two agree or nothing was printed."""
    if published is None or published == counted:
        return None
    return CountDifference(published=published, counted=counted)


LONGEST_SLUG = 64
TOO_MANY_DIGITS = 10


def is_slug(text: str) -> bool:
    """Whether a text can be the name of a round and stand in its address."""
    fit = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is not None and len(text) <= LONGEST_SLUG
    # Ten digits could be an identity number, which stands in no address and no log.
    return fit and sum(letter.isdigit() for letter in text) < TOO_MANY_DIGITS
