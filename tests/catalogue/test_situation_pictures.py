"""The picture of the situation refers to indicators that there are."""

from kvinnofrid.catalogue import Definition, SituationPicture, load_shipped
from kvinnofrid.catalogue.references import faults_between


def paths(changed: SituationPicture, *others: Definition) -> list[tuple[str | int, ...]]:
    """Where a picture is at fault among other definitions."""
    return [fault.path for one, fault in faults_between([changed, *others], []) if one is changed]


def test_a_picture_of_what_there_is_has_no_fault() -> None:
    known = load_shipped()
    shipped, outcomes = known.situation_picture("situation"), known.released_sets("unit-results")
    assert paths(shipped, *outcomes) == []
    assert [*shipped.faults()] == []


def test_a_set_or_an_indicator_that_does_not_exist_and_a_sign_twice_are_faults() -> None:
    known = load_shipped()
    shipped, outcomes = known.situation_picture("situation"), known.released_sets("unit-results")
    elsewhere = shipped.model_copy(update={"outcome_set": "elsewhere"})
    assert paths(elsewhere, *outcomes) == [("outcome_set",)]
    promised = [fault for _, fault in faults_between([shipped], [("outcome_set", "unit-results")])]
    assert promised == []
    first = shipped.parts[0]
    sign = first.signs[0].model_copy(update={"outcome": "nothing"})
    part = first.model_copy(update={"signs": (sign, *first.signs)})
    wrong = shipped.model_copy(update={"parts": (part,)})
    assert paths(wrong, *outcomes) == [("parts", 0, "signs", 0, "outcome")]
    assert [fault.path for fault in wrong.faults()] == [("parts", 0, "signs", 1, "code")]


def test_sets_released_together_are_there_and_share_no_code() -> None:
    known = load_shipped()
    shipped, (owner, other) = (
        known.situation_picture("situation"),
        known.released_sets("unit-results"),
    )
    assert [one.code for one in known.released("unit-results").outcomes] == [
        one.code for each in (owner, other) for one in each.outcomes
    ]
    assert known.released(other.id) == other
    alone = [fault.path for _, fault in faults_between([shipped, owner], [])]
    assert ("beside", 0) in alone
    promised = [("outcome_set", other.id)]
    assert [*faults_between([shipped, owner], promised)] == []
    twice = other.model_copy(update={"outcomes": (owner.outcomes[0],)})
    assert [fault.path for _, fault in faults_between([owner, twice], [])] == [("beside", 0)]


def test_only_those_who_answered_are_counted_in_a_survey() -> None:
    owner = load_shipped().outcome_set("client-survey-results")
    one = owner.outcomes[0]
    measure = one.measure.model_copy(update={"many": True})
    example = load_shipped().outcome_set("unit-results").outcomes[0].example
    wrong = [
        one.model_copy(update={"code": "a", "population": "opened"}),
        one.model_copy(update={"code": "b", "measure": measure}),
        one.model_copy(update={"code": "c", "example": example}),
    ]
    changed = owner.model_copy(update={"outcomes": tuple(wrong)})
    assert [fault.path for fault in changed.faults()] == [
        ("outcomes", 0, "measure"),
        ("outcomes", 1, "measure"),
        ("outcomes", 2, "example"),
    ]
