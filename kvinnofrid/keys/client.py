"""The key service as the rest of the program sees it.

Nothing is kept, neither on disk nor in memory: each unwrapping is asked for, counted and written
in the service's journal, and a destroyed key is gone from every process in the same moment.
"""

import base64
import contextlib
import os
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from kvinnofrid.keys.envelope import read_wrapped
from kvinnofrid.keys.errors import ERRORS, KeysError, KeyServiceUnavailable
from kvinnofrid.keys.frames import (
    MOST_BYTES_OF_ANSWER,
    PROTOCOL,
    BrokenFrame,
    receive_frame,
    send_frame,
)
from kvinnofrid.keys.identity import IdentityNumber, normalise, today_in_sweden

SECONDS = 2.0
MOST_IDLE = 16


def default_socket(surroundings: Mapping[str, str], data: Path) -> Path:
    """Where the service listens: KV_KEY_SOCKET, else in the data folder."""
    return Path(surroundings.get("KV_KEY_SOCKET") or data / "keys" / "socket")


@dataclass(frozen=True, slots=True)
class Health:
    """The state of the service: figures only, fit for a health page."""

    development: bool
    organisations: int
    keys: int
    destroyed: int
    missing: int


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key of an organisation as an operator may see it: never the key itself."""

    id: str
    organisation: str
    kind: str
    made: str
    current: bool


class KeyClient:
    """Speaks with the key service. May be shared by threads, and survives a fork and a restart.

    Every method raises `KeyServiceUnavailable` when no answer comes within `seconds`.
    """

    def __init__(
        self,
        socket_path: Path | str,
        *,
        seconds: float = SECONDS,
        today: Callable[[], date] = today_in_sweden,
    ) -> None:
        # A path too long for a socket may be a link to a short one.
        self._path = os.path.realpath(socket_path)
        self._seconds = seconds
        self._today = today
        self._guard = threading.Lock()
        self._idle: list[socket.socket] = []
        self._process = os.getpid()

    def token(self, organisation: str, identity_number: str | IdentityNumber) -> bytes:
        """The organisation's token of a number in any written form; 32 bytes.

        Raises an `IdentityError` for what is no number, `QuotaExceeded`, `KeyMissing`.
        """
        digits = (
            identity_number.digits
            if isinstance(identity_number, IdentityNumber)
            else normalise(identity_number, today=self._today())
        )
        answer = self._ask("token", organisation=organisation, number=digits)
        return base64.b64decode(answer["token"])

    def new_data_key(self, organisation: str) -> tuple[bytes, bytes]:
        """A new data key: as it is, to use and forget, and wrapped, to store with the record."""
        answer = self._ask("new_data_key", organisation=organisation)
        return base64.b64decode(answer["plain"]), base64.b64decode(answer["wrapped"])

    def trial(
        self, organisation: str, *, keys: int, numbers: Sequence[str]
    ) -> tuple[list[tuple[bytes, bytes]], list[bytes]]:
        """New data keys and tokens of numbers, at most 500 of each, for made-up records.

        Raises `NotPermitted` unless the service's keys are development keys, which guard nobody.
        """
        answer = self._ask("trial", organisation=organisation, keys=keys, numbers=list(numbers))
        made = [(base64.b64decode(one), base64.b64decode(two)) for one, two in answer["keys"]]
        return made, [base64.b64decode(one) for one in answer["tokens"]]

    def unwrap(self, organisation: str, wrapped: bytes) -> bytes:
        """The data key of a record; raises `KeyDestroyed`, `KeyUnknown`, `Undecipherable`."""
        answer = self._ask("unwrap", organisation=organisation, wrapped=_text(wrapped))
        return base64.b64decode(answer["plain"])

    def rewrap(self, organisation: str, wrapped: bytes) -> bytes:
        """The same data key wrapped by the organisation's current key; fields stay as they are."""
        answer = self._ask("rewrap", organisation=organisation, wrapped=_text(wrapped))
        return base64.b64decode(answer["wrapped"])

    def destroy(self, key_id: str, *, organisation: str = "", also_current: bool = False) -> None:
        """Destroy a key for ever; again is no fault. For a record's: `destroy_data_key`.

        An organisation's key takes an operator, and its current one `also_current`.
        """
        self._ask("destroy", organisation=organisation, key=key_id, also_current=also_current)

    def destroy_data_key(self, organisation: str, wrapped: bytes) -> str:
        """Destroy the data key of a record, also in every copy of the database; gives its id."""
        key_id = read_wrapped(wrapped).data_key
        self.destroy(key_id, organisation=organisation)
        return key_id

    def rotate(self, organisation: str) -> str:
        """Make a new wrapping key current and give its id. For operators."""
        return str(self._ask("rotate", organisation=organisation)["key"])

    def health(self) -> Health:
        """Whether the service answers, and its figures."""
        return _health(self._ask("health"))

    def status(self) -> tuple[Health, list[KeyRow]]:
        """The figures and every key of every organisation. For operators."""
        answer = self._ask("status")
        return _health(answer), [KeyRow(*row) for row in answer["rows"]]

    def close(self) -> None:
        """Close the connections; the next request opens new ones."""
        with self._guard:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _ask(self, do: str, **fields: object) -> dict[str, Any]:
        request = {"v": PROTOCOL, "do": do, **fields}
        used = self._take_idle()
        if used:
            try:
                return self._converse(used, request)
            except (OSError, BrokenFrame) as fault:
                used.close()
                if do == "rotate" or isinstance(fault, TimeoutError):
                    raise _unavailable(fault) from None
                self.close()  # the service was restarted: the others are as dead
        fresh = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            fresh.settimeout(self._seconds)
            fresh.connect(self._path)
            return self._converse(fresh, request)
        except (OSError, BrokenFrame) as fault:
            fresh.close()
            raise _unavailable(fault) from None

    def _converse(self, connection: socket.socket, request: dict[str, Any]) -> dict[str, Any]:
        with contextlib.suppress(BrokenPipeError):  # who is refused may have been answered already
            send_frame(connection, request, seconds=self._seconds)
        answer = receive_frame(connection, seconds=self._seconds, most=MOST_BYTES_OF_ANSWER)
        if answer is None:
            raise BrokenFrame("the service closed the connection")
        self._give_back(connection)
        if not answer["ok"]:
            raise _error(answer)
        return answer

    def _take_idle(self) -> socket.socket | None:
        with self._guard:
            if self._process != os.getpid():  # a fork: these belong to the parent
                for connection in self._idle:
                    connection.close()
                self._process, self._idle = os.getpid(), []
            return self._idle.pop() if self._idle else None

    def _give_back(self, connection: socket.socket) -> None:
        with self._guard:
            if len(self._idle) < MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()


@lru_cache(maxsize=4)
def shared_client(socket_path: Path) -> KeyClient:
    """The one client of the process for a service, so that its connections are used again."""
    return KeyClient(socket_path)


def _error(answer: dict[str, Any]) -> KeysError:
    kind = ERRORS.get(answer["error"], KeysError)
    return kind(**answer["facts"])


def _unavailable(fault: Exception) -> KeyServiceUnavailable:
    if isinstance(fault, TimeoutError):
        return KeyServiceUnavailable(reason="timeout")
    return KeyServiceUnavailable(reason=getattr(fault, "strerror", None) or str(fault))


def _health(answer: dict[str, Any]) -> Health:
    names = ("development", "organisations", "keys", "destroyed", "missing")
    return Health(**{name: answer[name] for name in names})


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
