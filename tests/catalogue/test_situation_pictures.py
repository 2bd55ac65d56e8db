"""The picture of the situation refers to indicators that there are."""

from kvinnofrid.catalogue import Definition, SituationPicture, load_shipped
from kvinnofrid.catalogue.references import faults_between


def paths(changed: SituationPicture, *others: Definition) -> list[tuple[str | int, ...]]:
    """Where a picture is at fault among other definitions."""
    return [fault.path for one, fault in faults_between([changed, *others], []) if one is changed]


def test_a_picture_of_what_there_is_has_no_fault() -> None:
    known = load_shipped()
    shipped, outcomes = known.situation_picture("situation"), known.outcome_set("unit-results")
    assert paths(shipped, outcomes) == []
    assert [*shipped.faults()] == []


def test_a_set_or_an_indicator_that_does_not_exist_and_a_sign_twice_are_faults() -> None:
    known = load_shipped()
    shipped, outcomes = known.situation_picture("situation"), known.outcome_set("unit-results")
    elsewhere = shipped.model_copy(update={"outcome_set": "elsewhere"})
    assert paths(elsewhere, outcomes) == [("outcome_set",)]
    promised = [fault for _, fault in faults_between([shipped], [("outcome_set", "unit-results")])]
    assert promised == []
    first = shipped.parts[0]
    sign = first.signs[0].model_copy(update={"outcome": "nothing"})
    part = first.model_copy(update={"signs": (sign, *first.signs)})
    wrong = shipped.model_copy(update={"parts": (part,)})
    assert paths(wrong, outcomes) == [("parts", 0, "signs", 0, "outcome")]
    assert [fault.path for fault in wrong.faults()] == [("parts", 0, "signs", 1, "code")]
