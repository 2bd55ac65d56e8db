"""Why a file was refused, in words for the one who made it: what, where, and what to do."""

# ruff: noqa: N818 - the names say what is wrong with the file

import re
from typing import ClassVar

Fact = str | int

DETAILS = {
    "answer": "svar",
    "cell address": "cellens adress",
    "cell order": "cellernas ordning",
    "cell style": "cellens format",
    "cell type": "cellens typ",
    "cell value": "cellens värde",
    "columns": "kolumner",
    "compression method": "packningssätt",
    "depth": "djup",
    "duplicate names": "samma namn två gånger",
    "encoding": "teckenkodning",
    "no sheets": "inga blad",
    "overlapping parts": "delar som överlappar",
    "row order": "radernas ordning",
    "shared text": "delad text",
    "shared texts": "delade texter",
    "styles": "format",
    "tag length": "en taggs längd",
    "unpacked size": "storlek när den har packats upp",
}
"""What gave a file away, in Swedish; what is the same in both languages is left out."""
_COUNTED = re.compile(r"(\d+) entries")
_OF_A_PART = re.compile(r"(ratio|size) of (.*)", re.DOTALL)
_PARTS = {"ratio": "packningsgraden i", "size": "storleken på"}


def _in_swedish(fact: Fact) -> Fact:
    if not isinstance(fact, str):
        return fact
    if counted := _COUNTED.fullmatch(fact):
        return f"{counted[1]} delar"
    if part := _OF_A_PART.fullmatch(fact):
        return f"{_PARTS[part[1]]} {part[2]}"
    return DETAILS.get(fact, fact)


class SpreadsheetError(Exception):
    """A file could not be read or was refused. Nothing of it may be used.

    ``where`` is a row number (``"5"``) or a cell address (``"B5"``), or empty for the whole file.
    ``facts`` are the values that the message speaks of.
    """

    swedish: ClassVar[str] = "Filen kunde inte läsas."
    english: ClassVar[str] = "The file could not be read."
    remedy_swedish: ClassVar[str] = "Spara filen på nytt som .xlsx eller CSV och försök igen."
    remedy_english: ClassVar[str] = "Save the file again as .xlsx or CSV and try again."

    def __init__(self, where: str | int = "", **facts: Fact) -> None:
        self.where = str(where)
        self.facts = facts
        super().__init__(self.where, facts)

    def __str__(self) -> str:
        return f"{self.message('en')} {self.remedy('en')}"

    def place(self, lang: str = "sv") -> str:
        """Where in the file, such as ``Rad 5`` or ``Cell B5``; empty for the whole file."""
        if not self.where:
            return ""
        if self.where.isdigit():
            return f"{'Rad' if lang.startswith('sv') else 'Row'} {self.where}"
        return f"Cell {self.where}"

    def message(self, lang: str = "sv") -> str:
        """What is wrong and where, in Swedish (``sv``) or English (anything else)."""
        swedish = lang.startswith("sv")
        facts = {name: _in_swedish(fact) for name, fact in self.facts.items()}
        text = self.swedish.format_map(facts) if swedish else self.english.format_map(self.facts)
        place = self.place(lang)
        return f"{place}: {text}" if place else text

    def remedy(self, lang: str = "sv") -> str:
        """What to do about it, in Swedish (``sv``) or English (anything else)."""
        text = self.remedy_swedish if lang.startswith("sv") else self.remedy_english
        return text.format_map(self.facts)


class UnreadableFile(SpreadsheetError):
    """No ordinary file at the path, or no right to read it."""

    swedish = "Filen finns inte eller får inte läsas."
    english = "The file does not exist or may not be read."
    remedy_swedish = "Kontrollera att filen finns kvar och att den inte är öppen i ett program."
    remedy_english = "Check that the file is still there and not open in a program."


class EmptyFile(SpreadsheetError):
    """No bytes, or no row with anything in it."""

    swedish = "Filen är tom."
    english = "The file is empty."
    remedy_swedish = "Välj en fil som har en rad med kolumnnamn och minst en rad uppgifter."
    remedy_english = "Choose a file with a row of column names and at least one row of data."


class FileTooLarge(SpreadsheetError):
    """More bytes than ``Limits.file_bytes``; nothing was parsed."""

    swedish = "Filen är {size} byte stor. Gränsen är {limit} byte."
    english = "The file is {size} bytes. The limit is {limit} bytes."
    remedy_swedish = "Dela upp uppgifterna i flera filer, eller ta bort bilder och blad."
    remedy_english = "Split the data over several files, or remove pictures and sheets."


class NotASpreadsheet(SpreadsheetError):
    """Another kind of file by its first bytes or its name; ``kind`` says which."""

    swedish = "Det här är inte en tabellfil utan något annat ({kind})."
    english = "This is not a table file but something else ({kind})."
    remedy_swedish = "Öppna uppgifterna i ett kalkylprogram och spara dem som .xlsx eller CSV."
    remedy_english = "Open the data in a spreadsheet program and save them as .xlsx or CSV."


