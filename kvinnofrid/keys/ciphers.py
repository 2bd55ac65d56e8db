"""The three primitives that all else is made of: AES-256-GCM, HMAC-SHA-256 and HKDF-SHA-256."""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kvinnofrid.keys.errors import Undecipherable

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16


def new_key() -> bytes:
    """A random key of 256 bits from the operating system."""
    return secrets.token_bytes(KEY_BYTES)


def seal(key: bytes, text: bytes, bound_to: bytes, *, nonce: bytes | None = None) -> bytes:
    """Encrypt and authenticate (NIST SP 800-38D): nonce, ciphertext, tag.

    `bound_to` is not in the result but must be the same to open it. Give a nonce in tests only:
    one that is used twice with a key breaks the cipher.
    """
    nonce = secrets.token_bytes(NONCE_BYTES) if nonce is None else nonce
    return nonce + AESGCM(key).encrypt(nonce, text, bound_to)


def unseal(key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
    """What was sealed; raises `Undecipherable` when key, bytes or binding differ in the least."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise Undecipherable from None


def keyed_hash(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256 (RFC 2104), 32 bytes."""
    return hmac.digest(key, message, hashlib.sha256)


def derive_key(key: bytes, purpose: str) -> bytes:
    """A key for one purpose alone (HKDF-SHA-256, RFC 5869), 32 bytes."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key)
