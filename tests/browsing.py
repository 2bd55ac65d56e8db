"""A browser without a screen, on a line that can be bad: forms, cookies, requests cut off."""

import http.client
import re
import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

PATIENCE = 30
"""Seconds that an answer is waited for."""
TOKEN = "csrfmiddlewaretoken"

Fields = dict[str, list[str]]


class LineDown(Exception):  # noqa: N818
    """No answer came. Whether the request was carried out is not known."""


@dataclass(frozen=True)
class Answer:
    """What came back, and where it sends the browser."""

    status: int
    text: str
    location: str = ""


@dataclass
class Browser:
    """Cookies, and requests to a server on this machine, each over a connection of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        """Ask for a page; raises LineDown."""
        return self._exchange(self.request("GET", path))

    def post(self, path: str, fields: Mapping[str, Sequence[str]]) -> Answer:
        """Send a form; raises LineDown."""
        return self._exchange(self.request("POST", path, fields))

    def post_unheard(self, path: str, fields: Mapping[str, Sequence[str]]) -> None:
        """Send a whole form, and be gone when the answer comes."""
        self.deliver(self.request("POST", path, fields))

    def post_cut(self, path: str, fields: Mapping[str, Sequence[str]], share: float) -> None:
        """Send a part of a form; then the line is cut."""
        whole = self.request("POST", path, fields)
        head = whole.index(b"\r\n\r\n") + 4
        with suppress(OSError), self._line() as line:
            line.sendall(whole[: head + int((len(whole) - head) * share)])

    def deliver(self, request: bytes) -> None:
        """Send what `request` made, and wait until the server is done with it; nothing is read."""
        with suppress(OSError), self._line() as line:
            line.sendall(request)
            while line.recv(65536):
                pass

    def request(
        self, method: str, path: str, fields: Mapping[str, Sequence[str]] | None = None
    ) -> bytes:
        """The bytes of a request as it would be sent now."""
        body = urlencode(fields, doseq=True).encode() if fields is not None else b""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            f"Cookie: {cookies}",
            f"Content-Length: {len(body)}",
            "Content-Type: application/x-www-form-urlencoded",
        ]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _line(self) -> socket.socket:
        try:
            return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        except OSError as error:
            raise LineDown from error

    def _exchange(self, request: bytes) -> Answer:
        try:
            with self._line() as line:
                line.sendall(request)
                answer = http.client.HTTPResponse(line)
                answer.begin()
                if answer.length is None:  # the line was cut in the midst of the headers
                    raise LineDown
                text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise LineDown from error
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, text, answer.headers.get("Location", ""))


class _Forms(HTMLParser):
    """The forms of a page by id, or by their number where they have none."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, Fields] = {}
        self._now: Fields | None = None
        self._select = self._text = ""
        self._is_first = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._now = self.forms[given.get("id") or str(len(self.forms))] = {}
        elif self._now is None:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind not in ("radio", "checkbox", "submit") or "checked" in given:
                self._put(name, given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "select":
            self._select, self._is_first = name, True
        elif tag == "option" and self._select:
            if "selected" in given:
                self._now[self._select] = [given.get("value", "")]
            elif self._is_first:
                self._put(self._select, given.get("value", ""))
            self._is_first = False
        elif tag == "textarea":
            self._text = name
            self._put(name, "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._now = None
        elif tag in ("select", "textarea"):
            self._select = self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text and self._now is not None:
            self._now[self._text][-1] += data

    def _put(self, name: str, value: str) -> None:
        assert self._now is not None
        self._now.setdefault(name, []).append(value)


def forms(text: str) -> dict[str, Fields]:
    """The forms of a page as a browser would send them: by id, else by number from 0."""
    found = _Forms()
    found.feed(text)
    return found.forms


def form(text: str, *, having: str) -> Fields:
    """The first form of a page that has a field of that name; raises LookupError."""
    for fields in forms(text).values():
        if having in fields:
            return fields
    shown = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))
    raise LookupError(f"no form with {having} on a page of {len(text)} characters: {shown}")
