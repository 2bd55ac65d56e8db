"""The markup of the matrix: tens of thousands of cells, put together from a handful of parts.

Everything that comes from a file or a register is escaped here; the parts themselves are constants
and words of the interface.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kvinnofrid.catalogue import AnswerCode
from kvinnofrid.comparisons.board import BoardRespondent
from kvinnofrid.comparisons.rules import ANSWERS, YES
from kvinnofrid.web.drawing import answer_word

LETTERS: dict[AnswerCode, str] = {
    "yes": "y",
    "partly": "p",
    "no": "n",
    "not_applicable": "a",
    "missing": "m",
}
"""The class of a cell: one letter, since a national matrix has 31 200 of them."""


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a row or column: what it says, where it leads, and a few words beside."""

    text: str
    address: str
    beside: str = ""


def cells() -> tuple[str, ...]:
    """The cell of each answer by its byte: colour and symbol by its class, and the word itself."""
    return tuple(
        f'<td class="{LETTERS[code]}"><i>{escape(answer_word(code))}</i></td>' for code in ANSWERS
    )


def _row(head: Head, number: str, answers: Iterable[int], parts: tuple[str, ...]) -> str:
    beside = f" <small>{escape(head.beside)}</small>" if head.beside else ""
    return (
        f'<tr><th scope="row"><a href="{escape(head.address)}">{escape(head.text)}</a>{beside}</th>'
        f"<td>{number}</td>{''.join(map(parts.__getitem__, answers))}</tr>"
    )


def _heading(heads: Sequence[Head], first: str, second: str) -> str:
    columns = "".join(
        f'<th scope="col"><a href="{escape(head.address)}" title="{escape(head.text)}">'
        f"<span>{escape(head.text)}</span></a></th>"
        for head in heads
    )
    return (
        f'<thead><tr><th scope="col">{escape(first)}</th><th scope="col">{escape(second)}</th>'
        f"{columns}</tr></thead>"
    )


def by_respondent(
    *,
    heads: Sequence[Head],
    respondents: Sequence[tuple[Head, BoardRespondent]],
    columns: Sequence[int],
    first: str,
    second: str,
) -> SafeString:
    """Head and body of a table with a row for each respondent and a column for each indicator."""
    parts = cells()
    start, stop = columns[0], columns[-1] + 1
    together = list(columns) == list(range(start, stop))
    lines = []
    for head, respondent in respondents:
        answers = respondent.answers
        chosen = answers[start:stop] if together else bytes(answers[c] for c in columns)
        lines.append(_row(head, str(chosen.count(YES)), chosen, parts))
    body = "\n".join(lines)
    return mark_safe(  # noqa: S308  each text is escaped above
        f"{_heading(heads, first, second)}<tbody>\n{body}\n</tbody>"
    )


def by_indicator(
    *,
    heads: Sequence[Head],
    respondents: Sequence[tuple[Head, BoardRespondent]],
    columns: Sequence[int],
    shares: Sequence[str],
    first: str,
    second: str,
) -> SafeString:
    """The same turned: a row for each indicator and a column for each respondent."""
    parts = cells()
    lines = [
        _row(head, escape(share), (one.answers[column] for _, one in respondents), parts)
        for head, column, share in zip(heads, columns, shares, strict=True)
    ]
    heading = _heading([head for head, _ in respondents], first, second)
    body = "\n".join(lines)
    return mark_safe(f"{heading}<tbody>\n{body}\n</tbody>")  # noqa: S308  escaped above
