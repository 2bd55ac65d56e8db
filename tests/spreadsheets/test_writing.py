"""Tables that people open in spreadsheet programs: typed, inert, and the same bytes each time."""

import csv
import datetime
import io
import random
import re
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.spreadsheets.assembly import BLANK
from kvinnofrid.spreadsheets.formula_guard import could_run, guard, unguard
from kvinnofrid.spreadsheets.writing import Cell, Sheet, csv_bytes, xlsx_bytes
from tests.spreadsheets.files import cells, parsed

HEADER = ["kommun", "värde"]
DAY = datetime.date(2015, 12, 31)
MOMENT = datetime.datetime(2015, 12, 31, 13, 45)  # noqa: DTZ001
ROWS: list[list[Cell]] = [
    ["Åre; fjäll", -2.5],
    ['säg "ja"', 1000000],
    [DAY, Decimal("0.50")],
    [MOMENT, None],
    ["=1+1", True],
    ["0180", False],
]


def test_csv_for_people_opens_in_a_swedish_spreadsheet_program() -> None:
    assert csv_bytes(HEADER, ROWS).decode("utf-8") == (
        '\ufeff"kommun";"värde"\r\n"Åre; fjäll";-2,5\r\n"säg ""ja""";1000000\r\n'
        '2015-12-31;0,50\r\n2015-12-31T13:45:00;\r\n"\'=1+1";TRUE\r\n"0180";FALSE\r\n'
    )


def test_csv_for_machines_is_plain() -> None:
    content = csv_bytes(HEADER, ROWS[:2], excel_friendly=False)
    assert content.decode() == '"kommun","värde"\n"Åre; fjäll",-2.5\n"säg ""ja""",1000000\n'


def test_a_workbook_keeps_types_and_tells_about_its_data() -> None:
    content = xlsx_bytes([Sheet("Svar", HEADER, ROWS)], about=[("Källa", "SKR"), ("År", 2015)])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Svar", "Om uppgifterna"]
    page = book["Svar"]
    assert page.freeze_panes == "A2"
    assert page["A1"].font.b
    found = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    midnight = datetime.datetime(2015, 12, 31)  # noqa: DTZ001
    assert found == [
        ["Åre; fjäll", -2.5], ['säg "ja"', 1000000], [midnight, 0.5], [MOMENT, None],
        ["=1+1", True], ["0180", False],
    ]  # fmt: skip
    assert page["A6"].data_type == "s"
    assert page["A6"].quotePrefix
    about = [[cell.value for cell in row] for row in book["Om uppgifterna"].iter_rows()]
    assert about == [["Uppgift", "Värde"], ["Källa", "SKR"], ["År", 2015]]


def test_a_workbook_written_here_is_read_here() -> None:
    table = parsed(xlsx_bytes([Sheet("Svar", HEADER, ROWS)]))
    assert table.sheet == "Svar"
    assert cells(table) == [
        ("Åre; fjäll", "-2.5"), ('säg "ja"', "1000000"), ("2015-12-31", "0.5"),
        ("2015-12-31T13:45:00", ""), ("=1+1", "TRUE"), ("0180", "FALSE"),
    ]  # fmt: skip


def test_numbers_that_a_cell_would_round_are_written_as_text() -> None:
    table = parsed(xlsx_bytes([Sheet("A", ["n"], [[1234567890123456], [-123456789012345]])]))
    assert cells(table) == [("1234567890123456",), ("-123456789012345",)]


def test_column_widths_follow_the_content_or_are_given() -> None:
    rows: list[list[Cell]] = [["x" * 30, 1], ["y"]]
    for widths, expected in ((None, 32), ((20, 5), 20)):
        content = xlsx_bytes([Sheet("A", HEADER, rows, widths)])
        page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert round(page.column_dimensions["A"].width) == expected + 1


def test_the_same_table_gives_the_same_bytes() -> None:
    sheets = [Sheet("Svar", HEADER, ROWS)]
    assert xlsx_bytes(sheets, about=[("a", 1)]) == xlsx_bytes(sheets, about=[("a", 1)])


@pytest.mark.parametrize("number", [float("nan"), float("inf"), Decimal("NaN")])
def test_a_number_that_is_none_is_never_written(number: float | Decimal) -> None:
    with pytest.raises(ValueError, match="missing data"):
        csv_bytes(["n"], [[number]])
    with pytest.raises(ValueError, match="missing data"):
        xlsx_bytes([Sheet("A", ["n"], [[number]])])


def test_a_text_longer_than_a_cell_is_not_cut_in_silence() -> None:
    with pytest.raises(ValueError, match="32768"):
        xlsx_bytes([Sheet("A", ["n"], [["x" * 32_768]])])


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        xlsx_bytes([Sheet("A", ["n"], [["\ud83d"]])])


SIGNS = "=+-@＝＋－＠"
ACTS = re.compile(r"[(!|]|[A-Z]\d")
LEADS = ("", " ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff", "  \t", "'", "''", "\x01")
BODIES = (
    "1+1", "cmd|'/C calc'!A0", 'HYPERLINK("http://localhost/?"&A1;"x")', "SUM(1;2)", "2+5+A1",
    'WEBSERVICE("http://localhost")', "DDE(\"cmd\";\"/C calc\";\"x\")", "IMPORTXML(A1,A2)",
)  # fmt: skip
INNER = ("x;{}", "x,{}", "x\t{}", "x\n{}", "x\r\n {};y", 'x"{}"', 'x";{};"y')


