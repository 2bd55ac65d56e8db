"""Codes, days and people in the words of the page."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from kvinnofrid.access.policy import ZONE
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.catalogue import Text
from kvinnofrid.follow_up import codes
from kvinnofrid.follow_up.rules import (
    ATTAINMENT_WORDS,
    OCCASION_WORDS,
    STATUS_WORDS,
    TARGET_WORDS,
    TRANSITIONS,
    Attainment,
    Move,
    Occasion,
    Status,
    Target,
)
from kvinnofrid.web.drawing import language


def said(text: Text | None, otherwise: str = "") -> str:
    """A text of the catalogue in the language of the page."""
    return otherwise if text is None else text.in_language(language())


def coded(list_id: str, code: str) -> str:
    """A stored code in words, the code itself when the list has lost it."""
    return said(codes.words(list_id, code), code) if code else ""


def occasion(code: str, number: int = 1) -> str:
    """A wave's occasion, with its number from the second on."""
    words = said(OCCASION_WORDS[Occasion(code)])
    return words if number == 1 else f"{words} {number}"


def status(code: str) -> str:
    """Where an episode stands."""
    return said(STATUS_WORDS[Status(code)])


def target(code: str) -> str:
    """Whom an episode is for."""
    return said(TARGET_WORDS[Target(code)])


def attainment(code: str) -> str:
    """Whether a goal was reached."""
    return said(ATTAINMENT_WORDS[Attainment(code)])


def move(code: str) -> str:
    """A move of an episode."""
    return said(TRANSITIONS[Move(code)].words)


def names(ids: Iterable[object]) -> dict[str, str]:
    """The names of users by id; who is not there any more is somebody."""
    wanted = {str(one) for one in ids if one}
    known = accounts.names_of(wanted)
    return {one: known.get(one, _("någon")) for one in wanted}


def moment(at: datetime) -> str:
    """A time in Swedish time: 2015-12-31 14:05."""
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"
