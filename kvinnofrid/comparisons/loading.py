"""Loading the shipped round, the published shares and the context; nothing when all is as before.

The answers come in by the same importer that a coordinator uses.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.catalogue import load_shipped
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.importer.importing import import_answers
from kvinnofrid.comparisons.models import ContextValue, SeriesValue
from kvinnofrid.comparisons.operations import (
    RoundDefinition,
    note_shipped,
    replace_context,
    replace_published_shares,
    replace_series,
)
from kvinnofrid.comparisons.rules import last_day
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind

ROUND_2015 = RoundDefinition(
    slug="oj-brottsoffer-2015",
    indicator_set="oj-brottsoffer",
    version="2015",
    year=2015,
    source="SKL, Framgångsfaktorer i kvinnofridsarbetet (2016), bilaga 3, tabell 1",
)


class ShippedDataError(ValueError):
    """A shipped file is not as documented in `data/SOURCES.md`."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading came to."""

    changed: tuple[str, ...]

    def __str__(self) -> str:
        if not self.changed:
            return "Jämförelser: oförändrade."
        return f"Jämförelser: {', '.join(self.changed)} inlästa."


@transaction.atomic
def load_shipped_data(*, data: Path, today: date) -> Loaded:  # noqa: ARG001 - see the registry
    """Load `data/comparisons` and `data/context` and say what was new.

    Raises ShippedDataError and loads nothing when a file is malformed.
    """
    now = timezone.now()
    parts = {
        "omgången 2015": _round_2015(data / "comparisons" / ROUND_2015.slug, now),
        "riksserierna": _national_series(data, now),
        "omvärldsmåtten": _context(data, now),
    }
    return Loaded(tuple(name for name, changed in parts.items() if changed))


def _round_2015(folder: Path, now: datetime) -> bool:
    """Load the round unless it came from these very files: a coordinator's own file stays."""
    answers, indicators = folder / "answers.csv", folder / "indicators.csv"
    digest = hashlib.sha256(answers.read_bytes() + indicators.read_bytes()).hexdigest()
    if queries.shipped_sha256(ROUND_2015.slug) == digest:
        return False
    done = import_answers(
        source=answers, filename=answers.name, round=ROUND_2015, by=OPERATOR, now=now
    )
    if done.replacement is None:
        said = "\n".join(refusal.in_language("sv") for refusal in done.read.refusals)
        raise ShippedDataError(f"{answers}:\n{said}")
    percents = [(row["code"], Decimal(row["national_yes_percent"])) for row in _rows(indicators)]
    nation = organisations.nation(on=last_day(ROUND_2015.year))
    replace_published_shares(
        slug=ROUND_2015.slug, organisation_id=nation.id, percents=percents, by=OPERATOR, now=now
    )
    note_shipped(slug=ROUND_2015.slug, sha256=digest)
    return True


def _national_series(data: Path, now: datetime) -> bool:
    changed = False
    for series_set in load_shipped().series_sets:
        rows = [
            SeriesValue(
                series=row["series"],
                year=int(row["year"]),
                percent=Decimal(row["share_percent"]),
                basis=row["flag"],
                note_sv=row["note_sv"],
                note_en=row["note_en"],
                published_wording=row["published_wording"],
                source_page=row["source_page"],
                source_published=row["source_published"],
            )
            for row in _rows(data / series_set.values_file)
        ]
        changed |= replace_series(
            ids=[one.id for one in series_set.series], values=rows, by=OPERATOR, now=now
        )
    return changed


def _context(data: Path, now: datetime) -> bool:
    changed = False
    for measures in load_shipped().context_measures:
        rows = [
            ContextValue(
                organisation_id=_area(row["area_code"], int(row["year"])),
                measure_set=measures.id,
                measure=row["measure"],
                year=int(row["year"]),
                value=Decimal(row["value"]),
            )
            for row in _rows(data / measures.values_file)
        ]
        changed |= replace_context(measure_set=measures.id, values=rows, by=OPERATOR, now=now)
    return changed


def _area(code: str, year: int) -> int:
    """The organisation of an area code: a municipality, a county or the nation."""
    register = organisations.register()
    for kind in (Kind.MUNICIPALITY, Kind.COUNTY, Kind.NATION):
        if versions := register.ever_by_code(kind, code):
            return versions[-1].id
    raise ShippedDataError(f"Det finns inget område med koden {code} ({year}).")


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
