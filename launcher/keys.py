"""The key service as a child: started before the server, stopped after it."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from launcher.places import Places
from launcher.screen import LaunchError, Screen, stop, tail

SECONDS_TO_ANSWER = 30
LONGEST_SOCKET_PATH = 100
"""Systems allow 104 or 108 bytes."""


@contextlib.contextmanager
def key_service(
    places: Places, screen: Screen, environment: Mapping[str, str]
) -> Iterator[dict[str, str]]:
    """Run the key service of the data folder; gives the environment with KV_KEY_SOCKET in it.

    One that is pointed out by KV_KEY_SOCKET, or already answers in the folder, is shared.
    """
    if environment.get("KV_KEY_SOCKET"):
        yield dict(environment)
        return
    folder = places.data / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        path = folder / "socket"
        if not answers(path):
            path = stack.enter_context(_short(path))
            stack.enter_context(_child(places, screen, environment, folder, path))
        yield {**environment, "KV_KEY_SOCKET": os.path.realpath(path)}


def answers(path: Path) -> bool:
    """Whether somebody listens on a socket, or on the one that a link leads to."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(os.path.realpath(path))
        except OSError:
            return False
    return True


@contextlib.contextmanager
def _short(path: Path) -> Iterator[Path]:
    """The path itself, or a short one that a link at the path leads to."""
    if path.is_symlink():
        path.unlink()
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
        yield path
        return
    folder = Path(tempfile.mkdtemp(prefix="kv-keys-", dir="/tmp"))
    try:
        path.symlink_to(folder / "socket")
        yield folder / "socket"
    finally:
        path.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _child(
    places: Places, screen: Screen, environment: Mapping[str, str], folder: Path, path: Path
) -> Iterator[None]:
    screen.say("Startar nyckeltjänsten …")
    words = [
        *(str(places.python), "-m", "kvinnofrid.keys", "serve"),
        *("--store", str(folder), "--socket", str(path)),
    ]
    log = places.data / "keys.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=places.project,
            start_new_session=True,  # Ctrl-C is for the server first
        )
    try:
        deadline = time.monotonic() + SECONDS_TO_ANSWER
        while not answers(path):
            if process.poll() is not None or time.monotonic() > deadline:
                raise LaunchError(
                    f"nyckeltjänsten startar inte. Hela loggen finns i {log}.",
                    f"the key service does not start. See {log}.",
                    log=tail(log.read_text(encoding="utf-8", errors="replace")),
                )
            time.sleep(0.02)
        yield
    finally:
        stop(process)
