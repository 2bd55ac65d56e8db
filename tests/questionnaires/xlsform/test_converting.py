"""Forms from elsewhere: what is taken over, and what is said to be left behind."""

from typing import Any

import pytest

from kvinnofrid.questionnaires import Instrument
from kvinnofrid.questionnaires.xlsform import NOT_CARRIED, Imported
from kvinnofrid.questionnaires.xlsform.converting import (
    MOST_CHOICES,
    MOST_ITEMS,
    MOST_LOST,
    Form,
    convert,
)
from kvinnofrid.questionnaires.xlsform.extension import Extension
from kvinnofrid.questionnaires.xlsform.languages import Languages, code_of
from tests.questionnaires.xlsform.forms import YES_NO, Rows, read_here, workbook


def read(*survey: dict[str, str], choices: Rows | None = None, **sheets: Rows) -> Imported:
    """A form with these rows."""
    return read_here(workbook(list(survey), YES_NO if choices is None else choices, **sheets))


def sound(read: Imported) -> Instrument:
    """The instrument, which must be there."""
    assert [error.en for error in read.report.errors] == []
    assert read.instrument is not None
    return read.instrument


def lost(read: Imported) -> set[tuple[str, str]]:
    """What was left behind: about, and what."""
    return {(one.about, one.what) for one in read.report.not_carried}


def row(kind: str, name: str, label: str | None = None, **given: str) -> dict[str, str]:
    """A row of the survey."""
    return {"type": kind, "name": name, "label": name if label is None else label, **given}


def test_each_kind_of_question_finds_its_kind() -> None:
    made = sound(
        read(
            row("select_one yn", "a"),
            row("select_multiple yn", "b"),
            row("integer", "c"),
            row("decimal", "d"),
            row("text", "e"),
            row("date", "f"),
            row("range", "g", parameters="start=0 end=10 step=1"),
        )
    )
    assert [item.kind for item in made.items] == [
        "single",
        "multiple",
        "number",
        "number",
        "text",
        "date",
        "scale",
    ]
    assert [item.whole for item in made.items[2:4]] == [True, False]
    assert made.text_by == "organisation"


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (row("geopoint", "x"), "type"),
        (row("image", "x"), "type"),
        (row("time", "x"), "type"),
        (row("rank yn", "x"), "type"),
        (row("acknowledge", "x"), "type"),
        (row("calculate", "x", calculation="1+1"), "computed"),
        (row("text", "x", default="hej"), "default"),
        (row("text", "x", read_only="yes"), "readonly"),
        (row("text", "x", appearance="multiline"), "appearance"),
        (row("text", "x", guidance_hint="så"), "guidance"),
        (row("text", "x", required="yes", required_message="Svara"), "message"),
        (row("text", "x", required="${a} = 'yes'"), "required"),
        (row("text", "x", relevant="regex(${a}, 'y')"), "condition"),
        (row("text", "x", relevant="false()"), "never"),
        (row("text", "x", constraint="regex(., 'y')"), "constraint"),
        (row("integer", "x", constraint="${a} = 'yes'"), "constraint"),
        (row("select_one yn", "x", choice_filter="true()"), "choice_filter"),
        (row("text", "x", "Hej ${a}"), "reference"),
        (row("text", "x", "y" * 5000), "cut"),
        (row("text", "X-Y"), "renamed"),
        (row("note", "x"), "note"),
        (row("range", "x", parameters="start=0 end=1 step=0.1"), "type"),
        (row("select_one_from_file x.csv", "x"), "choices"),
    ],
)
def test_what_is_left_behind_is_said(given: dict[str, str], what: str) -> None:
    found = read(row("select_one yn", "a"), given)
    sound(found)
    assert (given["name"], what) in lost(found)


def test_what_a_phone_fills_in_is_left_out() -> None:
    found = read(
        {"type": "start", "name": "start"}, {"type": "today", "name": "today"}, row("text", "a")
    )
    assert [item.id for item in sound(found).items] == ["a"]
    assert {what for _, what in lost(found)} == {"metadata"}


def test_a_question_that_cannot_be_carried_is_not_referred_to() -> None:
    found = read(row("geopoint", "x"), row("text", "a", relevant="${x} != ''"))
    assert sound(found).item("a").applies is None
    assert ("a", "condition") in lost(found)


