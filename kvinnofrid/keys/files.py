"""Files that only the owner reads, written so that a crash leaves the old one or the new one."""

import contextlib
import os
import stat
from pathlib import Path

from kvinnofrid.keys.errors import StoreRefused

OWNER_ONLY = 0o600
OTHERS = 0o077


def sync_folder(folder: Path) -> None:
    """Make what names the folder holds survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_all(handle: int, content: bytes) -> None:
    """Write every byte, or raise OSError."""
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def write_whole(path: Path, content: bytes, *, new: bool = False) -> None:
    """Replace a file in one step, on disk when this returns.

    With `new` an existing file is never touched: FileExistsError.
    """
    part = path.with_name(path.name + ".part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, OWNER_ONLY)
    try:
        write_all(handle, content)
        os.fsync(handle)
        if new:
            os.link(part, path)
        else:
            part.replace(path)
    finally:
        os.close(handle)
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
    sync_folder(path.parent)


def require_private(path: Path) -> None:
    """Refuse a file that is not ours alone: what others can read is no secret."""
    facts = path.lstat()
    if not stat.S_ISREG(facts.st_mode) or facts.st_mode & OTHERS:
        raise StoreRefused(
            reason_sv=f"{path} får bara kunna läsas av sin ägare. Kör: chmod 600 {path}",
            reason_en=f"{path} must be readable by its owner alone. Run: chmod 600 {path}",
        )
    if facts.st_uid not in {os.geteuid(), 0}:
        raise StoreRefused(
            reason_sv=f"{path} ägs av en annan användare. Kör: chown {os.geteuid()} {path}",
            reason_en=f"{path} belongs to another user. Run: chown {os.geteuid()} {path}",
        )
