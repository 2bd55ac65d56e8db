"""Episodes: opened, begun, closed, come back to; and the interventions and goals in them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from kvinnofrid.access.values import Actor
from kvinnofrid.follow_up import codes, rules
from kvinnofrid.follow_up.models import (
    Episode,
    EpisodeMove,
    Goal,
    Intervention,
    Wave,
)
from kvinnofrid.follow_up.operations.asking import (
    ClientFolder,
    day_of,
    the,
    the_episode,
    write_part,
)
from kvinnofrid.follow_up.operations.local_interventions import chosen
from kvinnofrid.follow_up.operations.planning import plan_waves
from kvinnofrid.follow_up.rules import Attainment, Course, ImpossibleError, Move, Status, Wrong
from kvinnofrid.records.operations import SavedPart


@dataclass(frozen=True, slots=True)
class NewEpisode:
    """An episode to open. `previous`: the closed one that the client comes back from."""

    target_group: rules.Target
    opened_on: date
    way_in: str = ""
    contacted_on: date | None = None
    overall_goal: str = ""
    previous: object = None


def course_of(episode: Episode) -> Course:
    """The days of an episode."""
    return Course(episode.opened_on, episode.started_on, episode.closed_on)


def open_episode(
    *, client: object, new: NewEpisode, by: Actor, now: datetime, key: str
) -> SavedPart:
    """Open an episode and plan its first wave. Raises ImpossibleError, UnknownCodeError."""

    def work(folder: ClientFolder) -> Episode:
        return open_in(folder, new, by, now)

    return write_part(client=client, by=by, now=now, idempotency_key=key, work=work, said="episode")


def open_in(folder: ClientFolder, new: NewEpisode, by: Actor, now: datetime) -> Episode:
    """Open an episode in a client's folder; raises as `open_episode`."""
    today = day_of(now)
    rules.check_course(Course(new.opened_on), today=today)
    rules.check_day(new.contacted_on, "contacted_on", today=today)
    if new.contacted_on is not None and new.contacted_on > new.opened_on:
        raise ImpossibleError(Wrong.ENDS_BEFORE, "contacted_on")
    before = the_episode(folder, new.previous) if new.previous else None
    move = Move.OPEN if before is None else Move.REACTUALISE
    if before is not None:
        rules.moved(Status(before.status), move)
        if before.closed_on is not None and new.opened_on < before.closed_on:
            raise ImpossibleError(Wrong.BEFORE_CLOSURE, "opened_on")
    if new.way_in:
        codes.checked(codes.WAY_IN, new.way_in, new.target_group)
    episode = Episode(
        unit_id=folder.record.unit_id,
        target_group=new.target_group.value,
        status=Status.OPENED.value,
        way_in=new.way_in,
        contacted_on=new.contacted_on,
        opened_on=new.opened_on,
        previous=before,
        sex=folder.record.sex,
        age_band=rules.age_band(_birth_year(folder), new.opened_on),
        home_municipality=folder.record.home_municipality,
        by_id=by.id,
        at=now,
    )
    folder.add(episode, {"overall_goal": new.overall_goal})
    _note(folder, episode, move, "", new.opened_on, by, now)
    plan_waves(folder, episode)
    return episode


def _birth_year(folder: ClientFolder) -> int | None:
    year = folder.own_texts().get("birth_year", "")
    return int(year) if year.isascii() and year.isdecimal() else None


def _note(
    folder: ClientFolder,
    episode: Episode,
    move: Move,
    before: str,
    on: date,
    by: Actor,
    now: datetime,
    why: str = "",
) -> None:
    folder.add(
        EpisodeMove(
            episode=episode,
            move=move.value,
            before=before,
            after=episode.status,
            on=on,
            unit_id=episode.unit_id,
            by_id=by.id,
            at=now,
        ),
        {"why": why},
    )


@dataclass(frozen=True, slots=True)
class EpisodeStep:
    """A move of an episode on a day: begin, close with reason and attainment, or undo a closure."""

    move: Move
    on: date
    reason: str = ""
    attainment: Attainment = Attainment.NOT_ASSESSED
    why: str = ""


