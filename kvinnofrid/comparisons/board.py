"""The board: a round with everything that its pages show, as one frozen value in memory.

Knows nothing of Django. `queries.board` makes one from the database; here it is asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from operator import itemgetter

from kvinnofrid.catalogue import AnswerCode, Indicator, IndicatorSet
from kvinnofrid.comparisons.rules import (
    ANSWERS,
    YES,
    CountDifference,
    count,
    count_difference,
    last_day,
)
from kvinnofrid.statistics.ranking import Rank, median, ranks
from kvinnofrid.statistics.shares import Mean, Share, weighted_mean
from kvinnofrid.statistics.similarity import Likeness, Profile, most_alike


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What a round is. `revision` counts up each time that its answers are replaced,
    last at `changed`."""

    slug: str
    indicator_set: str
    version: str
    year: int
    source: str
    synthetic: bool
    revision: int
    changed: datetime

    @property
    def day(self) -> date:
        """The day by which organisations, names and groups are told: the last of the year."""
        return last_day(self.year)


@dataclass(frozen=True, slots=True)
class BoardRespondent:
    """Who answered, with what it is grouped by, and its answers.

    `name` is the source's own wording. A city district has the county, groups and size class of
    its municipality, whose code is `municipality_code`; its own inhabitants are rarely known.
    `population` is that of `population_year`, the round's year or the last known before it.
    """

    code: str
    name: str
    sort_key: str
    organisation_id: int
    organisation_name: str
    kind: str
    municipality_code: str
    municipality_name: str
    county_code: str
    county_name: str
    group_2017: str | None
    group_2023: str | None
    size_class: str | None
    population: int | None
    population_year: int | None
    published_yes: int | None
    answers: bytes

    @property
    def counted(self) -> Share:
        """The answers by kind, over all indicators."""
        return count(self.answers)

    @property
    def difference(self) -> CountDifference | None:
        """The printed number of yes against the counted one, when they differ."""
        return count_difference(published=self.published_yes, counted=self.answers.count(YES))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A respondent with its place by number of yes."""

    respondent: BoardRespondent
    counted: Share
    rank: Rank


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A respondent that is like another, and the parts of the likeness."""

    respondent: BoardRespondent
    likeness: Likeness[str]


