"""Clients and drafts as disposal and the log's review see them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.values import Record
from kvinnofrid.catalogue import Facts, Text
from kvinnofrid.follow_up import codes
from kvinnofrid.follow_up.models import PARTS, Client, Draft, Intervention
from kvinnofrid.records.operations import Kept

KEPT = Kept(Client, PARTS)
YEAR, MONTH = 2000, 1
"""A month that has every day. Of a birth only the day of the month is kept open."""


class RetainedClients:
    """Clients' records as the rules of disposal know them."""

    concerns = "client_record"

    def candidates(self, organisation: str) -> Iterable[Facts]:
        """The facts of every record that the organisation keeps."""
        traits = _traits(organisation)
        with KEPT.of(organisation) as records:
            return [_facts(one, traits.get(str(one.pk), frozenset())) for one in records]

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        """The facts of one; None when it does not exist (any more)."""
        found = KEPT.one(organisation, object_id)
        if found is None:
            return None
        return _facts(found, _traits(organisation).get(str(found.pk), frozenset()))

    def guarded(self, organisation: str, object_id: str) -> Record | None:
        """What the policy decides about."""
        now = timezone.now()
        return KEPT.guarded(organisation, (object_id,), now=now).get(object_id)

    def data_keys(self, organisation: str, object_id: str) -> Sequence[bytes]:
        """The wrapped key of the record, which opens its parts too."""
        return KEPT.data_keys(organisation, object_id)

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete the record and all its parts."""
        KEPT.destroy(organisation, object_id)


class RetainedDrafts:
    """Drafts that were never saved. They are sealed with the key of their record, which stays."""

    concerns = "draft"

    def candidates(self, organisation: str) -> Iterable[Facts]:
        """The facts of every draft."""
        with KEPT.parts_of(organisation, Draft) as drafts:
            return [_draft_facts(one) for one in drafts]

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        """The facts of one; None when it does not exist (any more)."""
        return next((one for one in self.candidates(organisation) if one.id == object_id), None)

    def guarded(self, organisation: str, object_id: str) -> Record | None:
        """What the policy decides about: the client that it is of."""
        with KEPT.parts_of(organisation, Draft) as drafts:
            found = next((one for one in drafts if str(one.pk) == object_id), None)
        if found is None:
            return None
        client = str(found.record_id_of)
        return KEPT.guarded(organisation, (client,), now=timezone.now()).get(client)

    def data_keys(self, organisation: str, object_id: str) -> Sequence[bytes]:
        """None of its own."""
        del organisation, object_id
        return ()

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete the draft."""
        KEPT.destroy_part(organisation, Draft, object_id)


class LoggedClients:
    """Clients' records as the log's review knows them."""

    object_kind = "follow_up.client"
    words = Text(sv="akt om en klient", en="record of a client")

    def guarded(
        self, organisation: str, object_ids: Collection[str], *, now: datetime
    ) -> Mapping[str, Record]:
        """Those that exist, as the policy knows them now."""
        return KEPT.guarded(organisation, object_ids, now=now)


RETAINED_CLIENTS = RetainedClients()
RETAINED_DRAFTS = RetainedDrafts()
LOGGED_CLIENTS = LoggedClients()


def _facts(client: Client, traits: frozenset[str]) -> Facts:
    born = None if client.birth_day is None else date(YEAR, MONTH, client.birth_day)
    last = client.last_entry_on or client.created_at.astimezone(ZONE).date()
    return Facts(str(client.pk), {"last_entry": last}, traits=traits, born=born)


def _draft_facts(draft: Draft) -> Facts:
    return Facts(str(draft.pk), {"last_entry": draft.saved_at.astimezone(ZONE).date()})


def _traits(organisation: str) -> dict[str, frozenset[str]]:
    """What rules make exceptions for, by record: a placed child is a trait of an intervention."""
    of_kind = {
        one.code: one.trait for one in codes.code_list(codes.INTERVENTION).codes if one.trait
    }
    found: dict[str, set[str]] = {}
    with KEPT.parts_of(organisation, Intervention) as interventions:
        for client, kind in interventions.filter(
            kind__in=list(of_kind), removed_at__isnull=True
        ).values_list("client_id", "kind"):
            found.setdefault(str(client), set()).add(of_kind[kind])
    return {client: frozenset(traits) for client, traits in found.items()}
