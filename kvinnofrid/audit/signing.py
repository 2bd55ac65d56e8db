"""The key that signs heads, and the signed heads as lines of text. No Django.

Ed25519. The file of the key says whether it was made for development, so that production can
refuse it.
"""

import base64
import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "kvinnofrid-audit-key-1"
PUBLIC_FORMAT = "kvinnofrid-audit-public-key-1"
SCHEME = "kvinnofrid-audit-head-1"
DEVELOPMENT, PRODUCTION = "development", "production"


class KeyFileError(Exception):
    """The file of the key is missing, open to others or unreadable. The text is Swedish help."""


class SigningKey(NamedTuple):
    """A key and what it was made for."""

    private: Ed25519PrivateKey
    development: bool

    @property
    def public(self) -> Ed25519PublicKey:
        """What signatures are checked with."""
        return self.private.public_key()


@dataclass(frozen=True, slots=True)
class SignedLine:
    """A signed head as the receiver keeps it: a line of JSON."""

    organisation: str
    number: int
    hash: str
    at: str
    """When it was signed, as 2026-11-22T03:00:00.000000Z."""
    key_id: str
    signature: str = ""

    def text(self) -> str:
        """The line, without its end."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    def message(self) -> bytes:
        """What is signed: the scheme and every field, each with its length before it."""
        fields = (self.organisation, str(self.number), self.hash, self.at, self.key_id)
        return f"{SCHEME};{''.join(f'{len(one.encode())}:{one},' for one in fields)}".encode()

    def is_signed_by(self, keys: Mapping[str, Ed25519PublicKey]) -> bool:
        """Whether one of the keys, by id, made the signature."""
        key = keys.get(self.key_id)
        if key is None:
            return False
        try:
            key.verify(base64.b64decode(self.signature, validate=True), self.message())
        except (InvalidSignature, ValueError):
            return False
        return True


def read_line(text: str) -> SignedLine | None:
    """A line of a file of heads; None when it is none."""
    try:
        read = json.loads(text)
        line = SignedLine(**read)
    except (ValueError, TypeError, RecursionError):
        return None
    texts = (line.organisation, line.hash, line.at, line.key_id, line.signature)
    whole = isinstance(line.number, int) and not isinstance(line.number, bool)
    return line if whole and all(isinstance(one, str) for one in texts) else None


def sign(key: SigningKey, *, organisation: str, number: int, hash: str, at: datetime) -> SignedLine:
    """A head, signed."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    bare = SignedLine(organisation, number, hash, moment, key_id(key.public))
    signature = base64.b64encode(key.private.sign(bare.message())).decode()
    return SignedLine(organisation, number, hash, moment, bare.key_id, signature)


def sign_message(key: SigningKey, message: bytes) -> str:
    """The signature of a message, which must itself say what it is of."""
    return base64.b64encode(key.private.sign(message)).decode()


def is_signed(message: bytes, signature: str, public: str) -> bool:
    """Whether the key of a line of `public_text` made the signature."""
    try:
        (key,) = read_public_keys(public).values()
        key.verify(base64.b64decode(signature, validate=True), message)
    except (InvalidSignature, KeyFileError, ValueError):
        return False
    return True


def key_id(public: Ed25519PublicKey) -> str:
    """The name of a key: the first half of its SHA-256, in hexadecimal."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:32]


def make_key(path: Path, *, made_for: str) -> None:
    """Make a new key in a file that only its owner can read; FileExistsError when there is one."""
    secret = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{FORMAT} {made_for}\n{secret}\n")
        file.flush()
        os.fsync(file.fileno())


def read_key(path: Path) -> SigningKey:
    """The key of a file; raises KeyFileError."""
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyFileError(f"Nyckeln {path} går att läsa för fler än ägaren: chmod 600 {path}")
        words = path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        raise KeyFileError(
            f"Nyckeln som undertecknar loggens huvuden saknas: {path}. Skapa en med"
            " ./kv audit make-key, eller peka ut den med KV_AUDIT_KEY_FILE."
        ) from None
    except (OSError, ValueError) as error:
        raise KeyFileError(f"Nyckeln {path} går inte att läsa.") from error
    try:
        form, made_for, secret = words
        if form != FORMAT or made_for not in {DEVELOPMENT, PRODUCTION}:
            raise ValueError(form)
        private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret, validate=True))
    except ValueError as error:
        raise KeyFileError(f"Filen {path} är ingen nyckel för loggen.") from error
    return SigningKey(private, development=made_for == DEVELOPMENT)


def public_text(public: Ed25519PublicKey) -> str:
    """A public key as the line that a verifier keeps."""
    return f"{PUBLIC_FORMAT} {base64.b64encode(public.public_bytes_raw()).decode()}\n"


def read_public_keys(text: str) -> dict[str, Ed25519PublicKey]:
    """The public keys of a file, one a line, by id; raises KeyFileError."""
    keys = {}
    for line in text.splitlines():
        try:
            form, coded = line.split()
            if form != PUBLIC_FORMAT:
                raise ValueError(form)
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(coded, validate=True))
        except ValueError as error:
            raise KeyFileError("Filen innehåller annat än öppna nycklar för loggen.") from error
        keys[key_id(key)] = key
    return keys
