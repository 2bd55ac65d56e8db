"""Making a proposed release: snapshot, counts, protection, checks. Minutes for a nation, so it is
done in a process of its own, and whoever proposed it sees how far it has come.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from threading import Thread
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kvinnofrid.access.values import Actor
from kvinnofrid.catalogue import OutcomeSet, Text, load_shipped
from kvinnofrid.disclosure import DisclosureError
from kvinnofrid.engine.differencing import Difference
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.snapshot import Snapshot, SnapshotError
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.releases import queries, snapshots
from kvinnofrid.releases.check_rules import Finding, Gathering, bounded, outliers, validation
from kvinnofrid.releases.models import Release, ReleaseTable
from kvinnofrid.releases.operations.deciding import approved
from kvinnofrid.releases.operations.shared import (
    PROPOSE,
    NoSuchReleaseError,
    ReleaseError,
    find,
    log,
)
from kvinnofrid.releases.protecting import Protected, protected
from kvinnofrid.releases.rules import Kind, packed

Status = Release.Status
Tell = Callable[[str], None]
NOTHING = Text(
    sv="Det finns inga insatsperioder att räkna de åren.",
    en="There are no episodes to count in those years.",
)
LONGEST = 400


def start_making(release: UUID) -> None:
    """Begin to make a proposed release in a process of its own, which goes on by itself."""
    process = subprocess.Popen(  # noqa: S603 - a fixed command of our own
        [sys.executable, "-m", "kvinnofrid", "release", "make", str(release)],
        cwd=settings.PROJECT,
        env=os.environ | {"KV_DATA": str(settings.DATA)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    Thread(target=process.wait, daemon=True).start()


def make(*, release: UUID, now: datetime, tell: Tell = lambda _: None) -> None:
    """Make a proposed release, ready to be decided on. `tell` is told how far it has come.

    Raises NoSuchReleaseError for one that is not to be made, and ReleaseError when it cannot be;
    then the release says why.
    """
    row = find(release)
    if row.status != Status.MAKING:
        raise NoSuchReleaseError(release)

    def told(line: str) -> None:
        moment = timezone.now()
        Release.objects.filter(pk=row.pk).update(told=line[:LONGEST], told_at=moment)
        tell(line)

    try:
        made = _made(row, now.date(), told)
    except (SnapshotError, DisclosingError, DisclosureError, ReleaseError) as error:
        said = _as_said(error)
        _fail(row, str(said), now)
        raise said from error
    except BaseException:
        _fail(row, "Arbetet avbröts.", now)
        raise
    _keep(row, made, now)


@dataclass(frozen=True)
class _Made:
    snapshot: Snapshot
    protected: Protected
    findings: list[Finding]
    against: list[list[object]]


def _made(row: Release, day: date, told: Tell) -> _Made:
    years = tuple(range(row.first_year, row.last_year + 1))
    owner = load_shipped().outcome_set(row.outcome_set, row.version)
    gathering = Gathering(years)
    told("Läser insatsperioder …")
    try:
        snapshot = snapshots.take(row.pk, gathering, synthetic=row.synthetic, day=day)
    except SnapshotError:
        if gathering.episodes:
            raise
        raise ReleaseError(NOTHING) from None
    told(f"Räknar {snapshot.episodes} insatsperioder …")
    against = approved(synthetic=row.synthetic)
    earlier = Release.objects.filter(number__in=[number for number, _ in against])
    found = protected(
        snapshot,
        owner,
        years,
        earlier=[queries.tables_of(one) for one in earlier.order_by("number")],
        revised=_revised(row),
        order=_smallest_first(day),
        tell=told,
    )
    told("Kontrollerar …")
    findings = _findings(gathering, found, owner, day)
    return _Made(snapshot, found, findings, against)


def _revised(row: Release) -> range:
    """The years that are made anew: those of the release that it supersedes."""
    older = row.supersedes
    return range(0) if older is None else range(older.first_year, older.last_year + 1)


def _smallest_first(day: date) -> list[str]:
    """The codes of municipalities from the fewest inhabitants, which everybody knows."""
    year = organisations.latest_population_year(until=day)
    known = {} if year is None else organisations.populations_in(year)
    every = organisations.municipalities(on=day)
    size = {one.code: known[one.id].inhabitants if one.id in known else 0 for one in every}
    return sorted(size, key=lambda code: (size[code], code))


def _findings(
    gathering: Gathering, found: Protected, owner: OutcomeSet, day: date
) -> list[Finding]:
    return list(
        chain(
            gathering.findings(
                municipalities=len(organisations.municipalities(on=day)),
                year_is_over=gathering.years[-1] < day.year,
            ),
            outliers(found.tables),
            validation(found.tables, owner, left_out=gathering.of_the_other_kind),
            [Finding(Kind.DIFFERENCING, "audited", number=len(found.tables))],
            bounded(_tells(one) for one in found.differences),
        )
    )


def _tells(one: Difference) -> Finding:
    """A cell by which the release tells too much together with an earlier one; never how much."""
    return Finding(
        Kind.DIFFERENCING,
        "tells",
        True,
        area=one.area,
        year=int(one.year),
        outcome=one.outcome,
        table=one.table,
        of_class=one.code,
    )


@transaction.atomic
def _keep(row: Release, made: _Made, now: datetime) -> None:
    for (outcome, name), table in made.protected.tables.items():
        content, digest = packed(table.to_dict())
        ReleaseTable.objects.create(
            release=row, outcome=outcome, table=name, content=content, digest=digest
        )
    row.status, row.told, row.told_at = Status.PROPOSED, "", now
    row.made_from = {
        "digest": made.snapshot.digest,
        "day": made.snapshot.day.isoformat(),
        "episodes": made.snapshot.episodes,
        "measurements": made.snapshot.measurements,
    }
    row.method, row.against = made.protected.method, made.against
    row.checks = [one.to_dict() for one in made.findings]
    row.save()
    log(row, PROPOSE, Actor(id=str(row.proposed_by_id)), now, "made")


@transaction.atomic
def _fail(row: Release, why: str, now: datetime) -> None:
    row.status, row.told, row.told_at = Status.FAILED, why[:LONGEST], now
    row.save(update_fields=["status", "told", "told_at"])
    log(row, PROPOSE, Actor(id=str(row.proposed_by_id)), now, "failed")
    transaction.on_commit(lambda: snapshots.remove(row.pk))


def _as_said(error: Exception) -> ReleaseError:
    if isinstance(error, ReleaseError):
        return error
    if isinstance(error, DisclosingError):
        return ReleaseError(Text(sv=error.in_language("sv"), en=error.in_language("en")))
    return ReleaseError(Text(sv=str(error), en=str(error)))
