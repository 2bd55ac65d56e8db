"""Making a proposed release: snapshot, counts, protection, checks. Minutes for a nation, so it is
done in a process of its own, and whoever proposed it sees how far it has come.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kvinnofrid.access.values import Actor
from kvinnofrid.catalogue import OutcomeSet, Text, load_shipped
from kvinnofrid.disclosure import DisclosureError
from kvinnofrid.engine.differencing import Difference
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.snapshot import Snapshot, SnapshotError
from kvinnofrid.keys.errors import KeysError
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
from kvinnofrid.releases.operations.starting import give_up
from kvinnofrid.releases.protecting import Protected, protected
from kvinnofrid.releases.rules import Kind, Step, packed

Status = Release.Status
Tell = Callable[[str], None]
NOTHING = Text(
    sv="Det finns inga insatsperioder att räkna de åren.",
    en="There are no episodes to count in those years.",
)
STOPPED = Text(
    sv="Arbetet avbröts på servern. Inget av det sparades. Gör om.",
    en="The work was broken off on the server. Nothing of it was kept. Make it again.",
)
LONGEST = 400


def make(
    *, release: UUID, now: datetime, attempt: int | None = None, tell: Tell = lambda _: None
) -> None:
    """Make a proposed release, ready to be decided on. `tell` is told how far it has come.

    No transaction is open meanwhile: others write as they like. Raises NoSuchReleaseError for one
    that is not to be made or that another process makes, and ReleaseError when it cannot be; then
    the release says why. An attempt that has been broken off or begun again stops at the next
    thing it would tell, and raises BrokenOffError.
    """
    row = find(release)
    waiting = _going_on(row).filter(step=Step.WAITING)
    if attempt not in {None, row.attempt} or not waiting.update(step=Step.READING):
        raise NoSuchReleaseError(release)
    try:
        made = _made(row, now.date(), _Telling(row, tell))
        _keep(row, made, now)
    except BrokenOffError:
        snapshots.remove(row.pk, row.attempt)
        raise
    except Exception as error:
        said = _as_said(error, row)
        _fail(row, said.text, now)
        raise said from error
    except BaseException:
        _fail(row, STOPPED, now)
        raise


class BrokenOffError(Exception):
    """Somebody broke the making off, or it was begun again: what is made is not to be kept."""


class _Telling:
    """Stores how far an attempt has come, for those who look at it, and stops one that is over."""

    def __init__(self, row: Release, tell: Tell) -> None:
        self._row, self._tell, self._step = row, tell, Step.WAITING

    def at(self, step: Step, line: str) -> None:
        """A step begins."""
        self._step = step
        self(line)

    def __call__(self, line: str) -> None:
        said = {"step": self._step, "told": line[:LONGEST], "told_at": timezone.now()}
        if not _going_on(self._row).update(**said):
            raise BrokenOffError
        self._tell(line)


def _going_on(row: Release) -> QuerySet[Release]:
    return Release.objects.filter(pk=row.pk, attempt=row.attempt, status=Status.MAKING)


@dataclass(frozen=True)
class _Made:
    snapshot: Snapshot
    protected: Protected
    findings: list[Finding]
    against: list[list[object]]


def _made(row: Release, day: date, told: _Telling) -> _Made:
    years = tuple(range(row.first_year, row.last_year + 1))
    owners = load_shipped().released_sets(row.outcome_set, row.version)
    gathering = Gathering(years)
    told.at(Step.READING, "")
    attempt = row.attempt
    try:
        snapshot = snapshots.take(row.pk, attempt, gathering, synthetic=row.synthetic, day=day)
    except SnapshotError:
        if gathering.episodes:
            raise
        raise ReleaseError(NOTHING) from None
    told.at(Step.COUNTING, "")
    against = approved(synthetic=row.synthetic)
    earlier = Release.objects.filter(number__in=[number for number, _ in against])
    told.at(Step.PROTECTING, "")
    found = protected(
        snapshot,
        owners,
        years,
        earlier=[queries.tables_of(one) for one in earlier.order_by("number")],
        revised=_revised(row),
        order=_smallest_first(day),
        tell=told,
    )
    told.at(Step.CHECKING, "")
    owner = load_shipped().released(row.outcome_set, row.version)
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
    if _going_on(row).select_for_update().first() is None:
        raise BrokenOffError
    row.tables.all().delete()
    for (outcome, name), table in made.protected.tables.items():
        content, digest = packed(table.to_dict())
        ReleaseTable.objects.create(
            release=row, outcome=outcome, table=name, content=content, digest=digest
        )
    row.status, row.told, row.told_en, row.told_at = Status.PROPOSED, "", "", now
    row.step = Step.CHECKING
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
def _fail(row: Release, why: Text, now: datetime) -> None:
    """Say why it came to nothing, unless the attempt was over already."""
    found = _going_on(row).select_for_update().first()
    if found is None:
        transaction.on_commit(lambda: snapshots.remove(row.pk, row.attempt))
        return
    give_up(found, Text(sv=why.sv[:LONGEST], en=why.en[:LONGEST]), now)
    log(found, PROPOSE, Actor(id=str(found.proposed_by_id)), now, "failed")


def _as_said(error: Exception, row: Release) -> ReleaseError:
    """A fault as those who make releases read it: what, where, what to do."""
    match error:
        case ReleaseError():
            return error
        case DisclosingError():
            return ReleaseError(Text(sv=error.in_language("sv"), en=error.in_language("en")))
        case KeysError():
            return ReleaseError(Text(sv=error.message("sv"), en=error.message("en")))
        case DisclosureError():
            return ReleaseError(Text(sv=str(error), en=str(error)))
        case SnapshotError() | OSError():
            where = snapshots.folder_of(row.pk).parent
            sv = f"Underlaget gick inte att skriva i {where} ({error}). Se efter att det finns"
            en = f"The snapshot could not be written in {where} ({error}). See that there is room"
            return ReleaseError(
                Text(sv=f"{sv} plats på disken, och gör om.", en=f"{en} on the disk, and try again")
            )
    what = type(error).__name__
    return ReleaseError(
        Text(
            sv=f"Ett fel i programmet ({what}) stoppade arbetet, och inget sparades. Gör om. Händer"
            f" det igen visar ./kv release make {row.pk} på servern var felet är, medan den görs.",
            en=f"A fault of the program ({what}) stopped the work, and nothing was kept. Try again."
            f" If it comes back, ./kv release make {row.pk} on the server shows where, while it is"
            " being made.",
        )
    )
