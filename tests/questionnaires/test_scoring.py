"""Points and judgements."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

import pytest

from kvinnofrid.questionnaires import (
    Answers,
    Instrument,
    Judgement,
    Missing,
    Professional,
    SumScore,
    WrongModeError,
    judgement,
    score,
)
from tests.questionnaires.small_instrument import TODAY, choice, instrument, item, words

POINTS = [choice("no", points="0"), choice("some", points="1"), choice("yes", points="2")]
BANDS = [
    {"id": "low", "name": words("låg"), "lowest": "0", "highest": "1"},
    {"id": "high", "name": words("hög"), "lowest": "2", "highest": "20"},
]


def summed(*items: dict[str, Any]) -> Instrument:
    """An instrument that sums the points of all its items."""
    ids = [one["id"] for one in items]
    sums = [{"id": "all", "name": words("Alla"), "items": ids, "bands": BANDS}]
    return instrument(*items, mode="summed_score", sums=sums)


TWO = summed(item("a", choices=POINTS), item("b", choices=POINTS))


def only(made: Instrument, answers: dict[str, Any]) -> SumScore:
    """The one sum."""
    (one,) = score(made, answers, today=TODAY).sums
    return one


def figures(one: SumScore) -> tuple[int, int, int]:
    """Points, lowest and highest."""
    return int(one.points), int(one.lowest), int(one.highest)


def test_points_are_added_and_read_in_bands() -> None:
    one = only(TWO, {"a": "some", "b": "yes"})
    assert figures(one) == (3, 3, 3)
    assert one.complete
    assert one.band is not None
    assert one.band.id == "high"


def test_missing_answers_are_stated_and_never_counted_as_nought() -> None:
    one = only(TWO, {"a": "some", "b": Missing("declined")})
    assert figures(one) == (1, 1, 3)
    assert one.missing == ("b",)
    assert one.band is None
    assert only(TWO, {}).missing == ("a", "b")


def test_a_band_is_said_when_missing_answers_cannot_change_it() -> None:
    one = only(TWO, {"a": "yes"})
    assert one.missing == ("b",)
    assert figures(one) == (2, 2, 4)
    assert one.band is not None
    assert one.band.id == "high"


def test_points_outside_every_band_have_none() -> None:
    made = summed(item("s", "scale"), item("t", "scale"), item("u", "scale"))
    assert only(made, {"s": 10, "t": 10, "u": 10}).band is None
    assert only(made, {"s": 1, "t": 0, "u": 0}).points == 1


def test_an_item_that_is_not_asked_adds_nothing_and_is_not_missing() -> None:
    made = summed(
        item("a", choices=POINTS),
        item("b", choices=POINTS, applies={"item": "a", "one_of": ["yes"]}),
    )
    one = only(made, {"a": "no", "b": "yes"})
    assert figures(one) == (0, 0, 0)
    assert one.missing == ()


def test_an_item_that_a_missing_answer_might_bring_in_widens_the_range() -> None:
    made = summed(
        item("a", choices=POINTS),
        item("b", choices=POINTS, applies={"item": "a", "one_of": ["yes"]}),
        item("c", choices=POINTS, applies={"item": "a", "answered": "false"}),
    )
    one = only(made, {"c": "yes"})
    assert figures(one) == (2, 0, 6)
    assert one.missing == ("a",)


@pytest.mark.parametrize(
    ("points", "alone", "least", "most"),
    [
        (["1", "2"], "0", 0, 3),
        (["-1", "2"], "0", -1, 2),
        (["1", "2"], "5", 1, 5),
        (["-1", "-2"], "-5", -5, -1),
        (["0", "0"], "0", 0, 0),
    ],
)
def test_a_multiple_item_can_give_what_its_choices_can_together(
    points: list[str], alone: str, least: int, most: int
) -> None:
    choices = [choice(f"c{n}", points=p) for n, p in enumerate(points)]
    made = summed(
        item("m", "multiple", choices=[*choices, choice("none", points=alone, exclusive="true")])
    )
    one = only(made, {})
    assert figures(one)[1:] == (least, most)
    assert only(made, {"m": ("c0", "c1")}).points == sum(map(Decimal, points))


def test_the_professional_may_judge_otherwise_and_both_stand() -> None:
    answers = {
        "a": "no",
        "b": "no",
        "professional_level": "high",
        "professional_reason": "Han har vapen.",
    }
    both = score(TWO, answers, today=TODAY)
    assert both.professional == Professional("high", "Han har vapen.")
    assert both.sums[0].band is not None
    assert both.sums[0].band.id == "low"
    assert score(TWO, {}, today=TODAY).professional is None
    odd: Answers = {"professional_level": "sky-high", "professional_reason": Missing("unknown")}
    assert score(TWO, odd, today=TODAY).professional is None


FACTORS = instrument(
    item("f", factor="true"),
    item("g", factor="true", applies={"item": "f", "one_of": ["yes"]}),
    item("note", "text"),
    mode="structured_judgement",
)


def test_a_judgement_has_ratings_and_the_level_that_was_set() -> None:
    answers = {"f": "yes", "g": "no", "note": "x", "professional_level": "medium"}
    assert judgement(FACTORS, answers, today=TODAY) == Judgement(
        ratings={"f": "yes", "g": "no"}, missing=(), level="medium", reason=""
    )


def test_a_judgement_says_what_was_not_rated_and_sets_no_level_itself() -> None:
    made = judgement(FACTORS, {"f": "yes", "g": Missing("unknown")}, today=TODAY)
    assert (made.missing, made.level) == (("g",), None)


def test_a_judgement_has_no_place_for_a_number() -> None:
    kinds = " ".join(str(field.type) for field in fields(Judgement))
    assert not any(word in kinds for word in ("int", "Decimal", "float"))


def test_the_two_ways_are_never_mixed() -> None:
    with pytest.raises(WrongModeError, match="structured_judgement"):
        score(FACTORS, {}, today=TODAY)
    with pytest.raises(WrongModeError, match="summed_score"):
        judgement(TWO, {}, today=TODAY)
