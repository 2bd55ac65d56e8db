"""A key service for tests: in threads of this process, or a process of its own."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from kvinnofrid.keys.client import KeyClient
from kvinnofrid.keys.errors import KeyServiceUnavailable
from kvinnofrid.keys.journal import Journal
from kvinnofrid.keys.keeper import Keeper, Peer
from kvinnofrid.keys.master import MasterKey
from kvinnofrid.keys.quota import Limit
from kvinnofrid.keys.service import Service, Times
from kvinnofrid.keys.store import KeyStore, create_store
from tests.keys.numbers import TODAY

MASTER = MasterKey(bytes(range(32)), development=False)
DEVELOPMENT = MasterKey(bytes(range(32)), development=True)
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PROJECT = Path(__file__).resolve().parents[2]
STARTED: list[subprocess.Popen[bytes]] = []
OPERATOR = Peer(0, 1, is_operator=True)
ORDINARY = Times()
CLIENT = Peer(1000, 2, is_operator=False)


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Room:
    """A store in a folder, opened and closed as often as a test wants."""

    folder: Path
    clock: Clock = field(default_factory=Clock)
    limits: Mapping[str, Limit] = field(default_factory=dict)
    master: MasterKey = MASTER

    def __post_init__(self) -> None:
        if not (self.folder / "store").exists():
            create_store(self.folder, self.master)

    @contextmanager
    def store(self) -> Iterator[KeyStore]:
        """The store, opened."""
        store = KeyStore(self.folder, self.master)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def keeper(self, now: Callable[[], datetime] = lambda: NOW) -> Iterator[Keeper]:
        """The keeper of the store, opened."""
        with self.store() as store:
            journal = Journal(self.folder)
            try:
                yield Keeper(store, journal, clock=self.clock, limits=self.limits, now=now)
            finally:
                journal.close()

    @contextmanager
    def service(
        self, *, times: Times = ORDINARY, clients: Iterable[int] = (), group: int | None = None
    ) -> Iterator[Path]:
        """The path of the socket of a service in a thread."""
        with tempfile.TemporaryDirectory(prefix="kv-") as short, self.keeper() as keeper:
            path = Path(short) / "s"
            service = Service(keeper, path, times=times, clients=clients, group=group)
            thread = threading.Thread(target=service.run)
            thread.start()
            try:
                yield path
            finally:
                service.stop()
                thread.join(20)

    @contextmanager
    def client(self, **kwargs: float) -> Iterator[KeyClient]:
        """A client of a service in a thread."""
        with self.service() as path:
            client = KeyClient(path, today=lambda: TODAY, **kwargs)
            try:
                yield client
            finally:
                client.close()

    def journal_text(self) -> str:
        """All that the journals say."""
        return "".join(path.read_text("ascii") for path in self.folder.glob("journal-*.jsonl"))


def start_process(
    folder: Path, socket_path: Path, *words: str, surroundings: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """`python -m kvinnofrid.keys serve` as a process of its own; see `end_all`."""
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "kvinnofrid.keys", "serve"),
            *("--store", str(folder), "--socket", str(socket_path), *words),
        ],
        cwd=PROJECT,
        env={**os.environ, "KV_MASTER_KEY_FILE": "", **(surroundings or {})},
        stderr=subprocess.PIPE,
    )
    STARTED.append(process)
    return process


def end_all() -> None:
    """End what a failed test has left running."""
    while STARTED:
        process = STARTED.pop()
        if process.poll() is None:
            process.kill()
        if process.stderr and not process.stderr.closed:
            process.communicate()


def wait_for(client: KeyClient, process: subprocess.Popen[bytes]) -> None:
    """Wait until the process answers."""
    deadline = time.monotonic() + 30
    while True:
        try:
            client.health()
        except KeyServiceUnavailable:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def end(process: subprocess.Popen[bytes]) -> tuple[int, str]:
    """Ask a process to stop; its exit code and what it said."""
    process.terminate()
    _, said = process.communicate(timeout=20)
    return process.returncode, said.decode()
