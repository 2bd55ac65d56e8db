"""What is asked of a snapshot: one table of one indicator, for some years, areas and divisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from kvinnofrid.catalogue import (
    Catalogue,
    Outcome,
    OutcomeSet,
    Text,
    UnknownDefinitionError,
    load_shipped,
)
from kvinnofrid.engine.areas import LEVELS, Level
from kvinnofrid.statistics.episodes import AFTER, BEFORE, CHANGE, LEAVERS, tables_of

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
DIVIDES = ("field", "days", "on_time")
"""Indicators of these measures can divide others."""


class QueryError(ValueError):
    """Something that can't be asked, in Swedish and English."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


@dataclass(frozen=True, slots=True)
class Description:
    """A figure's definition in plain words: headings, and what stands under each."""

    name: str
    lines: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "\n".join([self.name, *(f"{heading}: {said}" for heading, said in self.lines)])


@dataclass(frozen=True, slots=True)
class Query:
    """One table of an indicator of the catalogue.

    outcome_set, version, outcome: the indicator, in a version that is always named.
    table: which of its tables (`statistics.episodes.tables_of`): empty for the only one.
    years: the calendar years in which episodes came into its population.
    by: codes of other indicators of the set, for everybody and found from the episode alone (a
        field of it, days, whether a measurement was in time), whose classes divide this one.
    levels: for which levels of area; all of them unless told.
    """

    outcome_set: str
    version: str
    outcome: str
    table: str = ""
    years: tuple[int, ...] = ()
    by: tuple[str, ...] = ()
    levels: tuple[Level, ...] = LEVELS

    def validate(self, catalogue: Catalogue) -> None:
        """Raise QueryError when the catalogue can't answer it."""
        self.found(catalogue)

    def found(self, catalogue: Catalogue) -> "Found":
        """The definitions that it names; QueryError when it can't be answered."""
        try:
            owner = catalogue.outcome_set(self.outcome_set, self.version)
        except UnknownDefinitionError:
            raise _missing("indikatorerna", "indicators", self._set()) from None
        outcome = _outcome(owner, self.outcome)
        if self.table not in dict(tables_of(outcome)):
            raise _missing("tabellen", "table", f"{self.outcome}.{self.table}")
        self._check()
        return Found(owner, outcome, tuple(self._divisor(owner, code) for code in self.by))

    def _check(self) -> None:
        if not self.levels or set(self.levels) - set(LEVELS) or _twice(self.levels):
            raise _missing("nivån", "level", ", ".join(self.levels) or "–")
        whole = all(
            type(one) is int and _FIRST_YEAR <= one <= _LAST_YEAR  # a bool is no year
            for one in self.years
        )
        if not whole or not self.years or list(self.years) != sorted(set(self.years)):
            raise QueryError(
                Text(
                    sv="Skriv åren i ordning, minst ett, vart och ett en gång.",
                    en="Write the years in order, at least one, each once.",
                )
            )

    def _divisor(self, owner: OutcomeSet, code: str) -> Outcome:
        found = _outcome(owner, code)
        of_episode = found.measure.of in DIVIDES and not found.groups
        of_episode &= _outcome(owner, self.outcome).measure.of != "survey"
        if not of_episode or code == self.outcome or _twice(self.by):
            raise QueryError(
                Text(
                    sv=f"Det går inte att dela upp {self.outcome} efter {code}.",
                    en=f"{self.outcome} can't be divided by {code}.",
                )
            )
        return found

    def describe(self, language: str, catalogue: Catalogue | None = None) -> Description:
        """Its definition in plain words, in `sv` or `en`; QueryError when it can't be answered."""
        found = self.found(catalogue or load_shipped())
        words = _Words(language)
        outcome = found.outcome
        name = words(outcome.name)
        category = outcome.category(self.table)
        if category is not None:
            name = f"{name}: {words(category.words)}"
        elif self.table:
            name = f"{name}: {words(_TABLES[self.table])}"
        lines = [
            (_WHAT, words(outcome.definition)),
            (_NUMERATOR, words(outcome.numerator)),
            (_DENOMINATOR, words(outcome.denominator)),
            (
                _ANSWERED if outcome.population == "answered" else _POPULATION,
                words(_POPULATIONS[outcome.population]),
            ),
            (_EXCLUSIONS, words(outcome.exclusions)),
        ]
        if outcome.groups:
            lines.append((_GROUPS, self._groups(found, words)))
        if found.by:
            lines.append((_BY, words.listed([words(one.name) for one in found.by])))
        lines += [
            (_PERIOD, words.listed([str(one) for one in self.years])),
            (_LEVEL, words.listed([words(_LEVEL_WORDS[one]) for one in self.levels])),
            (_VERSION, f"{words(found.owner.title)}, {found.owner.version}"),
            (_BREAK, words(outcome.series_break or _NO_BREAK)),
        ]
        return Description(name, tuple((words(heading), said) for heading, said in lines))

    @staticmethod
    def _groups(found: "Found", words: "_Words") -> str:
        named = {
            value: words(category.words)
            for one in found.owner.outcomes
            if one.measure.of == "field" and one.measure.name == "target_group"
            for category in one.categories
            for value in (category.values or (category.code,))
        }
        return words.listed([named.get(one, one) for one in found.outcome.groups])

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "outcome_set": self.outcome_set,
            "version": self.version,
            "outcome": self.outcome,
            "table": self.table,
            "years": [*self.years],
            "by": [*self.by],
            "levels": [*self.levels],
        }

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Query":
        """From `to_dict`; QueryError when it is not such."""
        try:
            query = cls(
                outcome_set=str(given["outcome_set"]),
                version=str(given["version"]),
                outcome=str(given["outcome"]),
                table=str(given["table"]),
                years=tuple(given["years"]),
                by=tuple(map(str, given["by"])),
                levels=tuple(given["levels"]),
            )
            query._check()
        except (KeyError, TypeError):
            raise QueryError(
                Text(sv="Det är ingen fråga till motorn.", en="That is no query.")
            ) from None
        return query

    def _set(self) -> str:
        return f"{self.outcome_set} {self.version}"


