"""Codes, and how answers are gathered until there are enough to hide in. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

SMALLEST = 5
"""Fewer answers than these are never shown, and never added to what is shown."""

ALPHABET = "346789ABCDEFGHJKMNPQRTUVWXY"
"""Signs that are not mistaken for each other by eye or hand: no 0/O, 1/I/L, 2/Z, 5/S."""

CODE_LENGTH, GROUP = 10, 5
"""27 signs, ten of them: 2·10¹⁴ codes."""

FIELD = "survey_answers"
"""What answers are sealed as, so that no other text opens in their place."""

VALID_FOR = timedelta(days=60)
SPENT_KEPT = timedelta(days=7)
"""How long a used code is remembered, so that a form sent twice is answered as once."""

KEY_LASTS = timedelta(hours=12)
"""How long the page on which a code is made may be sent; always shorter than SPENT_KEPT."""

T = TypeVar("T")
_KEY = re.compile(r"[0-9a-f]{32}")
Coded = str | int | list[str]
"""A coded answer, as in statistics: never a text that somebody wrote."""


def code_of(digest: bytes) -> str:
    """A code of random or keyed bytes: at least 16 of them, so that no sign is likelier."""
    number, signs = int.from_bytes(digest[:16], "big"), []
    for _ in range(CODE_LENGTH):
        number, left = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[left])
    return "".join(signs)


def shown_code(code: str) -> str:
    """The code as it is printed, in groups."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def typed_code(text: str) -> str | None:
    """The code that somebody typed, whatever its case, spaces and dashes; None for no code."""
    code = re.sub(r"[\s\-‐-―−]", "", text[:64]).upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None


def is_key(text: str) -> bool:
    """Whether it can be the key of a page that is sent once."""
    return _KEY.fullmatch(text) is not None


def month_of(day: date) -> date:
    """The first day of its month: finer than that no answer is dated."""
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """The coded answers of one client. `told`: the client has let her helpers read them too."""

    answers: Mapping[str, Coded]
    told: bool = False


@dataclass(frozen=True, slots=True)
class Gathering:
    """Answers that wait for each other or are full: coded ones, and own words apart from them."""

    entries: tuple[Entry, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether there are enough that nobody but the clients themselves knows.

        Those that were told are taken away first: whoever has read four of five knows the fifth.
        """
        return sum(not entry.told for entry in self.entries) >= SMALLEST

    def with_one(
        self, entry: Entry, words: str, *, shuffle: Callable[[list[int]], None]
    ) -> "Gathering":
        """With one more client's answers, in an order that says nothing."""
        entries = (*self.entries, entry)
        texts = (*self.words, words) if words else self.words
        return Gathering(_mixed(entries, shuffle), _mixed(texts, shuffle))

    def closed(self) -> "Gathering":
        """As it is kept when it is full: that something was told is forgotten."""
        return replace(self, entries=tuple(replace(one, told=False) for one in self.entries))

    def to_json(self) -> dict[str, object]:
        """As it is stored, sealed."""
        entries = [{"answers": dict(one.answers), "told": one.told} for one in self.entries]
        return {"entries": entries, "words": list(self.words)}

    @classmethod
    def from_json(cls, stored: Mapping[str, list[object]]) -> "Gathering":
        """What `to_json` made."""
        entries = tuple(Entry(**one) for one in stored["entries"] if isinstance(one, dict))
        return cls(entries, tuple(str(one) for one in stored["words"]))


def _mixed(things: Sequence[T], shuffle: Callable[[list[int]], None]) -> tuple[T, ...]:
    order = list(range(len(things)))
    shuffle(order)
    return tuple(things[at] for at in order)
