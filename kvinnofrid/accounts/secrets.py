"""Small secrets at rest: sealed with a key made from the signing key, which no backup holds."""

import base64
import hashlib
import secrets

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _fernet() -> Fernet:
    key = HKDF(SHA256(), 32, None, b"kvinnofrid accounts second factor").derive(
        settings.SECRET_KEY.encode()
    )
    return Fernet(base64.urlsafe_b64encode(key))


def seal(text: str) -> str:
    """A text that only this server can open."""
    return _fernet().encrypt(text.encode()).decode("ascii")


def open_sealed(sealed: str) -> str:
    """The text. Raises `cryptography.fernet.InvalidToken` when sealed under another key."""
    return _fernet().decrypt(sealed.encode()).decode()


def new_token() -> str:
    """An unguessable text for a link: 256 bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()
