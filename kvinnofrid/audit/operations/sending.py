"""Signing and sending the heads as this installation is set up: its key, its receiver."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from kvinnofrid.audit import signing
from kvinnofrid.audit.operations.heads import Exported, export_heads
from kvinnofrid.audit.receivers import Receiver, ReceiverError, receiver_of
from kvinnofrid.command import CommandError


def send_heads(*, now: datetime) -> Exported:
    """Sign the heads that have moved and send them to the receiver of the settings.

    Raises CommandError, in Swedish, when the key or the receiver is missing or makes no sense.
    """
    return export_heads(key=signing_key(), receiver=_receiver(), now=now)


def signing_key() -> signing.SigningKey:
    """The key that signs heads, made at the first use outside production; raises CommandError."""
    if settings.MODE != "production" and not settings.AUDIT_KEY_FILE.exists():
        try:
            signing.make_key(settings.AUDIT_KEY_FILE, made_for=signing.DEVELOPMENT)
        except FileExistsError:  # another process was first
            pass
        except OSError as error:
            raise CommandError(
                f"Det går inte att skriva {settings.AUDIT_KEY_FILE}: {error.strerror}."
            ) from error
    try:
        return signing.read_key(settings.AUDIT_KEY_FILE)
    except signing.KeyFileError as error:
        raise CommandError(str(error)) from error


def _receiver() -> Receiver:
    address = settings.AUDIT_HEADS
    if not address:
        if settings.MODE == "production":
            raise CommandError(
                "Det är inte sagt vart loggens huvuden ska skickas. Sätt KV_AUDIT_HEADS till"
                " file:/sökväg, syslog: eller https://… på en annan maskin än den här."
            )
        address = f"file:{settings.DATA / 'audit-heads.jsonl'}"
    ca_file, token_file = settings.AUDIT_HEADS_CA_FILE, settings.AUDIT_HEADS_TOKEN_FILE
    try:
        return receiver_of(
            address,
            ca_file=Path(ca_file) if ca_file else None,
            token_file=Path(token_file) if token_file else None,
        )
    except ReceiverError as error:
        raise CommandError(str(error)) from error
