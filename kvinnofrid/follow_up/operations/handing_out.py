"""Coded facts that leave the system: of whom they may be taken, and that they were, in the log."""

from collections.abc import Iterable
from datetime import datetime

from kvinnofrid.access.values import Actor, Organisation, Unit
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit import operations as audit
from kvinnofrid.follow_up import facts
from kvinnofrid.follow_up.facts import EpisodeFact, Selection
from kvinnofrid.follow_up.kept import KEPT
from kvinnofrid.follow_up.models import Client
from kvinnofrid.records import queries
from kvinnofrid.records.operations import acting, noting

CODED, SEE, HAND_OUT = "unit.export_coded", "exchange.see", "extract.hand_out"


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


def read_for_research(
    *,
    selection: Selection,
    persons: Iterable[Actor],
    by: Actor,
    now: datetime,
    handed_out: bool,
) -> list[EpisodeFact]:
    """The coded facts of an organisation that a research extract may hold.

    Never of anybody with protected identity, in the protected tier, or hidden from any of the
    persons who decide on it. When it is handed out each client is in the log; else only figures
    about the facts may be shown. Raises DeniedError.
    """
    organisation = str(selection.organisation)
    demand(by, HAND_OUT if handed_out else SEE, Organisation(organisation), now=now)
    with KEPT.of(organisation) as clients:
        chosen = clients.filter(protected=False, protected_identity="")
        for person in persons:
            chosen = chosen.exclude(queries.hidden_from(person))
        found = facts.episodes(selection, clients=chosen)
        if found and handed_out:
            audit.record_many(
                organisation=organisation,
                actor=by.id,
                action=HAND_OUT,
                object_kind="follow_up.client",
                object_ids=sorted({one.client for one in found}),
                outcome="allowed",
                now=now,
            )
    return found
