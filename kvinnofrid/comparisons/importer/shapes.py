"""How a table of answers is laid out. Three ways are understood, in any order of the columns:

- wide: a row for each respondent, a column for each indicator;
- long: a row for each answer, with columns for respondent, indicator and answer;
- across: a row for each indicator, a column for each respondent.

The respondent is told by code, by name or, safest, by both. What the words mean is not decided
here, only where they stand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kvinnofrid.catalogue import Text
from kvinnofrid.comparisons.importer.refusals import Refusal, shown
from kvinnofrid.spreadsheets.table import Table, column_letters

HEADINGS = {
    "code": {
        "respondent_code",
        "svarandekod",
        "kommunkod",
        "kod",
        "code",
        "municipality_code",
    },
    "name": {"respondent", "svarande", "kommun", "namn", "name", "municipality", "respondent_name"},
    "indicator": {"indicator", "indikator", "indikatorkod", "indicator_code"},
    "answer": {"answer", "svar"},
    "published": {"published_yes", "published_yes_count", "publicerat_antal_ja", "tryckt_antal_ja"},
    "ignored": {
        "quality_area",
        "kvalitetsområde",
        "indicator_area",
        "indikatorområde",
        "indicator_name",
        "indikatornamn",
    },
}
ROLE_OF = {heading: role for role, headings in HEADINGS.items() for heading in headings}


def role_of(heading: str) -> str | None:
    """What a column heading says that the column holds, None when it is no such heading."""
    return ROLE_OF.get("_".join(heading.replace("-", " ").replace("_", " ").casefold().split()))


@dataclass(frozen=True, slots=True)
class WrittenRespondent:
    """A respondent as it is written, and where: the line of its row or the name of its column."""

    line: int
    column: str
    code: str
    name: str

    @property
    def written(self) -> str:
        """Code and name as they stand."""
        return " ".join(part for part in (self.code, self.name) if part)


@dataclass(frozen=True, slots=True)
class WrittenIndicator:
    """An indicator as it is written, and where."""

    line: int
    column: str
    text: str


Cell = tuple[int, int, int, int, str]
"""Place of the respondent, place of the indicator, line, index of the column, what is written."""


@dataclass(slots=True)
class Sheet:
    """A table taken apart. `repeats` tells whether a respondent may stand on several rows."""

    shape: str
    headings: tuple[str, ...]
    respondents: list[WrittenRespondent] = field(default_factory=list)
    indicators: list[WrittenIndicator] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    published: list[Cell] = field(default_factory=list)
    ignored: tuple[str, ...] = ()

    @property
    def repeats(self) -> bool:
        return self.shape == "long"

    def column(self, index: int) -> str:
        """The column as a report names it: letters and heading."""
        return column_name(index, self.headings[index])


def column_name(index: int, heading: str) -> str:
    """Letters and heading of a column: `D (KUN01)`."""
    return f"{column_letters(index)} ({shown(heading)})"


def read_shape(table: Table, is_indicator: Callable[[str], bool]) -> Sheet | Refusal:
    """The table taken apart, or why it cannot be.

    `is_indicator` says whether a word is the code of an indicator; it tells a column of
    indicators that is only headed "code" from one of respondents.
    """
    columns: dict[str, int] = {}
    for index, heading in enumerate(table.header):
        role = role_of(heading)
        if role in columns and role != "ignored":
            return _two_columns(table, columns[role], index)
        if role is not None:
            columns[role] = index
    if "indicator" not in columns and "name" not in columns and "code" in columns:
        index = columns["code"]
        if any(is_indicator(row.cells[index]) for row in table.rows):
            columns["indicator"] = columns.pop("code")
    told = "code" in columns or "name" in columns
    ignored = tuple(h for h in table.header if role_of(h) == "ignored")
    if "indicator" in columns and "answer" in columns and told:
        sheet = _long(table, columns)
    elif "indicator" in columns and not told:
        sheet = _across(table, columns)
    elif told and "indicator" not in columns and "answer" not in columns:
        sheet = _wide(table, columns)
    else:
        return _no_shape(table)
    sheet.ignored = ignored
    return sheet


def _two_columns(table: Table, first: int, second: int) -> Refusal:
    one = column_name(first, table.header[first])
    return Refusal(
        line=1,
        column=column_name(second, table.header[second]),
        value=table.header[second],
        reason=Text(
            sv=f"Kolumnen säger samma slags sak som kolumn {one}.",
            en=f"The column holds the same kind of thing as column {one}.",
        ),
        remedy=Text(sv="Ta bort den ena.", en="Remove one of them."),
    )


def _no_shape(table: Table) -> Refusal:
    return Refusal(
        line=1,
        column="",
        value=shown(", ".join(table.header)),
        reason=Text(
            sv="Kolumnerna visar inte vem som svarar på vad.",
            en="The columns do not show who answers what.",
        ),
        remedy=Text(
            sv="Börja med kolumnerna respondent_code och respondent och ge sedan varje indikator "
            "en kolumn med sin kod; eller ha kolumnerna respondent_code, respondent, indicator "
            "och answer med ett svar på varje rad.",
            en="Begin with the columns respondent_code and respondent, then give each indicator a "
            "column headed by its code; or have the columns respondent_code, respondent, "
            "indicator and answer with one answer on each row.",
        ),
    )


def _at(cells: tuple[str, ...], index: int | None) -> str:
    return "" if index is None else cells[index].strip()


def _others(table: Table) -> Iterator[tuple[int, str]]:
    return ((n, heading) for n, heading in enumerate(table.header) if role_of(heading) is None)


def _wide(table: Table, columns: dict[str, int]) -> Sheet:
    sheet = Sheet("wide", table.header)
    code, name, published = (columns.get(role) for role in ("code", "name", "published"))
    indexes = []
    for index, heading in _others(table):
        indexes.append(index)
        sheet.indicators.append(WrittenIndicator(1, column_name(index, heading), heading))
    for place, row in enumerate(table.rows):
        cells = row.cells
        sheet.respondents.append(
            WrittenRespondent(row.number, "", _at(cells, code), _at(cells, name))
        )
        if published is not None:
            sheet.published.append((place, -1, row.number, published, cells[published]))
        sheet.cells += [
            (place, indicator, row.number, index, cells[index])
            for indicator, index in enumerate(indexes)
        ]
    return sheet


def _long(table: Table, columns: dict[str, int]) -> Sheet:
    sheet = Sheet("long", table.header)
    code, name, published = (columns.get(role) for role in ("code", "name", "published"))
    respondents: dict[tuple[str, str], int] = {}
    indicators: dict[str, int] = {}
    for row in table.rows:
        told = (_at(row.cells, code), _at(row.cells, name))
        if told not in respondents:
            respondents[told] = len(respondents)
            sheet.respondents.append(WrittenRespondent(row.number, "", *told))
        asked = row.cells[columns["indicator"]].strip()
        if asked not in indicators:
            indicators[asked] = len(indicators)
            column = sheet.column(columns["indicator"])
            sheet.indicators.append(WrittenIndicator(row.number, column, asked))
        place = respondents[told]
        if published is not None:
            sheet.published.append((place, -1, row.number, published, row.cells[published]))
        answer = columns["answer"]
        sheet.cells.append((place, indicators[asked], row.number, answer, row.cells[answer]))
    return sheet


def _across(table: Table, columns: dict[str, int]) -> Sheet:
    """Rows headed `respondent_code` and `published_yes` may stand among those of the indicators."""
    sheet = Sheet("across", table.header)
    indexes = [index for index, _ in _others(table)]
    codes = [""] * len(indexes)
    for row in table.rows:
        asked = row.cells[columns["indicator"]].strip()
        role = role_of(asked)
        if role == "code":
            codes = [row.cells[index].strip() for index in indexes]
        elif role == "published":
            sheet.published += [
                (place, -1, row.number, index, row.cells[index])
                for place, index in enumerate(indexes)
            ]
        else:
            indicator = len(sheet.indicators)
            column = sheet.column(columns["indicator"])
            sheet.indicators.append(WrittenIndicator(row.number, column, asked))
            sheet.cells += [
                (place, indicator, row.number, index, row.cells[index])
                for place, index in enumerate(indexes)
            ]
    for index, code in zip(indexes, codes, strict=True):
        heading = table.header[index]
        sheet.respondents.append(WrittenRespondent(1, sheet.column(index), code, heading))
    return sheet
