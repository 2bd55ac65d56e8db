"""What those who make and check releases look at. Each look at what one holds is in the log."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations.shared import SEE, find, log, nation


def listed(*, by: Actor, now: datetime) -> list[Release]:
    """All releases whatever has become of them, the newest first."""
    demand(by, SEE, Organisation(nation(now)), now=now)
    people = ("proposed_by", "decided_by", "supersedes")
    return list(Release.objects.select_related(*people).order_by("-proposed_at"))


def looked_after(*, release: UUID, by: Actor, now: datetime) -> Release:
    """One release for who waits for it to be made and asks again and again: that is not logged,
    and nothing but how far it has come is to be shown. Raises NoSuchReleaseError.
    """
    demand(by, SEE, Organisation(nation(now)), now=now)
    return find(release)


@transaction.atomic
def seen(*, release: UUID, by: Actor, now: datetime) -> Release:
    """One release with what the checks said. Raises NoSuchReleaseError."""
    demand(by, SEE, Organisation(nation(now)), now=now)
    row = find(release)
    log(row, SEE, by, now, str(row.status))
    return row
