"""What in a file could not be used, where, why, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from kvinnofrid.catalogue import Text
from kvinnofrid.organisations.queries import fold_loosely

SUGGESTIONS = 3
LIKE_ENOUGH = 0.6
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row, column or cell that was refused.

    `line` is the row number that a spreadsheet program shows, 0 for the whole file; `column` its
    letters and heading, such as `D (KUN01)`, empty for the whole row. `value` is what stands there.
    """

    line: int
    column: str
    value: str
    reason: Text
    remedy: Text

    @property
    def place(self) -> Text:
        """Where, in words."""
        parts_sv, parts_en = [], []
        if self.line:
            parts_sv.append(f"rad {self.line}")
            parts_en.append(f"row {self.line}")
        if self.column:
            parts_sv.append(f"kolumn {self.column}")
            parts_en.append(f"column {self.column}")
        return Text(sv=", ".join(parts_sv) or "hela filen", en=", ".join(parts_en) or "whole file")

    def in_language(self, language: str) -> str:
        """Where, what is wrong and what to do, in a sentence or three."""
        where, why = self.place.in_language(language), self.reason.in_language(language)
        return f"{where[:1].upper()}{where[1:]}: {why} {self.remedy.in_language(language)}"


def shown(value: str) -> str:
    """What somebody wrote, fit to stand in a message: on one line, and not too long."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def nearest(wrong: str, right: Iterable[str]) -> list[str]:
    """Which of the right words the wrong one is most like, the most like first; may be none.

    Rings and dots do not count here, so that both Habo and Håbo are suggested for `Habå`.
    """
    return list(_nearest(fold_loosely(wrong), tuple(right)))


@lru_cache(maxsize=1_000)
def _nearest(wrong: str, right: tuple[str, ...]) -> tuple[str, ...]:
    matcher = SequenceMatcher(b=wrong)
    found = []
    for word in right:
        matcher.set_seq1(fold_loosely(word))
        if matcher.real_quick_ratio() >= LIKE_ENOUGH <= matcher.quick_ratio():
            found.append((-matcher.ratio(), word))
    found.sort()
    return tuple(word for likeness, word in found[:SUGGESTIONS] if -likeness >= LIKE_ENOUGH)


def did_you_mean(suggestions: Iterable[str], otherwise: Text) -> Text:
    """A question with the suggestions, or `otherwise` when there are none."""
    listed = list(suggestions)
    if not listed:
        return otherwise
    swedish = " eller ".join(f"”{one}”" for one in listed)
    english = " or ".join(f'"{one}"' for one in listed)
    return Text(sv=f"Menade du {swedish}?", en=f"Did you mean {english}?")
