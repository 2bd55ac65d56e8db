"""Many persons' answers as lines: no share of a number that must not be known."""

from kvinnofrid.catalogue import Instrument, load_shipped
from kvinnofrid.questionnaires import told
from kvinnofrid.web.told_answers import Question, questions


def survey() -> Instrument:
    return load_shipped().instrument("client-survey")


def question(*answers: str | None) -> Question:
    """What may be told of the question of how important the help has been."""
    counts = told(survey().item("importance"), answers)
    (found,) = questions(survey(), {"importance": counts}, len(answers))
    return found


def test_shares_are_of_those_who_answered_when_they_can_be_known() -> None:
    found = question(*["very"] * 6, *["rather"] * 6, *[None] * 5)
    assert found.n == "n = 12"
    assert {one.label: (one.number, one.of) for one in found.lines}["Mycket"] == (6, 12)
    assert found.says_something


def test_few_who_did_not_answer_stand_with_others_and_all_are_counted() -> None:
    found = question(*["very"] * 12, *["rather"] * 6, *[None] * 2)
    assert found.n == "n = 20, med dem som inte svarat på frågan"
    lines = {one.label: one.number for one in found.lines}
    assert lines == {
        "Inte alls": 0,
        "Lite": 0,
        "Ganska": None,
        "Mycket": 12,
        "Tillsammans: Ganska, Inte svarat": 8,
    }
    assert sum(one.share or 0 for one in found.lines) == 1
