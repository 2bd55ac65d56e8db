"""A research extract sealed for whoever is to have it, and pseudonyms that are theirs alone."""

import pyrage

from kvinnofrid.exchange import vault
from kvinnofrid.exchange.coded_rows import Make
from kvinnofrid.keys import ciphers
from kvinnofrid.keys.encoding import encode_parts

PURPOSE = "kvinnofrid research pseudonym 1"
HEX = 20


class UnfitRecipientError(ValueError):
    """A text that is no public key of age."""


def checked_recipient(text: str) -> str:
    """The public key of age, `age1…`; raises UnfitRecipientError."""
    try:
        return str(pyrage.x25519.Recipient.from_str(text.strip()))
    except pyrage.RecipientError:
        raise UnfitRecipientError from None


def sealed_for(recipient: str, content: bytes) -> bytes:
    """The content, which only the holder of the recipient's secret key opens."""
    return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient)]))


def new_key(organisation: int) -> bytes:
    """A key of one extract's own, wrapped; raises a KeysError."""
    return vault.client().new_data_key(str(organisation))[1]


def pseudonyms(organisation: int, wrapped: bytes) -> Make:
    """How the extract names clients and episodes: always the same, and as no other extract does."""
    key = vault.client().unwrap(str(organisation), wrapped)

    def make(of: str) -> str:
        return ciphers.keyed_hash(key, encode_parts((PURPOSE, of))).hex()[:HEX]

    return make


def destroy_key(organisation: int, wrapped: bytes) -> None:
    """Destroy the key for ever: nobody can name the same client so again."""
    vault.client().destroy_data_key(str(organisation), wrapped)
