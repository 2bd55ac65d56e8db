"""Waves: submitted once, corrected with the former answer kept, missed with a reason, moved."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from kvinnofrid.access.values import Actor
from kvinnofrid.follow_up import answers as forms
from kvinnofrid.follow_up import codes, instruments_in_use, rules
from kvinnofrid.follow_up.answers import Filled
from kvinnofrid.follow_up.models import Client, Correction, Draft, Episode, Wave
from kvinnofrid.follow_up.operations.asking import (
    ClientFolder,
    day_of,
    the,
    the_episode,
    touch,
    write_part,
)
from kvinnofrid.follow_up.operations.episodes import StaleEpisodeError, course_of
from kvinnofrid.follow_up.operations.planning import INSTRUMENTS, plan_waves
from kvinnofrid.follow_up.rules import (
    ImpossibleError,
    Measured,
    Occasion,
    Target,
    WaveStatus,
    Wrong,
)
from kvinnofrid.questionnaires import Findings, Given, Instrument, check
from kvinnofrid.records.operations import (
    Asked,
    Done,
    SavedPart,
    on_folder,
    remember,
    saved_before,
)

HELD_ON = "held_on"


class UnfinishedWaveError(ValueError):
    """Answers that are impossible, unlikely without a reason, or missing; `findings` says which."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("the wave has something left to answer, explain or put right")
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled-in wave. `wave_version` is the version that the page showed."""

    filled: Filled
    held_on: date
    instrument_version: str
    wave_version: int


@dataclass(frozen=True, slots=True)
class AnswerConflict:
    """An answer that two have given differently; None where one gave none."""

    item: str
    yours: Given | str | None
    stored: Given | str | None


@dataclass(frozen=True, slots=True)
class WaveConflict:
    """Somebody else saved the wave in between: nothing of yours is in it, all is in your draft.

    `version` is the stored one, to send with what was chosen after comparing.
    """

    version: int
    by: str
    at: datetime | None
    differences: tuple[AnswerConflict, ...]
    instrument_version: str


def submit(
    *, client: object, wave: object, submission: Submission, by: Actor, now: datetime, key: str
) -> SavedPart | WaveConflict:
    """Save a filled-in wave and plan the next. Sent again with the same key, it is the same save.

    When somebody else has saved it since, it is a WaveConflict and nothing is changed.
    Raises ImpossibleError, UnfinishedWaveError.
    """

    def save(folder: ClientFolder) -> Done[SavedPart | WaveConflict]:
        before = saved_before(folder, by, key)
        if before is not None:
            return Done(before, {"fields": "wave", "result": "repeated"})
        found = the(folder, Wave, wave)
        if found.version != submission.wave_version or found.status == WaveStatus.SUBMITTED:
            return Done(
                _conflict(folder, found, submission), {"fields": "wave", "result": "conflict"}
            )
        submit_in(folder, found, submission, by, now)
        for draft in folder.of(Draft).filter(wave=found.pk, user=uuid.UUID(by.id)):
            folder.remove(draft)
        touch(folder, now)
        saved = remember(folder, found, by, key, now)
        return Done(saved, {"fields": "wave", "version": str(saved.version)})

    return on_folder(Asked(Client, client, by, "record.write", now), save, lock=True)


def submit_in(
    folder: ClientFolder,
    found: Wave,
    submission: Submission,
    by: Actor,
    now: datetime,
    *,
    instrument: Instrument | None = None,
) -> Wave:
    """Save a filled-in wave of a client's folder and plan the next; raises as `submit`.

    `instrument` is the version that the submission names, when it is at hand.
    """
    today = day_of(now)
    instrument = instrument or _instrument(folder, found, submission, by, today)
    _check_day(folder, found, submission.held_on, today)
    findings = check(
        instrument,
        submission.filled.answers,
        today=today,
        occasion=found.occasion,
        reasons=submission.filled.reasons,
    )
    if not findings.may_be_submitted:
        raise UnfinishedWaveError(findings)
    _fill(found, instrument, submission, by, now)
    folder.change(found, {"answers": forms.stored(_dated(submission))})
    plan_waves(folder, the_episode(folder, found.episode_id))
    return found


def _dated(submission: Submission) -> Filled:
    filled = submission.filled
    return Filled(filled.answers, filled.reasons, submission.held_on.isoformat())


def _instrument(
    folder: ClientFolder, wave: Wave, submission: Submission, by: Actor, today: date
) -> Instrument:
    """The version answered in: one that may be begun with, or that was begun before it could not.

    Raises ImpossibleError.
    """
    found = instruments_in_use.version(wave, submission.instrument_version, today=today)
    if instruments_in_use.is_withdrawn(wave, found, today=today):
        begun = folder.of(Draft).filter(
            wave=wave.pk, user=uuid.UUID(by.id), instrument_version=submission.instrument_version
        )
        if not begun.exists():
            raise ImpossibleError(Wrong.WITHDRAWN)
    return found


def _check_day(folder: ClientFolder, wave: Wave, held: date, today: date) -> None:
    episode = the_episode(folder, wave.episode_id)
    others = [
        Measured(Occasion(one.occasion), one.number, one.held_on)
        for one in folder.of(Wave)
        .filter(episode=episode.pk, status=WaveStatus.SUBMITTED.value, held_on__isnull=False)
        .exclude(pk=wave.pk)
        if one.held_on is not None
    ]
    rules.check_wave(
        Measured(Occasion(wave.occasion), wave.number, held),
        course_of(episode),
        others,
        today=today,
    )


def _fill(
    wave: Wave,
    instrument: Instrument,
    submission: Submission,
    by: Actor,
    now: datetime,
) -> None:
    wave.status = WaveStatus.SUBMITTED.value
    wave.missed_reason = ""
    wave.held_on = submission.held_on
    wave.instrument, wave.instrument_version = instrument.id, instrument.version
    wave.coded = forms.coded(
        instrument, submission.filled.answers, occasion=wave.occasion, today=day_of(now)
    )
    wave.submitted_at, wave.submitted_by_id = now, by.id


def _conflict(folder: ClientFolder, wave: Wave, submission: Submission) -> WaveConflict:
    version = instruments_in_use.answered_in(wave) or submission.instrument_version
    instrument = instruments_in_use.version(wave, version, today=submission.held_on)
    theirs = forms.opened(instrument, folder.texts(wave)["answers"])
    return WaveConflict(
        wave.version,
        str(wave.submitted_by_id or ""),
        wave.submitted_at,
        tuple(differences(instrument, _dated(submission), theirs)),
        version,
    )


def differences(instrument: Instrument, yours: Filled, theirs: Filled) -> list[AnswerConflict]:
    """The answers that differ, in the order of the questionnaire, the day first."""
    found = []
    if yours.held_on != theirs.held_on:
        found.append(AnswerConflict(HELD_ON, yours.held_on or None, theirs.held_on or None))
    known = [item.id for item in instrument.items]
    extra = [one for one in (*yours.answers, *theirs.answers) if one not in known]
    for item in dict.fromkeys([*known, *extra]):
        mine, other = yours.answers.get(item), theirs.answers.get(item)
        if mine != other:
            found.append(AnswerConflict(item, mine, other))
    return found


@dataclass(frozen=True, slots=True)
class Amendment:
    """Answers put right in a submitted wave, and why. `filled` is the whole form as it should be.

    `wave_version` is the version that the page showed.
    """

    filled: Filled
    held_on: date
    why: str
    wave_version: int


def correct(
    *, client: object, wave: object, amendment: Amendment, by: Actor, now: datetime, key: str
) -> SavedPart | WaveConflict:
    """Put answers of a submitted wave right; each former answer is kept with who, when and why.

    Raises ImpossibleError, for one without a reason too, and UnfinishedWaveError.
    """
    today = day_of(now)

    def save(folder: ClientFolder) -> Done[SavedPart | WaveConflict]:
        before = saved_before(folder, by, key)
        if before is not None:
            return Done(before, {"fields": "wave", "result": "repeated"})
        found = the(folder, Wave, wave)
        if found.status != WaveStatus.SUBMITTED:
            raise ImpossibleError(Wrong.NOT_ALLOWED)
        submission = Submission(
            amendment.filled,
            amendment.held_on,
            instruments_in_use.answered_in(found),
            amendment.wave_version,
        )
        if found.version != amendment.wave_version:
            return Done(
                _conflict(folder, found, submission), {"fields": "wave", "result": "conflict"}
            )
        if not amendment.why.strip():
            raise ImpossibleError(Wrong.NO_REASON, "why")
        saved = _amend(folder, found, submission, amendment, by, now, today)
        touch(folder, now)
        done = remember(folder, saved, by, key, now)
        return Done(done, {"fields": "wave.correction", "version": str(done.version)})

    return on_folder(Asked(Client, client, by, "record.write", now), save, lock=True)


def _amend(
    folder: ClientFolder,
    wave: Wave,
    submission: Submission,
    amendment: Amendment,
    by: Actor,
    now: datetime,
    today: date,
) -> Wave:
    instrument = instruments_in_use.version(wave, submission.instrument_version, today=today)
    _check_day(folder, wave, submission.held_on, today)
    findings = check(
        instrument,
        submission.filled.answers,
        today=today,
        occasion=wave.occasion,
        reasons=submission.filled.reasons,
    )
    if not findings.may_be_submitted:
        raise UnfinishedWaveError(findings)
    former = forms.opened(instrument, folder.texts(wave)["answers"])
    for one in differences(instrument, _dated(submission), former):
        value = {} if one.stored is None else {one.item: one.stored}
        text = one.stored if one.item == HELD_ON else forms.stored(Filled(value))
        folder.add(
            Correction(wave=wave, item=one.item, by_id=by.id, at=now),
            {"former": str(text or ""), "why": amendment.why},
        )
    wave.held_on = submission.held_on
    wave.coded = forms.coded(
        instrument, submission.filled.answers, occasion=wave.occasion, today=today
    )
    return folder.change(wave, {"answers": forms.stored(_dated(submission))})


def miss(
    *, client: object, wave: object, reason: str, by: Actor, now: datetime, key: str
) -> SavedPart:
    """Say that a planned wave is not held, and why; the next is planned. Can be submitted later."""

    def work(folder: ClientFolder) -> Wave:
        found = the(folder, Wave, wave)
        if found.status == WaveStatus.SUBMITTED:
            raise ImpossibleError(Wrong.SUBMITTED)
        episode = the_episode(folder, found.episode_id)
        found.missed_reason = codes.checked(codes.MISSED, reason, episode.target_group)
        found.status = WaveStatus.MISSED.value
        folder.change(found)
        plan_waves(folder, episode)
        return found

    return write_part(client=client, by=by, now=now, idempotency_key=key, work=work, said="wave")


def move_due(
    *, client: object, wave: object, due_on: date, version: int, by: Actor, now: datetime, key: str
) -> SavedPart:
    """Let a planned wave be due on another day. Raises StaleEpisodeError, ImpossibleError."""

    def work(folder: ClientFolder) -> Wave:
        found = the(folder, Wave, wave)
        if found.version != version:
            raise StaleEpisodeError
        if found.status != WaveStatus.PLANNED:
            raise ImpossibleError(Wrong.SUBMITTED)
        episode = the_episode(folder, found.episode_id)
        if due_on < episode.opened_on:
            raise ImpossibleError(Wrong.BEFORE_OPENING, "due_on")
        rules.check_day(due_on, "due_on", today=day_of(now))
        found.due_on = due_on
        return folder.change(found)

    return write_part(client=client, by=by, now=now, idempotency_key=key, work=work, said="wave")


def add_wave(
    *,
    client: object,
    episode: object,
    due_on: date,
    by: Actor,
    now: datetime,
    key: str,
) -> SavedPart:
    """Plan one wave more than the usual: during help, or after it when the episode is closed.

    It is the last of its kind, and stays although the usual ones are planned anew. Raises
    ImpossibleError.
    """

    def work(folder: ClientFolder) -> Wave:
        of = the_episode(folder, episode)
        occasion = Occasion.DURING if of.closed_on is None else Occasion.FOLLOW_UP
        same = list(folder.of(Wave).filter(episode=of.pk, occasion=occasion.value))
        rules.check_extra(
            due_on,
            occasion,
            course_of(of),
            [one.held_on or one.due_on for one in same],
            today=day_of(now),
        )
        last = max((one.number for one in same), default=0)
        wave = planned(of, occasion, last + 1, due_on)
        wave.extra = True
        return folder.add(wave)

    return write_part(client=client, by=by, now=now, idempotency_key=key, work=work, said="wave")


def planned(episode: Episode, occasion: Occasion, number: int, due_on: date) -> Wave:
    """A wave to come."""
    return Wave(
        episode=episode,
        occasion=occasion.value,
        number=number,
        due_on=due_on,
        instrument=INSTRUMENTS[Target(episode.target_group)],
    )
