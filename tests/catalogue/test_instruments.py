"""Instruments in the catalogue: every fault inside one is found, and said in its place."""

from typing import Any

import pytest

from kvinnofrid.catalogue import Instrument, Text, Wording
from tests.questionnaires.small_instrument import choice, content, item, words

YES = {"item": "a", "one_of": ["yes"]}
SUM = {"id": "s", "name": words("S"), "items": ["a"]}
BAND = {"id": "x", "name": words("X"), "lowest": "0", "highest": "5"}
POINTS = [choice("yes", points="1"), choice("no", points="0")]
SCORED = item("a", choices=POINTS)
DEEP: dict[str, Any] = YES
for _ in range(9):
    DEEP = {"all": [DEEP]}


def constraint(**given: Any) -> dict[str, Any]:
    """A constraint of an item a."""
    must = {"item": "a", "answered": "true"}
    return {"id": "k", "level": "unlikely", "must": must, "words": words("K"), **given}


def after(kind: str, condition: dict[str, Any]) -> list[dict[str, Any]]:
    """An item a, and an item b that is asked on a condition about it."""
    return [item("a", kind), item("b", applies={"item": "a", **condition})]


def summing(**given: Any) -> dict[str, Any]:
    """An instrument that sums item a."""
    return {"mode": "summed_score", "sums": [{**SUM, **given}]}


def faults(*items: dict[str, Any], **given: Any) -> list[str]:
    """The paths of all faults, as dotted text."""
    made = Instrument.model_validate(content(*items, **given))
    found = list(made.faults())
    for fault in found:
        for text in (fault.what, fault.remedy):
            assert isinstance(text, Text)
    return [".".join(str(step) for step in fault.path) for fault in found]


def here(rest: str, n: int = 0) -> list[str]:
    """A path inside the first section's items."""
    return [f"sections.0.items.{n}.{rest}"]


def test_a_sound_instrument_has_no_faults() -> None:
    assert faults(item("a"), item("b", applies=YES)) == []


@pytest.mark.parametrize(
    ("items", "where"),
    [
        ([item("a"), item("a")], here("id", 1)),
        ([item("today")], here("id")),
        ([item("a", choices=[choice("x"), choice("x")])], here("choices.1.code")),
        ([item("a", "single", choices=[])], here("choices")),
        ([item("a", "text", choices=[choice("x")])], here("choices")),
        ([{**item("a", "scale"), "scale": None}], here("scale")),
        ([item("a", "text", scale=item("a", "scale")["scale"])], here("scale")),
        ([item("a", "scale", scale={**item("a", "scale")["scale"], "low": 10})], here("scale")),
        ([item("a", "text", whole="true")], ["sections.0.items.0"]),
        ([item("a", "date", unit=words("x"))], ["sections.0.items.0"]),
        ([item("a", "text", improves="up")], here("improves")),
        ([item("a", choices=[choice("x", exclusive="true")])], here("choices.0")),
        ([item("a", area="nowhere")], here("area")),
        ([item("a", text={"sv": "bara svenska"})], here("text")),
        ([item("a", help={"en": "x"})], here("help")),
        ([item("a", applies={"item": "b", "one_of": ["yes"]}), item("b")], here("applies.item")),
        (after("single", {"one_of": ["x"]}), here("applies.one_of.0", 1)),
        (after("single", {"at_least": "1"}), here("applies.at_least", 1)),
        (after("number", {"at_least": "2026-01-01"}), here("applies.at_least", 1)),
        (after("date", {"above": "2026-13-01"}), here("applies.above", 1)),
        (after("date", {"above": "later"}), here("applies.above", 1)),
        ([item("a"), item("b", applies={})], here("applies", 1)),
        ([item("a"), item("b", applies={"item": "a"})], here("applies", 1)),
        ([item("a"), item("b", applies={"all": [YES], "any": [YES]})], here("applies", 1)),
        ([item("a"), item("b", applies={"one_of": ["yes"]})], here("applies", 1)),
        ([item("a"), item("b", applies=DEEP)], here("applies" + ".all.0" * 8, 1)),
        ([item("a", constraints=[constraint(), constraint()])], here("constraints.1.id")),
        ([item("a"), item("b", constraints=[constraint()])], here("constraints.0.must", 1)),
        ([item("a", factor="true")], here("factor")),
    ],
)
def test_a_fault_in_an_item_is_found(items: list[dict[str, Any]], where: list[str]) -> None:
    assert faults(*items) == where