@dataclass(frozen=True, eq=False)
class Board:
    """A round in memory. Equal only to itself: another one of the same round is of another state.

    `respondents` are in Swedish order of name; rows and columns count from 0.

    `published` is the nation's share of yes in per cent as the source printed it, by indicator.
    """

    round: RoundFacts
    indicator_set: IndicatorSet
    respondents: tuple[BoardRespondent, ...]
    published: dict[str, Decimal]

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators in the set's order: the columns."""
        return self.indicator_set.indicators

    @cached_property
    def column_of(self) -> dict[str, int]:
        """The column of each indicator code."""
        return {indicator.code: column for column, indicator in enumerate(self.indicators)}

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each respondent's code."""
        return {respondent.code: row for row, respondent in enumerate(self.respondents)}

    @cached_property
    def columns(self) -> tuple[bytes, ...]:
        """The answers to each indicator, in order of the respondents."""
        rows = [respondent.answers for respondent in self.respondents]
        if not rows:
            return (b"",) * len(self.indicators)
        return tuple(map(bytes, zip(*rows, strict=True)))

    def respondent(self, code: str) -> BoardRespondent:
        """The respondent with this code; KeyError when it did not take part."""
        return self.respondents[self.row_of[code]]

    def answer(self, code: str, indicator: str) -> AnswerCode:
        """What a respondent answered to an indicator; KeyError for an unknown code of either."""
        return ANSWERS[self.respondent(code).answers[self.column_of[indicator]]]

    def rows(
        self,
        *,
        county: str | None = None,
        group_2017: str | None = None,
        group_2023: str | None = None,
        size_class: str | None = None,
        municipality: str | None = None,
    ) -> tuple[int, ...]:
        """The rows of those who have all the given codes; all rows when none is given."""
        wanted = {
            "county_code": county,
            "group_2017": group_2017,
            "group_2023": group_2023,
            "size_class": size_class,
            "municipality_code": municipality,
        }
        asked = [(field, code) for field, code in wanted.items() if code is not None]
        chosen: Sequence[int] = range(len(self.respondents))
        for field, code in asked:
            rows = self._rows_by(field).get(code, ())
            chosen = rows if len(asked) == 1 else sorted(set(chosen) & set(rows))
        return tuple(chosen)

    def _rows_by(self, field: str) -> dict[str | None, tuple[int, ...]]:
        """The rows of each code of a field; remembered, since every page of the round asks."""
        if field not in self._by_field:
            found: dict[str | None, list[int]] = {}
            for row, respondent in enumerate(self.respondents):
                found.setdefault(getattr(respondent, field), []).append(row)
            self._by_field[field] = {code: tuple(rows) for code, rows in found.items()}
        return self._by_field[field]

    @cached_property
    def _by_field(self) -> dict[str, dict[str | None, tuple[int, ...]]]:
        return {}

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """How all respondents answered, for each indicator: computed, not published."""
        return tuple(map(count, self.columns))

    @cached_property
    def national_percents(self) -> tuple[Fraction | None, ...]:
        """The country's share of yes for each indicator: printed ones if the source has any, else
        those computed from all respondents.
        """
        if not self.published:
            return tuple(share.percent for share in self.shares)
        printed = (self.published.get(indicator.code) for indicator in self.indicators)
        return tuple(None if percent is None else Fraction(percent) for percent in printed)

    def extremes(self, *, each: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The columns with the lowest and with the highest national shares, from the outside in;
        `each` of both, and one only from each indicator area, so that they tell different things.
        """
        known = [
            (share, column)
            for column, share in enumerate(self.national_percents)
            if share is not None
        ]
        ascending = sorted(known)
        lowest = self._one_of_each_area([column for _, column in ascending], each)
        descending = sorted(known, key=lambda pair: (-pair[0], pair[1]))
        return lowest, self._one_of_each_area([column for _, column in descending], each)

    def _one_of_each_area(self, columns: Sequence[int], most: int) -> tuple[int, ...]:
        first: dict[str, int] = {}
        for column in columns:
            first.setdefault(self.indicators[column].indicator_area, column)
        return tuple(first.values())[:most]

    def shares_in(
        self, *, county: str | None = None, group_2017: str | None = None
    ) -> tuple[int, tuple[Share, ...]]:
        """How many are in a county or a municipality group, and how they answered, for each
        indicator. Remembered: every profile of the same county or group asks for the same.
        """
        if (county, group_2017) not in self._shares_in:
            rows = self.rows(county=county, group_2017=group_2017)
            self._shares_in[county, group_2017] = len(rows), self.shares_among(rows)
        return self._shares_in[county, group_2017]

    @cached_property
    def _shares_in(self) -> dict[tuple[str | None, str | None], tuple[int, tuple[Share, ...]]]:
        return {}

    def shares_among(self, rows: Sequence[int]) -> tuple[Share, ...]:
        """How the respondents in `rows` answered, for each indicator."""
        if not rows:
            return (Share(),) * len(self.indicators)
        if len(rows) == 1:
            return tuple(count(column[rows[0] : rows[0] + 1]) for column in self.columns)
        pick = itemgetter(*rows)
        return tuple(count(bytes(pick(column))) for column in self.columns)

    def weighted_percent(self, indicator: str, rows: Sequence[int] | None = None) -> Mean:
        """The population-weighted share of yes in per cent: how many of the inhabitants live
        where the answer is yes, of those who live where yes, partly or no was answered.

        Respondents whose inhabitants are unknown are in `left_out` together with those who did
        not answer. The unweighted one is `shares`.
        """
        column = self.columns[self.column_of[indicator]]
        chosen = range(len(self.respondents)) if rows is None else rows
        return weighted_mean(
            (
                None if column[row] > YES else 100 * (column[row] == YES),
                self.respondents[row].population,
            )
            for row in chosen
        )

    @cached_property
    def columns_of_area(self) -> dict[str, tuple[int, ...]]:
        """The columns of each quality area, in the set's order of areas."""
        return {
            area.id: tuple(
                column
                for column, indicator in enumerate(self.indicators)
                if indicator.quality_area == area.id
            )
            for area in self.indicator_set.quality_areas
        }

    def count_in_area(self, code: str, quality_area: str) -> Share:
        """A respondent's answers by kind within a quality area; KeyError for unknown codes."""
        answers = self.respondent(code).answers
        return count(bytes(answers[column] for column in self.columns_of_area[quality_area]))

    @cached_property
    def ranking(self) -> tuple[Ranked, ...]:
        """All respondents by number of yes, most first; equals in Swedish order of name."""
        return self.ranking_among(range(len(self.respondents)))

    def ranking_among(self, rows: Sequence[int]) -> tuple[Ranked, ...]:
        """The respondents in `rows` ranked among themselves by number of yes."""
        chosen = [self.respondents[row] for row in rows]
        counted = [respondent.counted for respondent in chosen]
        ranked = map(Ranked, chosen, counted, ranks([share.yes for share in counted]))
        return tuple(sorted(ranked, key=lambda r: (r.rank.position, r.respondent.sort_key)))

    @cached_property
    def median_yes(self) -> Decimal | None:
        """The median number of yes; None without respondents."""
        middle = median([ranked.counted.yes for ranked in self.ranking])
        return None if middle is None else Decimal(middle.numerator) / middle.denominator

    @cached_property
    def differences(self) -> tuple[tuple[BoardRespondent, CountDifference], ...]:
        """The respondents whose printed number of yes is not the counted one."""
        return tuple((r, r.difference) for r in self.respondents if r.difference is not None)

    def similar(self, code: str, *, at_most: int = 10) -> tuple[Neighbour, ...]:
        """The most alike respondents, nearest first, by inhabitants and answers."""
        found = most_alike(self._profiles[self.row_of[code]], self._profiles, at_most=at_most)
        return tuple(Neighbour(self.respondent(alike.key), alike) for alike in found)

    @cached_property
    def _profiles(self) -> tuple[Profile[str], ...]:
        return tuple(map(_profile, self.respondents))

    def same_group_and_size(self, code: str) -> tuple[BoardRespondent, ...]:
        """The others of the same municipality group (2017) and size class; none if unknown."""
        one = self.respondent(code)
        if one.group_2017 is None or one.size_class is None:
            return ()
        rows = self.rows(group_2017=one.group_2017, size_class=one.size_class)
        return tuple(self.respondents[row] for row in rows if self.respondents[row] != one)


def _profile(respondent: BoardRespondent) -> Profile[str]:
    return Profile(
        key=respondent.code,
        sort_key=respondent.sort_key,
        group=respondent.group_2017,
        size_class=respondent.size_class,
        population=respondent.population,
        answers=respondent.answers,
    )