def step(
    *, client: object, episode: object, step: EpisodeStep, by: Actor, now: datetime, key: str
) -> SavedPart:
    """Begin help, close an episode or undo a closure, and plan the waves that follow.

    Raises ImpossibleError: for what the table of transitions does not have, days that cannot be, a
    closure without reason, an undoing without a written one.
    """

    def work(folder: ClientFolder) -> Episode:
        return step_in(folder, the_episode(folder, episode), step, by, now)

    return write_part(client=client, by=by, now=now, idempotency_key=key, work=work, said="episode")


def step_in(
    folder: ClientFolder, found: Episode, step: EpisodeStep, by: Actor, now: datetime
) -> Episode:
    """Take a step with an episode of a client's folder; raises as `step`."""
    today = day_of(now)
    before = found.status
    found.status = rules.moved(Status(before), step.move).value
    _apply(found, step)
    rules.check_course(course_of(found), today=today)
    _check_waves(folder, found)
    folder.change(found)
    _note(folder, found, step.move, before, step.on, by, now, step.why)
    plan_waves(folder, found)
    return found


def _apply(episode: Episode, step: EpisodeStep) -> None:
    match step.move:
        case Move.START:
            episode.started_on = step.on
        case Move.CLOSE:
            if not step.reason:
                raise ImpossibleError(Wrong.NO_REASON, "reason")
            episode.closure_reason = codes.checked(codes.CLOSURE, step.reason, episode.target_group)
            episode.closed_on = step.on
            episode.attainment = step.attainment.value
        case Move.REOPEN:
            if not step.why.strip():
                raise ImpossibleError(Wrong.NO_REASON, "why")
            if episode.started_on is None:
                episode.status = Status.OPENED.value
            episode.closed_on, episode.closure_reason, episode.attainment = None, "", ""
        case _:
            raise ImpossibleError(Wrong.NOT_ALLOWED)


def _check_waves(folder: ClientFolder, episode: Episode) -> None:
    """A closure cannot come before a wave during help, nor be undone after a wave after it."""
    held = folder.of(Wave).filter(episode=episode.pk, held_on__isnull=False)
    for wave in held:
        assert wave.held_on is not None
        late = wave.occasion == rules.Occasion.FOLLOW_UP
        if late and episode.closed_on is None:
            raise ImpossibleError(Wrong.NOT_ALLOWED)
        if (
            not late
            and wave.occasion != rules.Occasion.EXIT
            and episode.closed_on is not None
            and wave.held_on > episode.closed_on
        ):
            raise ImpossibleError(Wrong.OUT_OF_ORDER, "closed_on")


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """What of an episode can be changed while it goes on."""

    way_in: str = ""
    contacted_on: date | None = None
    planned_end_on: date | None = None
    overall_goal: str = ""
    attainment: Attainment = Attainment.NOT_ASSESSED


class StaleEpisodeError(ValueError):
    """Somebody else has saved the part since it was shown; nothing was changed."""


def change_episode(
    *,
    client: object,
    episode: object,
    version: int,
    facts: EpisodeFacts,
    by: Actor,
    now: datetime,
    key: str,
) -> SavedPart:
    """Change an episode's own facts. Raises StaleEpisodeError when another has saved since.

    Raises ImpossibleError for days that cannot be.
    """
    today = day_of(now)

    def work(folder: ClientFolder) -> Episode:
        found = the_episode(folder, episode)
        if found.version != version:
            raise StaleEpisodeError
        if facts.way_in and facts.way_in != found.way_in:
            codes.checked(codes.WAY_IN, facts.way_in, found.target_group)
        rules.check_day(facts.contacted_on, "contacted_on", today=today)
        rules.check_day(facts.planned_end_on, "planned_end_on", today=today)
        if facts.contacted_on is not None and facts.contacted_on > found.opened_on:
            raise ImpossibleError(Wrong.ENDS_BEFORE, "contacted_on")
        if facts.planned_end_on is not None and facts.planned_end_on < found.opened_on:
            raise ImpossibleError(Wrong.BEFORE_OPENING, "planned_end_on")
        found.way_in, found.contacted_on = facts.way_in, facts.contacted_on
        found.planned_end_on = facts.planned_end_on
        found.attainment = facts.attainment.value
        return folder.change(found, {"overall_goal": facts.overall_goal})

    return write_part(client=client, by=by, now=now, idempotency_key=key, work=work, said="episode")


