"""Codes by the server's signing key: made of a page's key, and found again by a keyed hash."""

import secrets
import uuid

from django.core import signing
from django.utils.crypto import salted_hmac

from kvinnofrid.client_surveys import rules

_MADE, _FOUND, _PAGE, _TICKET = (
    f"kvinnofrid.client_surveys.{one}" for one in ("code", "hash", "page", "ticket")
)


class StalePageError(ValueError):
    """The page on which a code is made was opened too long ago, or was not ours."""


def new_page() -> str:
    """A key for a page on which a code is made: sent twice, it makes the same code."""
    return signing.TimestampSigner(salt=_PAGE).sign(secrets.token_hex(16))


def ticket(reference: uuid.UUID, *, by: str) -> str:
    """Says that somebody reaches what a reference stands for; holds as long as a page."""
    return signing.dumps([str(reference), by], salt=_TICKET)


def reference_of(ticket: str, *, by: str) -> uuid.UUID:
    """The reference of a ticket. Raises StalePageError for one that is old, or of another."""
    try:
        reference, whose = signing.loads(ticket, salt=_TICKET, max_age=rules.KEY_LASTS)
    except signing.BadSignature as error:
        raise StalePageError from error
    if whose != by:
        raise StalePageError
    return uuid.UUID(reference)


def made_on(page: str, *, by: str, unit: uuid.UUID, reference: uuid.UUID | None) -> str:
    """The code of a page. Raises StalePageError."""
    try:
        key = signing.TimestampSigner(salt=_PAGE).unsign(page, max_age=rules.KEY_LASTS)
    except signing.BadSignature as error:
        raise StalePageError from error
    said = f"{key}|{by}|{unit}|{reference}"
    return rules.code_of(salted_hmac(_MADE, said, algorithm="sha256").digest())


def hash_of(code: str) -> str:
    """What is kept of a code. Without the server's key nobody can try codes against it."""
    return salted_hmac(_FOUND, code, algorithm="sha256").hexdigest()


def hash_of_key(key: str) -> str:
    """What is kept of the key of a page that was sent."""
    return salted_hmac(_PAGE, key, algorithm="sha256").hexdigest()
