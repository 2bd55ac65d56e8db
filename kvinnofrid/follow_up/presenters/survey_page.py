"""The client survey as an episode's page shows it: a way to give one, and what she has shared."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from kvinnofrid.access.values import Actor
from kvinnofrid.client_surveys import queries as surveys
from kvinnofrid.follow_up.models import Episode
from kvinnofrid.questionnaires import from_json
from kvinnofrid.web.components import Term
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_day
from kvinnofrid.web.questionnaire import answer_in_words


@dataclass(frozen=True, slots=True)
class Shared:
    """Answers that the client has chosen to show, and the day she gave them."""

    day: str
    answers: list[Term]


def address(episode: Episode, by: Actor) -> str:
    """Where a code is made by which the client may answer, and share what she answers."""
    there = reverse("client_surveys:code", args=[episode.organisation_id, episode.unit_id])
    ticket = surveys.ticket(reference=episode.pk, by=by.id)
    return f"{there}?{urlencode({'for': ticket})}"


def shared(episode: Episode) -> list[Shared]:
    """What the client has chosen to share in the episode, latest first. Raises a KeysError."""
    rows = surveys.shared(organisation=episode.organisation_id, references=[episode.pk])
    return [
        Shared(
            format_day(row.answered_on),
            [
                Term(
                    instrument.item(item).text.in_language(language()),
                    answer_in_words(instrument.item(item), given, language()),
                )
                for item, given in from_json(instrument, surveys.shared_answers(row)).items()
            ],
        )
        for row in rows
        for instrument in (
            surveys.version(
                episode.organisation_id,
                row.instrument,
                row.instrument_version,
                today=row.answered_on,
            ),
        )
    ]
