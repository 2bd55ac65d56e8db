"""Which languages a form is in, told by how its columns are headed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

DEFAULT = "default"
_NAMES = {
    "svenska": "sv",
    "swedish": "sv",
    "engelska": "en",
    "english": "en",
    "arabiska": "ar",
    "arabic": "ar",
    "العربية": "ar",
    "dari": "prs",
    "farsi": "fa",
    "persian": "fa",
    "persiska": "fa",
    "finska": "fi",
    "finnish": "fi",
    "suomi": "fi",
    "franska": "fr",
    "french": "fr",
    "français": "fr",
    "polska": "pl",
    "polish": "pl",
    "portuguese": "pt",
    "ryska": "ru",
    "russian": "ru",
    "somaliska": "so",
    "somali": "so",
    "spanska": "es",
    "spanish": "es",
    "español": "es",
    "tigrinja": "ti",
    "tigrinya": "ti",
    "turkiska": "tr",
    "turkish": "tr",
    "tyska": "de",
    "german": "de",
    "ukrainska": "uk",
    "ukrainian": "uk",
}
_CODE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\s*\)\s*$")
NAMES = {"sv": "Svenska (sv)", "en": "English (en)"}


def code_of(name: str) -> str | None:
    """The code of a language as forms name it: `Swedish (sv)`, `Svenska`, `sv`; None: unknown."""
    match = _CODE.search(name)
    if match:
        first, _, region = match.group(1).partition("-")
        return f"{first.lower()}-{region}" if region else first.lower()
    plain = name.strip().lower()
    if plain in _NAMES:
        return _NAMES[plain]
    return plain if re.fullmatch(r"[a-z]{2}", plain) else None


def heading(code: str) -> str:
    """How a column in the language is headed."""
    return NAMES.get(code, f"{code} ({code})")


@dataclass(slots=True)
class Languages:
    """The languages of a form, by the names it uses for them."""

    codes: dict[str, str] = field(default_factory=dict)
    home: str = "sv"
    """The language of a text that does not say which."""
    unknown: list[str] = field(default_factory=list)
    asked: int = 0
    """How many texts there have been."""
    had: dict[str, int] = field(default_factory=dict)
    """How many of them each language has had."""

    @classmethod
    def of(cls, form: Mapping[str, Any]) -> Languages:
        """The languages that the form's texts are in."""
        made = cls()
        named = form.get("default_language")
        home = code_of(named) if isinstance(named, str) and named != DEFAULT else None
        for name in sorted(set(_named(form, 0))):
            code = (home or "sv") if name == DEFAULT else code_of(name)
            if code is None:
                made.unknown.append(name)
            elif code not in made.codes.values():
                made.codes[name] = code
        if not made.codes:
            made.codes[DEFAULT] = home or "sv"
        there = tuple(made.codes.values())
        made.home = next((one for one in (home, "sv") if one in there), there[0])
        return made

    def wording(self, said: object, otherwise: str) -> tuple[dict[str, str], list[tuple[str, str]]]:
        """The text in every language of the form, and what had to be filled in."""
        texts: dict[str, str] = {}
        if isinstance(said, str) and said.strip():
            texts[self.codes.get(DEFAULT, self.home)] = said.strip()
        elif isinstance(said, Mapping):
            for name, text in said.items():
                if name in self.codes and isinstance(text, str) and text.strip():
                    texts[self.codes[name]] = text.strip()
        self.asked += 1
        for code in texts:
            self.had[code] = self.had.get(code, 0) + 1
        lost: list[tuple[str, str]] = []
        spare = next(iter(texts.values()), otherwise)
        for code in self.codes.values():
            if code not in texts and spare:
                texts[code] = spare
                if said is not None:
                    lost.append(("filled", code))
        return texts, lost

    def whole(self) -> tuple[str, ...]:
        """Every language, since what was missing has been filled in; those with all first."""
        return tuple(sorted(self.all_or_swedish(), key=lambda code: -self.had.get(code, 0)))

    def all_or_swedish(self) -> tuple[str, ...]:
        """Codes of all languages."""
        return tuple(dict.fromkeys(self.codes.values()))

    def incomplete(self) -> tuple[str, ...]:
        """Languages that have less than the language with most texts."""
        most = max(self.had.values(), default=0)
        return tuple(code for code in self.all_or_swedish() if self.had.get(code, 0) < most)


def _named(row: object, level: int) -> Iterator[str]:
    """Names of languages in the texts of a form and all within it."""
    if level > 60:
        return
    if isinstance(row, Mapping):
        for key in ("label", "hint"):
            said = row.get(key)
            if isinstance(said, Mapping):
                yield from (str(name) for name in said)
            elif isinstance(said, str):
                yield DEFAULT
        for key in ("children", "choices"):
            yield from _named(row.get(key), level + 1)
    elif isinstance(row, list):
        for one in row:
            yield from _named(one, level + 1)
