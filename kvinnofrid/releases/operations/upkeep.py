"""What the hourly upkeep does, and what a restored backup is asked: is all what was signed?"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.audit.operations import Seal
from kvinnofrid.catalogue import Text
from kvinnofrid.releases import queries, snapshots
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations.shared import PROPOSE, log
from kvinnofrid.releases.operations.starting import give_up, revive
from kvinnofrid.releases.rules import signed_message

KEPT_FOR = timedelta(days=30)
"""How long a proposal waits for a decision before its snapshot is destroyed."""
UNDECIDED = Text(
    sv=f"Ingen beslutade inom {KEPT_FOR.days} dagar, så underlaget är förstört. Gör om.",
    en=f"Nobody decided within {KEPT_FOR.days} days, so the snapshot is destroyed. Make it again.",
)
Status = Release.Status


def clear_away(*, now: datetime) -> str:
    """Note what has come out, begin again what fell silent in the making, give up what nobody
    decides on, and destroy snapshots that nobody waits for.
    """
    out = Release.objects.filter(
        status=Status.APPROVED, published_at__isnull=True, publish_at__lte=now
    ).update(published_at=F("publish_at"))
    given_up = _give_up_old(now)
    begun_again = revive(now=now)
    waiting = Release.objects.filter(status__in=[Status.MAKING, Status.PROPOSED])
    removed = snapshots.remove_all_but(set(waiting.values_list("pk", flat=True)))
    return (
        f"releases_out={out} releases_given_up={given_up} releases_begun_again={begun_again}"
        f" snapshots_removed={removed}"
    )


@transaction.atomic
def _give_up_old(now: datetime) -> int:
    old = Release.objects.select_for_update().filter(
        status=Status.PROPOSED, proposed_at__lt=now - KEPT_FOR
    )
    for row in old:
        give_up(row, UNDECIDED, now)
        log(row, PROPOSE, OPERATOR, now, "given-up")
    return len(old)


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
