"""Which waves an episode has coming, planned as it moves and as waves are held."""

from datetime import date

from kvinnofrid.follow_up import rules
from kvinnofrid.follow_up.models import Draft, Episode, Wave
from kvinnofrid.follow_up.operations.asking import ClientFolder
from kvinnofrid.follow_up.rules import Course, Occasion, Status, Target, WaveStatus

INSTRUMENTS: dict[Target, str] = {
    Target.VICTIM_SURVIVOR: "core-victim-survivor",
    Target.CHILD: "core-child",
    Target.PERPETRATOR: "core-perpetrator",
}
"""The questionnaire of each target group. Its version is chosen when a wave is begun."""


def plan_waves(folder: ClientFolder, episode: Episode) -> None:
    """Plan what is to come and take away plans that the episode has left behind.

    A wave that is held, missed or has a draft stays as it is, and so does an extra one until the
    episode is closed, or its closure undone.
    """
    waves = list(folder.of(Wave).filter(episode=episode.pk))
    wanted = _wanted(episode, waves)
    for wave in waves:
        if wave.status == WaveStatus.PLANNED and (wave.occasion, wave.number) not in wanted:
            if not _is_begun(folder, wave) and not _stays(wave, episode):
                folder.remove(wave)
        elif wave.status == WaveStatus.PLANNED and wave.occasion == Occasion.EXIT:
            due = wanted[wave.occasion, wave.number]
            if wave.due_on != due:
                wave.due_on = due
                folder.change(wave)
    there = {(wave.occasion, wave.number) for wave in waves}
    for (occasion, number), due in wanted.items():
        if (occasion, number) not in there:
            folder.add(
                Wave(
                    episode=episode,
                    occasion=occasion,
                    number=number,
                    due_on=due,
                    instrument=INSTRUMENTS[Target(episode.target_group)],
                )
            )


def _stays(wave: Wave, episode: Episode) -> bool:
    return wave.extra and (wave.occasion == Occasion.FOLLOW_UP) == (episode.closed_on is not None)


def _wanted(episode: Episode, waves: list[Wave]) -> dict[tuple[str, int], date]:
    course = Course(episode.opened_on, episode.started_on, episode.closed_on)
    found: dict[tuple[str, int], date] = {}
    if episode.status != Status.CLOSED or episode.started_on is not None:
        found[Occasion.BASELINE, 1] = rules.due_first(Occasion.BASELINE, course)
    if episode.status == Status.ONGOING:
        done = [
            wave
            for wave in waves
            if wave.occasion == Occasion.DURING and wave.status != WaveStatus.PLANNED
        ]
        last = max((wave.held_on or wave.due_on for wave in done), default=None)
        number = max((wave.number for wave in done), default=0) + 1
        found[Occasion.DURING, number] = (
            rules.due_first(Occasion.DURING, course) if last is None else last + rules.DURING_EVERY
        )
    if episode.status == Status.CLOSED and episode.started_on is not None:
        found[Occasion.EXIT, 1] = rules.due_first(Occasion.EXIT, course)
        found[Occasion.FOLLOW_UP, 1] = rules.due_first(Occasion.FOLLOW_UP, course)
    return found


def _is_begun(folder: ClientFolder, wave: Wave) -> bool:
    return folder.of(Draft).filter(wave=wave.pk).exists()
