"""What is impossible, unlikely or unanswered."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kvinnofrid.questionnaires import Missing, Wording, check
from tests.questionnaires.small_instrument import TODAY, choice, instrument, item, words

BORN = {
    "id": "not-future",
    "level": "impossible",
    "must": {"item": "d", "at_most": "today"},
    "words": words("I framtiden"),
}
MANY = {
    "id": "many",
    "level": "unlikely",
    "must": {"item": "n", "at_most": "10"},
    "words": words("Ovanligt många"),
}


def test_the_impossible_is_an_error() -> None:
    made = instrument(item("d", "date", constraints=[BORN]))
    found = check(made, {"d": date(2026, 3, 6)}, today=TODAY)
    assert [(one.key, one.words.sv) for one in found.errors] == [("d/not-future", "I framtiden")]
    assert not found.may_be_submitted
    assert check(made, {"d": TODAY}, today=TODAY).may_be_submitted


def test_the_unlikely_is_a_warning_that_a_reason_lets_through() -> None:
    made = instrument(item("n", "number", constraints=[MANY]))
    answers = {"n": Decimal(11)}
    found = check(made, answers, today=TODAY)
    assert [one.key for one in found.unexplained] == ["n/many"]
    assert not found.may_be_submitted
    explained = check(made, answers, today=TODAY, reasons={"n/many": "Två familjer."})
    assert (len(explained.warnings), explained.unexplained) == (1, ())
    assert explained.may_be_submitted
    assert check(made, answers, today=TODAY, reasons={"n/many": " "}).unexplained


def test_what_is_required_must_be_answered_or_said_to_lack_an_answer() -> None:
    made = instrument(item("a", required="true"), item("b"))
    assert check(made, {}, today=TODAY).unanswered == ("a",)
    assert not check(made, {}, today=TODAY).may_be_submitted
    assert check(made, {"a": Missing("declined")}, today=TODAY).may_be_submitted


def test_what_is_not_asked_is_neither_required_nor_wrong() -> None:
    made = instrument(
        item("a"),
        item(
            "d",
            "date",
            required="true",
            constraints=[BORN],
            applies={"item": "a", "one_of": ["yes"]},
        ),
    )
    assert check(made, {"a": "no", "d": date(2030, 1, 1)}, today=TODAY).may_be_submitted
    assert check(made, {"a": "yes"}, today=TODAY).unanswered == ("d",)


def test_a_constraint_waits_until_all_it_refers_to_is_answered() -> None:
    after = {
        "id": "after",
        "level": "impossible",
        "must": {"item": "end", "at_least": "start"},
        "words": words("Före"),
    }
    made = instrument(item("start", "date"), item("end", "date", constraints=[after]))
    early, late = date(2026, 1, 1), date(2026, 2, 1)
    assert check(made, {"end": early}, today=TODAY).errors == ()
    assert check(made, {"start": Missing("unknown"), "end": early}, today=TODAY).errors == ()
    assert check(made, {"start": late, "end": early}, today=TODAY).errors != ()
    assert check(made, {"start": early, "end": late}, today=TODAY).errors == ()


def test_none_of_these_cannot_be_chosen_with_others() -> None:
    made = instrument(
        item("m", "multiple", choices=[choice("a"), choice("b"), choice("none", exclusive="true")])
    )
    assert check(made, {"m": ("a", "none")}, today=TODAY).errors[0].key == "m"
    assert check(made, {"m": ("none",)}, today=TODAY).errors == ()
    assert check(made, {"m": ("a", "b")}, today=TODAY).errors == ()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("single", "yes", ["maybe", ("yes",), 1]),
        ("multiple", ("yes", "no"), ["yes", ("maybe",), Decimal(1)]),
        ("number", Decimal("1.5"), [1, "1", date(2026, 1, 1)]),
        ("scale", 10, [11, -1, Decimal(1), "1"]),
        ("date", TODAY, ["2026-01-01", 1]),
        ("text", "hej", [1, ("hej",)]),
    ],
)
def test_an_answer_is_of_its_items_kind(kind: str, good: Any, bad: list[Any]) -> None:
    made = instrument(item("x", kind))
    assert check(made, {"x": good}, today=TODAY).errors == ()
    for answer in bad:
        (found,) = check(made, {"x": answer}, today=TODAY).errors
        assert (found.key, found.constraint) == ("x", None)
        assert isinstance(found.words, Wording)


def test_a_whole_number_has_no_decimals() -> None:
    made = instrument(item("n", "number", whole="true"))
    assert check(made, {"n": Decimal("1.5")}, today=TODAY).errors != ()
    assert check(made, {"n": Decimal("1.0")}, today=TODAY).errors == ()


LOW = {"id": "low", "name": words("låg"), "lowest": "0", "highest": "1"}
SUMMED = instrument(
    item("a", choices=[choice("no", points="0"), choice("yes", points="1")]),
    mode="summed_score",
    sums=[{"id": "all", "name": words("Alla"), "items": ["a"], "bands": [LOW]}],
)


def test_a_judgement_that_differs_from_the_points_needs_its_reason() -> None:
    answers = {"a": "no", "professional_level": "high"}
    found = check(SUMMED, answers, today=TODAY)
    assert [one.key for one in found.unexplained] == ["professional_level/differs"]
    explained = check(SUMMED, {**answers, "professional_reason": "Vapen."}, today=TODAY)
    assert explained.may_be_submitted
    assert check(SUMMED, {**answers, "professional_level": "low"}, today=TODAY).may_be_submitted
    assert check(SUMMED, {"a": "no"}, today=TODAY).may_be_submitted
    assert check(SUMMED, {"professional_level": "low"}, today=TODAY).may_be_submitted


def test_a_structured_judgement_is_not_finished_before_the_level_is_set() -> None:
    made = instrument(
        item("x"),
        item("f", factor="true", applies={"item": "x", "one_of": ["yes"]}),
        mode="structured_judgement",
    )
    assert check(made, {"x": "yes"}, today=TODAY).unanswered == ("professional_level",)
    assert check(made, {"x": "yes", "professional_level": "low"}, today=TODAY).may_be_submitted
    assert check(made, {"x": "no"}, today=TODAY).may_be_submitted
