"""What may be told of many persons' answers, as the lines of a page or a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kvinnofrid.questionnaires import UNANSWERED, Instrument, Item, Told, options
from kvinnofrid.statistics.small_groups import Guarded
from kvinnofrid.web.drawing import language
from kvinnofrid.web.guarded_lines import Line, denominator, lines_of


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers.

    `of` is how many answered it. Where that would tell how few did not, it is all who sent the
    survey, `with_silent`: those who left the question out then stand in a line with others.
    """

    item: str
    text: str
    of: int
    with_silent: bool
    lines: Sequence[Line]

    @property
    def n(self) -> str:
        """Of how many the shares are, in words."""
        if self.with_silent:
            return _("n = %(n)s, med dem som inte svarat på frågan") % {"n": self.of}
        return _("n = %(n)s") % {"n": self.of}

    @property
    def says_something(self) -> bool:
        """Whether there is a figure above nobody."""
        return any(one.number for one in self.lines)


def questions(instrument: Instrument, told: Mapping[str, Told], answered: int) -> list[Question]:
    """The questions that `told` has, of so many who answered, in the language of the page."""
    return [_question(instrument.item(item), one, answered) for item, one in told.items()]


def _question(item: Item, told: Told, answered: int) -> Question:
    known = denominator(next(iter(told.values())), answered, {UNANSWERED})
    of = answered if known is None else known
    lines = _one(item, told[""], of) if "" in told else _several(item, told, of)
    text = item.text.in_language(language())
    return Question(item.id, text, of, known is None, list(lines))


def _one(item: Item, told: Guarded, of: int) -> Iterator[Line]:
    return lines_of(
        told,
        order=options(item) or tuple(one for one in told.shown if one != UNANSWERED),
        words=lambda code: _words(item, code),
        of=of,
        beside=frozenset({UNANSWERED}),
    )


def _several(item: Item, told: Told, of: int) -> Iterator[Line]:
    for code in options(item):
        yield Line(_words(item, code), told[code].shown.get("yes"), of)


def _words(item: Item, code: str) -> str:
    if code == UNANSWERED:
        return _("Inte svarat")
    lang = language()
    if item.scale is None:
        choice = item.choice(code)
        return code if choice is None else choice.text.in_language(lang)
    ends = {
        str(item.scale.low): item.scale.low_words.in_language(lang),
        str(item.scale.high): item.scale.high_words.in_language(lang),
    }
    return f"{code} {ends[code]}" if code in ends else code
