"""Workbooks as people save them."""

import datetime
import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import numbers

from kvinnofrid.spreadsheets import errors
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.table import Table
from tests.spreadsheets.files import (
    HEADER,
    cells,
    pack,
    parsed,
    parts,
    relations,
    sheet_xml,
    text_cell,
)

STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd;@"/>'
    '<numFmt numFmtId="166" formatCode="0.0&quot; dagar&quot;"/>'
    '<numFmt numFmtId="167" formatCode="General"/>'
    '<numFmt numFmtId="168" formatCode="[Red]0.0"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="22"/><xf numFmtId="167"/><xf numFmtId="46"/>'
    '<xf numFmtId="168"/></cellXfs>'
)


def value(cell: str, *, styles: str = "", shared: str = "", workbook: str = "") -> str:
    """What one cell's XML reads as."""
    rows = f'{HEADER}<row r="2">{text_cell("A2", "x")}{cell}</row>'
    content = pack(parts(rows, styles=styles, shared=shared, workbook=workbook))
    return parsed(content).rows[0].cells[1]


def read(rows: str, **options: str) -> Table:
    return parsed(pack(parts(rows, **options)))


def test_a_workbook_from_another_program_is_read() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Svar"
    page.append(["kod", "år", "andel", "datum", "tid", "ja"])
    page.append([
        "0180 ", 2.0, 0.1 + 0.2, datetime.date(2015, 12, 31),
        datetime.datetime(2015, 12, 31, 13, 45), True,  # noqa: DTZ001
    ])  # fmt: skip
    page["C2"].number_format = numbers.FORMAT_PERCENTAGE
    book.create_sheet("Kladd")
    out = io.BytesIO()
    book.save(out)
    table = parsed(out.getvalue(), filename="svar.xlsx")
    assert table.sheet == "Svar"
    assert table.rows == ((2, ("0180", "2", "0.3", "2015-12-31", "2015-12-31T13:45:00", "TRUE")),)
    assert table.notes == (("other_sheets", 1, ("Kladd",)),)
    assert (table.encoding, table.delimiter) == ("", "")


@pytest.mark.parametrize(
    ("stored", "style", "expected"),
    [
        ("2.0", 0, "2"),
        ("-0.0", 0, "0"),
        ("007", 0, "7"),
        ("55.000000000000007", 0, "55"),
        ("1E-3", 0, "0.001"),
        ("1e-7", 0, "1e-07"),
        ("12345678901234567", 0, "12345678901234567"),
        ("1e20", 0, "100000000000000000000"),
        ("42369", 1, "2015-12-31"),
        ("42369.5", 5, "2015-12-31T12:00:00"),
        ("42368.999999999", 1, "2015-12-31"),
        ("1", 3, "1900-01-01"),
        ("61", 3, "1900-03-01"),
        ("0.25", 5, "06:00:00"),
        ("0.999999999", 5, "1900-01-01"),
        ("2958465.999999999", 1, "2958466"),
        ("-1", 1, "-1"),
        ("9999999", 1, "9999999"),
        ("1.5", 2, "36:00:00"),
        ("1.5", 7, "36:00:00"),
        ("-1.5", 2, "-1.5"),
        ("3", 4, "3"),
        ("3", 6, "3"),
        ("3.25", 8, "3.25"),
    ],
)
def test_numbers_dates_and_times_as_text(stored: str, style: int, expected: str) -> None:
    assert value(f'<c r="B2" s="{style}"><v>{stored}</v></c>', styles=STYLES) == expected


