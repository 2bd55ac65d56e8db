"""Tables as Parquet files, column by column, for every program that reads the format.

Written here, so that a server that hands out files needs no database of its own for it, with the
memory that takes. One group of rows, one page a column, compressed; texts by a dictionary. The same
table gives the same bytes.

Source: Apache Parquet, format 2.10 (parquet.thrift, Encodings.md), and Apache Thrift's compact
protocol.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

MAGIC = b"PAR1"
GZIP, LEVEL, WITH_HEADER = 2, 6, 31
PLAIN, RUNS, BY_DICTIONARY = 0, 3, 8
DATA_PAGE, DICTIONARY_PAGE = 0, 2
OPTIONAL, UTF8 = 1, 0
I32, I64, BINARY, LIST, STRUCT = 5, 6, 8, 9, 12
"""The kinds of a field in the compact protocol."""
SHORT_LIST = 15


Field = tuple[int, bytes]
"""The kind of a field and what it holds."""


class Kind(Enum):
    """What a column holds; the values are the numbers of the physical types."""

    BOOLEAN = 0
    INTEGER = 2
    """Of 64 bits."""
    DOUBLE = 5
    TEXT = 6


@dataclass(frozen=True, slots=True)
class Column:
    """A column; None is a value that is not there."""

    name: str
    kind: Kind
    values: Sequence[object]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page as it stands in the file, how long it is without compression, its encoding."""

    content: bytes
    plain: int
    encoding: int


def parquet_bytes(columns: Sequence[Column]) -> bytes:
    """The columns as a file. ValueError when there are none, or they are of different lengths."""
    lengths = {len(one.values) for one in columns}
    if len(lengths) != 1:
        raise ValueError(f"columns of {sorted(lengths)} values make no table")
    rows, out, chunks = _i64(*lengths), bytearray(MAGIC), []
    for one in columns:
        pages = list(_pages(one))
        chunks.append(_chunk(one, pages, len(out)))
        out += b"".join(page.content for page in pages)
    group = _struct({1: _list(chunks), 2: _i64(len(out) - len(MAGIC)), 3: rows})
    schema = [_struct({4: _binary("schema"), 5: _i32(len(columns))}), *map(_schema, columns)]
    told = {1: _i32(1), 2: _list(schema), 3: rows, 4: _list([group]), 6: _binary("kvinnofrid")}
    footer = _struct(told)
    return bytes(out) + footer + struct.pack("<I", len(footer)) + MAGIC


def _schema(one: Column) -> bytes:
    fields = {1: _i32(one.kind.value), 3: _i32(OPTIONAL), 4: _binary(one.name)}
    if one.kind is Kind.TEXT:
        fields[6] = _i32(UTF8)
    return _struct(fields)


def _chunk(one: Column, pages: Sequence[_Page], begun: int) -> bytes:
    told = {
        1: _i32(one.kind.value),
        2: _list([_zigzag(page.encoding) for page in pages] + [_zigzag(RUNS)], I32),
        3: _list([_sized(one.name.encode())], BINARY),
        4: _i32(GZIP),
        5: _i64(len(one.values)),
        6: _i64(sum(page.plain for page in pages)),
        7: _i64(sum(len(page.content) for page in pages)),
        9: _i64(begun + sum(len(page.content) for page in pages[:-1])),
    }
    if len(pages) > 1:
        told[11] = _i64(begun)
    return _struct({2: _i64(begun), 3: (STRUCT, _struct(told))})


def _pages(one: Column) -> Iterator[_Page]:
    known = [value for value in one.values if value is not None]
    there = _runs((value is not None for value in one.values), 1)
    before = struct.pack("<I", len(there)) + there
    if one.kind is not Kind.TEXT:
        yield _data_page(len(one.values), before + _plain(one.kind, known), PLAIN)
        return
    places = {text: place for place, text in enumerate(dict.fromkeys(map(str, known)))}
    words = b"".join(struct.pack("<I", len(raw)) + raw for raw in map(str.encode, places))
    told = (STRUCT, _struct({1: _i32(len(places)), 2: _i32(PLAIN)}))
    yield _page(DICTIONARY_PAGE, 7, told, words, PLAIN)
    bits = max(len(places) - 1, 1).bit_length()
    found = bytes([bits]) + _runs((places[str(text)] for text in known), bits)
    yield _data_page(len(one.values), before + found, BY_DICTIONARY)


def _data_page(values: int, content: bytes, encoding: int) -> _Page:
    told = {1: _i32(values), 2: _i32(encoding), 3: _i32(RUNS), 4: _i32(RUNS)}
    return _page(DATA_PAGE, 5, (STRUCT, _struct(told)), content, encoding)


def _page(kind: int, place: int, told: Field, content: bytes, encoding: int) -> _Page:
    packed = zlib.compress(content, LEVEL, WITH_HEADER)
    header = _struct({1: _i32(kind), 2: _i32(len(content)), 3: _i32(len(packed)), place: told})
    return _Page(header + packed, len(header) + len(content), encoding)


def _plain(kind: Kind, known: Sequence[object]) -> bytes:
    if kind is Kind.BOOLEAN:
        bits = sum(1 << place for place, value in enumerate(known) if value)
        return bits.to_bytes(-(-len(known) // 8), "little")
    return struct.pack(f"<{len(known)}{'q' if kind is Kind.INTEGER else 'd'}", *known)


def _runs(values: Iterable[int], bits: int) -> bytes:
    """Values of so many bits as runs of equal ones."""
    width = -(-bits // 8)
    return b"".join(
        _varint(sum(1 for _ in run) << 1) + value.to_bytes(width, "little")
        for value, run in groupby(map(int, values))
    )


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


def _zigzag(number: int) -> bytes:
    return _varint(number << 1)  # no field of ours is negative


def _i32(number: int) -> Field:
    return I32, _zigzag(number)


def _i64(number: int) -> Field:
    return I64, _zigzag(number)


def _sized(content: bytes) -> bytes:
    return _varint(len(content)) + content


def _binary(text: str) -> Field:
    return BINARY, _sized(text.encode())


def _list(items: Sequence[bytes], kind: int = STRUCT) -> Field:
    short = min(len(items), SHORT_LIST)
    size = _varint(len(items)) if short == SHORT_LIST else b""
    return LIST, bytes([short << 4 | kind]) + size + b"".join(items)


def _struct(fields: Mapping[int, Field]) -> bytes:
    found, last = bytearray(), 0
    for number, (kind, content) in sorted(fields.items()):
        found += bytes([(number - last) << 4 | kind]) + content
        last = number
    return bytes(found) + b"\0"
