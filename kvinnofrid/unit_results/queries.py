"""A unit's coded facts as the indicators see them, kept in memory until something is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from kvinnofrid.catalogue import Outcome, OutcomeSet, load_shipped
from kvinnofrid.follow_up import facts
from kvinnofrid.follow_up.facts import EpisodeFact, Selection, WaveFact
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Inhabitants
from kvinnofrid.statistics.episodes import Episode, Given, Held
from kvinnofrid.statistics.unit_tables import Coded, coded

SET = "unit-results"
KEPT_UNITS = 64
DAYS = ("contacted_on", "opened_on", "started_on", "closed_on")
FIELDS = ("way_in", "sex", "age_band", "attainment", "closure_reason")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The episodes of a unit, coded for an indicator and a year when they are first asked for."""

    episodes: Sequence[Episode]
    synthetic: bool
    coded: dict[tuple[str, int], list[Coded]] = field(default_factory=dict)

    def population(self, outcome: Outcome, year: int) -> list[Coded]:
        """The episodes that an indicator counts in a year, whatever a reader has chosen."""
        key = (outcome.code, year)
        if key not in self.coded:
            inside = [
                one
                for one in self.episodes
                if (day := one.entered(outcome.population)) is not None and day.year == year
            ]
            self.coded[key] = coded(outcome, inside)
        return self.coded[key]


_kept: dict[tuple[int, str], tuple[object, UnitFacts]] = {}
_lock = Lock()


def indicators() -> OutcomeSet:
    """The indicators in their latest version."""
    return load_shipped().outcome_set(SET)


def facts_of(organisation: int, unit: str) -> UnitFacts:
    """The facts of a unit as they are now. Asks no policy: whoever calls has asked."""
    selection = Selection(organisation, unit)
    revision = (facts.revision(selection), load_shipped().digest)
    key = (organisation, unit)
    found = _kept.get(key)
    if found is not None and found[0] == revision:
        return found[1]
    found_now = facts.episodes(selection)
    made = UnitFacts(
        [episode_of(one) for one in found_now], any(one.synthetic for one in found_now)
    )
    with _lock:
        while len(_kept) >= KEPT_UNITS:
            _kept.pop(next(iter(_kept)))
        _kept[key] = (revision, made)
    return made


def episode_of(one: EpisodeFact) -> Episode:
    """A fact as the indicators see it: coded fields, days, and the first of each measurement."""
    return Episode(
        target_group=one.target_group,
        days={name: day for name in DAYS if (day := getattr(one, name)) is not None},
        fields={name: getattr(one, name) for name in FIELDS},
        interventions=tuple(Given(given.kind, given.form) for given in one.interventions),
        baseline=_first(one.waves, "baseline"),
        exit=_first(one.waves, "exit"),
    )


def _first(waves: tuple[WaveFact, ...], occasion: str) -> Held | None:
    found = [one for one in waves if one.occasion == occasion and one.held_on is not None]
    if not found:
        return None
    wave = min(found, key=lambda one: one.number)
    return Held(wave.held_on, wave.answers)


def inhabitants(organisation: int, *, year: int, on: date) -> Inhabitants | None:
    """Inhabitants of all ages at the end of the year, or of the last year known before it."""
    place = organisations.register().place(organisation, on=on)
    known = [one for one in organisations.populations(place) if one.year <= year]
    return max(known, key=lambda one: one.year, default=None)
