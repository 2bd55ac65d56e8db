"""Answers: taken once, read only together, and parted from whoever gave them."""

import json
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kvinnofrid import questionnaires
from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.catalogue import Choice, Item, Wording
from kvinnofrid.client_surveys import facts, operations, queries, rules
from kvinnofrid.client_surveys import kept as kinds
from kvinnofrid.client_surveys.models import Gathered, Invitation, SharedAnswers, SpentCode
from kvinnofrid.client_surveys.rules import Entry, Gathering
from kvinnofrid.keys.errors import KeyServiceUnavailable
from tests.accounts.people import NOW, TODAY, organisation, unit
from tests.client_surveys.answering import (
    answer_by,
    answered,
    code_by,
    kept,
    many,
    own_survey,
    past_the_wall,
    results,
)
from tests.records.people import Colleague, colleague

WORDS = Wording(sv="Fråga", en="Question")


def _choice(code: str) -> Choice:
    return Choice(code=code, text=WORDS)


def test_a_code_is_used_once(anna: Colleague) -> None:
    slip = code_by(anna)
    assert answer_by(slip.code) == "taken"
    assert answer_by(slip.code) == "closed"


def test_the_same_page_sent_twice_is_thanked_twice_and_taken_once(anna: Colleague) -> None:
    slip, key = code_by(anna), operations.new_key()
    assert answer_by(slip.code, key=key) == "taken"
    assert answer_by(slip.code, key=key) == "before"
    many(anna, rules.SMALLEST - 1)
    assert answered(anna) == rules.SMALLEST


def test_nothing_is_shown_until_five_have_answered(anna: Colleague) -> None:
    many(anna, rules.SMALLEST - 1)
    assert answered(anna) == 0
    many(anna, 1)
    (found,) = results(anna)
    assert found.answered == rules.SMALLEST
    told = found.told["importance"][""]
    assert {one: number for one, number in told.shown.items() if number} == {"very": 5}


def test_results_grow_by_five_at_a_time_so_that_no_one_can_be_subtracted(anna: Colleague) -> None:
    seen = []
    for _ in range(12):
        many(anna, 1)
        seen.append(answered(anna))
    assert seen == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10]


def test_shared_answers_do_not_count_among_the_five_that_hide_each_other(anna: Colleague) -> None:
    many(anna, 4, share=True)
    many(anna, 4)
    assert answered(anna) == 0
    many(anna, 1)
    assert answered(anna) == 9


def test_an_answer_that_few_have_given_stands_together_with_another(anna: Colleague) -> None:
    many(anna, 8)
    many(anna, 2, texts={"importance": ["little"]})
    (found,) = results(anna)
    told = found.told["importance"][""]
    assert told.joined == ((("little", "very"), 10),)
    assert found.told["safety"][""].joined == ((("8", questionnaires.UNANSWERED), 10),)


def test_several_choices_and_numbers_are_counted_with_small_groups_hidden() -> None:
    several = Item(id="s", kind="multiple", text=WORDS, choices=(_choice("a"), _choice("b")))
    number = Item(id="n", kind="number", text=WORDS)
    entries = (
        [Entry({"s": ["a"], "n": 10})] * 5
        + [Entry({"s": ["a", "b"], "n": 9})] * 6
        + [Entry({})] * 5
    )
    told_of = [entry.answers.get("s") for entry in entries]
    told = questionnaires.told(several, told_of)
    assert [told[one].shown for one in ("a", "b")] == [
        {"yes": 11, "no": 0, questionnaires.UNANSWERED: 5},
        {"yes": 6, "no": 5, questionnaires.UNANSWERED: 5},
    ]
    numbers = questionnaires.told(number, [entry.answers.get("n") for entry in entries])
    assert numbers[""].shown == {"9": 6, "10": 5, questionnaires.UNANSWERED: 5}
    assert questionnaires.told(several, told_of[:4])["a"].hidden == {
        "yes",
        "no",
        questionnaires.UNANSWERED,
    }


def test_days_are_read_as_own_words_are() -> None:
    assert not questionnaires.is_counted(Item(id="d", kind="date", text=WORDS))


