"""Where things lie: the project, the Python environment and the data folder."""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from launcher.screen import LaunchError

PROJECT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Places:
    """The folders of one run."""

    project: Path
    environment: Path
    data: Path

    @property
    def python(self) -> Path:
        """The interpreter in the project's own environment."""
        return self.environment / "bin" / "python"

    @property
    def secret_key(self) -> Path:
        """The file with the signing key of this data folder."""
        return self.data / "secret.key"


def find_places(surroundings: Mapping[str, str], *, data: str | None = None) -> Places:
    """The folders as asked: `--data`, else KV_DATA, else under KV_HOME, else in the project.

    KV_HOME moves both the environment and the data out of a project folder that is read-only.
    """
    home = surroundings.get("KV_HOME")
    asked = data or surroundings.get("KV_DATA")
    if home:
        root = Path(home).expanduser().resolve()
        environment, default = root / "venv", root / "data"
    else:
        environment, default = PROJECT / ".venv", PROJECT / ".kv"
    return Places(PROJECT, environment, Path(asked).expanduser().resolve() if asked else default)


def require_writable_environment(places: Places) -> None:
    """Raise if the Python environment can neither be made nor changed where it should lie."""
    if _writable(places.environment):
        return
    raise LaunchError(
        f"mappen {places.environment.parent} går inte att skriva i, så Pythonmiljön kan inte "
        "skapas där.\n  Låt miljö och data ligga någon annanstans: "
        "KV_HOME=~/kvinnofrid ./kv start",
        f"{places.environment.parent} is read-only. Put the environment and the data elsewhere: "
        "KV_HOME=~/kvinnofrid ./kv start (--data DIR moves the data alone).",
    )


def require_writable_data(places: Places) -> None:
    """Make the data folder, readable by its owner alone; raise if that cannot be done."""
    try:
        places.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
    else:
        if os.access(places.data, os.W_OK | os.X_OK):
            return
        reason = "skrivskyddad / read-only"
    raise LaunchError(
        f"datamappen {places.data} går inte att använda ({reason}). "
        "Välj en annan: ./kv start --data MAPP",
        f"the data folder {places.data} cannot be used ({reason}). "
        "Choose another: ./kv start --data DIR",
    )


def _writable(path: Path) -> bool:
    """Whether a folder can be written in, or made where it does not exist yet."""
    while not path.exists():
        path = path.parent
    return path.is_dir() and os.access(path, os.W_OK | os.X_OK)


def ensure_secret_key(places: Places) -> None:
    """Make a random signing key at the first start; only the owner can read it."""
    try:
        handle = os.open(places.secret_key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64) + "\n")


@contextlib.contextmanager
def locked(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock on a folder, so that two launchers do not set up the same thing at once.

    Gives whether the lock was had; without `wait` it may be False.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
