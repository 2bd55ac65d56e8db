"""How an operation of the follow-up asks: a client's folder, in one transaction, saved once."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.values import Actor
from kvinnofrid.follow_up.models import Client, ClientPart, Episode
from kvinnofrid.records.operations import (
    Asked,
    Done,
    Folder,
    SavedPart,
    on_folder,
    remember,
    saved_before,
)
from kvinnofrid.records.permissions import RecordMissing

T = TypeVar("T")
P = TypeVar("P", bound=ClientPart)
ClientFolder = Folder[Client]


def day_of(now: datetime) -> date:
    """The Swedish day of a time."""
    return now.astimezone(ZONE).date()


def the(folder: ClientFolder, model: type[P], public_id: object) -> P:
    """A part of the client; raises RecordMissing, as for a client that is not there."""
    found = folder.part(model, public_id)
    if found is None:
        raise RecordMissing
    return found


def the_episode(folder: ClientFolder, public_id: object) -> Episode:
    """An episode of the client; raises RecordMissing."""
    return the(folder, Episode, public_id)


def write_part(
    *,
    client: object,
    by: Actor,
    now: datetime,
    idempotency_key: str,
    work: Callable[[ClientFolder], ClientPart],
    said: str,
    action: str = "record.write",
) -> SavedPart:
    """Write in a client's folder; sent again with the same key, it is the same save.

    `said` names the kind of part in the log.
    """

    def save(folder: ClientFolder) -> Done[SavedPart]:
        before = saved_before(folder, by, idempotency_key)
        if before is not None:
            return Done(before, {"fields": said, "result": "repeated"})
        part = work(folder)
        touch(folder, now)
        saved = remember(folder, part, by, idempotency_key, now)
        return Done(saved, {"fields": said, "version": str(saved.version)})

    return on_folder(Asked(Client, client, by, action, now), save, lock=True)


def touch(folder: ClientFolder, now: datetime) -> None:
    """Note the day of the last entry, from which the time of disposal is counted."""
    today = day_of(now)
    if folder.record.last_entry_on != today:
        folder.record.last_entry_on = today
        folder.store("last_entry_on")