def test_groups_are_sections_and_their_conditions_hold_for_what_is_in_them() -> None:
    made = sound(
        read(
            row("select_one yn", "a"),
            row("begin_group", "yttre", "Yttre", relevant="${a} = 'yes'"),
            row("note", "n", "Läs detta"),
            row("text", "b"),
            row("begin_group", "inre", "Inre", relevant="${a} != ''"),
            row("text", "c"),
            {"type": "end_group"},
            row("text", "d"),
            {"type": "end_group"},
        )
    )
    assert [(s.id, s.title.sv, [i.id for i in s.items]) for s in made.sections] == [
        ("fragor", "Frågor", ["a"]),
        ("yttre", "Yttre", ["b"]),
        ("inre", "Inre", ["c"]),
        ("yttre-2", "Yttre", ["d"]),
    ]
    assert made.sections[1].help is not None
    assert made.sections[2].applies is not None
    assert len(made.sections[2].applies.all) == 2


def test_a_group_that_is_never_shown_is_left_out() -> None:
    found = read(
        row("text", "a"),
        row("begin_group", "g", relevant="false()"),
        row("text", "b"),
        {"type": "end_group"},
    )
    assert [item.id for item in sound(found).items] == ["a"]
    assert ("g", "never") in lost(found)


def test_a_repeat_is_left_out_with_its_questions() -> None:
    found = read(
        row("text", "a"), row("begin_repeat", "r"), row("text", "b"), {"type": "end_repeat"}
    )
    assert [item.id for item in sound(found).items] == ["a"]
    assert ("r", "repeat") in lost(found)


def test_a_form_without_any_question_is_refused() -> None:
    found = read(row("geopoint", "a"))
    assert found.instrument is None
    assert "Nothing" in found.report.errors[0].en
    assert lost(found)


def test_constraints_and_what_stands_alone_are_taken_over() -> None:
    alone = "not(selected(., 'no') and count-selected(.) > 1)"
    made = sound(
        read(
            row("integer", "n", constraint=". >= 0 and . < 120", constraint_message="För stort"),
            row("integer", "k", constraint=". >= 0"),
            row("select_multiple yn", "m", constraint=alone),
        )
    )
    (one,) = made.item("n").constraints
    assert (one.level, one.words.sv) == ("impossible", "För stort")
    assert made.item("k").constraints[0].words.sv
    assert made.item("m").constraints == ()
    assert [c.exclusive for c in made.item("m").choices] == [False, True]


def test_a_range_that_is_no_scale_is_a_number_between_its_ends() -> None:
    made = sound(read(row("range", "x", parameters="start=0 end=1 step=0.5")))
    (one,) = made.item("x").constraints
    assert (one.must.at_least, one.must.at_most) == ("0", "1")


def test_names_that_are_taken_or_odd_are_rewritten_apart() -> None:
    odd: Rows = [
        {"list_name": "odd", "name": name, "label": name} for name in ("-1", "å", "ä", "a.b", "1")
    ]
    made = sound(
        read(
            row("text", "A.1"),
            row("text", "a-1"),
            row("text", "_9"),
            row("text", "professional_level"),
            row("select_one odd", "x"),
            choices=odd,
        )
    )
    assert [item.id for item in made.items] == ["a_1", "a_1_2", "q_9", "q_professional_level", "x"]
    codes = [choice.code for choice in made.item("x").choices]
    assert len(set(codes)) == 5
    assert {"a.b", "1"} <= set(codes)


def test_languages_are_told_by_the_heading() -> None:
    survey = {
        "type": "text",
        "name": "a",
        "label::Svenska (sv)": "Fråga",
        "label::English": "Question",
        "label::العربية (ar)": "سؤال",
        "label::Klingon": "yu'",
    }
    found = read(survey, {**survey, "name": "b", "label::English": ""})
    made = sound(found)
    assert set(made.languages) == {"sv", "en", "ar"}
    assert made.item("a").text.others == {"ar": "سؤال"}
    assert made.item("b").text.exactly("en")
    assert {("", "language"), ("b", "filled"), ("", "incomplete_language")} <= lost(found)