def payloads() -> list[str]:
    """At least 500 texts that some program would run, from every sign, lead and body."""
    found = [lead + sign + body for sign in SIGNS for lead in LEADS for body in BODIES]
    chance = random.Random(20261122)
    runs = [sign + body for sign in SIGNS for body in BODIES if set("(|!") & set(body)]
    return found + [pattern.format(chance.choice(runs)) for pattern in INNER for _ in range(20)]


def runs(cell: str) -> bool:
    """Independent of the guard: would a program that skips leading space run this cell?"""
    if cell[:1] in ("\t", "\r"):
        return True
    bare = cell.lstrip(BLANK + "\x00\x01")
    if bare[:1] in ("+", "-", "＋", "－"):
        return bool(set("(|!") & set(bare)) or len(bare) > 1
    return bare[:1] in ("=", "@", "＝", "＠")


def test_five_hundred_formula_payloads_are_inert_in_csv() -> None:
    texts = payloads()
    assert len(texts) >= 500
    for friendly, own in ((True, ";"), (False, ",")):
        content = csv_bytes(["a", "b"], [["x", text] for text in texts], excel_friendly=friendly)
        plain = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(plain, newline=""), delimiter=own))
        assert len(rows) == len(texts) + 1
        assert not [row for row in rows for cell in row if runs(cell)]


@pytest.mark.parametrize("wrong", [";", ",", "\t"])
def test_payloads_stay_inert_when_a_file_is_opened_with_the_wrong_delimiter(wrong: str) -> None:
    texts = [text for text in payloads() if "\n" not in text and "\r" not in text]
    for friendly in (True, False):
        content = csv_bytes(["a", "b"], [["x", text] for text in texts], excel_friendly=friendly)
        for row in csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=wrong):
            for cell in row:
                bare = cell.lstrip(BLANK)
                assert bare[:1] not in ("=", "@", "＝", "＠"), row
                assert not (bare[:1] in SIGNS and bare and ACTS.search(bare)), row


def test_five_hundred_formula_payloads_are_inert_text_in_workbooks() -> None:
    texts = payloads()
    content = xlsx_bytes([Sheet("A", ["a"], [[text] for text in texts])])
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = [row[0] for row in book.worksheets[0].iter_rows(min_row=2)]
    assert len(found) == len(texts)
    assert {cell.data_type for cell in found} == {"s"}
    assert not any(cell.hyperlink for cell in found)
    assert [cell.quotePrefix for cell in found] == [could_run(text) for text in texts]
    assert not parsed(content).notes


@pytest.mark.parametrize("text", ["Åre", "a-b", "1-2", "x; -5", "ja, - nej", "d'Arc", "", "'x"])
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text
    assert not could_run(text)


TRICKY = st.text(alphabet="a1 ='+-@;,\t\r\n\"(|＝\u00a0\u200b", max_size=12)


@given(TRICKY)
@settings(deadline=None)
def test_guarding_can_always_be_undone(text: str) -> None:
    assert unguard(guard(text)) == text
    assert unguard(guard(guard(text))) == guard(text)


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
) | TRICKY  # fmt: skip
NUMBER = st.integers(-(10**17), 10**17) | st.decimals(-1000, 1000, places=3)
CELL = TEXT | NUMBER | st.dates() | st.none()


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[Cell]]]:
    names = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1)
    header = draw(
        st.lists(names.filter(lambda n: n.strip(BLANK)), min_size=1, max_size=4,
                 unique_by=lambda n: n.strip(BLANK).casefold())
    )  # fmt: skip
    width = len(header)
    return header, draw(st.lists(st.lists(CELL, min_size=width, max_size=width), max_size=6))


def as_text(cell: Cell, *, comma: bool, exact: bool) -> str:
    if isinstance(cell, str):
        return cell.strip(BLANK)
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        text = f"{cell:f}" if exact else f"{float(cell):.15g}"
        text = text if exact or float(text) else "0"
        return text.replace(".", ",") if comma else text
    return str(cell)


def expected(rows: list[list[Cell]], *, comma: bool, exact: bool) -> list[tuple[str, ...]]:
    texts = [tuple(as_text(cell, comma=comma, exact=exact) for cell in row) for row in rows]
    return [row for row in texts if any(row)]


@given(tables(), st.booleans())
@settings(deadline=None)
def test_every_table_written_as_csv_reads_back(
    table: tuple[list[str], list[list[Cell]]], friendly: bool
) -> None:
    header, rows = table
    found = parsed(csv_bytes(header, rows, excel_friendly=friendly))
    assert found.header == tuple(name.strip(BLANK) for name in header)
    assert cells(found) == expected(rows, comma=friendly, exact=True)


@given(tables())
@settings(deadline=None, max_examples=50)
def test_every_table_written_as_a_workbook_reads_back(
    table: tuple[list[str], list[list[Cell]]],
) -> None:
    header, rows = table
    early = datetime.date(1900, 3, 1)
    rows = [[max(c, early) if isinstance(c, datetime.date) else c for c in row] for row in rows]
    found = parsed(xlsx_bytes([Sheet("A", header, rows)]))
    assert found.header == tuple(name.strip(BLANK) for name in header)
    assert cells(found) == expected(rows, comma=False, exact=False)
