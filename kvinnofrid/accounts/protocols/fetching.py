"""Fetching from a sign-in service: only from named hosts, briefly, little, never elsewhere."""

import json
import ssl
import urllib.error
import urllib.request
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kvinnofrid.accounts.protocols.answers import AnswerRefusedError, Refusal

TIMEOUT = 5
"""Seconds to wait for a service that does not answer."""
MOST_BYTES = 262_144
LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


class FetchError(AnswerRefusedError):
    """A service that could not be asked. `why` is a short word for the check of the settings."""

    def __init__(self, why: str) -> None:
        super().__init__(Refusal.UNREACHABLE)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reach:
    """Which hosts the server may fetch from, named by whoever runs it, and how it knows them.

    `hosts` are names, with the port when it is not the usual. `ca_file` replaces the system's
    certificate authorities. `plain_loopback`: also without TLS from this very machine, for tests.
    """

    hosts: Collection[str] = ()
    ca_file: str = ""
    plain_loopback: bool = False

    def allows(self, address: str) -> bool:
        """Whether the address may be fetched."""
        return self.is_safe(address) and urlsplit(address).netloc in self.hosts

    def is_safe(self, address: str) -> bool:
        """Whether a browser may be sent there: https, without a user's name in it."""
        try:
            parts = urlsplit(address)
            host = parts.hostname or ""
            _port = parts.port
        except ValueError:
            return False
        if not host or "@" in parts.netloc or not address.isprintable() or " " in address:
            return False
        here = self.plain_loopback and parts.scheme == "http" and host in LOOPBACK
        return parts.scheme == "https" or here


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A service answers where it was asked, or not at all."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refused."""


def fetch_json(
    address: str,
    *,
    reach: Reach,
    form: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The JSON object at the address, or that answers the form. Raises FetchError."""
    if not reach.allows(address):
        raise FetchError("host")
    given = {"Accept": "application/json", **(headers or {})}
    request = urllib.request.Request(address, data=form, headers=given)  # noqa: S310 - see allows
    try:
        context = ssl.create_default_context(cafile=Path(reach.ca_file) if reach.ca_file else None)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=context),
            _NoRedirect(),
        )
        with opener.open(request, timeout=TIMEOUT) as answer:
            content = answer.read(MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise FetchError(f"status {error.code}") from None
    except ssl.SSLError:
        raise FetchError("certificate") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None)
        raise FetchError("certificate" if isinstance(reason, ssl.SSLError) else "silent") from None
    if len(content) > MOST_BYTES:
        raise FetchError("size")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise FetchError("json") from None
    if not isinstance(found, dict):
        raise FetchError("json")
    return found
