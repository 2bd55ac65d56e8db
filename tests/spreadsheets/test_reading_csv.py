"""CSV as people save it."""

import codecs

import pytest

from kvinnofrid.spreadsheets import errors
from kvinnofrid.spreadsheets.delimited import find_delimiter
from kvinnofrid.spreadsheets.limits import Limits
from tests.spreadsheets.files import cells, parsed

PLAIN = "kommun;svar\r\nÅre;ja\r\nHåbo;nej\r\n"
EXPECTED = [("Åre", "ja"), ("Håbo", "nej")]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PLAIN.encode(), "utf-8"),
        (PLAIN.encode("utf-8-sig"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"), "utf-16"),
        (PLAIN.encode("windows-1252"), "windows-1252"),
    ],
)
def test_the_encoding_is_found(content: bytes, encoding: str) -> None:
    table = parsed(content)
    assert table.header == ("kommun", "svar")
    assert cells(table) == EXPECTED
    assert table.encoding == encoding
    assert table.delimiter == ";"


def test_a_letter_outside_ascii_late_in_the_file_still_decides_the_encoding() -> None:
    content = b"kommun\n" + b"Umea\n" * 300_000 + "Åre\n".encode("windows-1252")
    table = parsed(content)
    assert table.encoding == "windows-1252"
    assert table.rows[-1] == (300_002, ("Åre",))


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"a;b\n1;2\n3;\x81\xe5\n", "3"),
        (codecs.BOM_UTF8 + b"a;b\n\xff", ""),
        (codecs.BOM_UTF16_LE + b"a\x00b", ""),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\xd8", ""),
    ],
)
def test_bytes_that_are_no_text_are_refused(content: bytes, where: str) -> None:
    with pytest.raises(errors.UnknownEncoding) as caught:
        parsed(content)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("a;b;c", ";"),
        ("a,b,c", ","),
        ("a\tb\tc", "\t"),
        ("a;b,c;d", ";"),
        ('"namn, hela";"år, månad";x', ";"),
        ('"a;b;c;d",e', ","),
        ("a", ";"),
        ("a,b;c", ";"),
    ],
)
def test_the_delimiter_is_the_one_the_header_uses_most(line: str, delimiter: str) -> None:
    assert find_delimiter(line) == delimiter


def test_a_stated_delimiter_is_obeyed_and_its_line_counts() -> None:
    table = parsed(b"sep=,\r\na,b;c\r\n1,2\r\n")
    assert table.header == ("a", "b;c")
    assert table.rows == ((3, ("1", "2")),)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_line_end_is_understood(end: str) -> None:
    table = parsed(f"a;b{end}1;2{end}3;4".encode())
    assert table.rows == ((2, ("1", "2")), (3, ("3", "4")))


def test_quoted_cells_keep_delimiters_quotes_and_line_breaks() -> None:
    table = parsed('a;b\n"x;y";"säg ""ja""\nsedan"\n1;2\n'.encode())
    assert table.rows == ((2, ("x;y", 'säg "ja"\nsedan')), (3, ("1", "2")))


def test_space_of_every_kind_is_trimmed() -> None:
    table = parsed("\u00a0kommun ;svar\u200b\n\u202fÅre\t ; \ufeffja\u00a0\n".encode())
    assert table.header == ("kommun", "svar")
    assert cells(table) == [("Åre", "ja")]


def test_trailing_blank_rows_and_columns_are_dropped() -> None:
    table = parsed(b"a;b;;\n1;2;;\n; ;\n;;;\n\n\n")
    assert table.header == ("a", "b")
    assert table.rows == ((2, ("1", "2")),)
    assert table.notes == ()


def test_blank_rows_before_and_between_count_in_the_numbers_and_are_noted() -> None:
    table = parsed(b"\n ; \na;b\n\n1;2\n\n;\n3;4\n")
    assert [row.number for row in table.rows] == [5, 8]
    assert table.notes == (("blank_rows", 2, ("6–7",)),)


def test_one_blank_row_is_named_alone() -> None:
    assert parsed(b"a\n1\n\n2\n").notes == (("blank_rows", 1, ("3",)),)


def test_a_value_beyond_the_last_column_is_refused_with_its_address() -> None:
    with pytest.raises(errors.RaggedRow) as caught:
        parsed(b"a;b\n1;2\n3;4;;5\n")
    assert caught.value.where == "D3"
    assert caught.value.message("sv").startswith("Cell D3: ")


def test_a_row_with_too_few_cells_is_padded_and_noted() -> None:
    table = parsed(b"a;b;c\n1;2;3\n4\n")
    assert cells(table) == [("1", "2", "3"), ("4", "", "")]
    assert table.notes == (("short_rows", 1, ("3",)),)


@pytest.mark.parametrize(
    ("content", "error", "where"),
    [
        (b"", errors.EmptyFile, ""),
        (b"\n\n", errors.EmptyFile, "3"),
        (b";;\n;\n", errors.EmptyFile, ""),
        (b"a;;c\n", errors.BlankColumnName, "B1"),
        (b"a;b;A \n", errors.DuplicateColumnName, "C1"),
        (b'a;b\n1;2\n"3;4\n5;6\n', errors.UnclosedQuote, "3"),
        (b'a;b\n"1"2;3\n', errors.MisplacedQuote, "2"),
        (b"a;b\n1;\0\n", errors.NotText, "2"),
        (b"a;\0b\n", errors.NotText, "1"),
        (b"a\n" + b"x" * 32_768 + b"\n", errors.CellTooLong, "2"),
        (b"a\n" + b";" * 1_000_000 + b"\n", errors.LineTooLong, "2"),
        (b";".join(b"%d" % n for n in range(501)), errors.TooManyColumns, "1"),
        (b"%PDF-1.7\n", errors.NotASpreadsheet, ""),
        (b"  <html><table>", errors.NotASpreadsheet, ""),
        (b'<?xml version="1.0"?><Workbook/>', errors.NotASpreadsheet, ""),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_place(
    content: bytes, error: type[errors.SpreadsheetError], where: str
) -> None:
    with pytest.raises(error) as caught:
        parsed(content)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (Limits(rows=1), errors.TooManyRows),
        (Limits(cells=3), errors.TooManyCells),
        (Limits(file_bytes=5), errors.FileTooLarge),
    ],
)
def test_limits_are_held(limits: Limits, error: type[errors.SpreadsheetError]) -> None:
    with pytest.raises(error):
        parsed(b"a;b\n1;2\n3;4\n", limits=limits)


@pytest.mark.parametrize("name", ["t.json", "t.exe", "t.ods"])
def test_a_file_name_that_promises_something_else_is_refused(name: str) -> None:
    with pytest.raises(errors.NotASpreadsheet):
        parsed(b"a;b\n", filename=name)


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert parsed(b"a;b").rows == ()


def test_a_guarding_apostrophe_is_taken_off_and_others_stay() -> None:
    table = parsed(b"a;b;c\n'=1+1;'n Sture;d'Arc\n")
    assert cells(table) == [("=1+1", "'n Sture", "d'Arc")]
