"""Code lists of the tables' areas: which codes are of one kind. Nothing is added up by them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kvinnofrid.catalogue import Text
from kvinnofrid.engine.cubes import REGION

_KINDS: tuple[tuple[str, Text, re.Pattern[str]], ...] = (
    ("vs_nation", Text(sv="Riket", en="The nation"), re.compile(r"00")),
    ("vs_counties", Text(sv="Län", en="Counties"), re.compile(r"(?!00)[0-9]{2}")),
    ("vs_municipalities", Text(sv="Kommuner", en="Municipalities"), re.compile(r"[0-9]{4}")),
    (
        "vs_together",
        Text(sv="Områden som redovisas tillsammans", en="Areas told of together"),
        re.compile(r"[0-9]{2}-[a-z]+"),
    ),
)


@dataclass(frozen=True, slots=True)
class Codelist:
    """Some of the codes of a dimension, with a name."""

    id: str
    label: Text
    dimension: str
    codes: tuple[str, ...]


def codelists(areas: Iterable[str]) -> Iterator[Codelist]:
    """The code lists that there are areas of."""
    found = tuple(areas)
    for name, label, pattern in _KINDS:
        codes = tuple(filter(pattern.fullmatch, found))
        if codes:
            yield Codelist(name, label, REGION, codes)
