"""The form that a questionnaire is drawn as."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import override

from kvinnofrid.questionnaires import Answers, Instrument, Missing, check, from_texts
from kvinnofrid.web.questionnaire import Former, reasons_from_texts, render_form
from tests.questionnaires.small_instrument import TODAY, choice, instrument, item, words


def drawn(made: Instrument, answers: Answers | None = None, **given: Any) -> str:
    """The form in Swedish."""
    with override("sv"):
        return str(render_form(made, answers or {}, today=TODAY, **given))


def opening(html: str, item_id: str) -> str:
    """The opening tag of an item's fieldset."""
    found = re.search(rf'<fieldset class="kq-item" id="q-{item_id}"[^>]*>', html)
    assert found is not None
    return found.group()


def test_every_kind_of_item_has_its_field_named_by_the_item() -> None:
    kinds = ("single", "multiple", "number", "date", "text", "scale")
    html = drawn(instrument(*(item(f"i_{kind}", kind) for kind in kinds)))
    for kind in kinds:
        assert f'name="i_{kind}"' in html
    assert html.count('type="checkbox"') == 2
    assert html.count('value="10"') == 1


def test_what_does_not_apply_is_hidden_but_sent_along() -> None:
    made = instrument(
        item("a"), item("b", applies={"item": "a", "one_of": ["yes"]}), item("c", "text")
    )
    html = drawn(made, {"a": "no", "b": "yes"})
    assert " hidden" in opening(html, "b")
    assert re.search(r'name="b" value="yes" checked', html)
    assert " hidden" not in opening(drawn(made, {"a": "yes"}), "b")
    assert "data-when=" in opening(html, "b")


def test_a_section_without_anything_to_ask_is_hidden_or_left_out() -> None:
    made = instrument(
        sections=[
            {"id": "s", "title": words("S"), "items": [item("a")]},
            {
                "id": "t",
                "title": words("T"),
                "help": words("Hjälp"),
                "applies": {"item": "a", "one_of": ["yes"]},
                "items": [item("b", occasions=["exit"])],
            },
        ]
    )
    assert 'data-part data-when="' in drawn(made)
    assert "part-t" not in drawn(made, occasion="baseline")


def test_former_answers_stand_beside_in_words() -> None:
    made = instrument(
        item("a"),
        item("n", "number", unit=words("dagar")),
        item("d", "date"),
        item("m", "multiple"),
    )
    before: Answers = {
        "a": "yes",
        "n": Decimal("1234.5"),
        "d": date(2026, 1, 2),
        "m": Missing("declined"),
    }
    html = drawn(made, former=[Former("Före", before)])
    for said in ("<dd>yes</dd>", "1\u00a0234,5\u00a0dagar", "2026-01-02", "Vill inte svara</dd>"):
        assert said in html
    assert html.count("<dt>Före</dt>") == 4


def test_what_is_wrong_stands_at_the_question_and_in_the_summary() -> None:
    many = {
        "id": "many",
        "level": "unlikely",
        "must": {"item": "n", "at_most": "10"},
        "words": words("Ovanligt många"),
    }
    late = {
        "id": "late",
        "level": "impossible",
        "must": {"item": "d", "at_most": "today"},
        "words": words("I framtiden"),
    }
    made = instrument(
        item("a", required="true"),
        item("n", "number", constraints=[many]),
        item("d", "date", constraints=[late]),
        item("x", "number"),
    )
    posted = {"n": ["11"], "d": ["2030-01-01"], "x": ["elva"]}
    answers, unreadable = from_texts(made, posted)
    html = drawn(
        made,
        answers,
        findings=check(made, answers, today=TODAY),
        unreadable=unreadable,
        texts=posted,
    )
    summary = html.split("</ul>")[0]
    for item_id in "andx":
        assert f'href="#q-{item_id}"' in summary
    assert 'name="n/many!why"' in html
    assert 'value="elva"' in html
    assert "I framtiden" in html
    assert "data-wrong" in opening(html, "a")
    assert reasons_from_texts({"n/many!why": [" Två "], "d!why": [""], "n": ["1"]}) == {
        "n/many": "Två"
    }


def test_values_are_written_as_the_language_writes_them() -> None:
    made = instrument(item("n", "number"))
    assert 'value="1,5"' in drawn(made, {"n": Decimal("1.5")})
    with override("en"):
        html = str(render_form(made, {"n": Decimal("1.50")}, today=TODAY))
    assert 'value="1.5"' in html


def test_a_client_is_not_asked_whether_they_were_asked() -> None:
    made = instrument(item("a"), answered_by="client")
    assert 'value="not_asked!"' not in drawn(made)
    assert 'value="not_asked!"' in drawn(instrument(item("a")))


def test_a_missing_answer_is_shown_as_chosen() -> None:
    made = instrument(item("a"), item("n", "number"))
    html = drawn(made, {"a": Missing("declined"), "n": Missing("unknown")})
    assert 'name="a" value="declined!" checked' in html
    assert '<option value="unknown!" selected>' in html


def test_texts_in_another_language_say_which_and_run_its_way() -> None:
    made = instrument(
        item("a", text={"sv": "Fråga", "en": "Question", "others": {"ar": "سؤال"}}),
        answered_by="client",
    )
    html = drawn(made, language="ar")
    assert '<legend id="legend-a" lang="ar" dir="rtl">سؤال' in html
    assert 'data-today="2026-03-05" dir="rtl"' in html
    assert '<span lang="ar" dir="rtl">لا أعرف</span>' in html
    assert '<legend id="legend-a" lang="en" dir="ltr">Question' in drawn(made, language="en")
    assert '<legend id="legend-a">Fråga' in drawn(made)


def test_a_judgement_has_level_and_reason_and_a_survey_by_clients_neither() -> None:
    factor = item("f", factor="true")
    made = instrument(factor, mode="structured_judgement")
    html = drawn(
        made,
        {"professional_level": "medium", "professional_reason": "Därför"},
        findings=check(made, {}, today=TODAY),
    )
    assert re.search(r'name="professional_level" value="medium" checked', html)
    assert ">Därför</textarea>" in html
    assert 'href="#q-professional_level"' in html
    by_client = instrument(factor, mode="structured_judgement", answered_by="client")
    assert "professional_level" not in drawn(by_client)


def test_a_judgement_that_differs_from_the_points_is_said() -> None:
    band = {"id": "low", "name": words("låg"), "lowest": "0", "highest": "1"}
    made = instrument(
        item("a", choices=[choice("no", points="0"), choice("yes", points="1")]),
        mode="summed_score",
        sums=[{"id": "all", "name": words("Alla"), "items": ["a"], "bands": [band]}],
    )
    answers: Answers = {"a": "no", "professional_level": "high"}
    html = drawn(made, answers, findings=check(made, answers, today=TODAY))
    assert html.count("Bedömningen är en annan än poängen visar") == 2
