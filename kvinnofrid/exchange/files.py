"""Coded data as files: a workbook, or an archive of CSV files; the dictionary goes with either."""

import io
import zipfile
from collections.abc import Iterator, Sequence

from kvinnofrid.catalogue import Text
from kvinnofrid.exchange.coded_rows import CodedData
from kvinnofrid.exchange.variables import KIND_WORDS, Variable
from kvinnofrid.spreadsheets.writing import Cell, Sheet, csv_bytes, xlsx_bytes

FORMS = ("xlsx", "zip")
SHEETS: dict[str, Text] = {
    "data": Text(sv="Uppgifter", en="Data"),
    "variables": Text(sv="Variabler", en="Variables"),
    "codes": Text(sv="Koder", en="Codes"),
}
VARIABLES = (
    *("variable", "type", "label_sv", "label_en", "definition_sv", "definition_en"),
    *("lowest", "highest", "missing", "instrument", "version"),
)
CODES = ("variable", "code", "label_sv", "label_en", "instrument", "version")
ABOUT = {"sv": ("om.csv", "Uppgift", "Värde"), "en": ("about.csv", "Fact", "Value")}
WRITTEN = (2000, 1, 1, 0, 0, 0)
"""The time that an archive says its files were written: the same bytes for the same content."""


def variable_rows(known: Sequence[Variable]) -> Iterator[tuple[Cell, ...]]:
    """The dictionary: a line for each variable, and for each version of a question."""
    for one in known:
        yield (
            one.name,
            f"{KIND_WORDS[one.kind].sv} / {KIND_WORDS[one.kind].en}",
            one.label.sv,
            one.label.en,
            one.definition.sv,
            one.definition.en,
            one.lowest,
            one.highest,
            ", ".join(code for code, _words in one.missing),
            one.instrument,
            one.version,
        )


def code_rows(known: Sequence[Variable]) -> Iterator[tuple[Cell, ...]]:
    """What each code means, those of missing answers last."""
    for one in known:
        for code, words in (*one.codes, *one.missing):
            yield one.name, code, words.sv, words.en, one.instrument, one.version


def file_of(
    data: CodedData, form: str, *, language: str, about: Sequence[tuple[str, Cell]]
) -> bytes:
    """The file, as `xlsx` or as `zip` with CSV files."""
    tables: dict[str, tuple[Sequence[str], list[tuple[Cell, ...]]]] = {
        "data": (data.columns, list(data.rows)),
        "variables": (VARIABLES, list(variable_rows(data.variables))),
        "codes": (CODES, list(code_rows(data.variables))),
    }
    if form == "xlsx":
        sheets = [
            Sheet(SHEETS[key].in_language(language), header, rows)
            for key, (header, rows) in tables.items()
        ]
        return xlsx_bytes(sheets, about=about)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, (header, rows) in tables.items():
            name = SHEETS[key].in_language(language).lower()
            archive.writestr(zipfile.ZipInfo(f"{name}.csv", WRITTEN), csv_bytes(header, rows))
        name, *header = ABOUT["en" if language == "en" else "sv"]
        archive.writestr(zipfile.ZipInfo(name, WRITTEN), csv_bytes(header, about))
    return out.getvalue()