def test_missing_answers_are_left_out_and_own_words_stand_apart(anna: Colleague) -> None:
    said = {"importance": ["declined!"], "treatment": ["badly"], "own_words": ["Hemligt ord"]}
    many(anna, 5, texts=said)
    row = kept(Gathered).get()
    opened = queries.opened(row)
    assert all(dict(one.answers) == {"treatment": "badly"} for one in opened.entries)
    assert opened.words == ("Hemligt ord",) * 5


def test_own_words_are_read_by_the_manager_alone(anna: Colleague, chef: Colleague) -> None:
    many(anna, 5, texts={"own_words": ["Tack"]})
    here: dict[str, Any] = {"organisation": organisation(), "unit": unit().pk, "now": NOW}
    assert operations.read_words(by=chef.actor, **here) == ["Tack"] * 5
    for other in (anna, colleague("Kim Karlsson", Role.COORDINATOR)):
        with pytest.raises(DeniedError):
            operations.read_words(by=other.actor, **here)


def test_a_coordinator_reads_results_and_a_board_reader_does_not(anna: Colleague) -> None:
    many(anna, 5)
    assert answered(colleague("Kim Karlsson", Role.COORDINATOR)) == 5
    with pytest.raises(DeniedError):
        results(colleague("Pia Politiker", Role.BOARD_READER))


def test_nothing_that_is_stored_says_which_answer_came_by_which_code(anna: Colleague) -> None:
    reference = uuid.uuid4()
    slip = code_by(anna, reference=reference)
    logged = AuditEvent.objects.count()
    answer_by(slip.code, {"own_words": ["Känn igen mig"], "treatment": ["badly"]})
    assert AuditEvent.objects.count() == logged, "an answer leaves no line with a time"
    assert not kept(Invitation).exists()
    assert not kept(SharedAnswers).exists()
    stored = repr(
        [*kept(Gathered).values(), *SpentCode.objects.values(), *AuditEvent.objects.values()]
    )
    for secret in (
        str(reference),
        reference.hex,
        "Känn igen",
        slip.code,
        slip.code.replace("-", ""),
    ):
        assert secret not in stored
    row = kept(Gathered).get()
    days = [value for value in vars(row).values() if isinstance(value, date)]
    assert [day.day for day in days] == [1], "a month and no day"


def test_all_waiting_answers_are_one_row_that_is_sealed_anew(anna: Colleague) -> None:
    many(anna, 3)
    before = bytes(kept(Gathered).get().content)
    many(anna, 1)
    row = kept(Gathered).get()
    assert bytes(row.content) != before
    assert b"very" not in bytes(row.content)
    assert row.version == 4


def test_a_full_row_does_not_say_who_shared_and_is_not_written_again(anna: Colleague) -> None:
    many(anna, 1, share=True)
    many(anna, 5)
    full = kept(Gathered).get(closed_in__isnull=False)
    assert not any(one.told for one in queries.opened(full).entries)
    many(anna, 1)
    assert kept(Gathered).get(pk=full.pk).version == full.version
    assert kept(Gathered).count() == 2


def test_the_order_of_answers_says_nothing() -> None:
    found = Gathering()
    for number in range(4):
        entry = Entry({"n": number})
        found = found.with_one(entry, str(number), shuffle=lambda order: order.reverse())
    assert [one.answers["n"] for one in found.entries] == [3, 1, 0, 2]
    assert Gathering.from_json(json.loads(json.dumps(found.to_json()))) == found


def test_answers_are_shuffled_by_chance_that_cannot_be_foreseen(anna: Colleague) -> None:
    orders = set()
    for _ in range(12):
        kept(Gathered).delete()
        for step in range(5):
            answer_by(code_by(anna).code, {"safety": [str(step)]})
        row = kept(Gathered).get()
        orders.add(tuple(one.answers["safety"] for one in queries.opened(row).entries))
    assert len(orders) > 3


def test_the_client_may_share_with_those_who_help(anna: Colleague) -> None:
    reference = uuid.uuid4()
    answer_by(code_by(anna, reference=reference).code, share=True)
    (row,) = queries.shared(organisation=organisation(), references=[reference])
    assert queries.shared_answers(row) == {"importance": "very", "safety": 8, "treatment": "well"}
    assert b"very" not in bytes(row.content)
    assert queries.shared(organisation=organisation(), references=[uuid.uuid4()]) == []


