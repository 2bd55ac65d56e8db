"""A small disk in memory that only one process and its children see, in place of a folder."""

import subprocess
from pathlib import Path

MEGABYTES = 48
MOUNT = 'mount -t tmpfs -o size="$1" tmpfs "$2" && cp -a "$3"/. "$2" && shift 3 && exec "$@"'


def on_small_disk(folder: Path, data: Path, *words: str) -> tuple[str, ...]:
    """The words that run others with a copy of the data on a small disk, seen at a folder."""
    shell = ("sh", "-c", MOUNT, "sh", f"{MEGABYTES}m", str(folder), str(data))
    return ("unshare", "--map-root-user", "--mount", *shell, *words)


def can_have_small_disk(folder: Path) -> bool:
    """Whether the system lets a process have a disk of its own."""
    disk, empty = folder / "disk", folder / "empty"
    disk.mkdir()
    empty.mkdir()
    try:
        tried = subprocess.run(
            on_small_disk(disk, empty, "true"), capture_output=True, timeout=30, check=False
        )
    except OSError:
        return False
    return tried.returncode == 0
