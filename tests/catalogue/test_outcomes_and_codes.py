"""Indicators of the follow-up and lists of codes refer to what there is."""

from typing import Any

from kvinnofrid.catalogue import OutcomeSet, load_shipped


def changed(**change: Any) -> list[tuple[Any, ...]]:
    """Where the shipped indicators are at fault when the first that has a rate is changed."""
    content = load_shipped().outcome_set("unit-results").model_dump()
    next(one for one in content["outcomes"] if one["rate_of"]).update(change)
    return [fault.path[2:] for fault in OutcomeSet.model_validate(content).faults()]


def test_what_is_shipped_is_without_fault() -> None:
    assert changed() == []


def test_a_section_and_a_class_that_do_not_exist_are_faults() -> None:
    assert changed(section="nowhere") == [("section",)]
    assert changed(rate_of=("nowhere",)) == [("rate_of", 0)]


def test_a_code_of_a_list_is_found_or_is_none() -> None:
    codes = load_shipped().code_lists[0]
    assert codes.entry(codes.codes[-1].code) == codes.codes[-1]
    assert codes.entry("nowhere") is None