@pytest.mark.parametrize(
    ("items", "given", "where"),
    [
        ([], {}, ["sections"]),
        ([item("a", occasions=["exit"])], {"occasions": ["baseline"]}, here("occasions.0")),
        ([item("a")], {"areas": [{"id": "x", "name": words("X")}] * 2}, ["areas.1.id"]),
        ([item("a")], {"mode": "summed_score"}, ["mode"]),
        ([item("a", choices=POINTS)], {"sums": [SUM]}, ["sums"]),
        (
            [item("a", choices=POINTS)],
            {"mode": "structured_judgement"},
            [*here("choices.0.points"), *here("choices.1.points")],
        ),
        ([item("a", "text", factor="true")], {"mode": "structured_judgement"}, here("factor")),
        ([item("a")], summing(), ["sums.0.items.0"]),
        ([item("a", "text")], summing(), ["sums.0.items.0"]),
        ([item("b")], summing(), ["sums.0.items.0"]),
        ([item("a", choices=POINTS)], {"mode": "summed_score", "sums": [SUM, SUM]}, ["sums.1.id"]),
        ([SCORED], summing(items=["a", "a"]), ["sums.0.items.1"]),
        ([SCORED], summing(bands=[BAND, {**BAND, "id": "y"}]), ["sums.0.bands.1"]),
        ([SCORED], summing(bands=[{**BAND, "highest": "-1"}]), ["sums.0.bands.0"]),
        (
            [SCORED],
            summing(bands=[BAND, {**BAND, "lowest": "6", "highest": "7"}]),
            ["sums.0.bands.1.id"],
        ),
    ],
)
def test_a_fault_in_the_whole_is_found(
    items: list[dict[str, Any]], given: dict[str, Any], where: list[str]
) -> None:
    assert faults(*items, **given) == where


def test_sections_are_named_once_and_depend_on_what_stands_before_them() -> None:
    section = {"id": "s", "title": words("S"), "items": [item("a")]}
    later = {"id": "t", "title": {"sv": "T"}, "help": words("H"), "applies": YES, "items": []}
    assert faults(sections=[section, {**later, "title": words("T")}]) == []
    assert faults(sections=[later, section]) == ["sections.0.title", "sections.0.applies.item"]
    assert faults(sections=[section, {**section, "items": [item("b")]}]) == ["sections.1.id"]


def test_only_a_method_that_others_own_may_lack_items() -> None:
    assert faults(text_by="organisation") == []
    assert faults(text_by="organisation", mode="summed_score") == []


def test_a_wording_is_shown_in_the_nearest_language_there_is() -> None:
    wording = Wording(sv="Hej", en="Hello", others={"ar": "مرحبا"})
    assert wording.in_language("en-GB") == "Hello"
    assert wording.found("ar-SY") == ("ar", "مرحبا")
    assert wording.found("fi") == ("sv", "Hej")
    assert Wording(others={"fi": "Hei"}).found("sv") == ("fi", "Hei")
    assert Wording().found("sv") == ("sv", "")
    assert wording.languages == ("sv", "en", "ar")
    assert dict(wording.texts())["en"] == "Hello"


def test_an_item_that_is_not_there_is_said() -> None:
    made = Instrument.model_validate(content(item("a")))
    with pytest.raises(KeyError):
        made.item("b")
