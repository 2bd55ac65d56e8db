"""Coded facts that leave the system: of whom they may be taken, and that they were, in the log."""

from datetime import datetime

from kvinnofrid.access.values import Actor, Unit
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit import operations as audit
from kvinnofrid.follow_up import facts
from kvinnofrid.follow_up.facts import EpisodeFact, Selection
from kvinnofrid.follow_up.models import Client
from kvinnofrid.records.operations import acting, noting

CODED = "unit.export_coded"


def read_coded(*, selection: Selection, reason: str, by: Actor, now: datetime) -> list[EpisodeFact]:
    """The coded facts of a unit's clients whom the actor may read, each client in the log.

    A record that is hidden from the actor is not among them, as if it were not there. `reason` is
    a code. Raises DeniedError.
    """
    organisation, unit = str(selection.organisation), selection.unit or ""
    with acting(by, now=now, reads=True) as actor:
        demand(actor, CODED, Unit(organisation, unit), now=now)
        seen = Client.objects.visible_to(actor, now=now, action="record.read")
        found = facts.episodes(selection, clients=seen)
        if found:
            with noting():
                audit.record_many(
                    organisation=organisation,
                    actor=by.id,
                    action=CODED,
                    object_kind="follow_up.client",
                    object_ids=sorted({one.client for one in found}),
                    outcome="allowed",
                    now=now,
                    details={"reason": reason},
                )
    return found
