"""What the picture of the situation reads: published releases alone, never live facts."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from kvinnofrid.catalogue import (
    Outcome,
    OutcomeSet,
    Sign,
    SituationPicture,
    UnknownDefinitionError,
    load_shipped,
)
from kvinnofrid.comparisons import queries as comparisons
from kvinnofrid.engine.areas import NATION, NOWHERE, REST
from kvinnofrid.engine.figures import Mean, mean_change
from kvinnofrid.engine.tables import DisclosedTable, Quarters
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind, Place
from kvinnofrid.releases import queries as releases
from kvinnofrid.releases.queries import Published
from kvinnofrid.situation.rules import ABSENT, Level, Row, level
from kvinnofrid.statistics.episodes import tables_of

PICTURE = "situation"
GROUPS, GROUPS_VERSION = organisations.SKR_GROUPS, "2023"
"""The groups of municipalities that one is compared with."""
SURVEY = "answered"
"""The population of those who answered the clients' own survey."""

__all__ = [
    "GROUPS",
    "GROUPS_VERSION",
    "SURVEY",
    "Area",
    "Inhabited",
    "Picture",
    "Seen",
    "Source",
    "last_day",
    "picture",
]


@dataclass(frozen=True, slots=True)
class Area:
    """The nation, a county or a municipality, as it was at the end of a year."""

    code: str
    place: Place

    @property
    def kind(self) -> str:
        """Nation, county or municipality."""
        return self.place.kind

    @property
    def county(self) -> str | None:
        """The code of the county that it is in; None for the nation."""
        return None if self.kind == Kind.NATION else self.code[:2]


@dataclass(frozen=True, slots=True)
class Seen:
    """How an area is told of in a table: the code of its row, and whether the row is its own."""

    code: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Inhabited:
    """Inhabitants of an area at the end of a year, maybe an earlier one."""

    number: int
    year: int


@dataclass(frozen=True, eq=False)
class Source:
    """A published release, its tables, and the definitions that it was counted by."""

    release: Published
    tables: Mapping[tuple[str, str], DisclosedTable]
    outcomes: OutcomeSet

    def table(self, outcome: str, table: str) -> DisclosedTable | None:
        """A table of it; None when it has none such."""
        return self.tables.get((outcome, table))