def test_without_a_reference_there_is_nobody_to_share_with(anna: Colleague) -> None:
    assert answer_by(code_by(anna).code, share=True) == "taken"
    assert not kept(SharedAnswers).exists()


def test_a_client_may_skip_every_question(anna: Colleague) -> None:
    assert answer_by(code_by(anna).code, {}) == "taken"


def test_when_the_key_service_is_away_the_code_still_opens(anna: Colleague, settings: Any) -> None:
    slip = code_by(anna)
    there = settings.KEY_SOCKET
    settings.KEY_SOCKET = Path("/nonexistent/socket")
    with pytest.raises(KeyServiceUnavailable):
        answer_by(slip.code)
    settings.KEY_SOCKET = there
    assert not kept(Gathered).exists()
    assert answer_by(slip.code) == "taken"


def test_units_are_apart(anna: Colleague) -> None:
    other = unit("Barnahus")
    bo = colleague("Bo Berg", unit=other)
    many(anna, 4)
    assert answer_by(code_by(bo, unit=other).code) == "taken"
    assert answered(anna) == 0
    assert kept(Gathered).count() == 2


def test_a_year_is_of_whole_groups(anna: Colleague) -> None:
    many(anna, 5)
    earlier = NOW - timedelta(days=400)
    many(anna, 5, now=NOW)
    with past_the_wall():
        first = Gathered.objects.all()[0].pk
        Gathered.objects.filter(pk=first).update(closed_in=earlier.date().replace(day=1))
    assert answered(anna) == 5
    assert answered(anna, year=earlier.year) == 5
    assert answered(anna, year=1999) == 0
    here = queries.years(organisation=organisation(), unit=unit().pk)
    assert here == [NOW.year, earlier.year]


def given(first: int, last: int) -> list[facts.Given]:
    """What is counted of the organisation's surveys in some years."""
    return facts.given(organisation=organisation(), first=first, last=last, today=TODAY)


def test_facts_are_how_many_gave_each_answer_and_never_who(anna: Colleague) -> None:
    many(anna, 5)
    many(anna, 2)
    assert facts.organisations_of_answers() == [organisation()]
    found = given(NOW.year, NOW.year)
    assert [(one.item, one.value, one.people) for one in found] == [
        ("", None, 5),
        ("importance", "very", 5),
        ("safety", 8, 5),
        ("treatment", "well", 5),
    ]
    assert {(one.year, one.instrument) for one in found} == {(NOW.year, "client-survey")}
    assert given(1999, NOW.year - 1) == []


def test_a_survey_of_ones_own_is_not_counted_as_the_shipped_one(anna: Colleague) -> None:
    own_survey()
    many(anna, 5, texts={"coffee": ["yes"]})
    found = given(NOW.year, NOW.year)
    assert {one.instrument for one in found} == {"var-enkat"}


def test_reading_is_logged_with_what_was_read_and_not_of_whom(anna: Colleague) -> None:
    many(anna, 5)
    results(anna)
    line = AuditEvent.objects.order_by("pk").last()
    assert line is not None
    assert (line.action, line.object_id) == ("survey.read_results", str(unit().pk))


def test_what_is_kept_is_destroyed_by_its_rules(anna: Colleague) -> None:
    reference = uuid.uuid4()
    answer_by(code_by(anna, reference=reference).code, share=True)
    code_by(anna)
    here = str(organisation())
    for kind, model in (
        (kinds.CODES, Invitation),
        (kinds.GATHERED, Gathered),
        (kinds.SHARED, SharedAnswers),
    ):
        (found,) = kind.candidates(here)
        assert kind.facts(here, found.id) == found
        assert len(kind.data_keys(here, found.id)) == (model is not Invitation)
        assert kind.guarded(here, found.id) is None
        kind.destroy(here, found.id)
        kind.destroy(here, found.id)
        assert kind.facts(here, found.id) is None
        assert kind.facts(here, "no id") is None
        assert not kept(model).exists()


def test_rows_have_no_number_that_counts_up() -> None:
    for model in (Invitation, Gathered, SharedAnswers, SpentCode):
        assert model._meta.pk.get_internal_type() in {"UUIDField", "CharField"}
    assert connection.vendor in {"sqlite", "postgresql"}
