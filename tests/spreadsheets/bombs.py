"""Files built to do harm, at a size that tests can build: each must be refused or read harmlessly.

``BOMBS`` gives by name a function that builds the file.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial

from tests.spreadsheets.files import HEADER, pack, parts, relations, sheet_xml, text_cell

MEGABYTE = 1_000_000
DEFLATED = zipfile.ZIP_DEFLATED
SHEET = "xl/worksheets/sheet1.xml"
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>'


def with_part(name: str, content: str | bytes, *, method: int = zipfile.ZIP_STORED) -> bytes:
    """A small workbook with one part replaced or added; stored, so that no ratio gives it away."""
    files = parts(styles="<cellXfs><xf/></cellXfs>", shared="<si/>") | {name: content}
    return pack(files, method=method)


def with_prolog(part: str, prolog: str, inner: str = "") -> bytes:
    """A small workbook where a part begins with a prolog of evil."""
    files = parts(styles="<cellXfs><xf/></cellXfs>", shared=f"<si><t>{inner}</t></si>")
    declared, end, rest = str(files[part]).rpartition("?>")
    return pack(files | {part: declared + end + prolog + rest})


def rows(xml: str, **options: str) -> bytes:
    """A small workbook with these rows, stored."""
    return pack(parts(HEADER + xml, **options), method=zipfile.ZIP_STORED)


def many_entries(count: int) -> bytes:
    return pack(parts() | {f"xl/media/{n}.png": b"" for n in range(count)})


def overlapping() -> bytes:
    """Every directory entry points at the same packed bytes."""
    kernel = pack({"a": b"0" * 500_000})
    end = kernel.rfind(b"PK\x05\x06")
    start = struct.unpack_from("<L", kernel, end + 16)[0]
    entry = kernel[start:end]
    entries = b"".join(entry[:46] + b"%c" % (97 + n) + entry[47:] for n in range(20))
    tail = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 20, 20, len(entries), start, 0)
    return kernel[:start] + entries + tail


def stated_smaller() -> bytes:
    """The directory says 100 bytes where a megabyte is packed."""
    content = bytearray(with_part(SHEET, sheet_xml(" " * MEGABYTE), method=DEFLATED))
    name = SHEET.encode()
    directory = content.rfind(b"PK\x01\x02", 0, content.rfind(name))
    struct.pack_into("<L", content, directory + 24, 100)
    return bytes(content)


def endless_directory() -> bytes:
    """An end record that claims a directory of four gigabytes."""
    content = bytearray(pack(parts()))
    struct.pack_into("<L", content, content.rfind(b"PK\x05\x06") + 12, 0xFFFFFFF0)
    return bytes(content)


def zip64() -> bytes:
    content = pack(parts())
    end = content.rfind(b"PK\x05\x06")
    return content[:end] + b"PK\x06\x07" + b"\0" * 16 + content[end:]


def encrypted() -> bytes:
    content = bytearray(pack(parts()))
    at = content.find(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 8, 1)
    return bytes(content)


def duplicate_names() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("xl/a.xml", "XL/A.XML"):
            archive.writestr(name, b"")
    return out.getvalue()


def quine() -> bytes:
    """A deflate stream that states a wrong length and repeats itself, inside a stored zip."""
    loop = zlib.compress(b"PK\x03\x04" * 50_000)
    return pack({"r/r.zip": loop, "r.zip": pack({"r/r.zip": loop})})


def nested() -> bytes:
    inner = pack({"0": b"0" * MEGABYTE})
    for level in range(5):
        inner = pack({f"lib {level}-{n}.zip": inner for n in range(8)})
    return inner


BOMBS: dict[str, Callable[[], bytes]] = {
    "ratio": partial(with_part, "xl/media/a.bin", b"0" * 20 * MEGABYTE, method=DEFLATED),
    "ratio in the sheet": partial(with_part, SHEET, sheet_xml(" " * 5 * MEGABYTE), method=DEFLATED),
    "entries": partial(many_entries, 3_000),
    "overlapping parts": overlapping,
    "smaller than stated": stated_smaller,
    "endless directory": endless_directory,
    "zip64": zip64,
    "encrypted part": encrypted,
    "duplicate names": duplicate_names,
    "quine": quine,
    "nested archives": nested,
    "bzip2": partial(pack, parts(), method=zipfile.ZIP_BZIP2),
    "lzma": partial(pack, parts(), method=zipfile.ZIP_LZMA),
    "billion laughs in the sheet": partial(with_prolog, SHEET, BILLION_LAUGHS),
    "billion laughs in the styles": partial(with_prolog, "xl/styles.xml", BILLION_LAUGHS),
    "billion laughs in the texts": partial(
        with_prolog, "xl/sharedStrings.xml", BILLION_LAUGHS, "&l9;"
    ),
    "billion laughs in the workbook": partial(with_prolog, "xl/workbook.xml", BILLION_LAUGHS),
    "billion laughs in the relations": partial(with_prolog, "_rels/.rels", BILLION_LAUGHS),
    "quadratic blow-up": partial(
        with_prolog, "xl/sharedStrings.xml",
        f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>', "&a;" * 5_000,
    ),
    "external entity": partial(
        with_prolog, "xl/sharedStrings.xml",
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;",
    ),
    "external document type": partial(
        with_prolog, SHEET, '<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">'
    ),
    "parameter entity": partial(
        with_prolog, SHEET, '<!DOCTYPE x [<!ENTITY % a SYSTEM "file:///etc/passwd"> %a;]>'
    ),
    "document type late": partial(
        with_prolog, SHEET, f"<!--{' ' * 65_519}--><!DOCTYPE x>"
    ),
    "utf-16 part": partial(with_part, SHEET, sheet_xml(HEADER).encode("utf-16")),
    "other encoding": partial(
        with_part, SHEET, sheet_xml(HEADER).replace("UTF-8", "utf-7").encode()
    ),
    "deep nesting": partial(with_part, SHEET, sheet_xml("<row>" * 300_000)),
    "deep nesting in the styles": partial(
        with_part, "xl/styles.xml", "<a>" * 300_000
    ),
    "endless attribute": partial(
        with_part, SHEET,
        sheet_xml(f'<row x="{"".join(map(str, range(1_100_000)))}"/>'),
    ),
    "many attributes": partial(
        with_part, SHEET,
        sheet_xml("<row " + " ".join(f"a{n}=''" for n in range(100_000)) + "/>"),
    ),
    "huge dimension": partial(
        rows, '<row r="2"><c r="A2"><v>1</v></c></row>', before='<dimension ref="A1:XFD1048576"/>'
    ),
    "far cells": partial(
        rows, "".join(
            f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(2, 2_000)
        ),
    ),
    "far blank cells": partial(
        rows, "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 9_000))
    ),
    "row number overflow": partial(rows, f'<row r="{"9" * 400}"/>'),
    "column overflow": partial(rows, f'<row r="2"><c r="{"Z" * 400}2"><v>1</v></c></row>'),
    "number overflow": partial(rows, f'<row r="2"><c r="A2"><v>{"9" * 5_000}</v></c></row>'),
    "exponent overflow": partial(rows, '<row r="2"><c r="A2"><v>1e999999999</v></c></row>'),
    "huge cell": partial(rows, f'<row r="2">{text_cell("A2", "åäö" * 300_000)}</row>'),
    "huge shared texts": partial(
        rows, "", shared="".join(f"<si><t>{n:x<32000}</t></si>" for n in range(700))
    ),
    "endless shared texts": partial(rows, "", shared="<si/>" * 100_000),
    "shared text out of range": partial(
        rows, '<row r="2"><c r="A2" t="s"><v>99999999999999999999</v></c></row>'
    ),
    "millions of styles": partial(
        rows, "", styles=f"<cellXfs>{'<xf/>' * 200_000}</cellXfs>"
    ),
    "millions of number formats": partial(
        rows, "", styles="<numFmts>" + "".join(
            f'<numFmt numFmtId="{n}" formatCode="0"/>' for n in range(70_000)
        ) + "</numFmts>",
    ),
    "hostile number format": partial(
        rows, "", styles=f'<numFmts><numFmt numFmtId="165" formatCode="{"[" * 200_000}"/>'
        '</numFmts><cellXfs><xf numFmtId="165"/></cellXfs>',
    ),
    "huge styles": partial(
        with_part, "xl/styles.xml", bytes(range(33, 60)) * 700_000
    ),
    "style number overflow": partial(
        rows, "", styles=f'<cellXfs><xf numFmtId="{"9" * 5_000}"/></cellXfs>'
    ),
    "fifty thousand merged ranges": partial(
        rows, "", after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 50_000 + "</mergeCells>"
    ),
    "endless hidden columns": partial(
        rows, "", before='<cols><col hidden="1" min="1" max="9999999999"/></cols>'
    ),
    "workbook that is its own sheet": partial(
        with_part, "xl/_rels/workbook.xml.rels", relations(("r1", "worksheet", "workbook.xml"))
    ),
    "sheet beside the archive": partial(
        with_part, "xl/_rels/workbook.xml.rels",
        relations(("r1", "worksheet", "../../../../etc/passwd")),
    ),
    "linked styles": partial(
        with_part, "xl/_rels/workbook.xml.rels",
        relations(("r1", "worksheet", "http://localhost:9/sheet.xml"), external=True),
    ),
    "twenty thousand formulas": partial(
        rows, "".join(
            f'<row r="{n}"><c r="A{n}"><f>A{n + 1}</f></c></row>' for n in range(2, 20_000)
        ),
    ),
    "endless comment": partial(
        with_part, SHEET, sheet_xml(f"<!--{''.join(map(str, range(1_100_000)))}-->")
    ),
    "control characters by number": partial(rows, f'<row r="2">{text_cell("A2", "&#0;")}</row>'),
    "same attribute twice": partial(rows, '<row r="2" r="3"/>'),
    "cells inside cells": partial(rows, '<row r="2">' + '<c r="A2">' * 1_000),
    "csv in utf-32": partial("a;b\n1;2\n".encode, "utf-32"),
    "csv of delimiters": partial(bytes.join, b"", [b"a\n", b";" * 3 * MEGABYTE]),
    "csv of open quotes": partial(bytes.join, b"", [b'a\n"', b"x\n" * 500_000]),
    "csv of blank lines": partial(bytes.join, b"", [b"\n" * 100_000]),
    "csv of many columns": partial(bytes.join, b";", [b"%d" % n for n in range(100_000)]),
    "csv of guards": partial(
        bytes.join, b"", [b"a\n", b"'" * 30_000 + b"\n", b'"' + b"\t'" * 15_000 + b'"\n']
    ),
    "csv cut inside a character": partial(bytes.join, b"", [b"a\n", b"\xc3"]),
}  # fmt: skip

HARMLESS = {
    "huge dimension",
    "far blank cells",
    "fifty thousand merged ranges",
    "csv of guards",
    "csv cut inside a character",
    "hostile number format",
    "smaller than stated",
    "twenty thousand formulas",
    "endless shared texts",
}
"""Those that may also end in a table: nothing in them costs anything."""
