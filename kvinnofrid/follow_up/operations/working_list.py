"""What a caseworker has to do: waves, drafts, surveys, episodes that close; days for a calendar.

Everything is asked through what the actor may find, so nothing hidden makes a number differ.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from kvinnofrid.access.values import Actor
from kvinnofrid.client_surveys import queries as surveys
from kvinnofrid.follow_up import rules
from kvinnofrid.follow_up.models import Client, Draft, Episode, Wave
from kvinnofrid.follow_up.operations.asking import day_of
from kvinnofrid.follow_up.rules import Status, Urgency, WaveStatus
from kvinnofrid.records import operations as records
from kvinnofrid.records.operations import Line, Seen

SHOWN_AHEAD = timedelta(days=45)
MOST = 100
"""Lines of each kind on a working list; the count says how many there are in all."""


@dataclass(frozen=True, slots=True)
class DueWave:
    """A wave to hold."""

    client: Line
    wave: str
    occasion: str
    number: int
    due_on: date
    urgency: Urgency
    has_draft: bool


@dataclass(frozen=True, slots=True)
class ClosingEpisode:
    """An episode that is planned to end soon."""

    client: Line
    episode: str
    planned_end_on: date


@dataclass(frozen=True, slots=True)
class BegunWave:
    """A wave that the user has a draft of."""

    client: Line
    wave: str
    occasion: str
    saved_at: datetime
    submitted: bool


@dataclass(frozen=True, slots=True)
class WaitingSurvey:
    """A survey that a client has been given and not answered, and until when she can."""

    client: Line
    episode: str
    until: date


@dataclass(frozen=True, slots=True)
class WorkingList:
    """What there is to do. `more`: there are more due waves than are shown.

    `protected` are the records in the protected tier that the actor is let in to.
    """

    due: tuple[DueWave, ...]
    drafts: tuple[BegunWave, ...]
    closing: tuple[ClosingEpisode, ...]
    surveys: tuple[WaitingSurvey, ...]
    protected: tuple[Line, ...]
    clients: int
    more: bool


def working_list(*, by: Actor, now: datetime) -> WorkingList:
    """What the actor has to do, the most urgent first. Each client shown is in the log."""
    today = day_of(now)
    with records.acting(by, now=now, reads=True) as actor:
        seen = Seen(Client.objects.visible_to(actor, now=now))
        waves = list(
            _due(seen)
            .filter(due_on__lte=today + SHOWN_AHEAD)
            .select_related("episode")
            .order_by("due_on", "pk")[: MOST + 1]
        )
        drafts = list(
            Draft.objects.among(seen)
            .filter(user=uuid.UUID(by.id))
            .select_related("wave")
            .order_by("-saved_at")[:MOST]
        )
        closing = list(
            Episode.objects.among(seen)
            .exclude(status=Status.CLOSED.value)
            .filter(planned_end_on__lte=today + rules.CLOSING_SOON)
            .order_by("planned_end_on")[:MOST]
        )
        begun = {draft.wave_id for draft in drafts}
        waiting = surveys.waiting(units=_units(by), now=now)
        asked = list(Episode.objects.among(seen).filter(pk__in=list(waiting)[:MOST]))
        guarded = list(
            Client.objects.among(seen)
            .filter(protected=True, closed_at__isnull=True)
            .order_by("-created_at", "pk")
            .values_list("pk", flat=True)[:MOST]
        )
        wanted = {one.client_id for one in (*waves[:MOST], *drafts, *closing, *asked)} | {*guarded}
        lines = records.show(Client.objects.among(seen).filter(pk__in=wanted), by=by, now=now)
        clients = Client.objects.among(seen).filter(closed_at__isnull=True).count()
    return WorkingList(
        tuple(
            DueWave(
                lines[str(one.client_id)],
                str(one.pk),
                one.occasion,
                one.number,
                one.due_on,
                rules.urgency(one.due_on, today=today),
                one.pk in begun,
            )
            for one in waves[:MOST]
        ),
        tuple(
            BegunWave(
                lines[str(one.client_id)],
                str(one.wave_id),
                one.wave.occasion,
                one.saved_at,
                one.wave.status == WaveStatus.SUBMITTED,
            )
            for one in drafts
        ),
        tuple(
            ClosingEpisode(lines[str(one.client_id)], str(one.pk), one.planned_end_on)
            for one in closing
            if one.planned_end_on is not None
        ),
        tuple(
            WaitingSurvey(lines[str(one.client_id)], str(one.pk), waiting[one.pk])
            for one in sorted(asked, key=lambda one: (waiting[one.pk], one.pk))
        ),
        tuple(lines[str(one)] for one in guarded),
        clients,
        len(waves) > MOST,
    )


def _units(by: Actor) -> list[uuid.UUID]:
    return [uuid.UUID(one.unit) for one in by.memberships if one.unit]


def _due(seen: Seen) -> "QuerySet[Wave]":
    return Wave.objects.among(seen).filter(status=WaveStatus.PLANNED.value)


def days_with_work(*, by: Actor, now: datetime) -> dict[date, int]:
    """The days on which the actor has waves due, and how many. Nothing of whom or what."""
    today = day_of(now)
    found: dict[date, int] = {}
    with records.acting(by, now=now, reads=True) as actor:
        for due in (
            _due(Seen(Client.objects.visible_to(actor, now=now)))
            .filter(due_on__lte=today + timedelta(days=365))
            .values_list("due_on", flat=True)
        ):
            day = max(due, today)
            found[day] = found.get(day, 0) + 1
    return found
