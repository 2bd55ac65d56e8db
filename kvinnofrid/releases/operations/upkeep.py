"""What the hourly upkeep does, and what a restored backup is asked: is all what was signed?"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.audit.operations import Seal
from kvinnofrid.releases import queries, snapshots
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations.shared import PROPOSE, log
from kvinnofrid.releases.rules import signed_message

KEPT_FOR = timedelta(days=30)
"""How long a proposal waits for a decision before its snapshot is destroyed."""
SILENT_FOR = timedelta(hours=2)
"""How long a release may be in the making without a sign of life."""
Status = Release.Status


@transaction.atomic
def clear_away(*, now: datetime) -> str:
    """Note what has come out, give up what is stuck, and destroy snapshots nobody waits for."""
    out = Release.objects.filter(
        status=Status.APPROVED, published_at__isnull=True, publish_at__lte=now
    ).update(published_at=F("publish_at"))
    old = Release.objects.select_for_update().filter(
        status=Status.PROPOSED, proposed_at__lt=now - KEPT_FOR
    )
    stuck = Release.objects.select_for_update().filter(
        status=Status.MAKING, told_at__lt=now - SILENT_FOR
    )
    given_up = 0
    for row, told in [
        *((one, "Ingen beslutade i tid.") for one in old),
        *((one, "Arbetet avbröts.") for one in stuck),
    ]:
        row.status, row.told, row.told_at = Status.FAILED, told, now
        row.save(update_fields=["status", "told", "told_at"])
        log(row, PROPOSE, OPERATOR, now, "given-up")
        given_up += 1
    waiting = Release.objects.filter(status__in=[Status.MAKING, Status.PROPOSED])
    removed = snapshots.remove_all_but(set(waiting.values_list("pk", flat=True)))
    return f"releases_out={out} releases_given_up={given_up} snapshots_removed={removed}"


def stored_faults() -> list[str]:
    """What is wrong with the stored releases, a line each: digests, signatures, numbers."""
    found = []
    numbers = 0
    rows = Release.objects.filter(status=Status.APPROVED).select_related("supersedes")
    for row in rows.order_by("number"):
        numbers += 1
        if row.number != numbers:
            found.append(f"Utgåva {numbers} saknas: numren har en lucka.")
            numbers = row.number or numbers
        if queries.frozen_of(row).digest != row.digest:
            found.append(f"Utgåva {row.number} är inte den som undertecknades.")
        elif not Seal(row.signature, row.public_key).holds(signed_message(row.digest)):
            found.append(f"Utgåva {row.number} har ingen giltig underskrift.")
        try:
            for _table in queries.tables_of(row).values():
                continue
        except queries.BrokenReleaseError as error:
            found.append(str(error))
    return found
