"""The client's picture: better and worse item by item, never a sum, and silence when unknown."""

from decimal import Decimal

import pytest

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.follow_up.made_up import answers
from kvinnofrid.follow_up.picture_rules import Trend, changes, position, together, trend_of
from kvinnofrid.questionnaires import Given, Missing, check
from tests.accounts.people import TODAY

CORE = load_shipped().instrument("core-victim-survivor")


def test_an_answer_is_placed_between_the_hardest_and_the_best() -> None:
    safety, worry, home = CORE.item("safety"), CORE.item("worry"), CORE.item("housing")
    assert position(safety, 0) == 0
    assert position(safety, 10) == 1
    assert position(worry, "always") == 0
    assert position(worry, "never") == 1
    assert position(home, "own") is None
    assert position(safety, Missing("declined")) is None
    assert position(safety, None) is None
    assert position(worry, "no such answer") is None
    number = CORE.item("children_in_household").model_copy(update={"improves": "up"})
    assert position(number, Decimal(2)) is None


@pytest.mark.parametrize(
    ("steps", "trend"),
    [
        ((0.1, 0.5), Trend.BETTER),
        ((0.5, 0.1), Trend.WORSE),
        ((0.5, None, 0.5), Trend.SAME),
        ((None, 0.5), Trend.UNKNOWN),
        ((), Trend.UNKNOWN),
    ],
)
def test_the_first_answer_is_compared_with_the_last(
    steps: tuple[float | None, ...], trend: Trend
) -> None:
    assert trend_of(steps) is trend


@pytest.mark.parametrize(
    ("trends", "whole"),
    [
        ((Trend.BETTER, Trend.SAME), Trend.BETTER),
        ((Trend.WORSE, Trend.SAME, Trend.UNKNOWN), Trend.WORSE),
        ((Trend.BETTER, Trend.WORSE), Trend.MIXED),
        ((Trend.MIXED,), Trend.MIXED),
        ((Trend.SAME,), Trend.SAME),
        ((Trend.UNKNOWN,), Trend.UNKNOWN),
    ],
)
def test_an_area_is_what_its_items_are_together(trends: tuple[Trend, ...], whole: Trend) -> None:
    assert together(trends) is whole


def test_with_one_wave_nothing_is_known() -> None:
    found = changes(CORE, [{"safety": 3, "worry": "often"}])
    assert {one.trend for one in found} == {Trend.UNKNOWN}


def test_what_she_said_then_and_now_stands_in_the_picture() -> None:
    waves: list[dict[str, Given]] = [
        {"safety": 3, "worry": "always"},
        {"safety": 8, "worry": "always"},
    ]
    found = {one.area: one for one in changes(CORE, waves)}
    assert found["safety"].trend is Trend.BETTER
    safety = next(one for one in found["safety"].items if one.item.id == "safety")
    assert (safety.first, safety.last) == (3, 8)
    assert found["health"].trend is Trend.SAME


@pytest.mark.parametrize("instrument", ["core-victim-survivor", "core-child", "core-perpetrator"])
@pytest.mark.parametrize("occasion", ["baseline", "during", "exit", "follow_up"])
def test_made_up_answers_may_be_saved(instrument: str, occasion: str) -> None:
    of = load_shipped().instrument(instrument)
    for level in (0.0, 0.3, 0.5, 0.8, 1.0):
        filled = answers(of, occasion=occasion, level=level, known={}, today=TODAY)
        found = check(of, filled.answers, today=TODAY, occasion=occasion, reasons=filled.reasons)
        assert found.may_be_submitted, (level, found)
