"""One who answered, beside the country, the county, the group and up to four others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Indicator
from kvinnofrid.charts import (
    Answer,
    CountLine,
    Frame,
    Layout,
    ProfileDumbbell,
    ProfileGroup,
    ProfileRow,
)
from kvinnofrid.comparisons.board import Board, BoardRespondent
from kvinnofrid.comparisons.presenters import beside, likeness
from kvinnofrid.comparisons.presenters.round_base import (
    RoundPage,
    addresses,
    by_address,
    group_name,
    questions,
)
from kvinnofrid.comparisons.rules import ANSWERS, NO, PARTLY, YES
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.statistics.ranking import Rank
from kvinnofrid.statistics.shares import Share, rounded
from kvinnofrid.web import components
from kvinnofrid.web.components import Column, DataTable, KeyFigure, Link
from kvinnofrid.web.drawing import answer_badge, answer_word
from kvinnofrid.web.pictures import Drawing, words
from kvinnofrid.web.public_pages import Choices, Draw, say

PEERS = 4
MOST = Fraction(50)
LISTED = 8
BESIDE_THE_TABLES = (Layout.WIDE,)
"""One layout for desk and paper: each costs a fifth of the whole page. On a phone the answers stand
in tables to unfold, and a picture of as many rows only repeats."""


@dataclass(frozen=True, slots=True)
class Group:
    """Some of those who answered, to compare with: their name and their shares."""

    name: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Stand:
    """A question where one's own answer differs from what most say."""

    link: Link
    answer: components.AnswerCode
    percent: str


@dataclass(frozen=True, slots=True)
class Area:
    """The answers within a quality area: all at a glance, and one by one in a table."""

    name: str
    counted: Share
    table: DataTable

    @property
    def strip(self) -> SafeString:
        """A sign for each answer, the yes first."""
        counted = self.counted
        return mark_safe(  # noqa: S308  made of badges alone
            str(answer_badge("yes", compact=True)) * counted.yes
            + str(answer_badge("partly", compact=True)) * counted.partly
            + str(answer_badge("no", compact=True)) * counted.no
            + str(answer_badge("not_applicable", compact=True)) * counted.not_applicable
            + str(answer_badge("missing", compact=True)) * counted.missing
        )


