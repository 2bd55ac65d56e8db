"""For maintainers: write the locks anew from `requirements/*.in`."""

import os
import re
from pathlib import Path

from launcher.packages import (
    ensure_packages,
    ensure_uv,
    installer_surroundings,
    lock_file,
    read_stamp,
)
from launcher.places import Places
from launcher.screen import LaunchError, Screen, tail

NAMES = ("uv", "base", "pg", "test")
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--only-binary=:all:",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
    "--no-config",
    "--quiet",
)


def write_locks(places: Places, screen: Screen, arguments: list[str]) -> None:
    """Compile every lock; `arguments` (as `--upgrade`) go on to uv.

    The lock of uv comes first and that of the tests after the base, which it must agree with.
    """
    ensure_packages(places, screen, "base")
    uv = ensure_uv(places, screen, read_stamp(places))
    if uv is None:
        raise LaunchError("uv gick inte att installera.", "uv could not be installed.")
    for name in NAMES:
        lock = lock_file(places, name)
        code, output = screen.run(
            f"Låser {name}",
            (uv, "pip", "compile", *OPTIONS, *arguments, lock.with_suffix(".in"), "-o", lock),
            environment=installer_surroundings(os.environ),
            folder=places.project,
        )
        if code:
            raise LaunchError(
                f"låset {name} misslyckades.", f"lock {name} failed.", log=tail(output)
            )
        if lines := addresses(lock):
            raise LaunchError(
                f"{lock} innehåller en adress: {lines[0]}", f"{lock} holds an address."
            )


def addresses(lock: Path) -> list[str]:
    """The lines of a lock that name an address or an option, which none may."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if "://" in line or re.match(r"\s*-(?!-hash=)", line)]
