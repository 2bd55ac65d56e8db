"""Proposing a release: what it shall be of. Its figures are made afterwards, beside the pages."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.catalogue import Text, UnknownDefinitionError, load_shipped
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations.shared import PROPOSE, ReleaseError, log, nation

Status = Release.Status
MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """What is proposed: indicators in a version, years, when it may be read, what it supersedes.

    `supersedes` is the number of a release, with the reason why that is no longer to be used.
    """

    title: str
    first_year: int
    last_year: int
    publish_at: datetime
    synthetic: bool
    outcome_set: str
    version: str
    title_en: str = ""
    supersedes: int | None = None
    reason: str = ""
    reason_en: str = ""


@transaction.atomic
def propose(*, wish: Wish, by: Actor, now: datetime) -> UUID:
    """Propose a release, which is then made by `make`; its id. Raises ReleaseError."""
    demand(by, PROPOSE, Organisation(nation(now)), now=now)
    _check(wish, now)
    row = Release.objects.create(
        title=wish.title,
        title_en=wish.title_en,
        synthetic=wish.synthetic,
        outcome_set=wish.outcome_set,
        version=wish.version,
        catalogue=load_shipped().digest,
        first_year=wish.first_year,
        last_year=wish.last_year,
        publish_at=wish.publish_at,
        supersedes=None if wish.supersedes is None else _superseded(wish),
        reason=wish.reason,
        reason_en=wish.reason_en,
        proposed_by_id=UUID(by.id),
        proposed_at=now,
        begun_at=now,
        told_at=now,
    )
    log(row, PROPOSE, by, now, "proposed", period=f"{wish.first_year}-{wish.last_year}")
    return row.pk


def _check(wish: Wish, now: datetime) -> None:
    if not wish.first_year <= wish.last_year <= now.year:
        raise ReleaseError(
            Text(
                sv="Skriv första året före det sista, och inget år som inte har börjat.",
                en="Write the first year before the last, and no year that has not begun.",
            )
        )
    if wish.last_year - wish.first_year >= MOST_YEARS:
        raise ReleaseError(
            Text(
                sv=f"En utgåva har högst {MOST_YEARS} år.",
                en=f"A release has at most {MOST_YEARS} years.",
            )
        )
    try:
        load_shipped().outcome_set(wish.outcome_set, wish.version)
    except UnknownDefinitionError:
        raise ReleaseError(
            Text(
                sv="Den versionen av indikatorerna finns inte i katalogen.",
                en="The catalogue has no such version of the indicators.",
            )
        ) from None


def _superseded(wish: Wish) -> Release:
    found = Release.objects.filter(number=wish.supersedes, status=Status.APPROVED).first()
    if found is None:
        raise ReleaseError(
            Text(
                sv=f"Utgåva {wish.supersedes} finns inte, så den kan inte ersättas.",
                en=f"There is no release {wish.supersedes} to supersede.",
            )
        )
    if found.superseding.filter(status=Status.APPROVED).exists():
        raise ReleaseError(
            Text(
                sv=f"Utgåva {wish.supersedes} är redan ersatt.",
                en=f"Release {wish.supersedes} is superseded already.",
            )
        )
    if found.synthetic != wish.synthetic:
        raise ReleaseError(
            Text(
                sv="En utgåva av påhittade uppgifter kan inte ersätta en av riktiga, eller omvänt.",
                en="A release of made-up data can't supersede one of real data, nor the reverse.",
            )
        )
    if not wish.reason.strip():
        raise ReleaseError(
            Text(
                sv="Skriv varför den förra utgåvan inte längre ska användas.",
                en="Write why the earlier release is no longer to be used.",
            )
        )
    return found