def test_a_form_without_named_languages_is_in_its_default_or_swedish() -> None:
    assert sound(read(row("text", "a"))).languages == ("sv",)
    named: dict[str, Any] = {"settings": [{"default_language": "English (en)"}]}
    assert sound(read(row("text", "a"), **named)).languages == ("en",)


def test_a_form_says_its_own_name_and_version() -> None:
    settings = [{"form_title": "Min enkät", "form_id": "min_enkat", "version": "2026 03"}]
    made = sound(read(row("text", "a"), settings=settings))
    assert (made.id, made.version, made.title.sv) == ("min-enkat", "2026-03", "Min enkät")


def test_a_form_with_too_many_questions_is_refused() -> None:
    found = read(*(row("text", f"q{n}") for n in range(MOST_ITEMS + 1)))
    assert "1,000" in found.report.errors[0].en


def test_formulas_are_noted_and_never_computed() -> None:
    found = read(row("text", "a", "=1+1"))
    assert found.instrument is None or ("", "file_formulas") in lost(found)


def test_an_odd_row_of_our_sheet_is_noted_and_passed_by() -> None:
    rows = [
        {"about": "", "field": "mode", "value": "not json"},
        {"about": "a", "field": "improves", "value": '"up"'},
        {"about": "", "field": "", "value": ""},
        {"about": "", "field": "sections", "value": "[]"},
    ]
    found = read(row("integer", "a"), kvinnofrid=rows)
    assert sound(found).item("a").improves == "up"
    assert ("", "extension") in lost(found)


def test_nonsense_on_our_sheet_is_an_error_in_words() -> None:
    rows = [{"about": "", "field": "mode", "value": '"sum_of_all_fears"'}]
    found = read(row("text", "a"), kvinnofrid=rows)
    assert found.instrument is None
    assert "mode" in found.report.errors[0].en


def test_a_mode_without_what_it_needs_is_an_error_in_words() -> None:
    rows = [{"about": "", "field": "mode", "value": '"summed_score"'}]
    found = read(row("text", "a"), kvinnofrid=rows)
    assert found.instrument is None
    assert "mode" in found.report.errors[0].en


def test_all_that_can_be_lost_is_said_in_both_languages() -> None:
    for words in NOT_CARRIED.values():
        assert words.sv
        assert words.en


def test_a_choice_with_the_same_name_is_taken_once_and_pictures_are_left() -> None:
    twice: Rows = [*YES_NO, {"list_name": "yn", "name": "maybe", "label": "K", "image": "k.png"}]
    found = read(row("select_one yn", "a"), choices=twice)
    assert [choice.code for choice in sound(found).item("a").choices] == ["yes", "no", "maybe"]
    assert ("a", "media") in lost(found)


def test_a_list_with_too_many_choices_is_left_out() -> None:
    many: Rows = [
        {"list_name": "yn", "name": f"c{n}", "label": "C"} for n in range(MOST_CHOICES + 1)
    ]
    found = read(row("select_one yn", "a"), row("text", "b"), choices=many)
    assert ("a", "choices") in lost(found)


def test_what_stands_alone_must_be_a_choice_of_a_multiple_question() -> None:
    alone = "not(selected(., 'other') and count-selected(.) > 1)"
    found = read(row("select_multiple yn", "m", constraint=alone))
    assert ("m", "constraint") in lost(found)


def test_a_constraint_that_always_holds_is_none() -> None:
    found = read(row("integer", "n", constraint="true()"))
    assert sound(found).item("n").constraints == ()
    assert lost(found) == set()


def test_a_calculated_answer_a_trigger_and_a_question_without_label_are_noted() -> None:
    found = read(
        row("text", "a"),
        row("text", "b", calculation="1", trigger="${a}"),
        {"type": "text", "name": "c", "label": "", "hint": "Bara hjälp"},
        row("range", "r", parameters="start=1 end=999"),
    )
    assert ("b", "computed") in lost(found)
    assert sound(found).item("c").text.sv == "c"
    assert sound(found).item("r").kind == "number"


