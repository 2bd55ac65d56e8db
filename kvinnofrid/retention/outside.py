"""What a destruction needs of others: the log, the key service and the file of tombstones."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings

from kvinnofrid.access.values import Actor
from kvinnofrid.audit import operations as audit
from kvinnofrid.audit.rules import Outcome
from kvinnofrid.keys.client import KeyClient
from kvinnofrid.retention.tombstone_file import TombstoneFile


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
    audit.record(
        organisation=organisation,
        actor=by.id,
        action=action,
        object_kind=object_kind,
        object_id=object_id,
        outcome=Outcome.ALLOWED,
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
