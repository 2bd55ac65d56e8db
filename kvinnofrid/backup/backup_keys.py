"""The keys of backups: public ones on the machine that makes them, secret ones kept elsewhere."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyrage

from kvinnofrid.backup.errors import BackupError, explained

DEVELOPMENT_MARK = "# made for trials on this machine; refused in production"
SECRET_PREFIX = "AGE-SECRET-KEY-1"  # noqa: S105 - how every such key begins


def new_key(*, out: Path, now: datetime, mark: str | None = None) -> str:
    """Make a pair of keys and write the secret one to a new file, readable by its owner alone.

    Gives the public one. The file has the form of the program `age-keygen`.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    lines = [f"# created: {now.isoformat(timespec='seconds')}", f"# public key: {public}"]
    text = "\n".join([*([mark] if mark else []), *lines, str(identity), ""])
    try:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BackupError("exists", where=out) from None
    except OSError as error:
        raise BackupError("cannot-write", where=out, why=error.strerror) from error
    try:
        with explained(out), os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BackupError:
        out.unlink(missing_ok=True)
        raise
    return public


def read_identities(path: Path) -> list[pyrage.x25519.Identity]:
    """The secret keys in a file. Raises BackupError when there is none to be read."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except UnicodeDecodeError as error:
        raise BackupError("bad-key", where=path) from error
    except OSError as error:
        raise BackupError("cannot-write", where=path, why=error.strerror) from error
    try:
        found = [
            pyrage.x25519.Identity.from_str(line.strip())
            for line in lines
            if line.strip().startswith(SECRET_PREFIX)
        ]
    except pyrage.IdentityError as error:
        raise BackupError("bad-key", where=path) from error
    if not found:
        raise BackupError("bad-key", where=path)
    return found


def recipients_for(*, path: Path, data: Path, production: bool, now: datetime) -> Sequence[str]:
    """The public keys that backups are encrypted for, one a line in a file.

    Outside production a pair is made for trials when there is none. Such a pair is refused in
    production, wherever its public half stands.
    """
    secret = data / "backup-development.key"
    if not path.exists() and not production:
        data.mkdir(parents=True, exist_ok=True)
        public = (
            str(read_identities(secret)[0].to_public())
            if secret.exists()
            else new_key(out=secret, now=now, mark=DEVELOPMENT_MARK)
        )
        with explained(path):
            path.write_text(f"{DEVELOPMENT_MARK}\n{public}\n", encoding="ascii")
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BackupError("no-recipients", where=path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError("cannot-write", where=path, why=error) from error
    keys = [line.strip() for line in text.splitlines() if line.strip()[:1] not in {"", "#"}]
    if not keys:
        raise BackupError("no-recipients", where=path)
    for key in keys:
        try:
            pyrage.x25519.Recipient.from_str(key)
        except pyrage.RecipientError as error:
            raise BackupError("bad-recipient", what=key[:80], where=path) from error
    if production and (DEVELOPMENT_MARK in text or _made_for_trials(secret) in keys):
        raise BackupError("development-key", where=path)
    return keys


def _made_for_trials(secret: Path) -> str | None:
    return str(read_identities(secret)[0].to_public()) if secret.exists() else None
