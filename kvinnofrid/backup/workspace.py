"""Folders and files on the way to being done: private, locked, and gone whatever happens.

What a killed process left behind is removed by the next one: it holds no lock any more.
"""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

WORK = "backup-work-"
PART = ".backup-part"


def _is_abandoned(path: Path) -> bool:
    """Whether nobody holds the lock of a file."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


@contextlib.contextmanager
def work_folder(base: Path) -> Iterator[Path]:
    """A folder that only this user can enter, removed at the end."""
    base.mkdir(parents=True, exist_ok=True)
    for left in base.glob(f"{WORK}*"):
        if _is_abandoned(left / "lock"):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=WORK, dir=base))
    try:
        with (folder / "lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is there whole and on the disk, or not at all."""
    for left in path.parent.glob(f".*{PART}"):
        if _is_abandoned(left):
            left.unlink(missing_ok=True)
    part = path.with_name(f".{path.name}{PART}")
    descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
