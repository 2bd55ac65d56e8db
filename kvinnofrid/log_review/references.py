"""Addresses of events and reviews that do not tell how many there are, or in which order.

Numbers without gaps would show a reviewer that there are events between those that are shown.
"""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

BYTES = 8


class UnknownReferenceError(LookupError):
    """A text that was not made here, or was made for another organisation or kind of thing."""


def _cipher() -> AESSIV:
    key = HKDF(SHA256(), 32, None, b"kvinnofrid log review references")
    return AESSIV(key.derive(settings.SECRET_KEY.encode()))


def reference(kind: str, organisation: str, number: int) -> str:
    """A number of an organisation as a text that only this server can read; always the same."""
    sealed = _cipher().encrypt(
        number.to_bytes(BYTES, "big"), [kind.encode(), organisation.encode()]
    )
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def number_of(kind: str, organisation: str, text: str) -> int:
    """The number again. Raises UnknownReferenceError."""
    try:
        sealed = base64.urlsafe_b64decode(text.encode("ascii"))
        plain = _cipher().decrypt(sealed, [kind.encode(), organisation.encode()])
    except (binascii.Error, InvalidTag, ValueError) as error:
        raise UnknownReferenceError(text) from error
    return int.from_bytes(plain, "big")