class OldExcelFile(SpreadsheetError):
    """A workbook of Excel 2003 or older (BIFF)."""

    swedish = "Filen har Excels äldre format (.xls)."
    english = "The file is in Excel's older format (.xls)."
    remedy_swedish = "Öppna den i Excel och välj Spara som, Excel-arbetsbok (.xlsx)."
    remedy_english = "Open it in Excel and choose Save as, Excel workbook (.xlsx)."


class BinaryWorkbook(SpreadsheetError):
    """A workbook whose parts are binary instead of XML."""

    swedish = "Filen är en binär Excel-arbetsbok (.xlsb)."
    english = "The file is a binary Excel workbook (.xlsb)."
    remedy_swedish = "Öppna den i Excel och välj Spara som, Excel-arbetsbok (.xlsx)."
    remedy_english = "Open it in Excel and choose Save as, Excel workbook (.xlsx)."


class PasswordProtected(SpreadsheetError):
    """An encrypted workbook, or a zip archive with encrypted parts."""

    swedish = "Filen är skyddad med lösenord."
    english = "The file is protected with a password."
    remedy_swedish = "Öppna den, ta bort lösenordet och spara den på nytt."
    remedy_english = "Open it, remove the password and save it again."


class OpenDocumentFile(SpreadsheetError):
    """A spreadsheet of LibreOffice and its kin."""

    swedish = "Filen har formatet OpenDocument (.ods)."
    english = "The file is in OpenDocument format (.ods)."
    remedy_swedish = "Öppna den i LibreOffice och välj Spara som, Excel (.xlsx) eller CSV."
    remedy_english = "Open it in LibreOffice and choose Save as, Excel (.xlsx) or CSV."


class NumbersFile(SpreadsheetError):
    """A spreadsheet of Apple Numbers."""

    swedish = "Filen är gjord i Apple Numbers (.numbers)."
    english = "The file was made in Apple Numbers (.numbers)."
    remedy_swedish = "Öppna den i Numbers och välj Arkiv, Exportera till, Excel eller CSV."
    remedy_english = "Open it in Numbers and choose File, Export to, Excel or CSV."


class NotAWorkbook(SpreadsheetError):
    """A zip archive that holds something else, such as a Word document or loose files."""

    swedish = "Filen är ett zip-arkiv men ingen Excel-arbetsbok."
    english = "The file is a zip archive but not an Excel workbook."
    remedy_swedish = "Packa upp arkivet och välj tabellfilen i det."
    remedy_english = "Unpack the archive and choose the table file in it."


class DamagedFile(SpreadsheetError):
    """Contradicts itself or stops too early; ``detail`` says in which part."""

    swedish = "Filen är skadad ({detail})."
    english = "The file is damaged ({detail})."
    remedy_swedish = "Öppna den i ett kalkylprogram, spara den på nytt och försök igen."
    remedy_english = "Open it in a spreadsheet program, save it again and try again."


class UnsafeArchive(SpreadsheetError):
    """Would cost out of proportion to its size; ``detail`` says what gave it away."""

    swedish = "Filen är byggd så att den kan skada den som öppnar den ({detail}) och öppnas inte."
    english = "The file is built so that opening it may do harm ({detail}); it is not opened."
    remedy_swedish = "Kopiera uppgifterna till en ny, tom arbetsbok och spara den."
    remedy_english = "Copy the data to a new, empty workbook and save that."


class ForbiddenXml(UnsafeArchive):
    """A document type, an entity or an encoding other than UTF-8 inside a workbook."""

    swedish = "Filen innehåller XML-deklarationer som aldrig behövs i en tabell ({detail})."
    english = "The file contains XML declarations that a table never needs ({detail})."


class UnknownEncoding(SpreadsheetError):
    """Bytes that are no text in any encoding that spreadsheet programs write."""

    swedish = "Texten är varken UTF-8, UTF-16 eller Windows-1252."
    english = "The text is neither UTF-8, UTF-16 nor Windows-1252."
    remedy_swedish = "Spara filen som CSV UTF-8."
    remedy_english = "Save the file as CSV UTF-8."


class NotText(SpreadsheetError):
    """A NUL character, which no database and no spreadsheet cell holds."""

    swedish = "Här finns tecken som inte hör hemma i text (NUL)."
    english = "There are characters here that do not belong in text (NUL)."
    remedy_swedish = "Spara filen på nytt som CSV UTF-8 eller .xlsx från programmet den kom från."
    remedy_english = "Save the file again as CSV UTF-8 or .xlsx from the program it came from."


class LineTooLong(SpreadsheetError):
    """No line break within ``Limits.line_characters``."""

    swedish = "Raden är längre än {limit} tecken."
    english = "The line is longer than {limit} characters."
    remedy_swedish = "Kontrollera att filen är en tabell med en rad per rad uppgifter."
    remedy_english = "Check that the file is a table with one line per row."


class CellTooLong(SpreadsheetError):
    """More characters than a spreadsheet cell holds."""

    swedish = "En cell är längre än {limit} tecken."
    english = "A cell is longer than {limit} characters."
    remedy_swedish = "Korta texten. I en CSV-fil beror felet ofta på ett citattecken som fattas."
    remedy_english = "Shorten the text. In a CSV file the cause is often a missing quotation mark."