@dataclass(frozen=True, eq=False)
class Picture:
    """The picture as the latest release shows it, with earlier ones for the years before.

    It is the same object as long as it is made of the same, so that what is reckoned stays.
    """

    source: Source
    earlier: tuple[Source, ...]
    signs: SituationPicture
    _sized: dict[tuple[int, str], DisclosedTable | None] = field(default_factory=dict)
    _people: dict[tuple[str, str, int], Inhabited | None] = field(default_factory=dict)
    _members: dict[tuple[str, str, int], tuple[Place, ...]] = field(default_factory=dict)

    @property
    def release(self) -> Published:
        """The latest release."""
        return self.source.release

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the latest release tells of, the latest first."""
        return tuple(sorted(self.release.years, reverse=True))

    @cached_property
    def history(self) -> Mapping[int, Source]:
        """The release that each year is read from: the newest that has it."""
        found: dict[int, Source] = {}
        for one in (self.source, *self.earlier):
            for year in one.release.years:
                found.setdefault(year, one)
        return dict(sorted(found.items()))

    def breaks(self, outcome: str) -> dict[int, Outcome]:
        """Years from which an indicator is counted otherwise than the year before."""
        found: dict[int, Outcome] = {}
        before: Source | None = None
        for year, one in self.history.items():
            if before is not None and one.outcomes.version != before.outcomes.version:
                now = _outcome(one.outcomes, outcome)
                if now is not None and now != _outcome(before.outcomes, outcome):
                    found[year] = now
            before = one
        return found

    def sign(self, code: str) -> Sign | None:
        """A sign by its code."""
        return next((one for one in self.signs.signs if one.code == code), None)

    def outcome(self, code: str) -> Outcome | None:
        """An indicator as the latest release has it."""
        return _outcome(self.source.outcomes, code)

    def seen(self, outcome: str, code: str, year: int) -> Seen | None:
        """The row that tells of an area: its own, that of those it is told of together with, or
        what it is part of when none inside it is told of by itself. None when the release says
        nothing of it.
        """
        found = self._sizes(outcome, year)
        if found is None or code not in found.codes("area"):
            return None
        above = code[:2] if len(code) > len(NATION) else NATION
        for one in dict.fromkeys((code, above + REST, above, NATION + REST, NATION)):
            if found.has(one, str(year)) and found.total(one, str(year)) is not None:
                return Seen(one, one == code)
        return None

    def _sizes(self, outcome: str, year: int) -> DisclosedTable | None:
        """A table of everybody in the population of an indicator: its rows have their totals, but
        those of areas that are told of together with others.
        """
        source = self.history.get(year)
        asked = None if source is None else _outcome(source.outcomes, outcome)
        return None if asked is None else self._everybody(asked.population, year)

    def _everybody(self, population: str, year: int) -> DisclosedTable | None:
        source = self.history.get(year)
        if source is None:
            return None
        key = (source.release.number, population)
        if key not in self._sized:
            alike = (
                source.table(one.code, tables_of(one)[0][0])
                for one in source.outcomes.outcomes
                if one.population == population and not one.groups
            )
            self._sized[key] = next((one for one in alike if one is not None), None)
        return self._sized[key]

    def everybody(self, population: str, code: str, year: int) -> tuple[Seen, int] | None:
        """How many are in a population in an area, or in those it is told of together with."""
        found = self._everybody(population, year)
        if found is None:
            return None
        seen = self.seen(found.query.outcome, code, year)
        total = None if seen is None else found.total(seen.code, str(year))
        return None if seen is None or total is None else (seen, total)

    def row(self, outcome: str, table: str, code: str, year: int) -> tuple[Row, int | None] | None:
        """The counts of a row by class, and how many are in it altogether."""
        source = self.history.get(year)
        found = None if source is None else source.table(outcome, table)
        if found is None or not found.has(code, str(year)):
            return None
        return found.row(code, str(year)), found.total(code, str(year))

    def summary(
        self, outcome: str, table: str, code: str, year: int
    ) -> tuple[Quarters | None, Mean | None]:
        """The quartiles of a row of days, and the mean of a row of change."""
        source = self.history.get(year)
        found = None if source is None else source.table(outcome, table)
        if found is None or not found.has(code, str(year)):
            return None, None
        return found.quartiles(code, str(year)), mean_change(found, code, str(year))

    def level(self, sign: Sign, code: str, year: int) -> Level:
        """What a sign comes to in a row: that of an area, or of some told of together."""
        found = self.row(sign.outcome, sign.table, code, year)
        if found is None:
            return ABSENT
        people = self.inhabited(sign.outcome, code, year) if sign.kind == "rate" else None
        made = level(sign, *found, None if people is None else people.number)
        outcome = self.outcome(sign.outcome)
        of_survey = outcome is not None and outcome.population == SURVEY
        return replace(made, is_survey=True) if of_survey else made

    def inhabited(self, outcome: str, code: str, year: int) -> Inhabited | None:
        """Inhabitants of all ages in the area of a row, of the last year known until then."""
        key = (outcome, code, year)
        if key not in self._people:
            self._people[key] = self._inhabited(outcome, code, year)
        return self._people[key]

    def _inhabited(self, outcome: str, code: str, year: int) -> Inhabited | None:
        known = organisations.latest_population_year(until=last_day(year))
        if known is None:
            return None
        members = self.members(outcome, code, year)
        found = organisations.populations_in(known, [one.id for one in members])
        if not members or len(found) < len(members):
            return None
        return Inhabited(sum(one.inhabitants for one in found.values()), known)

    def members(self, outcome: str, code: str, year: int) -> tuple[Place, ...]:
        """The municipalities in a row that have handed anything in, so that a rate is among those
        alone; none of those who are of no municipality.
        """
        key = (outcome, code, year)
        if key not in self._members:
            self._members[key] = self._find_members(outcome, code, year)
        return self._members[key]

    def _find_members(self, outcome: str, code: str, year: int) -> tuple[Place, ...]:
        if code.endswith(NOWHERE):
            return ()
        inside = "" if code.startswith(NATION) else code.removesuffix(REST)
        sizes = self._sizes(outcome, year)
        there = frozenset() if sizes is None else frozenset(sizes.codes("area"))
        found = [
            one for one in organisations.municipalities(on=last_day(year)) if one.code in there
        ]
        if not code.endswith(REST):
            return tuple(one for one in found if one.code.startswith(inside))
        together = (
            one
            for one in found
            if one.code.startswith(inside)
            and (seen := self.seen(outcome, one.code if inside else one.code[:2], year))
            and seen.code == code
        )
        return tuple(together)

    @cached_property
    def hidden(self) -> tuple[int, int]:
        """How many counts the release hides, and how many it has."""
        tables = list(self.source.tables.values())
        return sum(one.hidden for one in tables), sum(len(one.values) for one in tables)


def _outcome(outcomes: OutcomeSet, code: str) -> Outcome | None:
    return next((one for one in outcomes.outcomes if one.code == code), None)


def last_day(year: int) -> date:
    """The day by which places are named in the figures of a year."""
    return date(year, 12, 31)


@dataclass(frozen=True, eq=False)
class Asked:
    """What a page is made from, as it was at a moment: the picture, and a mark of it and of all
    that stands beside. Equal marks, equal pages.
    """

    at: datetime
    picture: Picture | None
    mark: Hashable


SECONDS = 1.0
"""How long an answer is believed, so that many readers at once do not ask the same."""
_asked: Asked | None = None
_kept: dict[Hashable, Picture] = {}


def asked(*, now: datetime) -> Asked:
    """What pages are made from now, at most a second old."""
    global _asked
    kept = _asked
    if kept is None or not 0 <= (now - kept.at).total_seconds() < SECONDS:
        known, register = _published(now), organisations.mark()
        digests = tuple(one.digest for one in known)
        made_of = (load_shipped().digest, register, digests)
        mark = (made_of, comparisons.beside_mark(), comparisons.rounds())
        kept = _asked = Asked(now, _picture(made_of, known), mark)
    return kept


def forget() -> None:
    """Ask anew next time."""
    global _asked
    _asked = None
    _kept.clear()


def picture(*, now: datetime) -> Picture | None:
    """The picture of now; None before the first release is published."""
    return asked(now=now).picture


def _published(now: datetime) -> dict[Published, OutcomeSet]:
    """The latest release and those that add years before it, with their definitions."""
    signs = load_shipped().situation_picture(PICTURE)
    known = {
        one: outcomes
        for one in releases.published(now)
        if one.superseded_by is None and (outcomes := _defined(one, signs)) is not None
    }
    if not known:
        return {}
    latest, *older = known
    return {one: known[one] for one in (latest, *_of_one_kind(latest, older))}


def _picture(made_of: Hashable, known: Mapping[Published, OutcomeSet]) -> Picture | None:
    """The picture of some releases: the same one as long as they and the register are the same."""
    if not known:
        return None
    if made_of not in _kept:
        signs = load_shipped().situation_picture(PICTURE)
        first, *earlier = [
            Source(one, releases.tables(one.number), outcomes) for one, outcomes in known.items()
        ]
        _kept.clear()
        _kept[made_of] = Picture(first, tuple(earlier), signs)
    return _kept[made_of]


def _defined(one: Published, signs: SituationPicture) -> OutcomeSet | None:
    """The definitions of a release; None when it is about something else, or they are gone."""
    if one.outcome_set != signs.outcome_set:
        return None
    try:
        return load_shipped().released(one.outcome_set, one.version)
    except UnknownDefinitionError:
        return None


def _of_one_kind(latest: Published, older: Sequence[Published]) -> Iterator[Published]:
    """Those that add years. Made-up figures are never laid beside real ones."""
    seen = set(latest.years)
    for one in older:
        if one.synthetic == latest.synthetic and not set(one.years) <= seen:
            seen |= set(one.years)
            yield one
