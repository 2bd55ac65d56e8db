"""Making codes and answering by them, as a caseworker and a client would."""

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kvinnofrid.catalogue import Instrument
from kvinnofrid.client_surveys import codes, operations, queries
from kvinnofrid.client_surveys.operations import Slip, Taken
from kvinnofrid.client_surveys.queries import Compiled
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.questionnaires import content_hash, from_texts
from kvinnofrid.records.row_security import EVERYWHERE, stay_within
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
    instrument = given.pop("instrument", None) or queries.current(organisation(), today=TODAY)
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


def results(by: Colleague, year: int = NOW.year) -> Sequence[Compiled]:
    """The unit's results of a year as somebody reads them."""
    return operations.read_results(
        organisation=organisation(), unit=unit().pk, by=by.actor, now=NOW, year=year
    ).surveys


def answered(by: Colleague, year: int = NOW.year) -> int:
    """How many have answered, as somebody reads it."""
    return sum(one.answered for one in results(by, year))


@contextmanager
def past_the_wall() -> Iterator[None]:
    """See the rows of every organisation, as a backup does."""
    with transaction.atomic():
        stay_within((EVERYWHERE,))
        yield


@dataclass(frozen=True)
class Kept:
    """The rows of a model, whosever they are: each question to them past the wall."""

    model: type[Any]

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*args: object, **given: object) -> Any:
            with past_the_wall():
                every = self.model._default_manager.all()
                found = getattr(every, name)(*args, **given)
                return list(found) if isinstance(found, QuerySet) else found

        return ask


def kept(model: type[Any]) -> Kept:
    """The rows of a model."""
    return Kept(model)


def own_survey(version: str = "1", **changed: Any) -> InstrumentVersion:
    """An organisation's own survey in Swedish alone, published: one question and own words."""
    sections = [
        {
            "id": "help",
            "title": {"sv": "Hos oss"},
            "items": [
                {
                    "id": "coffee",
                    "kind": "single",
                    "text": {"sv": "Smakade kaffet?"},
                    "choices": [
                        {"code": "yes", "text": {"sv": "Ja"}},
                        {"code": "no", "text": {"sv": "Nej"}},
                    ],
                },
                {"id": "more", "kind": "text", "text": {"sv": "Något mer?"}},
            ],
        }
    ]
    shipped = queries.current(organisation(), today=TODAY).model_dump(mode="json")
    content = {
        **shipped,
        "id": "var-enkat",
        "version": version,
        "title": {"sv": "Vår enkät", "en": "Our survey"},
        "languages": ["sv"],
        "sections": sections,
        **changed,
    }
    made = Instrument.model_validate(content)
    return InstrumentVersion.objects.create(
        organisation=str(organisation()),
        instrument=made.id,
        version=made.version,
        content=made.model_dump(mode="json"),
        status=InstrumentVersion.Status.PUBLISHED,
        digest=content_hash(made),
        made_by="1",
        made_at=NOW,
        published_by="1",
        published_at=NOW,
    )


def withdraw(version: InstrumentVersion) -> None:
    """End that it is asked."""
    version.status = InstrumentVersion.Status.WITHDRAWN
    version.withdrawn_at, version.withdrawn_because = NOW, "Fel i en fråga"
    version.save()
