"""The Django side as the launcher sees it: its surroundings, its commands, its preparation."""

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from launcher.places import Places, ensure_secret_key, locked, require_writable_data
from launcher.screen import LaunchError, Screen, tail

PREPARATION = (
    ("Bygger engelska texter", ("messages", "compile")),
    ("Uppdaterar databasen", ("migrate", "--verbosity=0")),
    ("Läser in de uppgifter som följer med", ("load",)),
    ("Samlar stilmallar och bilder", ("collectstatic", "--noinput", "--verbosity=0")),
)
WATCHED = ("kvinnofrid", "catalogue", "data", "requirements/base.lock")
NOT_WATCHED = frozenset({"__pycache__"})


def surroundings(
    places: Places, *, mode: str, database: str | None, base: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The environment variables that the settings and the server read.

    `database` is a postgresql:// address; None means SQLite in the data folder.
    """
    result = {
        **base,
        "KV_DATA": str(places.data),
        "KV_SECRET_KEY_FILE": base.get("KV_SECRET_KEY_FILE", str(places.secret_key)),
        "KV_MODE": mode,
        "PYTHONPATH": str(places.project),
        "PYTHONUTF8": "1",
    }
    result.pop("KV_DATABASE_URL", None)
    result.pop("DJANGO_SETTINGS_MODULE", None)
    if database:
        result["KV_DATABASE_URL"] = database
    return result


def command_line(places: Places, *arguments: str) -> list[str]:
    """The words that run a command of the project."""
    return [str(places.python), "-m", "kvinnofrid", *arguments]


def prepare(
    places: Places, screen: Screen, environment: Mapping[str, str], *, database: str | None
) -> None:
    """Bring database, texts and static files up to date.

    On SQLite nothing is done when nothing has changed. A PostgreSQL database may have been
    emptied or replaced meanwhile, so there every step is taken: each is quick when it has nothing
    to do.
    """
    require_writable_data(places)
    ensure_secret_key(places)
    with locked(places.data):
        stamp = places.data / "prepared"
        there = database is None and (places.data / "kvinnofrid.sqlite3").exists()
        if there and stamp.exists() and stamp.read_text(encoding="ascii") == state(places.project):
            return
        for text, arguments in PREPARATION:
            code, output = screen.run(
                text,
                command_line(places, *arguments),
                environment=environment,
                folder=places.project,
            )
            if code:
                raise LaunchError(
                    f"steget ”{text}” misslyckades.",
                    f"the step `{' '.join(arguments)}` failed.",
                    log=tail(output),
                )
        if database is None:
            stamp.write_text(state(places.project), encoding="ascii")


def state(project: Path) -> str:
    """A mark that changes with any file which the prepared data depends on."""
    mark = hashlib.sha256()
    for name in WATCHED:
        for path in sorted(_files(project / name)):
            facts = path.stat()
            mark.update(f"{path}|{facts.st_size}|{facts.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_WATCHED]
        yield from (Path(folder, name) for name in names if not name.endswith(".mo"))