@dataclass(frozen=True, slots=True)
class Found:
    """The definitions that a query names."""

    owner: OutcomeSet
    outcome: Outcome
    by: tuple[Outcome, ...]


class _Words:
    """Texts in one language."""

    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, text: Text) -> str:
        return text.in_language(self._language)

    def listed(self, words: list[str]) -> str:
        """Words with commas, and the last two with an `and`."""
        last = self(Text(sv="och", en="and"))
        return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _outcome(owner: OutcomeSet, code: str) -> Outcome:
    try:
        return owner.outcome(code)
    except KeyError:
        raise _missing("indikatorn", "indicator", code) from None


def _missing(sv: str, en: str, name: str) -> QueryError:
    return QueryError(Text(sv=f"Det finns inte: {sv} {name}.", en=f"No such {en}: {name}."))


def _twice(names: tuple[str, ...]) -> bool:
    return len(set(names)) != len(names)


assert set(get_args(Level)) == set(LEVELS)  # the type and the list are the same

_WHAT = Text(sv="Vad det säger", en="What it says")
_NUMERATOR = Text(sv="Det som räknas", en="What is counted")
_DENOMINATOR = Text(sv="Bland vilka", en="Among whom")
_POPULATION = Text(sv="När en period räknas", en="When an episode counts")
_ANSWERED = Text(sv="När ett svar räknas", en="When an answer counts")
_EXCLUSIONS = Text(sv="Vad som inte är med", en="What is left out")
_GROUPS = Text(sv="Målgrupper", en="Target groups")
_BY = Text(sv="Uppdelat efter", en="Divided by")
_PERIOD = Text(sv="År", en="Years")
_LEVEL = Text(sv="Nivå", en="Level")
_VERSION = Text(sv="Version", en="Version")
_BREAK = Text(sv="Avbrott i serien", en="Break in the series")
_NO_BREAK = Text(sv="Inget.", en="None.")
_POPULATIONS = {
    "opened": Text(
        sv="Det år då insatsperioden öppnades.", en="The year in which the episode was opened."
    ),
    "closed": Text(
        sv="Det år då insatsperioden avslutades.", en="The year in which the episode was closed."
    ),
    "answered": Text(
        sv="Ett svar räknas till det år då svaren blev minst fem från samma enhet.",
        en="An answer counts in the year when there were at least five from the same unit.",
    ),
}
_LEVEL_WORDS = {
    "nation": Text(sv="riket", en="the nation"),
    "county": Text(sv="län", en="counties"),
    "municipality": Text(sv="kommuner", en="municipalities"),
}
_TABLES = {
    BEFORE: Text(sv="vid första mätningen", en="at the first measurement"),
    AFTER: Text(sv="vid avslut", en="at exit"),
    CHANGE: Text(sv="förändring hos samma klienter", en="change among the same clients"),
    LEAVERS: Text(
        sv="de som inte svarat vid avslut, efter sitt första svar",
        en="those who did not answer at exit, by their first answer",
    ),
}
