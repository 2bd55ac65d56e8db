"""The reference data on organisations as it stands in `data/organisations`, read and joined.

What the data cannot say is not made up. Days follow these conventions:

- The division into municipalities and counties is that of the data, which has not changed since
  2011-01-01; organisations are listed from that day, marked as not being when they were formed.
- A region that the data gives another name in 2017 has that name until 2019-01-01, marked as
  approximate: the data names no day.
- City districts are those of March 2017. They are listed from 2015-01-01, the year of the first
  answers they have given, marked in the same way. Göteborg's ended on 2020-12-31; whether the
  others remain the data does not say, so 2017-03-31 stands as the last day they are known.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kvinnofrid.organisations.alphabet import slug

LISTED_FROM = date(2011, 1, 1)
REGION_NAMES_CHANGED = date(2019, 1, 1)
DIVISION_CONFIRMED = date(2024, 12, 31)
DISTRICTS_LISTED_FROM = date(2015, 1, 1)
DISTRICTS_CONFIRMED = date(2017, 3, 31)
DISTRICTS_ENDED = {"1480": date(2021, 1, 1)}

SKR_GROUPS = "skr-groups"
SIZE_CLASSES = "size-classes"
"""Ids in the catalogue. The first lists its members; the second follows from inhabitants."""
SKR_VERSIONS = ("2017", "2023")

NATION = "nation:0000"
NATION_CODE = "0000"

SCB_DIVISION_2020 = "SCB, BE0101, 31 december, i indelningen 2020-01-01"
SCB_LATER = "SCB, folkmängd 31 december"

FILES = (
    "municipalities.csv",
    "counties.csv",
    "city-districts-2017.csv",
    "national-bodies.csv",
    "scb-population-1950-2019.csv",
)
_LOADER = "3"
"""Counted up when the same files are to be understood in another way, so that they load again."""


class ReferenceDataError(ValueError):
    """A file of the reference data is missing or is not as documented in `data/SOURCES.md`."""


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of an organisation as the data has it; `parent` is the other's reference."""

    code: str
    name: str
    full_name: str
    parent: str | None
    valid_from: date = LISTED_FROM
    valid_to: date | None = None
    begin_known: bool = False
    last_confirmed: date | None = None
    other_names: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation as the data has it."""

    reference: str
    kind: str
    versions: tuple[VersionRow, ...]
    groups: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PopulationRow:
    """Inhabitants of an organisation on 31 December of a year."""

    reference: str
    year: int
    inhabitants: int
    source: str
    computed: bool = False


def content_hash(folder: Path) -> str:
    """A mark of the files' content; raises ReferenceDataError if one is missing."""
    digest = hashlib.sha256(_LOADER.encode())
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise ReferenceDataError(
                f"Filen {name} saknas i {folder}. Hämta om projektets mapp data/organisations."
            )
        digest.update(name.encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def organisations(folder: Path) -> Iterator[OrganisationRow]:
    """All organisations of the data, parents before children."""
    yield OrganisationRow(
        NATION,
        "nation",
        (VersionRow(NATION_CODE, "Riket", "Riket", None, other_names=("Sverige",)),),
    )
    for row in _rows(folder, "national-bodies.csv"):
        began = date.fromisoformat(row["began"]) if row["began"] else None
        names = tuple(name for name in row["other_names"].split("|") if name)
        version = VersionRow(
            row["code"],
            row["name"],
            row["name_full"],
            NATION,
            valid_from=began or LISTED_FROM,
            begin_known=began is not None,
            other_names=names,
        )
        yield OrganisationRow(f"national_body:{row['code']}", "national_body", (version,))
    for row in _rows(folder, "counties.csv"):
        yield from _county(row)
    for row in _rows(folder, "municipalities.csv"):
        yield _municipality(row)
    for row in _rows(folder, "city-districts-2017.csv"):
        yield _city_district(row)


def _county(row: dict[str, str]) -> Iterator[OrganisationRow]:
    code, short = row["county_code"], row["county_name_short"]
    county = f"county:{code}"
    identifiers = (
        ("letter", row["county_letter"]),
        ("iso_3166_2", row["iso_3166_2"]),
        ("nuts3", row["nuts3"]),
        ("nuts2", row["nuts2"]),
    )
    yield OrganisationRow(
        county,
        "county",
        (
            VersionRow(
                code,
                short,
                row["county_name"],
                NATION,
                last_confirmed=DIVISION_CONFIRMED,
                identifiers=identifiers,
            ),
        ),
    )
    yield OrganisationRow(
        f"county_board:{code}",
        "county_board",
        (
            VersionRow(
                code,
                f"Länsstyrelsen i {row['county_name']}",
                f"Länsstyrelsen i {row['county_name']}",
                county,
                other_names=(f"Länsstyrelsen {short}",),
            ),
        ),
    )
    yield _region(row, county)


def _region(row: dict[str, str], county: str) -> OrganisationRow:
    now, then = row["region_name"], row["region_name_2017"]
    code = row["region_code"]
    if now == then:
        versions: tuple[VersionRow, ...] = (VersionRow(code, now, now, county),)
    else:
        versions = (
            VersionRow(code, then, then, county, valid_to=REGION_NAMES_CHANGED),
            VersionRow(code, now, now, county, valid_from=REGION_NAMES_CHANGED),
        )
    return OrganisationRow(f"region:{code}", "region", versions)


def _municipality(row: dict[str, str]) -> OrganisationRow:
    version = VersionRow(
        row["municipality_code"],
        row["municipality_name"],
        row["municipality_name_full"],
        f"county:{row['county_code']}",
        last_confirmed=DIVISION_CONFIRMED,
    )
    groups = tuple((SKR_GROUPS, year, row[f"skr_group_{year}"]) for year in SKR_VERSIONS)
    return OrganisationRow(f"municipality:{version.code}", "municipality", (version,), groups)


def _city_district(row: dict[str, str]) -> OrganisationRow:
    city = row["municipality_code"]
    ended = DISTRICTS_ENDED.get(city)
    name = row["district_name"]
    version = VersionRow(
        f"{city}-{slug(name)}",
        name,
        f"{name} ({row['municipality_name']})",
        f"municipality:{city}",
        valid_from=DISTRICTS_LISTED_FROM,
        valid_to=ended,
        last_confirmed=None if ended else DISTRICTS_CONFIRMED,
        identifiers=(("district_type", row["district_type"]),),
    )
    return OrganisationRow(f"city_district:{version.code}", "city_district", (version,))


def populations(folder: Path) -> Iterator[PopulationRow]:
    """Inhabitants of all municipalities by year, and the sums of counties and the nation.

    A sum is given only for a year in which every municipality has a figure.
    """
    county_of = {
        row["municipality_code"]: f"county:{row['county_code']}"
        for row in _rows(folder, "municipalities.csv")
    }
    sums: dict[tuple[str, int], int] = {}
    counts: dict[int, int] = {}
    source_of: dict[int, str] = {}
    for code, year, inhabitants, source in _published(folder):
        yield PopulationRow(f"municipality:{code}", year, inhabitants, source)
        counts[year] = counts.get(year, 0) + 1
        source_of[year] = source
        for area in (county_of[code], NATION):
            sums[area, year] = sums.get((area, year), 0) + inhabitants
    for (area, year), total in sums.items():
        if counts[year] == len(county_of):
            yield PopulationRow(area, year, total, source_of[year], computed=True)


def _published(folder: Path) -> Iterator[tuple[str, int, int, str]]:
    in_the_series: set[tuple[str, int]] = set()
    for row in _rows(folder, "scb-population-1950-2019.csv"):
        code = row["municipality_code"]
        for column, value in row.items():
            if column.isdigit() and value:
                in_the_series.add((code, int(column)))
                yield code, int(column), _count(value, code, column), SCB_DIVISION_2020
    for row in _rows(folder, "municipalities.csv"):
        code = row["municipality_code"]
        for column, value in row.items():
            year = int(column.removeprefix("pop_")) if column.startswith("pop_") else None
            if year and value and (code, year) not in in_the_series:
                yield code, year, _count(value, code, column), SCB_LATER


def _count(value: str, code: str, column: str) -> int:
    if not value.isdecimal():
        raise ReferenceDataError(
            f"Folkmängden ”{value}” för kommun {code} i kolumnen {column} är inget helt tal."
        )
    return int(value)


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if None in row or None in row.values():
                raise ReferenceDataError(
                    f"{name}, rad {number}: raden har inte lika många fält som rubrikraden."
                )
            yield row