def test_dates_can_count_from_1904() -> None:
    pr = '<workbookPr date1904="1"/>'
    cell = '<c r="B2" s="1"><v>{}</v></c>'
    assert value(cell.format(0), styles=STYLES, workbook=pr) == "1904-01-01"
    assert value(cell.format(40907), styles=STYLES, workbook=pr) == "2015-12-31"
    assert value(cell.format(2958465), styles=STYLES, workbook=pr) == "2958465"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="B2" t="s"><v> 1 </v></c>', "rik text"),
        ('<c r="B2" t="s"><v>0</v></c>', "漢字"),
        ('<c r="B2" t="str"><v>fri</v></c>', "fri"),
        ('<c r="B2" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="B2" t="d"><v>2015-12-31T00:00:00Z</v></c>', "2015-12-31"),
        ('<c r="B2" t="d"><v>2015-12-31T13:45:00.000</v></c>', "2015-12-31T13:45:00"),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', "ab"),
        ('<c r="B2" t="inlineStr"><is><t>a</t><rPh><t>x</t></rPh><t>b</t></is></c>', "ab"),
        (text_cell("B2", "a_x000A_b"), "a\nb"),
        (text_cell("B2", "_x005F_x0041_"), "_x0041_"),
        (text_cell("B2", "_xD83D__xDE00_"), "😀"),
        (text_cell("B2", "a_xD83D_b"), "a\ufffdb"),
        (text_cell("B2", "a_x"), "a_x"),
        ('<c r="B2"/>', ""),
        ("<c><v>5</v></c>", "5"),
    ],
)
def test_cells_of_every_type(cell: str, expected: str) -> None:
    shared = (
        "<si><t>漢字</t><rPh><t>かんじ</t></rPh></si><si><r><t>rik </t></r><r><t>text</t></r></si>"
    )
    assert value(cell, shared=shared) == expected


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="B2"><v>nan</v></c>',
        '<c r="B2"><v>1e999</v></c>',
        '<c r="B2"><v>1_000</v></c>',
        '<c r="B2" s="99"><v>1</v></c>',
        '<c r="B2" s="x"><v>1</v></c>',
        '<c r="B2" t="s"><v>7</v></c>',
        '<c r="B2" t="s"><v>-1</v></c>',
        '<c r="B2" t="b"><v>2</v></c>',
        '<c r="B2" t="q"><v>2</v></c>',
        '<c r="A2"><v>2</v></c>',
        '<c r="b2"><v>2</v></c>',
        '<c r="ABCD2"><v>2</v></c>',
        '<c r="ZZZ2"><v>2</v></c>',
        '<c r="2"><v>2</v></c>',
        '<c r="B2"><v>2</c>',
    ],
)
def test_a_cell_that_makes_no_sense_is_damage(cell: str) -> None:
    with pytest.raises(errors.DamagedFile):
        value(cell)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"/><row r="2"/>',
        '<row r="2"/><row r="1"/>',
        '<row r="1048577"/>',
        '<row r="0"/>',
        '<row r="x"/>',
    ],
)
def test_rows_out_of_order_are_damage(rows: str) -> None:
    with pytest.raises(errors.DamagedFile):
        read(rows)


def test_rows_may_have_gaps_or_no_numbers() -> None:
    row = '<row r="5"><c r="B5"><v>1</v></c></row><row><c r="A6"><v>2</v></c></row>'
    table = read(HEADER + row)
    assert table.rows == ((5, ("", "1")), (6, ("2", "")))
    assert table.notes == ()


def test_names_with_a_prefix_are_understood() -> None:
    files = parts()
    xml = str(files["xl/worksheets/sheet1.xml"]).replace("xmlns=", "xmlns:x=")
    for name in ("worksheet", "sheetData", "row", "c", "is", "t"):
        for lead in ("<", "</"):
            for tail in (" ", ">"):
                xml = xml.replace(f"{lead}{name}{tail}", f"{lead}x:{name}{tail}")
    files["xl/worksheets/sheet1.xml"] = xml
    assert parsed(pack(files)).header == ("kod", "svar")


FORMULAS = (
    HEADER
    + '<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>NOW()</f></c></row>'
    + '<row r="3"><c r="A3" t="str"><f t="shared" si="0"/><v>ja</v></c></row>'
)


def test_the_stored_value_of_a_formula_is_taken_and_noted() -> None:
    table = read(FORMULAS)
    assert cells(table) == [("2", ""), ("ja", "")]
    assert table.notes == (
        ("formulas", 3, ("A2", "B2", "A3")),
        ("formulas_without_value", 1, ("B2",)),
    )


def test_formulas_can_be_refused_with_their_addresses() -> None:
    with pytest.raises(errors.FormulasRefused) as caught:
        parsed(pack(parts(FORMULAS)), formulas="refuse")
    assert caught.value.facts == {"count": 3, "cells": "A2, B2, A3"}
    assert parsed(pack(parts()), formulas="refuse").header == ("kod", "svar")


def test_many_formulas_are_counted_and_some_named() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f>1</f><v>1</v></c></row>' for n in range(2, 50))
    with pytest.raises(errors.FormulasRefused) as caught:
        parsed(pack(parts(HEADER + rows)), formulas="refuse")
    assert caught.value.facts["count"] == 48
    assert str(caught.value.facts["cells"]).endswith("A21 …")


def test_merged_and_hidden_cells_are_noted() -> None:
    table = read(
        HEADER + '<row r="2" hidden="1"><c r="A2"><v>1</v></c></row>',
        before='<cols><col min="1" max="1"/><col min="2" max="2" hidden="1"/>'
        '<col min="3" max="5" hidden="true"/></cols>',
        after='<mergeCells count="1"><mergeCell ref="A2:B2"/></mergeCells>',
    )
    assert table.notes == (
        ("hidden_columns", 4, ("B", "C–E")),
        ("hidden_rows", 1, ("2",)),
        ("merged_cells", 1, ("A2:B2",)),
    )


@pytest.mark.parametrize("col", ['min="x" max="1"', 'min="3" max="2"', 'min="0" max="2"'])
def test_senseless_hidden_columns_are_damage(col: str) -> None:
    with pytest.raises(errors.DamagedFile):
        read(HEADER, before=f'<cols><col {col} hidden="1"/></cols>')


