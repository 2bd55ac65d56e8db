"""One question: what a yes means, how the answers fell, where, and what came after."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Series, load_shipped
from kvinnofrid.charts import HALF_PAGE, AnswerCounts, AnswerDistribution
from kvinnofrid.comparisons.presenters import maps
from kvinnofrid.comparisons.presenters.groups import counties
from kvinnofrid.comparisons.presenters.round_base import RoundPage, addresses, open_board
from kvinnofrid.comparisons.rules import ANSWERS, count
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.statistics.shares import Share, rounded
from kvinnofrid.web import components
from kvinnofrid.web.components import Column, DataTable, KeyFigure, Link, Term
from kvinnofrid.web.drawing import answer_word
from kvinnofrid.web.pictures import Drawing, words
from kvinnofrid.web.public_pages import Choices, Draw, NoSuchPageError, say


class IndicatorPage(RoundPage):
    """A question of the round."""

    template = "comparisons/indicator.html"

    def __init__(self, asked: QueryDict, *, slug: str, code: str) -> None:
        board = open_board(slug)
        if code not in board.column_of:
            raise NoSuchPageError(code)
        address = addresses(board).indicator(code)
        super().__init__(board=board, address=address, choices=Choices(asked))
        self.column = board.column_of[code]
        self.indicator = board.indicators[self.column]

    @property
    def title(self) -> str:
        return say(self.indicator.name)

    @property
    def file_name(self) -> str:
        return f"{self.board.round.slug}-{self.indicator.code.lower()}"

    @property
    def share(self) -> Share:
        """How those who answered here answered."""
        return self.board.shares[self.column]

    def context(self) -> dict[str, object]:
        one, definition = self.indicator, self.board.indicator_set
        series = load_shipped().series_for_indicator(definition.id, definition.version, one.code)
        return {
            "definition": say(one.definition),
            "terms": self._terms(),
            "key_figures": self._key_figures(),
            "distribution": self.picture("svar", layouts=HALF_PAGE),
            "map": self.picture("karta", with_table=False, small=True),
            "answers": self._answers(),
            "series": [self._series(found) for found in series],
            "kolada_id": one.kolada_id,
            "kolada_caution": say(definition.kolada_caution) if definition.kolada_caution else "",
            "previous": self._beside(-1),
            "next": self._beside(1),
        }

    def _beside(self, step: int) -> Link | None:
        column = self.column + step
        if not 0 <= column < len(self.board.indicators):
            return None
        one = self.board.indicators[column]
        return Link(say(one.name), self.here.indicator(one.code))

    def _terms(self) -> list[Term]:
        one, definition = self.indicator, self.board.indicator_set
        window = _("Ingen gräns: ett ja gäller tills svaret ändras")
        if one.follow_up_months:
            window = _(
                "Uppföljt de senaste %(months)s månaderna, annars räknas det inte som ja"
            ) % {"months": one.follow_up_months}
        source = definition.source
        return [
            Term(_("Kod"), one.code),
            Term(_("Kvalitetsområde"), say(definition.quality_area(one.quality_area).name)),
            Term(_("Indikatorområde"), say(definition.indicator_area(one.indicator_area).name)),
            Term(_("Aktuellt"), window),
            Term(_("Definitionens version"), f"{definition.id} {definition.version}"),
            Term(_("Källa"), f"{source.publisher}, {source.title}, {source.published}"),
        ]

    def _key_figures(self) -> list[KeyFigure]:
        share, year = self.share, self.board.round.year
        printed = self.board.published.get(self.indicator.code)
        figures = []
        if printed is not None:
            context = _("ja i riket %(year)s, publicerad andel; källan anger inte n")
            value = components.Share(printed / 100)
            figures.append(KeyFigure(_("Riket"), value, context % {"year": year}))
        context = _("oviktat: ja av de %(n)s som svarat ja, delvis eller nej; %(left)s utanför") % {
            "n": words().number(share.answered),
            "left": words().number(share.not_applicable + share.missing),
        }
        figures.append(KeyFigure(_("Svarande här"), _percent(share.percent), context))
        mean = self.board.weighted_percent(self.indicator.code)
        context = _(
            "folkmängdsviktat: så stor del av invånarna bor där svaret är ja;"
            " n = %(n)s, %(left)s utanför"
        )
        said = context % {"n": words().number(mean.n), "left": words().number(mean.left_out)}
        figures.append(KeyFigure(_("Invånare hos svarande här"), _percent(mean.value), said))
        return figures

    def _answers(self) -> DataTable:
        rows = [
            (
                Link(one.name, self.here.profile(one)),
                components.Answer(ANSWERS[one.answers[self.column]]),
                one.county_name or None,
                one.group_2017,
                one.population,
            )
            for one in self.board.respondents
        ]
        columns = [
            Column(_("Svarande")),
            Column(_("Svar")),
            Column(_("Län")),
            Column(_("Kommungrupp, SKR 2017")),
            Column(_("Folkmängd"), numeric=True),
        ]
        caption = _("Alla svar, n = %(n)s") % {"n": words().number(len(rows))}
        return DataTable("alla-svar", caption, columns, rows, stacked=True)

    def _series(self, series: Series) -> tuple[Link, str]:
        definition = self.board.indicator_set
        caution = next(
            (
                c.caution
                for c in series.corresponds_to
                if (c.indicator_set, c.version, c.indicator)
                == (definition.id, definition.version, self.indicator.code)
            ),
            None,
        )
        link = Link(say(series.name), reverse("comparisons:series", args=[series.id]))
        return link, say(caution) if caution else ""

    def drawings(self) -> Mapping[str, Draw]:
        return {"svar": self._distribution, "karta": self._map}

    def _distribution(self) -> Drawing:
        board = self.board
        bars = [_counts(_("Alla svarande"), self.share)]
        answers = board.columns[self.column]
        for code, name in counties(board).items():
            rows = board.rows(county=code)
            bars.append(_counts(name, count(bytes(answers[row] for row in rows))))
        chart = AnswerDistribution(_("Så fördelar sig svaren"), tuple(bars))
        return Drawing(
            chart,
            self.frame(subtitle=self.title, note=_("Antal svarande, hela landet och länsvis.")),
        )

    def _map(self) -> Drawing:
        chart = maps.of_answers(self.board, self.indicator.code, _("Svaren på kartan"))
        return Drawing(chart, self.frame(subtitle=self.title))

    def sheets(self) -> Sequence[Sheet]:
        header = [
            _("Svarande"), _("Kod"), _("Län"), _("Kommungrupp, SKR 2017"), _("Folkmängd"),
            _("Svar"),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [
                one.name, one.code, one.county_name, one.group_2017, one.population,
                answer_word(ANSWERS[one.answers[self.column]]),
            ]
            for one in self.board.respondents
        ]  # fmt: skip
        return [Sheet(_("Svar"), header, rows)]

    def about(self) -> Sequence[tuple[str, Cell]]:
        printed = self.board.published.get(self.indicator.code)
        mean = self.board.weighted_percent(self.indicator.code)
        unweighted = self.share.percent
        return [
            *super().about(),
            (_("Fråga"), self.title),
            (_("Definition"), say(self.indicator.definition)),
            (_("Andel ja i riket, publicerad, procent"), printed),
            (_("Andel ja bland svarande, oviktat, procent"), _decimal(unweighted)),
            (_("Andel ja bland svarande, folkmängdsviktat, procent"), _decimal(mean.value)),
            (_("n, folkmängdsviktat"), mean.n),
            (_("Utanför, folkmängdsviktat"), mean.left_out),
        ]


def _counts(name: str, share: Share) -> AnswerCounts:
    return AnswerCounts(
        name, share.yes, share.partly, share.no, share.not_applicable, share.missing
    )


def _percent(value: Fraction | None) -> str | None:
    return None if value is None else words().percent(rounded(value))


def _decimal(value: Fraction | None) -> Cell:
    return None if value is None else rounded(value, 1)
