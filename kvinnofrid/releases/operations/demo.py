"""The release that a demo begins with: counted in a made-up nation, kept as a file in `data/`."""

import gzip
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.accounts.queries import made_up_user
from kvinnofrid.releases import queries
from kvinnofrid.releases.models import Release, ReleaseLine, ReleaseTable
from kvinnofrid.releases.operations.deciding import number_and_sign
from kvinnofrid.releases.operations.shared import APPROVE, log
from kvinnofrid.releases.rules import canonical, packed

FILE = "releases/demo.json.gz"
FORMAT = 1
PROPOSER, DECIDER = (f"national_analyst-0000-{name}@demo.invalid" for name in ("moa", "nils"))
LEVEL = 9
FIELDS = (
    *("title", "title_en", "outcome_set", "version", "catalogue", "first_year", "last_year"),
    *("made_from", "method", "checks"),
)


@transaction.atomic
def load_demo(*, data: Path, today: date) -> str:  # noqa: ARG001  as every loader
    """Give a demo its first release; nothing at all unless the mode is demo, or when it has one.

    Its data are made up, and every page of it says so.
    """
    if settings.MODE != "demo":
        return "Utgåvor: inga, det är ingen demo"
    proposer, decider = made_up_user(PROPOSER), made_up_user(DECIDER)
    if Release.objects.exists() or proposer is None or decider is None:
        return "Utgåvor: inga nya"
    line, _ = ReleaseLine.objects.select_for_update().get_or_create(pk=1)
    given, now = read_demo(data / FILE), timezone.now()
    row = Release(
        **{name: given[name] for name in FIELDS},
        synthetic=True,
        status=Release.Status.PROPOSED,
        publish_at=now,
        proposed_by=proposer,
        proposed_at=now - timedelta(hours=1),
        decided_by=decider,
        decided_at=now,
    )
    row.save()
    _keep_tables(row, given["tables"])
    number_and_sign(row, line)
    row.save()
    log(row, APPROVE, OPERATOR, now, "loaded", export_id=str(row.number))
    return "Utgåvor: en påhittad, till demon"


def _keep_tables(row: Release, tables: list[Mapping[str, Any]]) -> None:
    made = []
    for one in tables:
        content, digest = packed(one["content"])
        made.append(
            ReleaseTable(
                release=row,
                outcome=one["outcome"],
                table=one["table"],
                content=content,
                digest=digest,
            )
        )
    ReleaseTable.objects.bulk_create(made)


def read_demo(path: Path) -> dict[str, Any]:
    """The demo's release; ValueError when the file is not such."""
    try:
        given: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    except (EOFError, OSError) as error:
        raise ValueError(f"{path.name} går inte att läsa: {error}") from error
    if given.get("format") != FORMAT:
        raise ValueError(f"{path.name} har ett annat format än {FORMAT}")
    return given


def write_demo(path: Path, *, number: int) -> None:
    """Write a release of made-up data as the file that demos begin with; ValueError for another."""
    row = Release.objects.filter(number=number, synthetic=True).first()
    if row is None:
        raise ValueError(f"Det finns ingen utgåva {number} med påhittade uppgifter.")
    tables = [
        {"outcome": outcome, "table": name, "content": table.to_dict()}
        for (outcome, name), table in queries.tables_of(row).items()
    ]
    given = {"format": FORMAT, **{name: getattr(row, name) for name in FIELDS}, "tables": tables}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(canonical(given), LEVEL, mtime=0))
