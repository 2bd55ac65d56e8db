"""Clients, episodes and waves of another system, taken in once and by the rules of the pages."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from kvinnofrid.access.values import Actor
from kvinnofrid.catalogue import Instrument
from kvinnofrid.follow_up import instruments_in_use
from kvinnofrid.follow_up.answers import Filled
from kvinnofrid.follow_up.models import Client, Episode, Intervention, OutsideReference, Wave
from kvinnofrid.follow_up.operations.asking import ClientFolder, day_of, touch
from kvinnofrid.follow_up.operations.clients import NewClient, create_client
from kvinnofrid.follow_up.operations.episodes import (
    EpisodeStep,
    InterventionFacts,
    NewEpisode,
    open_in,
    put_in,
    step_in,
)
from kvinnofrid.follow_up.operations.planning import INSTRUMENTS
from kvinnofrid.follow_up.operations.waves import Submission, planned, submit_in
from kvinnofrid.follow_up.rules import (
    ORDER,
    Attainment,
    Move,
    Occasion,
    Status,
    Target,
    WaveStatus,
)
from kvinnofrid.records import operations as records
from kvinnofrid.records.operations import Asked, Done

Forms = Mapping[Target, Instrument]
"""The questionnaire of each target group."""


@dataclass(frozen=True, slots=True)
class BroughtWave:
    """A wave that was held. It is the same wave when occasion and day are."""

    occasion: Occasion
    held_on: date
    filled: Filled


@dataclass(frozen=True, slots=True)
class BroughtEpisode:
    """An episode as another system has it; `token` None when it has no name of its own there."""

    opened: NewEpisode
    token: bytes | None = None
    started_on: date | None = None
    closed_on: date | None = None
    closure_reason: str = ""
    attainment: Attainment = Attainment.NOT_ASSESSED
    interventions: tuple[InterventionFacts, ...] = ()
    waves: tuple[BroughtWave, ...] = ()


@dataclass(frozen=True, slots=True)
class Brought:
    """A client as another system has them. `tokens` are of what they are called there."""

    client: NewClient
    tokens: tuple[bytes, ...] = ()
    episodes: tuple[BroughtEpisode, ...] = ()


@dataclass(frozen=True, slots=True)
class EpisodeHeld:
    """An episode that is there already, and the waves that were held in it."""

    id: str
    client: str
    token: bytes | None
    target_group: str
    opened_on: date
    started_on: date | None
    closed_on: date | None
    waves: tuple[tuple[Occasion, date], ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What the unit has already of an extract, as far as the actor may find it."""

    by_token: Mapping[bytes, str] = field(default_factory=dict)
    by_identity: Mapping[bytes, str] = field(default_factory=dict)
    episodes: Mapping[str, tuple[EpisodeHeld, ...]] = field(default_factory=dict)

    def client(self, brought: Brought) -> str | None:
        """The record of a client, None when there is none to be found."""
        found = (self.by_token.get(token) for token in brought.tokens)
        named = next((one for one in found if one is not None), None)
        if named is None and brought.client.token is not None:
            return self.by_identity.get(brought.client.token)
        return named

    def episode(self, client: str, brought: BroughtEpisode) -> EpisodeHeld | None:
        """An episode of the client: of that name, else for the same group from the same day."""
        for one in self.episodes.get(client, ()):
            if brought.token is not None and one.token is not None:
                if one.token == brought.token:
                    return one
            elif (one.target_group, one.opened_on) == (
                brought.opened.target_group.value,
                brought.opened.opened_on,
            ):
                return one
        return None


@dataclass(slots=True)
class TakenIn:
    """How many were new, and how many episodes that were there got something more."""

    clients: int = 0
    episodes: int = 0
    waves: int = 0
    interventions: int = 0
    changed: int = 0


