"""The master key: a file of its own, apart from the store that it encrypts and its backups."""

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import Path

from kvinnofrid.keys.ciphers import KEY_BYTES, new_key
from kvinnofrid.keys.errors import StoreRefused
from kvinnofrid.keys.files import require_private, write_whole

HEADING = "kvinnofrid-master-key-1"
DEVELOPMENT, PRODUCTION = "development", "production"


@dataclass(frozen=True, slots=True)
class MasterKey:
    """A master key, and whether it was made by itself for a development machine."""

    secret: bytes = field(repr=False)
    development: bool


def make_master_key(path: Path, *, development: bool) -> MasterKey:
    """Make a random master key in a new file; an existing file is refused, never overwritten."""
    master = MasterKey(new_key(), development)
    kind = DEVELOPMENT if development else PRODUCTION
    text = f"{HEADING} {kind} {base64.b64encode(master.secret).decode()}\n"
    try:
        write_whole(path, text.encode("ascii"), new=True)
    except FileExistsError:
        raise StoreRefused(
            reason_sv=f"{path} finns redan och skrivs inte över.",
            reason_en=f"{path} is there already and is not overwritten.",
        ) from None
    return master


def read_master_key(path: Path) -> MasterKey:
    """Read a master key; raises `StoreRefused` when it is missing, open to others or damaged."""
    try:
        require_private(path)
        words = path.read_text(encoding="ascii").split()
    except FileNotFoundError:
        raise StoreRefused(
            reason_sv=f"huvudnyckeln {path} finns inte. Peka ut den med KV_MASTER_KEY_FILE.",
            reason_en=f"there is no master key {path}. Point it out with KV_MASTER_KEY_FILE.",
        ) from None
    except (OSError, UnicodeDecodeError):
        words = []
    if len(words) == 3 and words[0] == HEADING and words[1] in {DEVELOPMENT, PRODUCTION}:
        try:
            secret = base64.b64decode(words[2], validate=True)
        except binascii.Error:
            secret = b""
        if len(secret) == KEY_BYTES:
            return MasterKey(secret, words[1] == DEVELOPMENT)
    raise StoreRefused(
        reason_sv=f"{path} är ingen läsbar huvudnyckel. Läs in den från sin egen säkerhetskopia.",
        reason_en=f"{path} is no readable master key. Restore it from its own backup.",
    )