class UnclosedQuote(SpreadsheetError):
    """The file ended inside a quoted cell; ``where`` is the row it began on."""

    swedish = "Ett citattecken öppnas här men stängs aldrig."
    english = "A quotation mark opens here but never closes."
    remedy_swedish = "Lägg till det citattecken som fattas, eller ta bort det som är för mycket."
    remedy_english = "Add the missing quotation mark, or remove the one too many."


class MisplacedQuote(SpreadsheetError):
    """Guessing where the cell ends could move values between columns."""

    swedish = "Efter ett avslutande citattecken kommer text före nästa skiljetecken."
    english = "Text follows a closing quotation mark before the next delimiter."
    remedy_swedish = "Skriv citattecken inne i en text dubbelt, eller ta bort dem."
    remedy_english = "Double quotation marks inside a text, or remove them."


class TooManyRows(SpreadsheetError):
    """More rows with values than ``Limits.rows``."""

    swedish = "Tabellen har fler än {limit} rader."
    english = "The table has more than {limit} rows."
    remedy_swedish = "Dela upp uppgifterna i flera filer."
    remedy_english = "Split the data over several files."


class TooManyColumns(SpreadsheetError):
    """More columns with names or values than ``Limits.columns``."""

    swedish = "Tabellen har fler än {limit} kolumner."
    english = "The table has more than {limit} columns."
    remedy_swedish = "Ta bort kolumner som inte behövs."
    remedy_english = "Remove columns that are not needed."


class TooManyCells(SpreadsheetError):
    """Rows times columns beyond ``Limits.cells``."""

    swedish = "Tabellen har fler än {limit} celler."
    english = "The table has more than {limit} cells."
    remedy_swedish = "Dela upp uppgifterna i flera filer."
    remedy_english = "Split the data over several files."


class RaggedRow(SpreadsheetError):
    """A value that belongs to no column name, often a delimiter inside an unquoted text."""

    swedish = "Här finns en uppgift till höger om den sista kolumnen ({columns} kolumner)."
    english = "There is a value to the right of the last column ({columns} columns)."
    remedy_swedish = "Ge kolumnen ett namn, ta bort värdet eller sätt citattecken om texten."
    remedy_english = "Name the column, remove the value or put the text in quotation marks."


class BlankColumnName(SpreadsheetError):
    """A column without name left of one that has a name."""

    swedish = "Kolumnen saknar namn."
    english = "The column has no name."
    remedy_swedish = "Skriv ett namn i rubrikraden eller ta bort kolumnen."
    remedy_english = "Write a name in the header row or remove the column."


class DuplicateColumnName(SpreadsheetError):
    """Equal names, letter case and space around them aside."""

    swedish = "Kolumnnamnet ”{name}” finns redan i {first}."
    english = "The column name “{name}” is already in {first}."
    remedy_swedish = "Ge varje kolumn ett eget namn."
    remedy_english = "Give every column a name of its own."


class NoSuchSheet(SpreadsheetError):
    """The wanted sheet is not among those that hold cells."""

    swedish = "Bladet ”{name}” finns inte. Filen har: {available}."
    english = "There is no sheet “{name}”. The file has: {available}."
    remedy_swedish = "Välj ett av bladen som finns eller byt namn på bladet i filen."
    remedy_english = "Choose one of the sheets or rename the sheet in the file."


class FormulasRefused(SpreadsheetError):
    """The caller takes typed values only; ``cells`` names the first formulas."""

    swedish = "Filen har formler ({count} st): {cells}."
    english = "The file holds formulas ({count}): {cells}."
    remedy_swedish = "Kopiera cellerna och klistra in dem som värden, spara och försök igen."
    remedy_english = "Copy the cells and paste them as values, save and try again."


class TooMuchMemory(SpreadsheetError):
    """The worker reached its memory limit, or its answer the limit on bytes."""

    swedish = "Filen kräver mer minne än en tabell får använda."
    english = "The file needs more memory than a table may use."
    remedy_swedish = "Kopiera uppgifterna till en ny arbetsbok, eller dela upp dem i flera filer."
    remedy_english = "Copy the data to a new workbook, or split them over several files."


class TooSlow(SpreadsheetError):
    """The worker reached its limit on processor time or the clock."""

    swedish = "Filen tog längre tid att läsa än den får ({seconds} sekunder)."
    english = "The file took longer to read than it may ({seconds} seconds)."
    remedy_swedish = "Försök igen. Hjälper inte det, dela upp uppgifterna i flera filer."
    remedy_english = "Try again. If that does not help, split the data over several files."


class ReaderStopped(SpreadsheetError):
    """The worker ended without an answer; ``detail`` is its exit status."""

    swedish = "Läsningen av filen avbröts ({detail})."
    english = "Reading the file was interrupted ({detail})."


def _subclasses(kind: type[SpreadsheetError]) -> list[type[SpreadsheetError]]:
    return [kind] + [found for child in kind.__subclasses__() for found in _subclasses(child)]


ERRORS = {kind.__name__: kind for kind in _subclasses(SpreadsheetError)}
"""Every error by its name, so that the worker can send one over the pipe."""
