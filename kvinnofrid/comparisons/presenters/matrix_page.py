"""The matrix: everybody who answered × every indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kvinnofrid.comparisons.board import BoardRespondent
from kvinnofrid.comparisons.presenters.groups import Selection, options
from kvinnofrid.comparisons.presenters.matrix_cells import Head, by_indicator, by_respondent
from kvinnofrid.comparisons.presenters.round_base import RoundPage, addresses, open_board
from kvinnofrid.comparisons.rules import BYTE_OF, YES
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.web.components import AnswerCode, Choice, FilterForm, Pages
from kvinnofrid.web.drawing import answer_word
from kvinnofrid.web.pictures import words
from kvinnofrid.web.public_pages import Choices, say

ROWS_A_PAGE = 100
COLUMNS_A_PAGE = 6
"""Respondents beside each other where the matrix is turned, as on a phone."""
CODES: tuple[AnswerCode, ...] = ("yes", "partly", "no", "not_applicable", "missing")


@dataclass(frozen=True, slots=True)
class Block:
    """A quality area of the matrix, as rows of respondents and turned."""

    key: str
    name: str
    wide: SafeString
    narrow: SafeString


class MatrixPage(RoundPage):
    """All answers, filtered and sorted as the address says."""

    template = "comparisons/matrix.html"

    def __init__(self, asked: QueryDict, *, slug: str) -> None:
        board = open_board(slug)
        choices = Choices(asked)
        super().__init__(board=board, address=addresses(board).matrix, choices=choices)
        self.selection = Selection.read(choices, board)
        self.area = choices.one("omrade", board.columns_of_area)
        self.question = choices.one("fraga", board.column_of)
        self.answer = choices.one("svar", CODES)
        self.by_number = choices.one("ordning", ["ja"]) == "ja"
        self.rows = self._chosen()
        count = max(1, -(-len(self.rows) // ROWS_A_PAGE))
        self.everybody = count > 1 and choices.one("visa", ["alla"]) == "alla"
        self.number = 1 if self.everybody else choices.number("sida", highest=count)
        self.count = 1 if self.everybody else count
        turned = max(1, -(-len(self.rows) // COLUMNS_A_PAGE))
        self.turned = Pages(
            choices.number("spalt", highest=turned),
            turned,
            f"{self.address}{choices.query(spalt='{page}')}".replace("%7Bpage%7D", "{page}"),
        )

    def _chosen(self) -> tuple[int, ...]:
        board = self.board
        rows: Sequence[int] = self.selection.rows(board)
        if self.question and self.answer:
            answers, byte = board.columns[board.column_of[self.question]], BYTE_OF[self.answer]
            rows = [row for row in rows if answers[row] == byte]
        if self.by_number:  # the sort is stable: equals stay in the order of names
            rows = sorted(rows, key=lambda row: -board.respondents[row].answers.count(YES))
        return tuple(rows)

    @property
    def title(self) -> str:
        return _("Alla svar")

    @property
    def file_name(self) -> str:
        return f"{self.board.round.slug}-svar"

    @property
    def areas(self) -> Mapping[str, Sequence[int]]:
        """The columns of each quality area that is shown."""
        of_area = {a: columns for a, columns in self.board.columns_of_area.items() if columns}
        return {self.area: of_area[self.area]} if self.area else of_area

    def context(self) -> dict[str, object]:
        shown, turned = self._shown(), self._turned()
        board = self.board
        blocks = []
        for area, columns in self.areas.items():
            heads = [
                Head(say(board.indicators[c].name), self.here.indicator(board.indicators[c].code))
                for c in columns
            ]
            blocks.append(
                Block(
                    key=area,
                    name=say(board.indicator_set.quality_area(area).name),
                    wide=by_respondent(
                        heads=heads,
                        respondents=shown,
                        columns=columns,
                        first=_("Svarande"),
                        second=_("Ja av %(n)s") % {"n": len(columns)},
                    ),
                    narrow=by_indicator(
                        heads=heads,
                        respondents=turned,
                        columns=columns,
                        shares=[self.nation.percent(column) for column in columns],
                        first=_("Fråga"),
                        second=self.nation.name,
                    ),
                )
            )
        return {
            "blocks": blocks,
            "filters": self._filters(),
            "pages": self._pages(),
            "turned_pages": self.turned,
            "everybody_address": f"{self.address}{self.choices.query(visa='alla', sida='')}",
            "shown": self._said(),
            "faded": self.answer if self.answer and not self.question else "",
            "codes": CODES,
        }

    def _heads(self, rows: Sequence[int]) -> list[tuple[Head, BoardRespondent]]:
        total = len(self.board.indicators)
        found = []
        for row in rows:
            one = self.board.respondents[row]
            beside = f"{one.answers.count(YES)}/{total}"
            found.append((Head(one.name, self.here.profile(one), beside), one))
        return found

    def _shown(self) -> list[tuple[Head, BoardRespondent]]:
        if self.everybody:
            return self._heads(self.rows)
        first = (self.number - 1) * ROWS_A_PAGE
        return self._heads(self.rows[first : first + ROWS_A_PAGE])

    def _turned(self) -> list[tuple[Head, BoardRespondent]]:
        first = (self.turned.number - 1) * COLUMNS_A_PAGE
        return self._heads(self.rows[first : first + COLUMNS_A_PAGE])

    def _pages(self) -> Pages:
        address = f"{self.address}{self.choices.query(sida='{page}')}"
        return Pages(self.number, self.count, address.replace("%7Bpage%7D", "{page}"))

    def _said(self) -> str:
        said = _("%(shown)s av %(all)s svarande") % {
            "shown": words().number(len(self.rows)),
            "all": words().number(len(self.board.respondents)),
        }
        chosen = self._chosen_names()
        return f"{said}: {', '.join(chosen)}." if chosen else f"{said}."

    def _chosen_names(self) -> list[str]:
        names = self.selection.named(self.board)
        if self.question and self.answer:
            name = say(self.board.indicator_set.indicator(self.question).name)
            names.append(f"{name}: {answer_word(self._code)}")
        return names

    @property
    def _code(self) -> AnswerCode:
        return next(code for code in CODES if code == self.answer)

    def _filters(self) -> FilterForm:
        board = self.board
        areas = {a.id: say(a.name) for a in board.indicator_set.quality_areas}
        questions = {one.code: f"{one.code} {say(one.name)}" for one in board.indicators}
        answers = {str(code): answer_word(code) for code in CODES}
        return FilterForm(
            key="urval",
            label=_("Välj vad matrisen visar"),
            fields=[
                *self.selection.fields(board),
                Choice(
                    "omrade", _("Kvalitetsområde"), options(_("Alla områden"), areas), self.area
                ),
                Choice("fraga", _("Fråga"), options(_("Alla frågor"), questions), self.question),
                Choice("svar", _("Svar"), options(_("Alla svar"), answers), self.answer),
                Choice(
                    "ordning",
                    _("Ordning"),
                    options(_("Namn"), {"ja": _("Flest ja först")}),
                    "ja" if self.by_number else "",
                ),
            ],
            results="matris",
            address=self.address,
        )

    def sheets(self) -> Sequence[Sheet]:
        board = self.board
        columns = [column for columns in self.areas.values() for column in columns]
        header = [
            _("Svarande"), _("Kod"), _("Län"), _("Ja"), _("Publicerat antal ja"),
            *(board.indicators[column].code for column in columns),
        ]  # fmt: skip
        written = {BYTE_OF[code]: answer_word(code) for code in CODES}
        rows: list[list[Cell]] = []
        for row in self.rows:
            one = board.respondents[row]
            said: list[Cell] = [one.name, one.code, one.county_name]
            said += [one.answers.count(YES), one.published_yes]
            rows.append(said + [written[one.answers[column]] for column in columns])
        questions: list[list[Cell]] = [
            [
                board.indicators[column].code,
                say(board.indicator_set.quality_area(board.indicators[column].quality_area).name),
                say(board.indicators[column].name),
                say(board.indicators[column].definition),
            ]
            for column in columns
        ]
        return [
            Sheet(_("Svar"), header, rows),
            Sheet(
                _("Frågor"),
                [_("Kod"), _("Kvalitetsområde"), _("Fråga"), _("Definition")],
                questions,
            ),
        ]

    def about(self) -> Sequence[tuple[str, Cell]]:
        return [*super().about(), (_("Urval"), self._said())]
