"""A server that is killed in the midst of saves: nothing acknowledged is lost, nothing is doubled.

The server's parent imports all once and forks a child that answers; when the child is killed, it
forks another, which listens at the same address.
"""

import http.client
import os
import random
import signal
import socket
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tests.programs import begun, end_with_caller, say

MODULE = "tests.records.apart"
KILL_WITHIN = 2.0
"""A kill comes at a random time within so many times what a save usually takes."""
MOST_TRIES = 200


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""


def serve(data: Path) -> None:
    """Make a user and a record, and answer until told to stop. For `apart`."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.test import Client
    from django.urls import get_resolver

    from tests.accounts.people import sign_in
    from tests.records.people import colleague, new_case
    from tests.records.running import with_pages

    del data
    with_pages().enable()
    assert get_resolver().url_patterns
    who = colleague("Asta Envis")
    case = new_case(who)
    client = Client()
    sign_in(client, who.user)
    cookie = client.cookies.output(header="", sep=";").split(";")[0].strip()
    application = get_wsgi_application()
    connection.close()
    if connection.vendor == "postgresql":
        # Or the children share its sockets, and the transaction of one that is killed keeps its
        # locks for as long as the parent lives.
        connection.close_pool()  # type: ignore[attr-defined]
    listener = socket.create_server(("127.0.0.1", 0))
    say(f"ready {listener.getsockname()[1]} {case.record} {cookie}")
    while True:
        child = os.fork()
        if not child:
            _answer(listener, application)
        say(f"pid {child}")
        os.waitpid(child, 0)


def _answer(listener: socket.socket, application: object) -> None:
    end_with_caller()
    server = WSGIServer(("127.0.0.1", 0), _Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = "localhost", listener.getsockname()[1]
    server.setup_environ()
    server.set_app(application)  # type: ignore[arg-type]
    server.serve_forever()
    os._exit(0)


@dataclass
class Writer:
    """Saves again and again, and knows what has been acknowledged."""

    port: int
    record: str
    cookie: str
    version: int = 1
    retried: int = 0
    spent: list[float] = field(default_factory=list)

    def save(self, mark: str) -> str | None:
        """Save until it is acknowledged, with one key; what is wrong, None when nothing is."""
        body = urlencode({"version": self.version, "notes": mark, "key": uuid.uuid4().hex})
        for _ in range(MOST_TRIES):
            begun = time.perf_counter()
            try:
                status, _ = self._ask("POST", f"/akter/{self.record}/spara/", body)
            except (OSError, http.client.HTTPException):
                self.retried += 1
                time.sleep(0.005)
                continue
            self.spent.append(time.perf_counter() - begun)
            if status != 302:
                return f"save to version {self.version} of {self.record} answered {status}"
            self.version += 1
            return None
        return "the server did not come back"

    def check(self, mark: str) -> str | None:
        """What is wrong with what is stored, None when nothing is."""
        status, page = self._ask("GET", f"/akter/{self.record}/")
        right = f'id="version">{self.version}<' in page and mark in page
        return None if status == 200 and right else f"version {self.version} with {mark} is lost"

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {
                "Cookie": self.cookie,
                "Content-Type": "application/x-www-form-urlencoded",
                "Host": "localhost",
            }
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


def kills(environment: Mapping[str, str], n: int, seed: int) -> Iterator[str | None]:
    """Kill n times in the midst of saves; for each, what was wrong. Last, how many were cut off."""
    chance = random.Random(seed)
    child = 0
    with begun(MODULE, environment, "serve") as process:
        assert process.stdout is not None
        try:
            _, port, record, cookie = process.stdout.readline().strip().split(" ", 3)
            child = _next_child(process.stdout.readline())
            writer = Writer(int(port), record, cookie)
            for number in range(5):
                assert writer.save(f"varm {number}") is None
            for number in range(n):
                usual = sorted(writer.spent)[len(writer.spent) // 2]
                wait = chance.uniform(0, KILL_WITHIN * usual)
                timer = threading.Timer(wait, os.kill, (child, signal.SIGKILL))
                timer.start()
                wrong = writer.save(f"sparat {number}")
                timer.join()
                child = _next_child(process.stdout.readline())
                yield wrong or writer.check(f"sparat {number}")
            yield f"cut off {writer.retried}"
        finally:
            process.kill()
            if child:
                os.kill(child, signal.SIGKILL)


def _next_child(line: str) -> int:
    return int(line.removeprefix("pid "))
