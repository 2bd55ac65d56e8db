"""A unit's coded facts as the indicators see them, kept in memory until something is saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock

from kvinnofrid.catalogue import OutcomeSet, load_shipped
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

Years = Mapping[int, list[Coded]]


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """The episodes of a unit, coded for each indicator by the year in which they count."""

    by_outcome: Mapping[str, Years]
    synthetic: bool

    def population(self, code: str, year: int) -> list[Coded]:
        """The episodes that an indicator counts in a year, whatever a reader has chosen."""
        return self.by_outcome[code].get(year, [])


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
    made = _coded(facts.episodes(selection))
    with _lock:
        while len(_kept) >= KEPT_UNITS:
            _kept.pop(next(iter(_kept)))
        _kept[key] = (revision, made)
    return made


def _coded(found: list[EpisodeFact]) -> UnitFacts:
    episodes = [_episode(one) for one in found]
    by_outcome: dict[str, dict[int, list[Coded]]] = {}
    for outcome in indicators().outcomes:
        years: dict[int, list[Coded]] = {}
        inside = [one for one in episodes if one.entered(outcome.population) is not None]
        for each in coded(outcome, inside):
            day = each.episode.days[f"{outcome.population}_on"]
            years.setdefault(day.year, []).append(each)
        by_outcome[outcome.code] = years
    return UnitFacts(by_outcome, any(one.synthetic for one in found))


def _episode(one: EpisodeFact) -> Episode:
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
