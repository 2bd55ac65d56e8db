"""How wide a text is in Inter, and how to break it, so that a chart can lay itself out."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
KEPT = 4096
"""Texts that are remembered as measured: the same labels come again on every page of a round."""
_UNKNOWN = 700  # thousandths of the size, for a letter that the font lacks


@cache
def _advances() -> dict[str, dict[str, int]]:
    loaded: dict[str, dict[str, int]] = json.loads(
        (FONTS / "advances.json").read_text(encoding="utf-8")
    )
    return loaded


@lru_cache(maxsize=KEPT)
def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels of `words` set in Inter at `size` (kerning left out)."""
    advances = _advances()["600" if bold else "400"]
    return sum(advances.get(letter, _UNKNOWN) for letter in words) * size / 1000


@lru_cache(maxsize=KEPT)
def wrap(words: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """`words` in lines no wider than `room` pixels; a word that is wider stands alone, cut with
    a hyphen where it must be. At least one line."""
    lines: list[str] = []
    current = ""
    for word in words.split(" "):
        for piece in _pieces(word, room, size, bold):
            joined = f"{current} {piece}" if current else piece
            if current and width_of(joined, size, bold=bold) > room:
                lines.append(current)
                current = piece
            else:
                current = joined
    return (*lines, current)


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    pieces: list[str] = []
    while len(word) > 4 and width_of(word, size, bold=bold) > room:
        cut = len(word) - 1
        while cut > 3 and width_of(word[:cut] + "-", size, bold=bold) > room:
            cut -= 1
        pieces.append(word[:cut] + "-")
        word = word[cut:]
    return [*pieces, word]
