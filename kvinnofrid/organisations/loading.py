"""Loading the reference data: once, again only when the files have changed, never half."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from kvinnofrid.organisations import reference
from kvinnofrid.organisations.alphabet import sort_key
from kvinnofrid.organisations.models import (
    Change,
    GroupMembership,
    LoadedFile,
    Organisation,
    OrganisationVersion,
    Population,
    Revision,
)
from kvinnofrid.organisations.reference import OrganisationRow, VersionRow

NAME = "organisations"
_BATCH = 2000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a loading did: nothing when the content was loaded already."""

    changed: bool
    organisations: int = 0
    populations: int = 0

    def __str__(self) -> str:
        if not self.changed:
            return "Organisationer: oförändrade."
        return f"Organisationer: {self.organisations} och {self.populations} folkmängder inlästa."


def note_revision() -> None:
    """Mark that the register has changed; to be called in the same transaction as the change."""
    Revision.objects.update_or_create(pk=1, defaults={"mark": uuid.uuid4()})


def load_reference(*, data: Path, today: date) -> Loaded:
    """Load `data/organisations` and say what was done.

    An organisation that somebody has changed here keeps its versions: the data knows only the
    division of its own time. Its groups and published figures are renewed with the others.
    Raises ReferenceDataError and loads nothing if a file is missing or malformed.
    """
    folder = data / "organisations"
    sha256 = reference.content_hash(folder)
    if LoadedFile.objects.filter(name=NAME, sha256=sha256).exists():
        return Loaded(changed=False)
    rows = list(reference.organisations(folder))
    populations = list(reference.populations(folder))
    with transaction.atomic():
        ids = _organisations(rows)
        _versions(rows, ids)
        _groups(rows, ids)
        _populations(populations, ids)
        LoadedFile.objects.update_or_create(
            name=NAME, defaults={"sha256": sha256, "loaded_on": today}
        )
        note_revision()
    return Loaded(changed=True, organisations=len(rows), populations=len(populations))


def _organisations(rows: Iterable[OrganisationRow]) -> dict[str, int]:
    """Make those that are missing; the ids of all by their reference."""
    ids = _ids()
    Organisation.objects.bulk_create(
        [
            Organisation(
                kind=row.kind,
                reference=row.reference,
                valid_from=row.versions[0].valid_from,
                valid_to=row.versions[-1].valid_to,
            )
            for row in rows
            if row.reference not in ids
        ],
        batch_size=_BATCH,
    )
    return _ids()


def _ids() -> dict[str, int]:
    known = Organisation.objects.filter(reference__isnull=False)
    return {reference: pk for reference, pk in known.values_list("reference", "pk") if reference}


def _versions(rows: Iterable[OrganisationRow], ids: Mapping[str, int]) -> None:
    changed_here = set(Change.objects.values_list("organisation_id", flat=True))
    renewed = [row for row in rows if ids[row.reference] not in changed_here]
    OrganisationVersion.objects.filter(organisation__reference__isnull=False).exclude(
        organisation__in=changed_here
    ).delete()
    OrganisationVersion.objects.bulk_create(
        [_version(version, ids[row.reference], ids) for row in renewed for version in row.versions],
        batch_size=_BATCH,
    )


def _version(row: VersionRow, organisation: int, ids: Mapping[str, int]) -> OrganisationVersion:
    return OrganisationVersion(
        organisation_id=organisation,
        code=row.code,
        name=row.name,
        full_name=row.full_name,
        parent_id=ids[row.parent] if row.parent else None,
        other_names=list(row.other_names),
        identifiers=dict(row.identifiers),
        sort_key=sort_key(row.name),
        begin_known=row.begin_known,
        last_confirmed=row.last_confirmed,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def _groups(rows: Iterable[OrganisationRow], ids: Mapping[str, int]) -> None:
    GroupMembership.objects.filter(
        organisation__reference__isnull=False,
        classification=reference.SKR_GROUPS,
        version__in=reference.SKR_VERSIONS,
    ).delete()
    GroupMembership.objects.bulk_create(
        [
            GroupMembership(
                organisation_id=ids[row.reference],
                classification=classification,
                version=version,
                group=group,
            )
            for row in rows
            for classification, version, group in row.groups
        ],
        batch_size=_BATCH,
    )


def _populations(rows: Iterable[reference.PopulationRow], ids: Mapping[str, int]) -> None:
    made = [
        Population(
            organisation_id=ids[row.reference],
            year=row.year,
            inhabitants=row.inhabitants,
            source=row.source,
            computed=row.computed,
        )
        for row in rows
    ]
    years = {one.year for one in made}
    Population.objects.filter(organisation__reference__isnull=False, year__in=years).delete()
    Population.objects.bulk_create(made, batch_size=_BATCH)