class ProfilePage(RoundPage):
    """The profile of one who answered."""

    template = "comparisons/profile.html"

    def __init__(self, asked: QueryDict, *, board: Board, own: BoardRespondent) -> None:
        choices = Choices(asked)
        super().__init__(board=board, address=addresses(board).profile(own), choices=choices)
        self.own = own
        others = {short: one for short, one in by_address(board).items() if one is not own}
        self.peers = tuple(
            others[short] for short in choices.several("jamfor", others, at_most=PEERS)
        )
        self.groups = tuple(self._groups())

    def _groups(self) -> list[Group]:
        board, own = self.board, self.own
        found = []
        if own.county_code:
            number, shares = board.shares_in(county=own.county_code)
            name = _("%(name)s (n = %(n)s)") % {"name": own.county_name, "n": number}
            found.append(Group(name, shares))
        if own.group_2017:
            number, shares = board.shares_in(group_2017=own.group_2017)
            group = group_name("2017", own.group_2017)
            name = _("%(name)s (n = %(n)s)") % {"name": group, "n": number}
            found.append(Group(name, shares))
        return found

    @property
    def title(self) -> str:
        return self.own.name

    @property
    def file_name(self) -> str:
        return f"{self.board.round.slug}-{self.here.short(self.own)}"

    @property
    def rank(self) -> Rank:
        """The place by number of yes."""
        return next(r.rank for r in self.board.ranking if r.respondent is self.own)

    @property
    def place_said(self) -> str:
        """The place in words, with those who share it."""
        rank = self.rank
        if rank.shared:
            return _("delad plats %(place)s av %(all)s (%(sharing)s har lika många)") % {
                "place": rank.position,
                "all": rank.of,
                "sharing": rank.sharing,
            }
        return _("plats %(place)s av %(all)s") % {"place": rank.position, "all": rank.of}

    def context(self) -> dict[str, object]:
        own, board = self.own, self.board
        kind, same = likeness.same_kind(board, own)
        return {
            "lead": self._lead(),
            "difference": own.difference,
            "own": own,
            "total": len(board.indicators),
            "key_figures": self._key_figures(),
            "behind": self._stands(ahead=False),
            "ahead": self._stands(ahead=True),
            "dumbbell": self.picture("profil", with_table=False, layouts=BESIDE_THE_TABLES),
            "peers": self._peer_links(),
            "peer_options": self._peer_options(),
            "answers": self._answers(),
            "facts": beside.facts(board, own),
            "population": self.picture("folkmangd") if self._population else None,
            "crimes": beside.crimes(board),
            "similar": likeness.similar(board, own),
            "same_kind": kind,
            "same_kind_links": same,
            "place_address": organisations.address(beside.place_of(board, own)),
            "nation": self.nation,
        }

    def _lead(self) -> str:
        counted = self.own.counted
        return _("%(yes)s ja av %(all)s möjliga: %(place)s bland de svarande. %(people)s.") % {
            "yes": counted.yes,
            "all": len(self.board.indicators),
            "place": self.place_said,
            "people": beside.inhabitants_said(self.own),
        }

    def _key_figures(self) -> list[KeyFigure]:
        board, own = self.board, self.own
        figures = [
            KeyFigure(
                _("Ja, alla frågor"),
                _("%(yes)s av %(all)s") % {"yes": own.counted.yes, "all": len(board.indicators)},
                _("räknat här; %(year)s; %(place)s")
                % {"place": self.place_said, "year": board.round.year},
                self.here.ranking,
            )
        ]
        for area in board.indicator_set.quality_areas:
            count = board.count_in_area(own.code, area.id)
            context = _("delvis %(partly)s, nej %(no)s, uppgift saknas %(missing)s") % {
                "partly": count.partly,
                "no": count.no,
                "missing": count.missing,
            }
            value = _("%(yes)s av %(all)s") % {"yes": count.yes, "all": count.asked}
            figures.append(KeyFigure(say(area.name), value, context, f"#svar-{area.id}"))
        return figures

    def _stands(self, *, ahead: bool) -> list[Stand]:
        """Where it says yes and most do not, or no and most say yes; the starkest first."""
        found = []
        for column, one in enumerate(self.board.indicators):
            share, answer = self.nation.percents[column], self.own.answers[column]
            if share is None:
                continue
            if ahead and answer == YES and share < MOST:
                found.append((share, column, one))
            elif not ahead and answer in (NO, PARTLY) and share > MOST:
                found.append((-share, column, one))
        found.sort(key=lambda item: item[:2])
        return [self._stand(column, one) for _share, column, one in found[:LISTED]]

    def _stand(self, column: int, one: Indicator) -> Stand:
        return Stand(
            Link(say(one.name), self.here.indicator(one.code)),
            self.board.answer(self.own.code, one.code),
            self.nation.percent(column),
        )

    def _peer_links(self) -> list[tuple[str, str, str]]:
        """Each chosen other: its name, its short address and the page without it."""
        found = []
        for one in self.peers:
            rest = [("jamfor", self.here.short(other)) for other in self.peers if other is not one]
            found.append((one.name, self.here.short(one), self.address + _query(rest)))
        return found

    def _peer_options(self) -> SafeString | str:
        """Those who can be added; nothing when all places are taken."""
        if len(self.peers) >= PEERS:
            return ""
        taken = {self.own.code, *(one.code for one in self.peers)}
        options = _options(self.board)
        return mark_safe("".join(options[code] for code in options if code not in taken))  # noqa: S308  each is escaped

    def _answers(self) -> list[Area]:
        """A table for each quality area."""
        board = self.board
        columns = [
            Column(_("Fråga")),
            Column(self.own.name),
            *(Column(peer.name) for peer in self.peers),
            Column(_("Ja, %(whose)s") % {"whose": self.nation.name}, numeric=True),
            *(
                Column(_("Ja, %(whose)s") % {"whose": group.name}, numeric=True)
                for group in self.groups
            ),
        ]
        areas = []
        asked = questions(board)
        for area in board.indicator_set.quality_areas:
            rows: list[Sequence[components.Cell]] = []
            for column in board.columns_of_area[area.id]:
                one = board.indicators[column]
                rows.append(
                    (
                        Link(asked[column], self.here.indicator(one.code)),
                        components.Answer(ANSWERS[self.own.answers[column]]),
                        *(components.Answer(ANSWERS[p.answers[column]]) for p in self.peers),
                        self.nation.percent(column),
                        *(_yes_of(group.shares[column]) for group in self.groups),
                    )
                )
            name = say(area.name)
            table = DataTable(
                f"svar-{area.id}", name, columns, rows, caption_hidden=True, stacked=True
            )
            areas.append(Area(name, board.count_in_area(self.own.code, area.id), table))
        return areas

    @cached_property
    def _population(self) -> tuple[CountLine, str] | None:
        return beside.population_line(beside.place_of(self.board, self.own))

    def drawings(self) -> Mapping[str, Draw]:
        drawn: dict[str, Draw] = {"profil": self._profile}
        if self._population is not None:
            chart, source = self._population
            drawn["folkmangd"] = lambda: Drawing(chart, Frame(source=source))
        return drawn

    def _profile(self) -> Drawing:
        board = self.board
        areas = []
        asked = questions(board)
        for area in board.indicator_set.quality_areas:
            rows = []
            for column in board.columns_of_area[area.id]:
                one = board.indicators[column]
                shares = [self.nation.percents[column]]
                shares += [group.shares[column].percent for group in self.groups]
                rows.append(
                    ProfileRow(
                        asked[column],
                        Answer(ANSWERS[self.own.answers[column]]),
                        tuple(None if share is None else float(share) for share in shares),
                        self.here.indicator(one.code),
                    )
                )
            areas.append(ProfileGroup(say(area.name), tuple(rows)))
        chart = ProfileDumbbell(
            title=_("%(name)s bredvid andra, fråga för fråga") % {"name": self.own.name},
            respondent=self.own.name,
            compared_with=(self.nation.name, *(group.name for group in self.groups)),
            groups=tuple(areas),
        )
        note = _("Län och grupp: andel ja bland de svarande här, oviktat, den egna räknad med.")
        frame = self.frame(subtitle=self.round_title, note=f"{self.nation.basis} {note}")
        return Drawing(chart, frame)

    def sheets(self) -> Sequence[Sheet]:
        board = self.board
        header = [
            _("Kod"), _("Kvalitetsområde"), _("Fråga"), self.own.name,
            *(peer.name for peer in self.peers),
            f"{_('Andel ja, procent')}, {self.nation.name}",
        ]  # fmt: skip
        for group in self.groups:
            header += [f"{_('Ja')}, {group.name}", f"n, {group.name}"]
        rows: list[list[Cell]] = []
        for column, one in enumerate(board.indicators):
            share = self.nation.percents[column]
            row: list[Cell] = [
                one.code,
                say(board.indicator_set.quality_area(one.quality_area).name),
                say(one.name),
                answer_word(board.answer(self.own.code, one.code)),
                *(answer_word(board.answer(peer.code, one.code)) for peer in self.peers),
                None if share is None else rounded(share, 1),
            ]
            for group in self.groups:
                row += [group.shares[column].yes, group.shares[column].answered]
            rows.append(row)
        return [Sheet(_("Profil"), header, rows)]

    def about(self) -> Sequence[tuple[str, Cell]]:
        own = self.own
        return [
            *super().about(),
            (_("Svarande"), own.name),
            (_("Antal ja, räknat"), own.counted.yes),
            (_("Antal ja, publicerat"), own.published_yes),
            (_("Plats"), self.place_said),
        ]


def _yes_of(share: Share) -> str:
    if not share.answered:
        return words().no_data
    return _("%(yes)s av %(n)s") % {"yes": share.yes, "n": share.answered}


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}" if pairs else ""


@lru_cache(maxsize=4)
def _options(board: Board) -> Mapping[str, SafeString]:
    """Everybody who answered as an option to choose, by code; the same on every profile."""
    here = addresses(board)
    return {
        one.code: format_html('<option value="{}">{}</option>', here.short(one), one.name)
        for one in board.respondents
    }
