"""What must not stand in the database: client secrets and our own key, as files beside it."""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

OWN_KEY = "saml.pem"
YEARS = 10
"""How long our certificate says that it holds; services compare the key and not the day."""


def _folder() -> Path:
    folder = Path(settings.SIGN_IN_SECRETS)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _write_new(path: Path, content: bytes) -> None:
    """A file that only this user reads, whole or not at all. Raises FileExistsError."""
    half = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(half, path)
    finally:
        half.unlink()


def keep(secret: str) -> str:
    """Keep a client secret; the name that finds it again."""
    name = f"{secrets.token_hex(16)}.secret"
    _write_new(_folder() / name, secret.encode())
    return name


def find(name: str) -> str | None:
    """The client secret of that name; None when its file is missing or cannot be read."""
    if not name or Path(name).name != name:
        return None
    try:
        return (_folder() / name).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def forget(name: str) -> None:
    """Take away a client secret."""
    if name and Path(name).name == name:
        with suppress(OSError):
            (_folder() / name).unlink()


def digest_of(subject: str, *, service: object, issuer: str, named: str) -> str:
    """What is kept of who a service says somebody is: useless without the signing key.

    It holds for that service under that name alone, and for what the subject was read from.
    """
    key = HKDF(hashes.SHA256(), 32, None, b"kvinnofrid accounts subjects of services").derive(
        settings.SECRET_KEY.encode()
    )
    parts = "\x1f".join((str(service), issuer, named, subject))
    return hmac.new(key, parts.encode(), hashlib.sha256).hexdigest()


def own_key() -> tuple[str, str]:
    """Our private key for SAML and its certificate, both PEM; made the first time."""
    path = _folder() / OWN_KEY
    with suppress(FileExistsError):
        if not path.exists():
            _write_new(path, _made())
    text = path.read_text(encoding="ascii")
    key, mark, certificate = text.partition("-----BEGIN CERTIFICATE-----")
    return key, mark + certificate


def _made() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Kvinnofrid")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ) + certificate.public_bytes(serialization.Encoding.PEM)
