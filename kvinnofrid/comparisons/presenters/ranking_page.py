"""Everybody who answered, ranked by number of yes."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from kvinnofrid.charts import RankBars, Ranked
from kvinnofrid.comparisons.presenters.groups import Selection
from kvinnofrid.comparisons.presenters.round_base import RoundPage, addresses, open_board
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.statistics.ranking import median
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.components import Column, DataTable, FilterForm, KeyFigure, Link
from kvinnofrid.web.pictures import Drawing, words
from kvinnofrid.web.public_pages import Choices, Draw

DRAWN_AT_MOST = 60
"""Bars in the picture; more are no picture but a list, and the table has them all."""


class RankingPage(RoundPage):
    """The ranking, of all or of some ranked among themselves."""

    template = "comparisons/ranking.html"

    def __init__(self, asked: QueryDict, *, slug: str) -> None:
        board = open_board(slug)
        choices = Choices(asked)
        super().__init__(board=board, address=addresses(board).ranking, choices=choices)
        self.selection = Selection.read(choices, board)
        self.ranked = board.ranking_among(self.selection.rows(board))

    @property
    def title(self) -> str:
        return _("Rangordning efter antal ja")

    @property
    def file_name(self) -> str:
        return f"{self.board.round.slug}-rangordning"

    def context(self) -> dict[str, object]:
        return {
            "table": self._table(),
            "bars": self.picture("rangordning") if "rangordning" in self.drawings() else None,
            "filters": self._filters(),
            "key_figures": self._key_figures(),
            "drawn_at_most": DRAWN_AT_MOST,
            "not_drawn": len(self.ranked) > DRAWN_AT_MOST,
            "differences": [
                (one.name, self.here.profile(one), difference)
                for one, difference in self.board.differences
            ],
        }

    def _filters(self) -> FilterForm:
        return FilterForm(
            key="urval",
            label=_("Rangordna bland"),
            fields=self.selection.fields(self.board),
            results="rang",
            address=self.address,
        )

    def _key_figures(self) -> list[KeyFigure]:
        counts = [one.counted.yes for one in self.ranked]
        if not counts:
            return []
        of = _("ja av %(all)s möjliga, %(year)s, n = %(n)s") % {
            "all": len(self.board.indicators),
            "year": self.board.round.year,
            "n": words().number(len(counts)),
        }
        middle = median(counts)
        return [
            KeyFigure(_("Flest"), words().number(max(counts)), of),
            KeyFigure(
                _("Median"), None if middle is None else words().number(rounded(middle, 1)), of
            ),
            KeyFigure(_("Minst"), words().number(min(counts)), of),
        ]

    def _table(self) -> DataTable:
        columns = [
            Column(_("Svarande")),
            Column(_("Plats"), numeric=True),
            Column(_("Delar platsen"), numeric=True),
            Column(_("Ja, räknat"), numeric=True),
            Column(_("Ja, publicerat"), numeric=True),
            Column(_("Delvis"), numeric=True),
            Column(_("Nej"), numeric=True),
            Column(_("Uppgift saknas"), numeric=True),
            Column(_("Län")),
        ]
        rows = [
            (
                Link(one.respondent.name, self.here.profile(one.respondent)),
                one.rank.position,
                one.rank.sharing if one.rank.shared else "–",
                one.counted.yes,
                one.respondent.published_yes,
                one.counted.partly,
                one.counted.no,
                one.counted.missing,
                one.respondent.county_name or None,
            )
            for one in self.ranked
        ]
        caption = _("Plats efter räknat antal ja av %(all)s, n = %(n)s") % {
            "all": len(self.board.indicators),
            "n": words().number(len(self.ranked)),
        }
        return DataTable("rangordning-alla", caption, columns, rows, stacked=True)

    def drawings(self) -> Mapping[str, Draw]:
        return {"rangordning": self._bars} if self.ranked else {}

    def _bars(self) -> Drawing:
        items = []
        for one in self.ranked[:DRAWN_AT_MOST]:
            difference = one.respondent.difference
            note = ""
            if difference is not None:
                note = _("publicerat %(number)s") % {"number": difference.published}
            address = self.here.profile(one.respondent)
            items.append(Ranked(one.respondent.name, one.counted.yes, address, note=note))
        of = len(self.board.indicators)
        chart = RankBars(
            title=_("Antal ja av %(all)s") % {"all": of},
            items=tuple(items),
            of=of,
            count_name=_("Antal ja"),
        )
        note = _("Lika många ja ger samma plats. Strecket är medianen bland dem som visas.")
        return Drawing(chart, self.frame(subtitle=self.round_title, note=note))

    def sheets(self) -> Sequence[Sheet]:
        header = [
            _("Plats"), _("Delar platsen"), _("Svarande"), _("Kod"), _("Län"), _("Ja, räknat"),
            _("Ja, publicerat"), _("Delvis"), _("Nej"), _("Ej aktuellt"), _("Uppgift saknas"),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [
                one.rank.position, one.rank.sharing, one.respondent.name, one.respondent.code,
                one.respondent.county_name, one.counted.yes, one.respondent.published_yes,
                one.counted.partly, one.counted.no, one.counted.not_applicable,
                one.counted.missing,
            ]
            for one in self.ranked
        ]  # fmt: skip
        return [Sheet(_("Rangordning"), header, rows)]

    def about(self) -> Sequence[tuple[str, Cell]]:
        chosen = ", ".join(self.selection.named(self.board)) or _("alla svarande")
        return [*super().about(), (_("Rangordnade bland"), chosen)]