@dataclass(frozen=True, slots=True)
class InterventionFacts:
    """An intervention as it is to be stored. `local`: the unit's own one, counted as the kind."""

    kind: str
    form: Intervention.Form
    provider: str
    provider_name: str = ""
    started_on: date | None = None
    ended_on: date | None = None
    local: uuid.UUID | None = None


def save_intervention(
    *,
    client: object,
    episode: object,
    facts: InterventionFacts,
    by: Actor,
    now: datetime,
    key: str,
    intervention: object = None,
    version: int = 0,
) -> SavedPart:
    """Add an intervention to an episode, or change one. Raises ImpossibleError and the like."""

    def work(folder: ClientFolder) -> Intervention:
        of = the_episode(folder, episode)
        found = Intervention(episode=of, by_id=by.id, at=now)
        if intervention is not None:
            found = the(folder, Intervention, intervention)
            if found.version != version:
                raise StaleEpisodeError
        return put_in(folder, of, found, facts, now)

    return write_part(
        client=client, by=by, now=now, idempotency_key=key, work=work, said="intervention"
    )


def put_in(
    folder: ClientFolder,
    of: Episode,
    found: Intervention,
    facts: InterventionFacts,
    now: datetime,
) -> Intervention:
    """Store an intervention, new or changed, in a client's folder."""
    rules.check_span(facts.started_on, facts.ended_on, today=day_of(now))
    if facts.kind != found.kind:
        codes.checked(codes.INTERVENTION, facts.kind, of.target_group)
    codes.checked(codes.PROVIDER, facts.provider, of.target_group)
    new = not found.kind
    found.kind, found.form, found.provider = facts.kind, facts.form, facts.provider
    if facts.local is not None and facts.local != found.local:
        chosen(id=facts.local, unit=of.unit_id, kind=facts.kind)
    found.local = facts.local
    found.started_on, found.ended_on = facts.started_on, facts.ended_on
    texts = {"provider_name": facts.provider_name}
    return folder.add(found, texts) if new else folder.change(found, texts)


@dataclass(frozen=True, slots=True)
class GoalFacts:
    """A goal as it is to be stored."""

    text: str
    attainment: Attainment = Attainment.NOT_ASSESSED


def save_goal(
    *,
    client: object,
    episode: object,
    facts: GoalFacts,
    by: Actor,
    now: datetime,
    key: str,
    goal: object = None,
    version: int = 0,
) -> SavedPart:
    """Add a goal to an episode, or change one. Raises ImpossibleError for one without words."""
    today = day_of(now)

    def work(folder: ClientFolder) -> Goal:
        of = the_episode(folder, episode)
        if not facts.text.strip():
            raise ImpossibleError(Wrong.NO_REASON, "text")
        found = Goal(episode=of, set_on=today, by_id=by.id, at=now)
        if goal is not None:
            found = the(folder, Goal, goal)
            if found.version != version:
                raise StaleEpisodeError
        if facts.attainment.value != found.attainment:
            found.attainment = facts.attainment.value
            found.assessed_on = today if facts.attainment else None
        texts = {"text": facts.text}
        return folder.add(found, texts) if goal is None else folder.change(found, texts)

    return write_part(client=client, by=by, now=now, idempotency_key=key, work=work, said="goal")


def remove(
    *, client: object, part: type[Goal] | type[Intervention], public_id: object, by: Actor,
    now: datetime, key: str,
) -> SavedPart:  # fmt: skip
    """Take away a goal or an intervention that was written by mistake. It is kept, not shown."""

    def work(folder: ClientFolder) -> Goal | Intervention:
        found = the(folder, part, public_id)
        found.removed_at = found.removed_at or now
        return folder.change(found)

    return write_part(
        client=client,
        by=by,
        now=now,
        idempotency_key=key,
        work=work,
        said=str(part._meta.model_name),
    )
