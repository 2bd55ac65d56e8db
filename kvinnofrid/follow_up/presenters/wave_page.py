"""A wave's page: to fill in, to read, to compare when two have saved, to put right."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kvinnofrid.follow_up import answers as forms
from kvinnofrid.follow_up.models import Wave
from kvinnofrid.follow_up.operations import (
    HELD_ON,
    AnswerConflict,
    Answered,
    CorrectionSeen,
    WaveConflict,
    WavePage,
)
from kvinnofrid.follow_up.presenters import words
from kvinnofrid.follow_up.presenters.head import Head, head
from kvinnofrid.follow_up.rules import WaveStatus
from kvinnofrid.questionnaires import Given, Instrument, counted
from kvinnofrid.web.components import Column, DataTable, Term
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_day
from kvinnofrid.web.questionnaire import Former, answer_in_words

FORMER_SHOWN = 2
"""How many earlier waves stand beside each question: the first and the latest."""


@dataclass(frozen=True, slots=True)
class Change:
    """A corrected answer: what it was, who changed it when, and why."""

    question: str
    former: str
    who: str
    when: str
    why: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a wave."""

    head: Head
    title: str
    instrument: str
    submitted: bool
    held_on: str
    due: str
    about: list[Term]
    answers: list[tuple[str, list[Term]]]
    changes: list[Change]
    draft_saved: str
    draft_version: int
    others: list[str]
    address: str
    draft: str
    discard: str
    correct: str
    miss: str
    move: str
    episode: str


def page(found: WavePage) -> Page:
    """The page of a wave, apart from the form itself."""
    top, wave = head(found.client), found.wave
    submitted = wave.status == WaveStatus.SUBMITTED
    writes = top.may_write
    title = _("Mätning %(occasion)s") % {
        "occasion": words.occasion(wave.occasion, wave.number).lower()
    }
    return Page(
        head=top,
        title=title,
        instrument=found.instrument.title.in_language(language()),
        submitted=submitted,
        held_on=found.filled.held_on or (wave.held_on.isoformat() if wave.held_on else ""),
        due=format_day(wave.due_on),
        about=_about(found) if submitted else [],
        answers=_answers(found) if submitted else [],
        changes=_changes(found.instrument, found.corrections),
        draft_saved=words.moment(found.draft.at) if found.draft else "",
        draft_version=found.draft.version if found.draft else 0,
        others=[
            _("%(name)s har ett eget utkast, senast sparat %(when)s.")
            % {"name": words.names([user])[user], "when": words.moment(at)}
            for user, at in found.others
        ],
        address=top.to("wave", wave.pk),
        draft=top.to("draft", wave.pk) if writes else "",
        discard=top.to("discard-draft", wave.pk) if found.draft else "",
        correct=top.to("correct", wave.pk) if writes and submitted else "",
        miss=top.to("miss", wave.pk) if writes and not submitted else "",
        move=top.to("move-due", wave.pk) if writes and wave.status == WaveStatus.PLANNED else "",
        episode=top.to("episode", found.episode.pk),
    )


def former(found: WavePage) -> list[Former]:
    """The earlier answers to show beside each question: of the first wave and of the latest."""
    waves = list(found.former)
    chosen = waves if len(waves) <= FORMER_SHOWN else [waves[0], waves[-1]]
    return [Former(when(one.row), one.filled.answers) for one in chosen]


def when(wave: Wave) -> str:
    """Which wave, and when it was held."""
    name = words.occasion(wave.occasion, wave.number)
    return f"{name} {format_day(wave.held_on)}" if wave.held_on else name


def _about(found: WavePage) -> list[Term]:
    wave = found.wave
    by = str(wave.submitted_by_id or "")
    return [
        Term(_("Dag för samtalet"), format_day(wave.held_on) if wave.held_on else None),
        Term(_("Sparad av"), words.names([by]).get(by)),
        Term(_("Sparad"), words.moment(wave.submitted_at) if wave.submitted_at else None),
        Term(_("Formulär"), f"{found.instrument.id} {found.instrument.version}"),
    ]


def _answers(found: WavePage) -> list[tuple[str, list[Term]]]:
    """The answers that count under the headings of the questionnaire."""
    instrument, wave = found.instrument, found.wave
    assert wave.held_on is not None
    shown = counted(instrument, found.filled.answers, today=wave.held_on, occasion=wave.occasion)
    return [
        (
            section.title.in_language(language()),
            [
                Term(
                    item.text.in_language(language()),
                    answer_in_words(item, shown[item.id], language()),
                )
                for item in section.items
                if item.id in shown
            ],
        )
        for section in instrument.sections
        if any(item.id in shown for item in section.items)
    ]


def _changes(instrument: Instrument, found: Sequence[CorrectionSeen]) -> list[Change]:
    names = words.names(one.row.by_id for one in found)
    changes = []
    for one in found:
        if one.row.item == HELD_ON:
            was = one.former
        else:
            given = forms.opened(instrument, one.former).answers.get(one.row.item)
            was = in_words(instrument, one.row.item, given)
        changes.append(
            Change(
                question(instrument, one.row.item),
                was,
                names[str(one.row.by_id)],
                words.moment(one.row.at),
                one.why,
            )
        )
    return changes


def question(instrument: Instrument, item: str) -> str:
    """The question of an item."""
    if item == HELD_ON:
        return _("Dag för samtalet")
    try:
        return instrument.item(item).text.in_language(language())
    except KeyError:
        return _("Samlad bedömning")


def in_words(instrument: Instrument, item: str, given: Given | str | None) -> str:
    """An answer as it is read; what was not given says so."""
    if given is None:
        return _("inget svar")
    if item == HELD_ON:
        return str(given)
    try:
        return answer_in_words(instrument.item(item), given, language())
    except KeyError:
        return str(given)


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that two have given differently, to choose between."""

    item: str
    question: str
    yours: str
    stored: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """What to compare when somebody else saved first."""

    said: str
    version: int
    choices: list[Choice]


def conflict(instrument: Instrument, found: WaveConflict) -> Conflict:
    """The comparison, field by field."""
    name = words.names([found.by]).get(found.by, _("Någon annan"))
    at = words.moment(found.at) if found.at else ""
    return Conflict(
        _("%(name)s sparade mätningen %(when)s, medan du fyllde i den.")
        % {"name": name, "when": at},
        found.version,
        [_choice(instrument, one) for one in found.differences],
    )


def _choice(instrument: Instrument, one: AnswerConflict) -> Choice:
    return Choice(
        one.item,
        question(instrument, one.item),
        in_words(instrument, one.item, one.yours),
        in_words(instrument, one.item, one.stored),
    )


def comparison(found: Sequence[Answered]) -> DataTable:
    """All answers of all waves beside each other."""
    items = {item.id: (one.instrument, item) for one in found for item in one.instrument.items}
    rows = []
    for key, (instrument, item) in items.items():
        given = [one.filled.answers.get(key) for one in found]
        if any(value is not None for value in given):
            rows.append(
                [
                    item.text.in_language(language()),
                    *(
                        None if value is None else in_words(instrument, key, value)
                        for value in given
                    ),
                ]
            )
    return DataTable(
        "answers",
        _("Svaren bredvid varandra"),
        [Column(_("Fråga")), *(Column(when(one.row)) for one in found)],
        rows,
    )