def held_already(
    *, unit: uuid.UUID, tokens: Iterable[bytes], identities: Iterable[bytes], by: Actor,
    now: datetime,
) -> Held:  # fmt: skip
    """What of an extract the unit has already, among the records that the actor may write in.

    What is hidden from the actor is not there. Asks nothing of the key service; nothing is shown.
    """
    with records.acting(by, now=now) as actor:
        seen = Client.objects.visible_to(actor, now=now, action="record.write").filter(
            unit=unit, merged_into__isnull=True
        )
        by_identity = {
            bytes(token): str(pk)
            for pk, token in seen.filter(identity_token__in=list(identities)).values_list(
                "pk", "identity_token"
            )
            if token is not None
        }
        named = OutsideReference.objects.visible_to(actor, now=now, action="record.write")
        by_token = {
            bytes(one.token): str(one.client_id)
            for one in named.filter(
                token__in=list(tokens), episode__isnull=True, client__in=seen.values("pk")
            )
        }
        clients = {*by_identity.values(), *by_token.values()}
        return Held(by_token, by_identity, _episodes(clients, actor, now))


def _episodes(
    clients: Iterable[str], actor: Actor, now: datetime
) -> Mapping[str, tuple[EpisodeHeld, ...]]:
    wanted = [uuid.UUID(one) for one in clients]
    named = OutsideReference.objects.visible_to(actor, now=now).filter(
        client__in=wanted, episode__isnull=False
    )
    tokens = {one.episode_id: bytes(one.token) for one in named}
    waves: dict[object, list[tuple[Occasion, date]]] = {}
    held = Wave.objects.visible_to(actor, now=now).filter(
        client__in=wanted, status=WaveStatus.SUBMITTED.value
    )
    for episode, occasion, on in held.values_list("episode_id", "occasion", "held_on"):
        if on is not None:
            waves.setdefault(episode, []).append((Occasion(occasion), on))
    found: dict[str, tuple[EpisodeHeld, ...]] = {}
    for one in Episode.objects.visible_to(actor, now=now).filter(client__in=wanted):
        row = EpisodeHeld(
            str(one.pk),
            str(one.client_id),
            tokens.get(one.pk),
            one.target_group,
            one.opened_on,
            one.started_on,
            one.closed_on,
            tuple(waves.get(one.pk, ())),
        )
        found[row.client] = (*found.get(row.client, ()), row)
    return found


def instrument_for(*, organisation: int, target: Target, today: date) -> Instrument:
    """The questionnaire that a wave of the target group is taken in with; ImpossibleError."""
    wave = Wave(organisation_id=organisation, instrument=INSTRUMENTS[target])
    return instruments_in_use.current(wave, today=today)


@transaction.atomic
def take_in(
    *,
    organisation: int,
    unit: uuid.UUID,
    brought: Sequence[Brought],
    held: Held,
    by: Actor,
    now: datetime,
    key: str,
) -> TakenIn:
    """Take all of it in, or nothing. `held` is what `held_already` said; nobody else may be at it.

    Raises what the pages' operations do: DeniedError, ImpossibleError, UnknownCodeError,
    UnfinishedWaveError, an IdentityError, a KeysError.
    """
    done = TakenIn()
    forms = {
        target: instrument_for(organisation=organisation, target=target, today=day_of(now))
        for target in {each.opened.target_group for one in brought for each in one.episodes}
    }
    for number, one in enumerate(brought):
        client = held.client(one)
        if client is None:
            client = create_client(
                organisation=organisation,
                unit=unit,
                new=one.client,
                by=by,
                now=now,
                key=f"{key}:{number}",
            ).record
            done.clients += 1
        elif not _is_more(one, client, held):
            continue
        _write(client, one, held, forms, by, now, done)
    return done


def _is_more(one: Brought, client: str, held: Held) -> bool:
    """Whether the client's record lacks anything of what is brought."""
    if any(token not in held.by_token for token in one.tokens):
        return True
    for episode in one.episodes:
        there = held.episode(client, episode)
        if there is None or _lacks(there, episode):
            return True
    return False


def _lacks(there: EpisodeHeld, brought: BroughtEpisode) -> bool:
    return (
        (brought.started_on is not None and there.started_on is None)
        or (brought.closed_on is not None and there.closed_on is None)
        or (brought.token is not None and there.token is None)
        or any((one.occasion, one.held_on) not in there.waves for one in brought.waves)
        or bool(brought.interventions)
    )


