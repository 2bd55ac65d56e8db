"""The figures that the documents lead a reader to are those that the system counts."""

import re

import pytest
from django.conf import settings

from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.board import Board
from kvinnofrid.statistics.shares import rounded

LUND, TYRESO, SKELLEFTEA = "1281", "0138", "2482"


@pytest.fixture
def board(db: None) -> Board:
    return queries.board("oj-brottsoffer-2015")


def said(path: str) -> str:
    text = (settings.PROJECT / path).read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", text.replace("*", ""))


def test_the_tutorial_says_what_the_profile_shows(board: Board) -> None:
    text = said("docs/tutorials/forsta-kvarten.md")
    by_code = {ranked.respondent.code: ranked for ranked in board.ranking}
    lund, tyreso = by_code[LUND], by_code[TYRESO]
    assert f"ja på {lund.counted.yes} av {len(board.indicators)}" in text
    assert f"plats {lund.rank.position} av {lund.rank.of}, delad med Skellefteå" in text
    assert by_code[SKELLEFTEA].rank == lund.rank
    assert (tyreso.rank.position, tyreso.counted.yes - lund.counted.yes) == (3, 1)
    assert tyreso.respondent.difference is not None
    printed = tyreso.respondent.published_yes
    assert f"{printed} tryckta, {tyreso.counted.yes} räknade" in text
    assert f"liksom {rounded_percent(board)} procent av landet" in text


def test_the_walk_through_the_house_says_what_is_counted(board: Board) -> None:
    text = said("docs/explanation/house.md")
    share = board.shares[board.column_of["KUN01"]]
    assert board.answer(LUND, "KUN01") == "yes"
    assert (share.yes, share.no, share.answered) == (7, 1, 8)
    assert "seven said yes and one said no: n is 8" in text
    assert share.percent is not None
    assert f"the share {rounded(share.percent, 1)} per cent" in text
    assert f"the nation's printed share is {rounded_percent(board)}" in text


def rounded_percent(board: Board) -> str:
    return f"{board.published['KUN01']:.0f}"
