"""Frames on the socket: four bytes of length, then that many bytes of JSON, an object.

Nothing longer than the limit is read, and nobody may send slower than the clock allows.
"""

import json
import socket
import time
from typing import Any

PROTOCOL = 1
LENGTH_BYTES = 4
MOST_BYTES = 16_384
MOST_BYTES_OF_ANSWER = 4_194_304


class BrokenFrame(Exception):  # noqa: N818
    """What came is no frame; nothing more can be read from this connection."""


def send_frame(connection: socket.socket, message: dict[str, Any], *, seconds: float) -> None:
    """Send a message; raises OSError, or TimeoutError when the peer does not take it."""
    content = json.dumps(message, separators=(",", ":")).encode("ascii")
    connection.settimeout(seconds)
    connection.sendall(len(content).to_bytes(LENGTH_BYTES, "big") + content)


def receive_frame(
    connection: socket.socket,
    *,
    seconds: float,
    idle: float | None = None,
    most: int = MOST_BYTES,
) -> dict[str, Any] | None:
    """A message, or None when the peer has closed between two of them.

    `idle` is how long to wait for the first byte, `seconds` for all the rest. Raises TimeoutError,
    `BrokenFrame` or OSError.
    """
    connection.settimeout(seconds if idle is None else idle)
    first = connection.recv(1)
    if not first:
        return None
    deadline = time.monotonic() + seconds
    length = int.from_bytes(first + _exactly(connection, LENGTH_BYTES - 1, deadline), "big")
    if length > most:
        raise BrokenFrame(f"a frame of {length} bytes; the limit is {most}")
    try:
        message = json.loads(_exactly(connection, length, deadline))
    except (ValueError, RecursionError):
        raise BrokenFrame("the content is not JSON") from None
    if not isinstance(message, dict):
        raise BrokenFrame("the content is not an object")
    return message


def _exactly(connection: socket.socket, count: int, deadline: float) -> bytes:
    content = bytearray()
    while len(content) < count:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)
        part = connection.recv(count - len(content))
        if not part:
            raise BrokenFrame("the connection ended in the middle of a frame")
        content += part
    return bytes(content)
