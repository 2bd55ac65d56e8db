"""What is written as an XLSForm and read again means the same."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvinnofrid.catalogue import Instrument, load_shipped
from kvinnofrid.questionnaires import (
    Missing,
    applies,
    check,
    content_hash,
    diff,
    judgement,
    score,
)
from kvinnofrid.questionnaires.answers import Given
from kvinnofrid.questionnaires.xlsform import write_xlsform
from tests.questionnaires.small_instrument import TODAY, choice, instrument, item, words
from tests.questionnaires.xlsform.forms import read_here
from tests.questionnaires.xlsform.test_expressions import ANSWERS, CONDITIONS

SHIPPED = [pytest.param(one, id=one.id) for one in load_shipped().instruments if one.items]


def again(made: Instrument) -> Instrument:
    """The instrument written and read."""
    found = read_here(write_xlsform(made).workbook)
    assert [error.en for error in found.report.errors] == []
    assert found.instrument is not None
    return found.instrument


@pytest.mark.parametrize("made", SHIPPED)
def test_a_shipped_instrument_comes_back_the_same_to_the_letter(made: Instrument) -> None:
    back = again(made)
    assert diff(made, back) == ()
    assert content_hash(back) == content_hash(made)


def _first() -> list[dict[str, Any]]:
    """The questions that the random conditions speak of."""
    codes = [choice("yes", points="2"), choice("no", points="0"), choice("1", points="-1")]
    return [
        item("q", choices=codes, occasions=["baseline"], required="true"),
        item("m", "multiple", choices=[choice("a"), choice("b", exclusive="true")]),
        item("n", "number", whole="true", unit=words("dagar")),
        item("k", "scale", improves="down"),
        item("e", "date"),
        item("d", "date", help=words("Hjälp")),
        item("t", "text", variable="local"),
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    asked=CONDITIONS,
    around=CONDITIONS,
    must=st.lists(CONDITIONS, min_size=1, max_size=2),
    levels=st.lists(st.sampled_from(["impossible", "unlikely"]), min_size=2, max_size=2),
    answers=st.lists(ANSWERS, min_size=5, max_size=5),
    occasion=st.sampled_from([None, "baseline", "exit"]),
)
def test_any_instrument_comes_back_asking_finding_and_adding_the_same(
    asked: dict[str, Any],
    around: dict[str, Any],
    must: list[dict[str, Any]],
    levels: list[str],
    answers: list[dict[str, Given]],
    occasion: str | None,
) -> None:
    own: dict[str, Any] = {"item": "last", "at_most": "100"}
    constraints = [
        {"id": f"c{n}", "level": level, "must": {"any": [own, one]}, "words": words(f"c{n}")}
        for n, (one, level) in enumerate(zip(must, levels, strict=False))
    ]
    made = instrument(
        mode="summed_score",
        sums=[{"id": "all", "name": words("Alla"), "items": ["q", "k"]}],
        sections=[
            {"id": "s-1", "title": words("S"), "help": words("Läs"), "items": _first()},
            {
                "id": "s2",
                "title": words("T"),
                "applies": around,
                "items": [
                    item("last", "number", applies=asked, constraints=constraints),
                    item("after", applies={"item": "last", "answered": "true"}),
                ],
            },
        ],
    )
    back = again(made)
    for one in answers:
        given_now = {**one, "last": Decimal(101), "after": Missing("declined")}
        for function in (applies, check, score):
            now = function(made, given_now, today=TODAY, occasion=occasion)
            assert function(back, given_now, today=TODAY, occasion=occasion) == now


def test_a_judgement_comes_back_with_its_factors() -> None:
    made = instrument(item("f", factor="true"), mode="structured_judgement")
    answers: dict[str, Given] = {"f": "yes", "professional_level": "high"}
    assert judgement(again(made), answers, today=TODAY) == judgement(made, answers, today=TODAY)


def test_it_is_said_what_other_programs_will_not_see() -> None:
    unlikely = {
        "id": "c",
        "level": "unlikely",
        "must": {"item": "n", "at_most": "1"},
        "words": words("Många"),
    }
    summed = instrument(
        item("q", choices=[choice("a", points="1")]),
        item("n", "number", constraints=[unlikely], occasions=["exit"]),
        mode="summed_score",
        sums=[{"id": "all", "name": words("Alla"), "items": ["q"]}],
    )
    judged = instrument(item("f", factor="true"), mode="structured_judgement")
    said = {(one.about, one.what) for one in write_xlsform(summed).report.not_carried}
    assert said == {("q", "points"), ("n", "warning"), ("n", "occasions")}
    assert [one.what for one in write_xlsform(judged).report.not_carried] == ["judgement"]


def test_a_text_that_begins_like_a_formula_is_a_text() -> None:
    made = instrument(item("q", text=words("=HYPERLINK(1)")))
    found = read_here(write_xlsform(made).workbook)
    assert found.instrument is not None
    assert found.instrument.item("q").text.sv == "=HYPERLINK(1)"
    assert "file_formulas" not in {one.what for one in found.report.not_carried}
