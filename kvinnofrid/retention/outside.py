"""What a destruction needs of others: the log, the key service and the file of tombstones."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from kvinnofrid.access.values import Actor
from kvinnofrid.keys.client import KeyClient
from kvinnofrid.retention.tombstone_file import TombstoneFile

AUDIT = "audit"


class NoLogError(RuntimeError):
    """There is no audit log in this installation, and what is not logged is not done."""

    def __init__(self) -> None:
        super().__init__(
            "Gallring kräver loggen, och den finns inte i den här installationen. Inget har gjorts."
        )


def record(
    *,
    organisation: str,
    by: Actor,
    action: str,
    object_kind: str,
    object_id: str,
    now: datetime,
    details: Mapping[str, str],
) -> None:
    """Write in the log, in the caller's transaction. Raises when it cannot: go no further then."""
    if not apps.is_installed(f"kvinnofrid.{AUDIT}"):
        raise NoLogError
    write: Callable[..., None] = import_string(f"kvinnofrid.{AUDIT}.operations.record")
    write(
        organisation=organisation,
        actor=by.id,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        outcome="allowed",
        now=now,
        details=details,
    )


def destroy_data_key(organisation: str, wrapped: bytes) -> None:
    """Destroy a record's data key for ever, in every copy; again is no fault.

    Raises a `keys.errors.KeysError` when it is not done.
    """
    client = KeyClient(settings.KEY_SOCKET)
    try:
        client.destroy_data_key(organisation, wrapped)
    finally:
        client.close()


def tombstone_file() -> TombstoneFile:
    """The file of this installation."""
    return TombstoneFile(settings.TOMBSTONES, settings.TOMBSTONE_KEY_FILE)
