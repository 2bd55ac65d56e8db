"""What differs between versions, what that breaks, and that a core stays a core."""

from typing import Any

from kvinnofrid.questionnaires import Instrument, changed_core, content_hash, diff
from kvinnofrid.questionnaires.differences import Difference
from tests.questionnaires.small_instrument import choice, content, instrument, item, words

OLD = instrument(item("a"), item("b"), item("c"))


def section(section_id: str, *items: dict[str, Any], **given: Any) -> dict[str, Any]:
    """A section, titled by its id in a capital."""
    titled = words(section_id.upper())
    return {"id": section_id, "title": titled, "items": list(items), **given}


def test_the_same_has_no_differences_and_the_same_hash() -> None:
    assert diff(OLD, OLD) == ()
    again = Instrument.model_validate_json(OLD.model_dump_json())
    assert content_hash(again) == content_hash(OLD)


def test_the_end_and_withdrawal_of_a_version_do_not_change_what_it_holds() -> None:
    ended = content(item("a"), item("b"), item("c"), valid_to="2030-01-01")
    ended["withdrawn"] = {"on": "2029-01-01", "reason": "Ersatt"}
    made = Instrument.model_validate(ended)
    assert content_hash(made) == content_hash(OLD)
    assert diff(OLD, made) == ()
    assert content_hash(instrument(item("a"), item("b"))) != content_hash(OLD)


def test_items_are_added_removed_moved_and_changed() -> None:
    new = instrument(item("c"), item("a", text=words("Ny text")), item("d"))
    assert diff(OLD, new) == (
        Difference("changed", "items", "a", ("text",), breaks=True),
        Difference("added", "items", "d"),
        Difference("removed", "items", "b", breaks=True),
        Difference("moved", "items", "a", ("order",)),
    )


def test_a_change_that_keeps_the_question_breaks_nothing() -> None:
    new = instrument(item("a", help=words("Hjälp"), required="true"), item("b"), item("c"))
    assert diff(OLD, new) == (Difference("changed", "items", "a", ("help", "required")),)


def test_an_item_that_goes_to_another_section_is_moved() -> None:
    new = instrument(sections=[section("s", item("a"), item("b")), section("t", item("c"))])
    assert diff(OLD, new) == (
        Difference("added", "sections", "t"),
        Difference("moved", "items", "c", ("section",)),
    )


def test_sections_areas_and_sums_have_their_own_differences() -> None:
    def made(title: str, area: str, points: str, **given: Any) -> Instrument:
        one = item("a", choices=[choice("x", points=points)], area=area)
        return instrument(
            sections=[section("s", one, title=words(title))],
            areas=[{"id": area, "name": words(area)}],
            mode="summed_score",
            sums=[{"id": "all", "name": words("Alla"), "items": ["a"], **given}],
        )

    band = {"id": "x", "name": words("X"), "lowest": "0", "highest": "1"}
    found = diff(made("S", "p", "1"), made("T", "q", "2", bands=[band]))
    assert found == (
        Difference("added", "areas", "q"),
        Difference("removed", "areas", "p"),
        Difference("changed", "sections", "s", ("title",)),
        Difference("changed", "items", "a", ("choices", "area"), breaks=True),
        Difference("changed", "sums", "all", ("bands",), breaks=True),
    )


def test_the_instruments_own_fields_differ_and_a_new_mode_breaks() -> None:
    new = instrument(item("a"), item("b"), item("c"), title=words("Nytt"))
    assert diff(OLD, new) == (Difference("changed", "instrument", "", ("title",)),)
    judged = instrument(item("a"), item("b"), item("c"), mode="structured_judgement")
    assert diff(OLD, judged)[0].breaks


def test_a_core_may_be_added_to_and_nothing_else() -> None:
    core = instrument(item("a"), item("b"))
    local = item("c", variable="local")

    def said(*items: dict[str, Any], **given: Any) -> list[str]:
        return [text.en for text in changed_core(core, instrument(*items, **given))]

    assert said(item("a"), local, item("b")) == []
    assert said(item("a"), local) == ["The core item b is missing."]
    assert said(item("a"), item("b", required="true")) == ["The core item b is changed."]
    assert said(item("b"), item("a")) == ["The core items are in another order."]
    unmarked = "The item c is added and must be regional or local."
    assert said(item("a"), item("b"), item("c")) == [unmarked]
    assert said(item("a"), item("b"), occasions=["exit"]) == ["occasions is not as in the core."]
    hidden = [
        section("s", item("a")),
        section("t", item("b"), applies={"item": "a", "one_of": ["yes"]}),
    ]
    assert said(sections=hidden) == ["The core item b is changed."]
