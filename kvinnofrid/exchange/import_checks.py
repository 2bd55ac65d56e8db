"""What was read, tried by the rules of the follow-up before anything is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from kvinnofrid.catalogue import Instrument, Text, load_shipped
from kvinnofrid.exchange import refusals
from kvinnofrid.exchange.import_reading import (
    ClientRead,
    EpisodeRead,
    InterventionRead,
    Known,
    WaveRead,
)
from kvinnofrid.exchange.refusals import Refusal, shown
from kvinnofrid.follow_up import rules
from kvinnofrid.follow_up.models import Intervention
from kvinnofrid.follow_up.operations import (
    Brought,
    BroughtEpisode,
    BroughtWave,
    EpisodeHeld,
    Filled,
    Held,
    InterventionFacts,
    NewClient,
    NewEpisode,
)
from kvinnofrid.follow_up.rules import (
    Attainment,
    Course,
    ImpossibleError,
    Measured,
    Occasion,
    Wrong,
)
from kvinnofrid.questionnaires import Given, Missing, applies, check
from kvinnofrid.records.rules import ProtectedIdentity

ONCE = frozenset({Occasion.BASELINE, Occasion.EXIT})
REASON = "Inläst ur ett annat system."
TRIES = 4
"""How many times answers are looked at anew when one that is lacking leads to others."""
OF_GROUP = {
    "way_in": "way-in",
    "closure_reason": "closure-reason",
    "intervention": "intervention",
    "intervention_provider": "provider",
}


@dataclass(frozen=True, slots=True)
class Named:
    """The tokens of the clients of a file: of references, and of identity numbers by digits."""

    reference: Mapping[str, bytes]
    episode: Mapping[str, bytes]
    number: Mapping[str, bytes]


class Checker:
    """Turns what was read into what can be taken in; `refused` says why something cannot."""

    def __init__(self, known: Known, named: Named, headings: Mapping[str, str]) -> None:
        self._known, self._named, self._headings = known, named, headings
        self.refused: list[Refusal] = []
        self.unlikely = 0
        self.not_asked = 0

    def brought(self, read: ClientRead) -> Brought:
        """The client as it can be taken in, its rules not yet tried."""
        token = None if read.number is None else self._named.number[read.number.digits]
        protection = ProtectedIdentity(read.facts.get("protected_identity", ""))
        names = ("name", "birth_year", "sex", "home_municipality")
        client = NewClient(
            {name: read.facts[name] for name in names if name in read.facts},
            read.number.digits if read.number else "",
            protection,
            token=token,
        )
        episodes = tuple(self._episode(one) for one in read.episodes)
        return Brought(
            client, tuple(self._named.reference[one] for one in read.references), episodes
        )

    def _episode(self, read: EpisodeRead) -> BroughtEpisode:
        facts = read.facts
        return BroughtEpisode(
            NewEpisode(
                read.target, read.opened_on, str(facts.get("way_in", "")),
                _day(facts.get("contacted_on")),
            ),
            self._named.episode.get(read.reference),
            _day(facts.get("started_on")),
            _day(facts.get("closed_on")),
            str(facts.get("closure_reason", "")),
            Attainment(str(facts.get("attainment", ""))),
            tuple(_intervention(one) for one in read.interventions),
            tuple(self._wave(one, read) for one in read.waves),
        )  # fmt: skip

    def _wave(self, read: WaveRead, of: EpisodeRead) -> BroughtWave:
        instrument = self._known.instruments[of.target]
        answers, reasons = self._completed(instrument, read)
        return BroughtWave(read.occasion, read.held_on, Filled(answers, reasons))

    def _completed(
        self, instrument: Instrument, read: WaveRead
    ) -> tuple[dict[str, Given], dict[str, str]]:
        """The answers of what is asked, what is lacking said to be, and reasons of the unlikely."""
        today, occasion = self._known.today, read.occasion.value
        answers = dict(read.answers)
        for _ in range(TRIES):
            asked = applies(instrument, answers, today=today, occasion=occasion)
            answers = {item: given for item, given in answers.items() if item in asked}
            found = check(instrument, answers, today=today, occasion=occasion)
            lacking = [one for one in found.unanswered if one in asked]
            if not lacking:
                break
            answers |= {item: Missing("not_asked") for item in lacking}
        self.not_asked += len(set(read.answers) - set(answers))
        self.unlikely += len(found.unexplained)
        for error in found.errors:
            words = Text(
                sv=error.words.in_language("sv") or "–", en=error.words.in_language("en") or "–"
            )
            self._no(read.line, f"q_{error.item}", "", (words, _CORRECT))
        return answers, {one.key: REASON for one in found.unexplained}

    def tried(self, read: ClientRead, brought: Brought, held: Held) -> bool:
        """Whether all of a client can be taken in by the rules; else `refused` says why."""
        before = len(self.refused)
        client = held.client(brought)
        year = read.facts.get("birth_year")
        if year:
            self._try(
                read.lines[0], partial(rules.check_birth_year, int(year), today=self._known.today)
            )
        for one, episode in zip(read.episodes, brought.episodes, strict=True):
            there = held.episode(client, episode) if client is not None else None
            self._try_episode(one, episode, there)
        return len(self.refused) == before

    def _try_episode(
        self, read: EpisodeRead, brought: BroughtEpisode, there: EpisodeHeld | None
    ) -> None:
        today, line = self._known.today, read.line
        own = Course(brought.opened.opened_on, brought.started_on, brought.closed_on)
        self._try(line, partial(rules.check_course, own, today=today))
        contacted = brought.opened.contacted_on
        if contacted is not None and contacted > brought.opened.opened_on:
            self._no(line, "contacted_on", contacted.isoformat(), refusals.CONTACT_AFTER)
        if brought.closed_on is not None and not brought.closure_reason:
            self._no(line, "closure_reason", "", refusals.NO_REASON)
        for name in ("way_in", "closure_reason"):
            self._of_group(line, name, str(read.facts.get(name, "")), read)
        for one in read.interventions:
            self._of_group(one.line, "intervention", one.kind, read)
            self._of_group(one.line, "intervention_provider", one.provider, read)
            self._try(
                one.line,
                partial(rules.check_span, one.started_on, one.ended_on, today=today),
            )
        course = own if there is None else Course(
            there.opened_on,
            there.started_on or own.started,
            there.closed_on or own.closed,
        )  # fmt: skip
        self._try_waves(read, course, there)

    def _try_waves(self, read: EpisodeRead, course: Course, there: EpisodeHeld | None) -> None:
        held = sorted(() if there is None else there.waves, key=lambda one: one[1])
        measured, counts = [], dict.fromkeys(Occasion, 0)
        for occasion, day in held:
            counts[occasion] += 1
            measured.append(Measured(occasion, counts[occasion], day))
        for wave in sorted(read.waves, key=lambda one: one.held_on):
            if (wave.occasion, wave.held_on) in held:
                continue
            counts[wave.occasion] += 1
            if wave.occasion in ONCE and counts[wave.occasion] > 1:
                self._no(wave.line, "held_on", wave.held_on.isoformat(), refusals.SECOND)
                continue
            new = Measured(wave.occasion, counts[wave.occasion], wave.held_on)
            if self._try(
                wave.line,
                partial(rules.check_wave, new, course, measured, today=self._known.today),
                value=wave.held_on.isoformat(),
            ):
                measured.append(new)

    def _of_group(self, line: int, name: str, code: str, read: EpisodeRead) -> None:
        if not code:
            return
        allowed = load_shipped().code_list(OF_GROUP[name]).for_group(read.target)
        if code not in {one.code for one in allowed}:
            self._no(line, name, shown(code), refusals.NOT_FOR_GROUP)

    def _try(self, line: int, what: Callable[[], None], *, value: str = "") -> bool:
        try:
            what()
        except ImpossibleError as error:
            words = rules.WRONG_WORDS[error.wrong]
            remedy = _SEE if error.wrong is Wrong.NOT_ALLOWED else _CORRECT
            self._no(line, error.field, value, (words, remedy))
            return False
        return True

    def _no(self, line: int, wanted: str, value: str, why: tuple[Text, Text]) -> None:
        self.refused.append(Refusal(line, self._headings.get(wanted, ""), value, *why))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _intervention(read: InterventionRead) -> InterventionFacts:
    return InterventionFacts(
        read.kind,
        Intervention.Form(read.form),
        read.provider,
        started_on=read.started_on,
        ended_on=read.ended_on,
    )


_CORRECT = Text(sv="Rätta i filen.", en="Correct it in the file.")
_SEE = Text(sv="Se insatsperioden i akten.", en="See the episode in the record.")
