"""Making codes and answering by them, as a caseworker and a client would."""

import uuid
from datetime import datetime
from typing import Any

from kvinnofrid.client_surveys import codes, operations, queries
from kvinnofrid.client_surveys.operations import Slip, Taken
from kvinnofrid.questionnaires import from_texts
from tests.accounts.people import NOW, TODAY, organisation, unit
from tests.records.people import Colleague

ANSWERS = {"importance": ["very"], "safety": ["8"], "treatment": ["well"]}


def code_by(by: Colleague, *, now: datetime = NOW, page: str = "", **given: Any) -> Slip:
    """A code that a colleague makes."""
    place = given.pop("unit", None) or unit()
    return operations.invite(
        organisation=place.organisation_id,
        unit=place.pk,
        page=page or codes.new_page(),
        by=by.actor,
        now=now,
        **given,
    )


def answer_by(code: str, texts: dict[str, list[str]] | None = None, **given: Any) -> Taken:
    """An answer by a code."""
    instrument = queries.current(today=TODAY)
    answers, unreadable = from_texts(instrument, ANSWERS if texts is None else texts)
    assert not unreadable
    return operations.answer(
        code=code,
        key=given.pop("key", None) or operations.new_key(),
        instrument=instrument,
        answers=answers,
        share=given.pop("share", False),
        now=given.pop("now", NOW),
    )


def many(by: Colleague, number: int, **given: Any) -> None:
    """Answers of that many clients."""
    for _ in range(number):
        reference = uuid.uuid4()
        assert answer_by(code_by(by, reference=reference).code, **given) == "taken"


def results(by: Colleague, **given: Any) -> operations.Results:
    """The unit's results as somebody reads them."""
    return operations.read_results(
        organisation=organisation(), unit=unit().pk, by=by.actor, now=NOW, **given
    )
