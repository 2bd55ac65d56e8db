"""XML from outside, read as a stream of events with everything but elements and text refused."""

import pyexpat
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from kvinnofrid.spreadsheets.errors import DamagedFile, ForbiddenXml, NotText, UnsafeArchive

_CHUNK = 64 * 1024
_DEEPEST = 64
_LONGEST_TOKEN = 4 * 1024 * 1024
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_OVERLAP = 16
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_SURROGATE = re.compile("[\ud800-\udfff]")

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


def parse_in_steps(
    stream: BinaryIO, *, start: Start, end: End, text: Callable[[str], None]
) -> Iterator[None]:
    """Parse a part of a workbook; gives control back after every chunk.

    Names come without namespace prefix. A document type, and with it every entity, is refused
    before the parser sees it; so are encodings other than UTF-8, deep nesting and endless tags.
    """
    parser = pyexpat.ParserCreate()
    parser.buffer_text = True
    depth = 0

    def started(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnsafeArchive(detail="depth")
        start(name if ":" not in name else name.rpartition(":")[2], attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name if ":" not in name else name.rpartition(":")[2])

    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = text
    parser.XmlDeclHandler = _check_declaration
    fed = 0
    tail = b""
    while chunk := stream.read(_CHUNK):
        _check_bytes(tail + chunk)
        tail = chunk[-_OVERLAP:]
        parser.Parse(chunk, False)
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > _LONGEST_TOKEN:
            raise UnsafeArchive(detail="tag length")
        yield
    parser.Parse(b"", True)
    yield


def _check_declaration(_version: str, encoding: str | None, _standalone: int) -> None:
    if encoding is not None and encoding.lower() not in ("utf-8", "utf8", "us-ascii"):
        raise ForbiddenXml(detail="encoding")


def _check_bytes(piece: bytes) -> None:
    if b"\0" in piece:
        raise DamagedFile(detail="XML")
    for word in _FORBIDDEN:
        if word in piece:
            raise ForbiddenXml(detail=word[2:].decode("ascii"))


def read_elements(stream: BinaryIO, handle: Callable[[str, str, Attributes], None]) -> None:
    """Call ``handle(parent, name, attributes)`` for every element of a small part."""
    path = [""]

    def start(name: str, attributes: Attributes) -> None:
        handle(path[-1], name, attributes)
        path.append(name)

    def end(_name: str) -> None:
        path.pop()

    for _ in parse_in_steps(stream, start=start, end=end, text=lambda _text: None):
        pass


def unescape(text: str) -> str:
    """Text as the spreadsheet program shows it: ``_x000A_`` stands for a character."""
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if "\0" in text:
        raise NotText
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
