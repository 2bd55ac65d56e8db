"""Reading a YAML file safely, keeping the line of every value.

Built on the parser's events instead of on its loader, for three reasons: nothing is ever turned
into a Python object, nothing recurses (deep nesting cannot exhaust the stack), and every plain
scalar stays text, so that `no` is not false and `0114` keeps its zero: the schema decides
what a value is. Anchors and aliases, with which a small file can stand for a huge one, are refused.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from .entries import Path, Text

MAX_BYTES = 5 * 1024 * 1024
MAX_DEPTH = 40
MAX_VALUES = 100_000

# To YAML these end a line, to editors they do not: as spaces, both count the same lines.
_BREAKS_UNSEEN = dict.fromkeys(map(ord, "\x85\u2028\u2029"), " ")

_PLAIN_TAGS = (None, "!")
_EMPTY = ("", "~", "null")
# The C parser is ten times as fast and comes with every wheel; the Python one is its equal.
_PARSER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something the YAML itself gets wrong, before any schema is looked at."""

    line: int
    what: Text
    remedy: Text


@dataclass(slots=True)
class Document:
    """The content of a file (text, None, list, dict) and the line (from 1) of each path in it."""

    content: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)
    usable: bool = True

    def line(self, path: Path) -> int:
        """The line of `path`, or of the nearest thing around it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def refuse(self, line: int, what: Text, remedy: Text) -> None:
        """Note a flaw that makes the content unfit to check further."""
        self.flaws.append(Flaw(line, what, remedy))
        self.usable = False


class _AbandonedError(Exception):
    """Reading stops here; the flaw is already noted."""


def read_document(raw: bytes) -> Document:
    """The content of a YAML file, with all flaws found; never raises for bad content."""
    document = Document()
    if len(raw) > MAX_BYTES:
        document.refuse(
            1,
            Text(sv="Filen är större än 5 MB.", en="The file is larger than 5 MB."),
            Text(sv="Dela upp den i flera filer.", en="Split it into several files."),
        )
        return document
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        document.refuse(
            raw.count(b"\n", 0, error.start) + 1,
            Text(
                sv="Filen är inte sparad som UTF-8.",
                en="The file is not saved as UTF-8.",
            ),
            Text(
                sv="Spara den som UTF-8 i redigeraren (”Spara som … kodning”).",
                en='Save it as UTF-8 in the editor ("Save as … encoding").',
            ),
        )
        return document
    with contextlib.suppress(_AbandonedError):
        _Builder(document).build(text.translate(_BREAKS_UNSEEN))
    return document


class _Builder:
    """Puts the parser's events together, with a stack of its own."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: list[_Open] = []
        self.values = 0
        self.documents = 0

    def build(self, text: str) -> None:
        try:
            for event in _events(text):
                self.take(event)
        except yaml.YAMLError as error:
            self.document.refuse(
                _line_of(error, text),
                Text(
                    sv="Filen går inte att läsa som YAML.",
                    en="The file cannot be read as YAML.",
                ),
                Text(
                    sv="Se efter indrag (blanksteg, aldrig tabb), kolon följt av blanksteg och "
                    "citattecken på raden och raden ovanför.",
                    en="Look at indentation (spaces, never tabs), colons followed by a space, "
                    "and quotation marks on this line and the one above.",
                ),
            )

    def take(self, event: yaml.events.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.events.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.abandon(line, *_SEVERAL_DOCUMENTS)
        elif isinstance(event, yaml.events.NodeEvent):
            self.take_node(event, line)
        elif isinstance(event, (yaml.events.MappingEndEvent, yaml.events.SequenceEndEvent)):
            self.place(self.open.pop())

    def take_node(self, event: yaml.events.NodeEvent, line: int) -> None:
        self.values += 1
        if isinstance(event, yaml.events.AliasEvent) or event.anchor is not None:
            self.abandon(line, *_ALIAS)
        if getattr(event, "tag", None) not in _PLAIN_TAGS:
            self.document.refuse(line, *_TAG)
        if self.values > MAX_VALUES:
            self.abandon(line, *_TOO_MUCH)
        if isinstance(event, yaml.events.ScalarEvent):
            plain = event.implicit[0]
            content = None if plain and event.value in _EMPTY else event.value
            self.place(_Open(content, self.path_of_next(), line))
            return
        if len(self.open) >= MAX_DEPTH:
            self.abandon(line, *_TOO_MUCH)
        empty: object = {} if isinstance(event, yaml.events.MappingStartEvent) else []
        self.open.append(_Open(empty, self.path_of_next(), line))

    def path_of_next(self) -> Path:
        if not self.open:
            return ()
        around = self.open[-1]
        if isinstance(around.content, list):
            return (*around.path, len(around.content))
        return around.path if around.key is None else (*around.path, around.key)

    def place(self, done: _Open) -> None:
        """Put a finished value where it belongs: as a key, under a key, or in a list."""
        if not self.open:
            self.document.content = done.content
            self.document.lines[()] = done.line
            return
        around = self.open[-1]
        if isinstance(around.content, list):
            self.document.lines[done.path] = done.line
            around.content.append(done.content)
        elif around.key is None:
            self.take_key(around, done)
        else:
            assert isinstance(around.content, dict)
            around.content.setdefault(around.key, done.content)
            around.key = None

    def take_key(self, around: _Open, done: _Open) -> None:
        assert isinstance(around.content, dict)
        if not isinstance(done.content, str):
            self.abandon(done.line, *_ODD_KEY)
        key = str(done.content)
        path = (*around.path, key)
        if key in around.content:
            first = self.document.lines[path]
            self.document.flaws.append(
                Flaw(
                    done.line,
                    Text(
                        sv=f"Nyckeln ”{printable(key)}” finns redan på rad {first}.",
                        en=f'The key "{printable(key)}" is already on line {first}.',
                    ),
                    Text(
                        sv="Behåll en av dem och ta bort den andra.",
                        en="Keep one of them and remove the other.",
                    ),
                )
            )
        else:
            self.document.lines[path] = done.line
        around.key = key

    def abandon(self, line: int, what: Text, remedy: Text) -> None:
        self.document.refuse(line, what, remedy)
        raise _AbandonedError


@dataclass(slots=True)
class _Open:
    """A value on its way to its place; a mapping or a list stays open until its end."""

    content: object
    path: Path
    line: int
    key: str | None = None


def _events(text: str) -> Iterator[yaml.events.Event]:
    yield from yaml.parse(text, Loader=_PARSER)


def _line_of(error: yaml.YAMLError, text: str) -> int:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else 1


def printable(text: str, longest: int = 60) -> str:
    """`text` cut short and without control characters, fit for a message."""
    clean = "".join(sign if sign.isprintable() else "�" for sign in text)
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


_SEVERAL_DOCUMENTS = (
    Text(
        sv="Filen innehåller flera dokument (en rad med ---).",
        en="The file holds several documents (a line with ---).",
    ),
    Text(sv="Lägg varje definition i en egen fil.", en="Put each definition in its own file."),
)
_ALIAS = (
    Text(
        sv="YAML-ankare och alias (& och *) används inte i katalogen.",
        en="YAML anchors and aliases (& and *) are not used in the catalogue.",
    ),
    Text(
        sv="Skriv ut texten, eller sätt citattecken om den ska börja med & eller *.",
        en="Write the text out, or quote it if it is to begin with & or *.",
    ),
)
_TAG = (
    Text(
        sv="YAML-taggar (ord som börjar med !) används inte i katalogen.",
        en="YAML tags (words that begin with !) are not used in the catalogue.",
    ),
    Text(
        sv="Ta bort taggen, eller sätt citattecken om texten ska börja med !.",
        en="Remove the tag, or quote the text if it is to begin with !.",
    ),
)
_TOO_MUCH = (
    Text(
        sv="Filen har för många värden eller för djupa nivåer.",
        en="The file has too many values or too deep levels.",
    ),
    Text(
        sv=f"Dela upp den: högst {MAX_VALUES} värden och {MAX_DEPTH} nivåer.",
        en=f"Split it: at most {MAX_VALUES} values and {MAX_DEPTH} levels.",
    ),
)
_ODD_KEY = (
    Text(
        sv="En nyckel före kolon är tom eller är inte ett ord.",
        en="A key before a colon is empty or is not a word.",
    ),
    Text(sv="Skriv nyckeln som ett ord.", en="Write the key as a word."),
)