def two_sheets(first_state: str = "visible") -> bytes:
    sheets = (
        f'<sheet name="Ett" state="{first_state}" r:id="r1"/><sheet name="Två" r:id="r4"/>'
        '<sheet name="Bild" r:id="r5"/>'
    )
    files = parts(sheets=sheets) | {
        "xl/worksheets/sheet2.xml": sheet_xml(f'<row r="1">{text_cell("A1", "andra")}</row>'),
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"),
            ("r4", "worksheet", "worksheets/sheet2.xml"),
            ("r5", "chartsheet", "chartsheets/sheet1.xml"),
        ),
        "xl/vbaProject.bin": b"macro",
    }
    return pack(files)


def test_the_first_visible_or_the_named_sheet_is_read() -> None:
    assert parsed(two_sheets()).sheet == "Ett"
    assert parsed(two_sheets("hidden")).sheet == "Två"
    table = parsed(two_sheets("veryHidden"), sheet=" ett")
    assert table.header == ("kod", "svar")
    assert table.notes == (
        ("hidden_sheet", 1, ("Ett",)),
        ("other_sheets", 1, ("Två",)),
        ("macros", 1, ()),
    )


def test_a_sheet_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(errors.NoSuchSheet) as caught:
        parsed(two_sheets(), sheet="Tre")
    assert "Ett, Två" in caught.value.message("en")


def test_a_sheet_outside_the_file_is_never_followed() -> None:
    files = parts() | {
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "http://localhost/x.xml"), external=True
        )
    }
    with pytest.raises(errors.DamagedFile):
        parsed(pack(files))


@pytest.mark.parametrize(
    "target", ["worksheets/none.xml", "../../../etc/passwd", "/etc/passwd", ""]
)
def test_a_sheet_that_is_not_in_the_archive_is_damage(target: str) -> None:
    files = parts() | {"xl/_rels/workbook.xml.rels": relations(("r1", "worksheet", target))}
    with pytest.raises(errors.DamagedFile):
        parsed(pack(files))


def test_an_empty_sheet_is_an_empty_file() -> None:
    with pytest.raises(errors.EmptyFile):
        read("")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"}
ROOT = "_rels/.rels"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (OLE, errors.OldExcelFile),
        (b"\x09\x08\x10\x00" + b"\0" * 20, errors.OldExcelFile),
        (OLE + "EncryptedPackage".encode("utf-16-le"), errors.PasswordProtected),
        (pack(ODS), errors.OpenDocumentFile),
        (pack({"mimetype": "application/epub+zip"}), errors.NotAWorkbook),
        (pack({"Index/Document.iwa": b"x"}), errors.NumbersFile),
        (pack({"Index.zip": b"x"}), errors.NumbersFile),
        (pack({"läs mig.txt": "hej"}), errors.NotAWorkbook),
        (pack({}), errors.NotAWorkbook),
        (
            pack({
                ROOT: relations(("r", "officeDocument", "xl/workbook.bin")), "xl/workbook.bin": b""
            }),
            errors.BinaryWorkbook,
        ),
        (
            pack({
                ROOT: relations(("r", "officeDocument", "word/document.xml")),
                "word/document.xml": "<a/>",
            }),
            errors.NotAWorkbook,
        ),
        (pack({ROOT: relations(("r", "officeDocument", "xl/x.xml"))}), errors.NotAWorkbook),
        (b"kod;svar", errors.DamagedFile),
        (b"PK\x03\x04 inte mer", errors.DamagedFile),
    ],
)  # fmt: skip
def test_files_of_other_kinds_are_named(
    content: bytes, error: type[errors.SpreadsheetError]
) -> None:
    with pytest.raises(error) as caught:
        parsed(content, filename="tabell.xlsx")
    assert caught.value.remedy("sv")
    assert caught.value.remedy("en")


def test_a_value_in_a_far_column_is_refused_and_a_blank_one_is_not() -> None:
    assert read(HEADER + f'<row r="2">{text_cell("XFD2", " ")}</row>').rows == ()
    with pytest.raises(errors.TooManyColumns) as caught:
        read(HEADER + '<row r="2"><c r="XFD2"><v>1</v></c></row>')
    assert caught.value.where == "XFD2"


def test_a_cell_too_long_is_refused() -> None:
    with pytest.raises(errors.CellTooLong) as caught:
        read(HEADER + f'<row r="2">{text_cell("A2", "x" * 32_768)}</row>')
    assert caught.value.where == "A2"


def test_shared_texts_have_limits() -> None:
    with pytest.raises(errors.CellTooLong):
        read(HEADER, shared=f"<si><t>{'x' * 32_768}</t></si>")
    content = pack(parts(shared="<si><t>abc</t></si>" * 4))
    for limits in (Limits(shared_characters=11), Limits(cells=3)):
        with pytest.raises(errors.UnsafeArchive):
            parsed(content, limits=limits)


def test_a_nul_hidden_in_a_text_is_refused() -> None:
    with pytest.raises(errors.NotText):
        read(f'<row r="1">{text_cell("A1", "a_x0000_b")}</row>')


def test_a_part_cut_short_is_damage(tmp_path: Path) -> None:
    content = pack(parts())
    for cut in range(40, len(content), 37):
        with pytest.raises(errors.SpreadsheetError):
            parsed(content[:cut])
