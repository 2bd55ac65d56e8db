"""Every shipped instrument: its worked examples, and what it must and must not hold."""

import pytest

from kvinnofrid.catalogue import Instrument, WorkedExample, load_shipped
from kvinnofrid.questionnaires import applies, check, from_json, from_texts, score, to_json

CATALOGUE = load_shipped()
INSTRUMENTS = [pytest.param(one, id=one.id) for one in CATALOGUE.instruments]
EXAMPLES = [
    pytest.param(CATALOGUE.instrument(file.instrument, file.version), one, id=f"{file.id}-{one.id}")
    for file in CATALOGUE.worked_examples
    for one in file.examples
]
FOLLOW_UP = ("core-victim-survivor", "core-child", "core-perpetrator")


@pytest.mark.parametrize(("instrument", "example"), EXAMPLES)
def test_a_worked_example_comes_out_as_it_says(
    instrument: Instrument, example: WorkedExample
) -> None:
    texts = {
        item: [given] if isinstance(given, str) else list(given)
        for item, given in example.answers.items()
    }
    assert set(texts) <= {item.id for item in instrument.items} | {
        "professional_level",
        "professional_reason",
    }
    answers, unreadable = from_texts(instrument, texts)
    asked = applies(instrument, answers, today=example.on, occasion=example.occasion)
    found = check(instrument, answers, today=example.on, occasion=example.occasion)
    assert tuple(unreadable) == example.unreadable
    assert set(example.asked) <= set(asked)
    assert set(example.not_asked).isdisjoint(asked)
    assert tuple(one.key for one in found.errors) == example.errors
    assert tuple(one.key for one in found.warnings) == example.warnings
    assert found.unanswered == example.unanswered
    assert from_json(instrument, to_json(answers)) == answers
    if instrument.mode == "summed_score":
        sums = score(instrument, answers, today=example.on, occasion=example.occasion).sums
        assert [(one.id, one.missing) for one in sums] == [
            (one.id, one.missing) for one in example.sums
        ]


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_an_instrument_with_text_has_worked_examples(instrument: Instrument) -> None:
    files = [f for f in CATALOGUE.worked_examples if f.instrument == instrument.id]
    assert bool(files) == bool(instrument.items)


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_what_others_own_is_shipped_without_text_points_and_limits(instrument: Instrument) -> None:
    if instrument.text_by == "organisation":
        assert instrument.items == ()
        assert instrument.sums == ()
        assert "tillhandahålls av organisationen" in instrument.description.sv


def test_the_methods_of_others_are_there_by_name() -> None:
    named = {one.id: one.mode for one in CATALOGUE.instruments if one.text_by == "organisation"}
    assert named == {
        "freda-short-questions": "none",
        "freda-description": "none",
        "freda-danger": "summed_score",
        "sara": "structured_judgement",
        "patriark": "structured_judgement",
    }


@pytest.mark.parametrize("name", FOLLOW_UP)
def test_the_cores_have_about_thirty_variables_common_to_all(name: str) -> None:
    core = CATALOGUE.instrument(name)
    assert 28 <= len(core.items) <= 36
    assert {item.variable for item in core.items} == {"core"}
    assert {item.area for item in core.items} == {area.id for area in core.areas}
    assert {occasion for item in core.items for occasion in item.occasions} <= set(core.occasions)


@pytest.mark.parametrize("name", FOLLOW_UP)
def test_the_cores_ask_what_must_be_known_at_the_right_time(name: str) -> None:
    core = CATALOGUE.instrument(name)
    kinds = {c.code for c in core.item("violence_kinds").choices}
    assert kinds == {
        "psychological",
        "physical",
        "sexual",
        "economic_material",
        "digital",
        "latent",
        "neglect",
        "none",
    }
    for item in ("way_in", "gender", "age_band", "relation", "honour_context", "goal"):
        assert core.item(item).occasions == ("baseline",)
    for item in ("violence_kinds", "violence_frequency", "violence_severity", "health", "housing"):
        assert core.item(item).occasions == ()
    for item in ("goal_attainment", "closure_reason"):
        assert core.item(item).occasions == ("exit",)
    assert core.item("violence_ceased").occasions == ("exit", "follow_up")
    assert {c.code for c in core.item("protected_identity").choices} == {
        "no",
        "marking",
        "registration",
        "assumed",
    }


def test_a_variable_that_two_cores_share_is_asked_the_same_way() -> None:
    for name in ("violence_kinds", "violence_frequency", "risk_method", "risk_outcome", "economy"):
        codes = {
            tuple(c.code for c in CATALOGUE.instrument(core).item(name).choices)
            for core in FOLLOW_UP
        }
        assert len(codes) == 1


def test_the_client_survey_is_the_clients_and_says_nothing_of_the_matter() -> None:
    survey = CATALOGUE.instrument("client-survey")
    assert survey.answered_by == "client"
    assert len(survey.languages) >= 4
    texts = [survey.title.sv, survey.title.en]
    for item in survey.items:
        texts += [text for _, text in item.text.texts()]
    assert not any("våld" in text.lower() or "violence" in text.lower() for text in texts)
    assert {"importance", "improvement", "treatment", "safety", "turn_again"} <= {
        item.id for item in survey.items
    }


@pytest.mark.parametrize("instrument", INSTRUMENTS)
def test_shipped_texts_are_in_both_languages(instrument: Instrument) -> None:
    assert {"sv", "en"} <= set(instrument.languages)
