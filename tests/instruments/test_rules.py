"""What becomes of a form that is taken in."""

import pytest

from kvinnofrid.catalogue import Extended, load_shipped
from kvinnofrid.instruments.rules import UnfitFormError, Wishes, prepared, variable_level
from kvinnofrid.questionnaires import Instrument, changed_core
from tests.questionnaires.small_instrument import choice, content, instrument, item

ASKED = {"item": "a", "one_of": ["yes"]}
CORE = instrument(item("a"), item("b", applies=ASKED))
WISHES = Wishes(version="2026-1")


def with_items(core: Instrument, *added: dict[str, object]) -> Instrument:
    """The core with more items at its end, as a file gives them."""
    made = core.model_dump()
    made["sections"][-1]["items"] += added
    return Instrument.model_validate(made)


def test_a_form_of_its_own_takes_the_wishes_and_else_what_the_file_says() -> None:
    read = instrument(item("a"))
    assert prepared(read, base=None, wishes=WISHES, level="local").target_groups == (
        "victim_survivor",
    )
    wishes = Wishes("2", "Ny översikt", "assessment", ["child"], ["exit"])
    made = prepared(read, base=None, wishes=wishes, level="local")
    assert (made.id, made.version, made.title.sv) == ("ny-oversikt", "2", "Ny översikt")
    assert (made.purpose, made.target_groups, made.occasions) == (
        "assessment",
        ("child",),
        ("exit",),
    )
    assert made.text_by == "organisation"
    assert prepared(read, base=None, wishes=Wishes("2", "§"), level="local").id == "prov"


def test_what_is_added_to_a_core_is_marked_and_the_core_named() -> None:
    made = prepared(with_items(CORE, item("own")), base=CORE, wishes=WISHES, level="regional")
    assert made.extends is not None
    assert (made.extends.id, made.extends.version, made.id) == ("prov", "1", "prov-regional")
    assert [one.variable for one in made.items] == ["core", "core", "regional"]
    assert changed_core(CORE, made) == ()


@pytest.mark.parametrize(
    "read",
    [
        instrument(item("a")),
        instrument(item("a", required="true"), item("b", applies=ASKED)),
        instrument(item("a", choices=[choice("yes")]), item("b", applies=ASKED)),
        instrument(item("a"), item("b")),
    ],
)
def test_a_core_that_is_changed_is_refused(read: Instrument) -> None:
    with pytest.raises(UnfitFormError) as caught:
        prepared(read, base=CORE, wishes=WISHES, level="local")
    assert all(reason.sv and reason.en for reason in caught.value.reasons)


def structure(mode: str) -> Instrument:
    """A method whose text others own."""
    return Instrument.model_validate(content(mode=mode, text_by="organisation", id="metod"))


def test_the_text_of_a_structured_judgement_becomes_factors() -> None:
    read = instrument(item("a"), item("note", "text"))
    made = prepared(read, base=structure("structured_judgement"), wishes=WISHES, level="local")
    assert (made.id, made.mode) == ("metod", "structured_judgement")
    assert [one.factor for one in made.items] == [True, False]


def test_the_text_of_a_summed_method_is_summed_by_the_numbers_of_its_choices() -> None:
    numbered = item("a", choices=[choice("0"), choice("2")])
    made = prepared(
        instrument(numbered, item("b")),
        base=structure("summed_score"),
        wishes=WISHES,
        level="local",
    )
    assert [one.items for one in made.sums] == [("a",)]
    assert [int(c.points or 0) for c in made.items[0].choices] == [0, 2]
    assert made.sums[0].bands == ()
    with pytest.raises(UnfitFormError):
        prepared(
            instrument(item("b")), base=structure("summed_score"), wishes=WISHES, level="local"
        )


def test_points_in_the_text_of_a_judgement_are_refused() -> None:
    read = instrument(item("a", choices=[choice("x", points="1")]))
    with pytest.raises(UnfitFormError):
        prepared(read, base=structure("structured_judgement"), wishes=WISHES, level="local")


def test_a_shipped_core_can_be_extended_by_a_county() -> None:
    core = load_shipped().instrument("core-child")
    made = prepared(with_items(core, item("own")), base=core, wishes=WISHES, level="regional")
    assert made.items[-1].variable == "regional"


def test_a_county_adds_regional_variables_and_a_municipality_local_ones() -> None:
    assert variable_level("county") == variable_level("region") == "regional"
    assert variable_level("municipality") == variable_level("city_district") == "local"


def test_sums_that_a_form_brings_are_kept() -> None:
    numbered = item("a", choices=[choice("0"), choice("2")])
    base = structure("summed_score")
    first = prepared(instrument(numbered), base=base, wishes=WISHES, level="local")
    again = prepared(first, base=base, wishes=Wishes(version="2026-2"), level="local")
    assert again.sums == first.sums != ()


def test_local_items_stand_on_the_regional_ones_and_both_on_the_core() -> None:
    core = load_shipped().instrument("core-child")
    county = prepared(with_items(core, item("r1")), base=core, wishes=WISHES, level="regional")
    own = prepared(with_items(county, item("l1")), base=county, wishes=WISHES, level="local")
    assert own.id == "core-child-local"
    assert (own.extends, own.through) == (
        Extended(id="core-child", version=core.version),
        Extended(id="core-child-regional", version=county.version),
    )
    levels = {one.id: one.variable for one in own.items}
    assert (levels["r1"], levels["l1"], levels[core.items[0].id]) == ("regional", "local", "core")
    claimed = item("l1", variable="regional")
    again = prepared(with_items(county, claimed), base=county, wishes=WISHES, level="local")
    assert again.items[-1].variable == "local"
    on_the_core = prepared(with_items(core, item("l1")), base=core, wishes=WISHES, level="local")
    assert on_the_core.through is None


def test_a_regional_item_that_is_changed_or_gone_is_refused() -> None:
    core = load_shipped().instrument("core-child")
    county = prepared(with_items(core, item("r1")), base=core, wishes=WISHES, level="regional")
    with pytest.raises(UnfitFormError) as caught:
        prepared(with_items(core, item("l1")), base=county, wishes=WISHES, level="local")
    assert "Kärnfrågan r1 saknas." in [one.sv for one in caught.value.reasons]
