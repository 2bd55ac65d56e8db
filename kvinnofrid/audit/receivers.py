"""Where signed heads are sent: a file, the system's log, or a server over HTTPS. No Django.

A receiver takes lines in order and returns how many it has for certain taken; what it has not is
sent again next time. It may therefore see a line twice.
"""

import os
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any

Receiver = Callable[[Sequence[str]], int]

TIMEOUT = 20
SYSLOG = "/dev/log"
NOTICE_OF_AUDIT = 13 * 8 + 5
"""RFC 5424: facility 13, log audit; severity 5, notice."""

PER_POST = 500


class ReceiverError(Exception):
    """The receiver did not take the lines. The text is Swedish and holds nothing of them."""

    def __init__(self, text: str, *, taken: int = 0) -> None:
        super().__init__(text)
        self.taken = taken


def receiver_of(
    address: str, *, ca_file: Path | None = None, token_file: Path | None = None
) -> Receiver:
    """The receiver of an address: `file:/path`, `syslog:`, `syslog:/socket` or `https://…`.

    Raises ReceiverError for any other.
    """
    kind, _, rest = address.partition(":")
    if kind == "file" and rest.startswith("/"):
        return lambda lines: to_file(Path(rest), lines)
    if kind == "syslog" and (not rest or rest.startswith("/")):
        return lambda lines: to_syslog(rest or SYSLOG, lines)
    if kind == "https" and rest.startswith("//"):
        return lambda lines: to_server(address, lines, ca_file=ca_file, token_file=token_file)
    raise ReceiverError(
        "KV_AUDIT_HEADS ska vara file:/sökväg, syslog: eller en adress som börjar med https://"
    )


def to_file(path: Path, lines: Sequence[str]) -> int:
    """Append the lines, and know that they are on the disk."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "r+b", buffering=0) as file:
            whole = not file.seek(0, os.SEEK_END) or _last_byte(file) == b"\n"
            file.write((("" if whole else "\n") + "".join(f"{line}\n" for line in lines)).encode())
            os.fsync(file.fileno())
    except OSError as error:
        raise ReceiverError(f"Det går inte att skriva i {path}: {error.strerror}.") from error
    return len(lines)


def _last_byte(file: Any) -> bytes:
    file.seek(-1, os.SEEK_END)
    return bytes(file.read(1))


def to_syslog(address: str, lines: Sequence[str]) -> int:
    """Hand the lines to the system's log, which passes them on. It says nothing when it loses."""
    taken = 0
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.settimeout(TIMEOUT)
            sender.connect(address)
            for line in lines:
                sender.send(f"<{NOTICE_OF_AUDIT}>kvinnofrid-audit: {line}".encode())
                taken += 1
    except OSError as error:
        raise ReceiverError(
            f"Systemets logg ({address}) tar inte emot: {error.strerror}.", taken=taken
        ) from error
    return taken


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Heads go where they were sent, or nowhere."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refused."""


def to_server(
    address: str,
    lines: Sequence[str],
    *,
    ca_file: Path | None = None,
    token_file: Path | None = None,
) -> int:
    """POST the lines as JSON lines; an answer 200–204 acknowledges them all.

    The server's certificate is verified, by the system's authorities or by `ca_file` alone.
    """
    try:
        context = ssl.create_default_context(cafile=ca_file)
        headers = {"Content-Type": "application/x-ndjson; charset=utf-8"}
        if token_file is not None:
            headers["Authorization"] = f"Bearer {token_file.read_text(encoding='ascii').strip()}"
    except (OSError, ValueError) as error:
        raise ReceiverError("Filen med certifikat eller kod går inte att läsa.") from error
    opener = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=context), _NoRedirect()
    )
    taken = 0
    for begin in range(0, len(lines), PER_POST):
        part = lines[begin : begin + PER_POST]
        request = urllib.request.Request(  # noqa: S310 - only https reaches this
            address, data="".join(f"{line}\n" for line in part).encode(), headers=headers
        )
        try:
            with opener.open(request, timeout=TIMEOUT) as answer:
                if answer.status > 204:
                    raise ReceiverError(f"Mottagaren svarade {answer.status}.", taken=taken)
        except urllib.error.HTTPError as error:
            error.close()
            raise ReceiverError(f"Mottagaren svarade {error.code}.", taken=taken) from error
        except (OSError, HTTPException) as error:
            said = getattr(error, "reason", None) or error
            raise ReceiverError(f"Mottagaren går inte att nå: {said}.", taken=taken) from error
        taken += len(part)
    return taken
