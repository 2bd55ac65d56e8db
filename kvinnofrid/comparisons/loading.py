"""Loading the shipped round, the published shares and the context; nothing when all is as before.

The answers come in by the same importer that a coordinator uses.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.comparisons.importer.importing import import_answers
from kvinnofrid.comparisons.operations import (
    RoundDefinition,
    replace_published_shares,
    replace_series,
)
from kvinnofrid.comparisons.rules import last_day
from kvinnofrid.organisations import queries as organisations

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
    parts = {
        "omgången 2015": _round_2015(data / "comparisons" / ROUND_2015.slug),
        "riksserierna": _national_series(data),
    }
    return Loaded(tuple(name for name, changed in parts.items() if changed))


def _round_2015(folder: Path) -> bool:
    path = folder / "answers.csv"
    done = import_answers(source=path, filename=path.name, round=ROUND_2015)
    if done.replacement is None:
        said = "\n".join(refusal.in_language("sv") for refusal in done.read.refusals)
        raise ShippedDataError(f"{path}:\n{said}")
    percents = [
        (row["code"], Decimal(row["national_yes_percent"]))
        for row in _rows(folder / "indicators.csv")
    ]
    nation = organisations.nation(on=last_day(ROUND_2015.year))
    shares = replace_published_shares(
        slug=ROUND_2015.slug, organisation_id=nation.id, percents=percents
    )
    return done.replacement.anything or shares


def _national_series(data: Path) -> bool:
    changed = False
    for series_set in load_shipped().series_sets:
        rows = [
            {
                "series": row["series"],
                "year": int(row["year"]),
                "percent": Decimal(row["share_percent"]),
                "basis": row["flag"],
                "note_sv": row["note_sv"],
                "note_en": row["note_en"],
                "published_wording": row["published_wording"],
                "source_page": row["source_page"],
                "source_published": row["source_published"],
            }
            for row in _rows(data / series_set.values_file)
        ]
        changed |= replace_series(ids=[one.id for one in series_set.series], values=rows)
    return changed


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
