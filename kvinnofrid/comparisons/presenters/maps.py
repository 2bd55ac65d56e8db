"""Maps of those who answered."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from kvinnofrid.charts import AreaValue, Category, SwedenMap, answer_categories
from kvinnofrid.comparisons.board import Board, BoardRespondent
from kvinnofrid.comparisons.presenters.round_base import addresses
from kvinnofrid.comparisons.rules import ANSWERS
from kvinnofrid.organisations.queries import Kind
from kvinnofrid.web.drawing import answer_word
from kvinnofrid.web.pictures import words

FEW = 40
"""Below this many the map rings and names each instead of colouring areas that one hardly sees."""
FIFTHS = 5


def of_respondents(board: Board) -> SwedenMap:
    """Who answered, coloured by how many yes."""
    total = len(board.indicators)

    def fifth(one: BoardRespondent) -> tuple[str, str]:
        yes = one.counted.yes
        step = min(FIFTHS, 1 + yes * FIFTHS // total) if total else 1
        return str(step), _("%(yes)s ja av %(all)s") % {"yes": yes, "all": total}

    return SwedenMap(
        title=_("Vilka som svarade, och hur många ja de har"),
        categories=tuple(
            Category(str(step), _fifth(step, total), step=step) for step in range(FIFTHS, 0, -1)
        ),
        values=_values(board, board.respondents, fifth),
        markers=len(board.respondents) < FEW,
        value_name=_("Antal ja"),
    )


def _fifth(step: int, total: int) -> str:
    low, high = -(-total * (step - 1) // FIFTHS), -(-total * step // FIFTHS) - 1
    return _("%(low)s–%(high)s ja") % {"low": low, "high": total if step == FIFTHS else high}


def of_answers(board: Board, code: str, title: str) -> SwedenMap:
    """What everybody answered to one question."""
    column = board.column_of[code]

    def answer(one: BoardRespondent) -> tuple[str, str]:
        given = ANSWERS[one.answers[column]]
        return given, answer_word(given)

    answered = [r for r in board.respondents if ANSWERS[r.answers[column]] != "missing"]
    return SwedenMap(
        title=title,
        categories=answer_categories(words()),
        values=_values(board, answered, answer),
        markers=len(board.respondents) < FEW,
        value_name=_("Svar"),
    )


def _values(
    board: Board,
    respondents: Iterable[BoardRespondent],
    said: Callable[[BoardRespondent], tuple[str, str]],
) -> tuple[AreaValue, ...]:
    here = addresses(board)
    found = []
    for one in respondents:
        category, value = said(one)
        district = one.kind == Kind.CITY_DISTRICT
        found.append(
            AreaValue(
                code=one.municipality_code,
                category=category,
                value=value,
                href=here.profile(one),
                name=one.name if district else "",
            )
        )
    drawn = SwedenMap(title="", categories=(), values=()).codes()
    return tuple(value for value in found if value.code in drawn)
