"""The key service's socket: who may connect, a thread for each connection, a graceful stop."""

import contextlib
import os
import socket
import stat
import struct
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kvinnofrid.keys.errors import BadRequest, KeysError, StoreRefused
from kvinnofrid.keys.frames import BrokenFrame, receive_frame, send_frame
from kvinnofrid.keys.keeper import Keeper, Message, Peer

MOST_CONNECTIONS = 128
LONGEST_PATH = 100
"""Systems allow 104 or 108 bytes for the path of a socket."""

_CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: for one frame to come or go, for a connection to stay silent, for a stop."""

    frame: float = 5
    idle: float = 300
    stop: float = 5


class Service:
    """Listens on a Unix domain socket until it is stopped."""

    def __init__(
        self,
        keeper: Keeper,
        path: Path,
        *,
        clients: Iterable[int] = (),
        group: int | None = None,
        times: Times = Times(),
    ) -> None:
        """Bind the socket: for the owner alone, or with `group` for that group too.

        `clients` are user ids that may connect beside our own and root's.
        """
        self._keeper = keeper
        self._path = path
        self._operators = {os.geteuid(), 0}
        self._allowed = self._operators | set(clients)
        self._times = times
        self._is_stopping = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._guard = threading.Lock()
        self._socket = _bound(path, group)
        self._identity = _identity(path)

    def run(self) -> None:
        """Serve until `stop`; then let requests under way finish, and take the socket away."""
        self._socket.settimeout(0.2)
        try:
            while not self._is_stopping.is_set():
                with contextlib.suppress(TimeoutError):
                    self._admit(self._socket.accept()[0])
        finally:
            self._socket.close()
            if _identity(self._path) == self._identity:
                self._path.unlink()
            self._end_connections()

    def stop(self) -> None:
        """Ask the service to stop; may be called from a signal handler or another thread."""
        self._is_stopping.set()

    def _end_connections(self) -> None:
        with self._guard:
            threads = list(self._open.items())
        for connection, _ in threads:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RD)
        for _, thread in threads:
            thread.join(self._times.stop)

    def _admit(self, connection: socket.socket) -> None:
        thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
        with self._guard:
            if len(self._open) >= MOST_CONNECTIONS:
                connection.close()
                return
            self._open[connection] = thread
        thread.start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, contextlib.suppress(OSError):
                self._answer_all(connection, self._peer(connection))
        finally:
            with self._guard:
                del self._open[connection]

    def _answer_all(self, connection: socket.socket, peer: Peer) -> None:
        seconds = self._times.frame
        if peer.uid not in self._allowed and peer.uid != -1:
            send_frame(connection, self._keeper.refused(peer), seconds=seconds)
            return
        while not self._is_stopping.is_set():
            try:
                request = receive_frame(connection, seconds=seconds, idle=self._times.idle)
            except BrokenFrame as fault:
                send_frame(connection, _broken(str(fault)), seconds=seconds)
                return
            if request is None:
                return
            send_frame(connection, self._keeper.answer(request, peer), seconds=seconds)

    def _peer(self, connection: socket.socket) -> Peer:
        """Who connected. Where the kernel does not say, the socket's own mode has decided."""
        if not knows_peers():
            return Peer(-1, -1, is_operator=True)
        facts = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
        pid, uid, _ = _CREDENTIALS.unpack(facts)
        return Peer(uid, pid, is_operator=uid in self._operators)


def knows_peers() -> bool:
    """Whether the system tells which user is at the other end of a socket."""
    return sys.platform.startswith("linux")


def require_short(path: Path) -> None:
    """Refuse a path that is too long for a socket."""
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise StoreRefused(
            reason_sv=f"sökvägen till uttaget är längre än {LONGEST_PATH} tecken: {path}. "
            "Välj en kortare med --socket och KV_KEY_SOCKET.",
            reason_en=f"the path of the socket is longer than {LONGEST_PATH} characters: {path}. "
            "Choose a shorter one with --socket and KV_KEY_SOCKET.",
        )


def _bound(path: Path, group: int | None) -> socket.socket:
    require_short(path)
    _clear(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        listener.bind(str(path))
        if group is not None:
            os.chown(path, -1, group)
            path.chmod(0o660)
        listener.listen(64)
    except OSError as error:
        listener.close()
        raise StoreRefused(
            reason_sv=f"uttaget {path} kan inte skapas ({error.strerror}).",
            reason_en=f"the socket {path} cannot be made ({error.strerror}).",
        ) from None
    finally:
        os.umask(before)
    return listener


def _clear(path: Path) -> None:
    """Take away the socket of a service that was killed; refuse to touch anything else."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        is_dead = stat.S_ISSOCK(mode) and probe.connect_ex(str(path)) != 0
    if not is_dead:
        raise StoreRefused(
            reason_sv=f"på {path} finns redan en fil eller en tjänst som svarar. Stanna den först.",
            reason_en=f"at {path} there is a file, or a service that answers. Stop it first.",
        )
    path.unlink()


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        facts = path.lstat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def _broken(reason: str) -> Message:
    error: KeysError = BadRequest(reason=reason)
    return {"ok": False, "error": type(error).__name__, "facts": error.facts}