def test_choices_marked_alone_and_points_come_from_our_sheet() -> None:
    rows = [
        {"about": "m", "field": "exclusive", "value": '["no"]'},
        {"about": "m", "field": "points", "value": '{"yes": "2"}'},
    ]
    made = sound(read(row("select_multiple yn", "m"), kvinnofrid=rows))
    assert [choice.exclusive for choice in made.item("m").choices] == [False, True]
    assert [choice.points for choice in made.item("m").choices] == [2, None]


def test_a_language_is_known_by_code_name_or_not_at_all() -> None:
    assert [
        code_of(name) for name in ("Swedish (sv)", "svenska", "en", "Français (fr-CA)", "x1")
    ] == [
        "sv",
        "sv",
        "en",
        "fr-CA",
        None,
    ]


def test_no_more_is_told_than_can_be_read() -> None:
    form = Form(Languages.of({}), Extension())
    for n in range(MOST_LOST + 5):
        form.lose(str(n), "type")
    assert len(form.lost) == MOST_LOST


def test_what_is_no_row_is_passed_by() -> None:
    form = {"children": [None, "text", {"type": "text", "name": "a", "label": "A"}]}
    _content, made = convert(form, Extension())
    assert [item["id"] for section in made.sections for item in section["items"]] == ["a"]
    listed = {"children": [{**form["children"][2], "type": "select one", "choices": [1, {}]}]}  # type: ignore[dict-item]
    assert not convert(listed, Extension())[1].sections


def test_a_third_of_the_same_name_has_a_number_of_its_own() -> None:
    found = read(row("text", "a-b"), row("text", "a_b"), row("text", "a.b"), row("text", "A_B"))
    assert len({item.id for item in sound(found).items}) == 4


def test_a_condition_that_always_holds_is_none_and_an_empty_note_says_nothing() -> None:
    assert sound(read(row("text", "a", relevant="true()"))).item("a").applies is None
    form = {
        "children": [
            {"type": "note", "name": "n", "label": ""},
            {"type": "text", "name": "a", "label": "A", "hint": {"Svenska (sv)": ""}},
        ]
    }
    (section,) = convert(form, Extension())[1].sections
    assert "help" not in section
    assert "help" not in section["items"][0]


def test_a_range_without_numbers_has_no_limits() -> None:
    given = {"type": "range", "name": "r", "label": "R", "parameters": {"start": "x", "end": "y"}}
    (section,) = convert({"children": [given]}, Extension())[1].sections
    assert section["items"][0]["kind"] == "number"
    assert "constraints" not in section["items"][0]


def test_what_is_wrong_with_an_answer_is_said_in_every_language() -> None:
    rows = [
        {
            "type": "integer",
            "name": "n",
            "label::Svenska (sv)": "N",
            "label::English (en)": "N",
            "label::Français (fr)": "N",
            "constraint": ". > 1",
            "constraint_message::Svenska (sv)": "Mer",
            "constraint_message::English (en)": "More",
            "constraint_message::Français (fr)": "Plus",
            "media::image::Svenska (sv)": "bild.png",
        }
    ]
    found = read_here(workbook(rows, YES_NO))
    words = sound(found).item("n").constraints[0].words
    assert (words.sv, words.in_language("fr")) == ("Mer", "Plus")
    assert ("n", "media") in lost(found)
    plain = {key: value for key, value in rows[0].items() if "message" not in key}
    words = sound(read_here(workbook([plain], YES_NO))).item("n").constraints[0].words
    assert words.in_language("fr") == words.en != words.sv
    always = row("integer", "n", constraint=". > 1 or true()")
    assert sound(read(always)).item("n").constraints == ()


def test_languages_that_are_the_same_or_unknown_are_told_apart() -> None:
    label = {"Swedish (sv)": "A", "svenska": "B"}
    assert list(Languages.of({"children": [{"label": label}]}).codes.values()) == ["sv"]
    unknown = Languages.of({"children": [{"label": {"x1": "A"}}], "default_language": "x1"})
    assert (unknown.unknown, list(unknown.codes.values())) == (["x1"], ["sv"])
    deep: dict[str, Any] = {"label": {"fi": "A"}}
    for _ in range(70):
        deep = {"children": [deep]}
    assert "fi" not in Languages.of(deep).codes.values()
