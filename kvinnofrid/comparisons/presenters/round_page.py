"""The round: the share of yes for the whole country, question by question."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.http import QueryDict
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Indicator
from kvinnofrid.charts import Answer, DotStrip, Share, ShareBars, ShareGroup, StripDot, StripRow
from kvinnofrid.comparisons.board import BoardRespondent
from kvinnofrid.comparisons.presenters import maps
from kvinnofrid.comparisons.presenters.findings import findings
from kvinnofrid.comparisons.presenters.groups import Selection, counties, groups
from kvinnofrid.comparisons.presenters.nation import printed_response_rate
from kvinnofrid.comparisons.presenters.round_base import (
    RoundPage,
    addresses,
    by_address,
    open_board,
)
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.statistics.shares import Share as Counted
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.components import Choice, FilterForm, KeyFigure, Link, Option
from kvinnofrid.web.components import Share as Part
from kvinnofrid.web.pictures import Drawing, words
from kvinnofrid.web.public_pages import Choices, Draw, say

COUNTY, GROUP, OWN = "lan-", "grupp-", "svarande-"


class OverviewPage(RoundPage):
    """The whole country, with a county, a group or one who answered beside if chosen."""

    template = "comparisons/round.html"

    def __init__(self, asked: QueryDict, *, slug: str) -> None:
        board = open_board(slug)
        choices = Choices(asked)
        super().__init__(board=board, address=addresses(board).round, choices=choices)
        self.beside = choices.one("jamfor", self._offered())
        self.own = self._own()
        self.rows = self._rows()

    def _offered(self) -> Mapping[str, str]:
        board = self.board
        return {
            **{COUNTY + code: name for code, name in counties(board).items()},
            **{GROUP + code: name for code, name in groups(board).items()},
            **{OWN + short: one.name for short, one in by_address(board).items()},
        }

    def _own(self) -> BoardRespondent | None:
        return by_address(self.board).get(self.beside.removeprefix(OWN)) if self.beside else None

    def _rows(self) -> tuple[int, ...]:
        if not self.beside or self.own:
            return ()
        county = self.beside.removeprefix(COUNTY) if self.beside.startswith(COUNTY) else ""
        group = self.beside.removeprefix(GROUP) if self.beside.startswith(GROUP) else ""
        return Selection(county=county, group=group, size="").rows(self.board)

    @property
    def title(self) -> str:
        return self.round_title

    @property
    def file_name(self) -> str:
        return f"{self.board.round.slug}-andelar"

    @property
    def beside_name(self) -> str:
        """What stands beside the nation, with how many it is counted from."""
        if not self.beside or self.own:
            return ""
        name = self._offered()[self.beside]
        return _("%(name)s, beräknat, %(n)s svarande") % {"name": name, "n": len(self.rows)}

    def context(self) -> dict[str, object]:
        return {
            "lead": say(self.board.indicator_set.description),
            "findings": findings(self.board),
            "key_figures": self._key_figures(),
            "country": self.picture("landet"),
            "bars": self.picture("andelar"),
            "map": self.picture("karta", small=True),
            "filters": self._filters(),
            "respondents": self._respondents(),
            "differences": [
                (one.name, self.here.profile(one), difference)
                for one, difference in self.board.differences
            ],
        }

    def _respondents(self) -> list[Link]:
        """Those who answered, when they are few enough to read."""
        some = self.board.respondents if len(self.board.respondents) < maps.FEW else ()
        return [Link(one.name, self.here.profile(one)) for one in some]

    def _key_figures(self) -> list[KeyFigure]:
        board = self.board
        figures = [
            KeyFigure(
                _("Frågor"),
                len(board.indicators),
                _("i %(n)s kvalitetsområden, %(year)s")
                % {"n": len(board.indicator_set.quality_areas), "year": board.round.year},
            ),
            KeyFigure(
                _("Svarande med egna svar här"),
                len(board.respondents),
                _("kommuner och stadsdelar vars svar finns publicerade fråga för fråga"),
                self.here.matrix,
            ),
        ]
        if rate := printed_response_rate(board):
            percent, address = rate
            context = _("av de tillfrågade i riket %(year)s, publicerad") % {
                "year": board.round.year
            }
            figures.append(KeyFigure(_("Svarsfrekvens"), Part(percent / 100), context, address))
        middle = board.median_yes
        if middle is not None:
            context = _("median av %(all)s möjliga, %(n)s") % {
                "all": len(board.indicators),
                "n": self.answered,
            }
            figures.append(
                KeyFigure(
                    _("Ja hos den mittersta"), words().number(middle), context, self.here.ranking
                )
            )
        return figures

    def drawings(self) -> Mapping[str, Draw]:
        return {"landet": self._country, "andelar": self._bars, "karta": self._map}

    def _country(self) -> Drawing:
        board = self.board
        lowest, highest = board.extremes(each=2)
        rows = []
        for area in board.indicator_set.quality_areas:
            dots = []
            for column in board.columns_of_area[area.id]:
                one = board.indicators[column]
                dots.append(
                    StripDot(
                        say(one.name),
                        _float(self.nation.percents[column]),
                        self.here.indicator(one.code),
                        callout=self._area_name(one) if column in (*lowest, *highest) else "",
                    )
                )
            rows.append(StripRow(say(area.name), tuple(dots)))
        chart = DotStrip(_("Landet i en bild"), tuple(rows), share_name=self.nation.name)
        note = _("En prick är en fråga. Ju längre till höger, desto fler svarar ja.")
        return Drawing(chart, self.frame(subtitle=self.title, note=f"{note} {self.nation.basis}"))

    def _area_name(self, one: Indicator) -> str:
        return say(self.board.indicator_set.indicator_area(one.indicator_area).name)

    def _bars(self) -> Drawing:
        board = self.board
        beside = board.shares_among(self.rows) if self.rows else None
        n = None if self.nation.printed else 0
        areas = []
        for area in board.indicator_set.quality_areas:
            bars = []
            for column in board.columns_of_area[area.id]:
                one = board.indicators[column]
                own = None
                if self.own:
                    own = Answer(board.answer(self.own.code, one.code))
                bars.append(
                    Share(
                        label=say(one.name),
                        share=_float(self.nation.percents[column]),
                        n=None if n is None else board.shares[column].answered,
                        marker=_float(beside[column].percent) if beside else None,
                        answer=own,
                        href=self.here.indicator(one.code),
                    )
                )
            areas.append(ShareGroup(say(area.name), tuple(bars)))
        chart = ShareBars(
            title=_("Andel ja, fråga för fråga"),
            groups=tuple(areas),
            share_name=self.nation.name,
            marker_name=self.beside_name,
            answer_name=_("svaret från %(name)s") % {"name": self.own.name} if self.own else "",
            largest_first=True,
        )
        return Drawing(chart, self.frame(subtitle=self.title, note=self.nation.basis))

    def _map(self) -> Drawing:
        note = _("Bara de svarande vars egna svar är kända här har färg. Övriga: uppgift saknas.")
        return Drawing(maps.of_respondents(self.board), self.frame(subtitle=self.title, note=note))

    def _filters(self) -> FilterForm:
        offered = self._offered()
        return FilterForm(
            key="bredvid",
            label=_("Jämför riket med"),
            fields=[
                Choice(
                    "jamfor",
                    _("Visa bredvid riket"),
                    [Option("", _("Bara riket")), *(Option(k, v) for k, v in offered.items())],
                    self.beside,
                )
            ],
            results="andel",
            address=self.address,
        )

    def sheets(self) -> Sequence[Sheet]:
        board = self.board
        header = [
            _("Kod"), _("Kvalitetsområde"), _("Indikatorområde"), _("Fråga"),
            f"{_('Andel ja, procent')}, {self.nation.name}",
            _("Ja bland svarande här"), _("Delvis"), _("Nej"), _("Ej aktuellt"),
            _("Uppgift saknas"), _("Andel ja bland svarande här, procent, oviktat"),
        ]  # fmt: skip
        beside = board.shares_among(self.rows) if self.rows else None
        if beside is not None:
            header += [f"{_('Ja')}, {self.beside_name}", f"n, {self.beside_name}"]
        rows: list[list[Cell]] = []
        for column, one in enumerate(board.indicators):
            row = [
                one.code,
                say(board.indicator_set.quality_area(one.quality_area).name),
                say(board.indicator_set.indicator_area(one.indicator_area).name),
                say(one.name),
                _decimal(self.nation.percents[column]),
                *_counts(board.shares[column]),
            ]
            if beside is not None:
                row += [beside[column].yes, beside[column].answered]
            rows.append(row)
        return [Sheet(_("Andelar"), header, rows)]


def _counts(share: Counted) -> list[Cell]:
    return [
        share.yes, share.partly, share.no, share.not_applicable, share.missing,
        _decimal(share.percent),
    ]  # fmt: skip


def _float(share: Fraction | None) -> float | None:
    return None if share is None else float(share)


def _decimal(share: Fraction | None) -> Cell:
    return None if share is None else rounded(share, 1)
