"""Which items are asked."""

from datetime import date
from decimal import Decimal

from kvinnofrid.questionnaires import Missing, applies, counted
from kvinnofrid.questionnaires.skipping import depends_on
from tests.questionnaires.small_instrument import TODAY, instrument, item, words

CHAIN = instrument(
    item("a"),
    item("b", applies={"item": "a", "one_of": ["yes"]}),
    item("c", applies={"item": "b", "answered": "true"}),
)


def test_an_item_without_condition_is_always_asked() -> None:
    assert applies(CHAIN, {}, today=TODAY) == ("a",)


def test_an_item_is_asked_when_its_condition_holds() -> None:
    assert applies(CHAIN, {"a": "yes"}, today=TODAY) == ("a", "b")
    assert applies(CHAIN, {"a": "no"}, today=TODAY) == ("a",)


def test_the_answer_of_a_hidden_item_leads_nowhere_but_is_not_lost() -> None:
    answers = {"a": "no", "b": "yes"}
    assert applies(CHAIN, answers, today=TODAY) == ("a",)
    assert counted(CHAIN, answers, today=TODAY) == {"a": "no"}
    assert counted(CHAIN, {**answers, "a": "yes"}, today=TODAY) == {"a": "yes", "b": "yes"}


def test_what_is_said_to_be_missing_passes_no_test() -> None:
    assert applies(CHAIN, {"a": Missing("declined")}, today=TODAY) == ("a",)
    assert applies(CHAIN, {"a": "yes", "b": Missing("unknown")}, today=TODAY) == ("a", "b")


def test_a_hidden_section_hides_its_items() -> None:
    made = instrument(
        sections=[
            {"id": "s", "title": words("S"), "items": [item("a")]},
            {
                "id": "t",
                "title": words("T"),
                "applies": {"item": "a", "one_of": ["yes"]},
                "items": [item("b"), item("c")],
            },
        ]
    )
    assert applies(made, {}, today=TODAY) == ("a",)
    assert applies(made, {"a": "yes"}, today=TODAY) == ("a", "b", "c")
    assert depends_on(made, "c") == {"a"}


def test_an_item_is_asked_only_on_its_occasions() -> None:
    made = instrument(item("a", occasions=["baseline"]), item("b"))
    assert applies(made, {}, today=TODAY, occasion="exit") == ("b",)
    assert applies(made, {}, today=TODAY, occasion="baseline") == ("a", "b")
    assert applies(made, {}, today=TODAY) == ("a", "b")


def test_several_conditions_are_put_together_by_all_any_and_none() -> None:
    yes = [{"item": "a", "one_of": ["yes"]}, {"item": "b", "one_of": ["yes"]}]
    made = instrument(
        item("a"),
        item("b"),
        item("all", applies={"all": yes}),
        item("any", applies={"any": yes}),
        item("none", applies={"none": yes}),
    )
    assert applies(made, {}, today=TODAY)[2:] == ("none",)
    assert applies(made, {"a": "yes"}, today=TODAY)[2:] == ("any",)
    assert applies(made, {"a": "yes", "b": "yes"}, today=TODAY)[2:] == ("all", "any")


def test_one_of_holds_when_one_of_several_chosen_is_among_them() -> None:
    made = instrument(item("m", "multiple"), item("b", applies={"item": "m", "one_of": ["no"]}))
    assert applies(made, {"m": ("yes", "no")}, today=TODAY) == ("m", "b")
    assert applies(made, {"m": ("yes",)}, today=TODAY) == ("m",)


def test_numbers_and_scales_are_compared_with_numbers_and_other_answers() -> None:
    made = instrument(
        item("n", "number"),
        item("s", "scale"),
        item("least", applies={"item": "n", "at_least": "2"}),
        item("most", applies={"item": "n", "at_most": "2.5"}),
        item("over", applies={"item": "n", "above": "s"}),
        item("under", applies={"item": "s", "below": "n"}),
    )

    def asked(number: str, step: int) -> tuple[str, ...]:
        return applies(made, {"n": Decimal(number), "s": step}, today=TODAY)[2:]

    assert asked("2", 2) == ("least", "most")
    assert asked("3", 2) == ("least", "over", "under")
    assert asked("-1", 0) == ("most",)
    assert applies(made, {"n": Decimal(2)}, today=TODAY)[2:] == ("least", "most")


def test_days_are_compared_with_days_and_with_today() -> None:
    made = instrument(
        item("d", "date"),
        item("past", applies={"item": "d", "below": "today"}),
        item("late", applies={"item": "d", "at_least": "2026-03-01"}),
    )
    assert applies(made, {"d": date(2026, 3, 4)}, today=TODAY)[1:] == ("past", "late")
    assert applies(made, {"d": TODAY}, today=TODAY)[1:] == ("late",)
    assert applies(made, {"d": date(2025, 3, 4)}, today=TODAY)[1:] == ("past",)


def test_what_cannot_be_compared_passes_no_comparison() -> None:
    made = instrument(item("n", "number"), item("b", applies={"item": "n", "at_least": "2"}))
    assert applies(made, {"n": date(2026, 3, 4)}, today=TODAY) == ("n",)