def _write(
    client: str, one: Brought, held: Held, forms: Forms, by: Actor, now: datetime, done: TakenIn
) -> None:
    def work(folder: ClientFolder) -> Done[None]:
        for token in one.tokens:
            if token not in held.by_token:
                folder.add(OutsideReference(token=token, at=now))
        before = (done.episodes, done.waves, done.interventions, done.changed)
        for episode in sorted(one.episodes, key=lambda each: each.opened.opened_on):
            _episode(folder, episode, held.episode(client, episode), forms, by, now, done)
        after = (done.episodes, done.waves, done.interventions, done.changed)
        if before == after:
            return Done(None, silent=True)
        touch(folder, now)
        waves = after[1] - before[1]
        return Done(None, {"fields": "episode,wave", "result": "taken-in", "count": str(waves)})

    records.on_folder(Asked(Client, client, by, "record.write", now), work, lock=True)


def _episode(
    folder: ClientFolder,
    brought: BroughtEpisode,
    there: EpisodeHeld | None,
    forms: Forms,
    by: Actor,
    now: datetime,
    done: TakenIn,
) -> None:
    if there is None:
        episode = open_in(folder, _after(folder, brought.opened), by, now)
        done.episodes += 1
    else:
        episode = folder.of(Episode).get(pk=there.id)
    if brought.token is not None and (there is None or there.token is None):
        folder.add(OutsideReference(episode=episode, token=brought.token, at=now))
    changed = _steps(folder, episode, brought, by, now)
    for facts in brought.interventions:
        changed |= _intervention(folder, episode, facts, by, now, done)
    for wave in sorted(brought.waves, key=lambda one: (ORDER.index(one.occasion), one.held_on)):
        instrument = forms[brought.opened.target_group]
        changed |= _wave(folder, episode, wave, instrument, by, now, done)
    if there is not None and changed:
        done.changed += 1


def _after(folder: ClientFolder, new: NewEpisode) -> NewEpisode:
    """The episode as one that the client comes back with, when an earlier one is closed."""
    earlier = (
        folder.of(Episode)
        .filter(status=Status.CLOSED.value, closed_on__lte=new.opened_on)
        .order_by("-closed_on")
        .first()
    )
    if earlier is None:
        return new
    return NewEpisode(
        new.target_group,
        new.opened_on,
        new.way_in,
        new.contacted_on,
        new.overall_goal,
        earlier.pk,
    )


def _steps(
    folder: ClientFolder, episode: Episode, brought: BroughtEpisode, by: Actor, now: datetime
) -> bool:
    changed = False
    if brought.started_on is not None and episode.status == Status.OPENED:
        step_in(folder, episode, EpisodeStep(Move.START, brought.started_on), by, now)
        changed = True
    if brought.closed_on is not None and episode.status != Status.CLOSED:
        step = EpisodeStep(
            Move.CLOSE, brought.closed_on, brought.closure_reason, brought.attainment
        )
        step_in(folder, episode, step, by, now)
        changed = True
    return changed


def _intervention(
    folder: ClientFolder,
    episode: Episode,
    facts: InterventionFacts,
    by: Actor,
    now: datetime,
    done: TakenIn,
) -> bool:
    same = folder.of(Intervention).filter(
        episode=episode.pk,
        kind=facts.kind,
        form=facts.form,
        started_on=facts.started_on,
        removed_at__isnull=True,
    )
    there = same.first()
    if there is None:
        new = Intervention(episode=episode, by_id=by.id, at=now)
        put_in(folder, episode, new, facts, now)
        done.interventions += 1
        return True
    if there.ended_on is None and facts.ended_on is not None:
        there.ended_on = facts.ended_on
        folder.change(there)
        return True
    return False


def _wave(
    folder: ClientFolder,
    episode: Episode,
    brought: BroughtWave,
    instrument: Instrument,
    by: Actor,
    now: datetime,
    done: TakenIn,
) -> bool:
    of_occasion = list(
        folder.of(Wave)
        .filter(episode=episode.pk, occasion=brought.occasion.value)
        .order_by("number")
    )
    if any(one.held_on == brought.held_on for one in of_occasion):
        return False
    waiting = [one for one in of_occasion if one.status != WaveStatus.SUBMITTED]
    if waiting:
        wave = waiting[0]
    else:
        number = max((one.number for one in of_occasion), default=0) + 1
        wave = folder.add(planned(episode, brought.occasion, number, brought.held_on))
    submission = Submission(
        brought.filled, brought.held_on, instruments_in_use.reference(instrument), wave.version
    )
    submit_in(folder, wave, submission, by, now, instrument=instrument)
    done.waves += 1
    return True
