"""A server that can be killed (-9) and comes back at the same address, for long trials.

Its parent imports all once and forks a child that answers; when the child is killed, it forks
another, which listens at the same address.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tests.programs import begun, end_with_caller, say

PATIENCE = 30
"""Seconds that a request waits for the server at most, and a slow request for its end."""


# In the server's process


class _Quiet(WSGIRequestHandler):
    timeout = PATIENCE

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the screen."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and leave no connection to the database behind."""
        from django.db import connections

        try:
            super().process_request_thread(request, client_address)
        finally:
            connections.close_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no news."""


def serve(prepare: Callable[[], str]) -> None:
    """Make what is needed, say what that came to, and answer until told to stop."""
    from django.core.wsgi import get_wsgi_application
    from django.db import connection
    from django.urls import get_resolver

    assert get_resolver().url_patterns
    said = prepare()
    application = get_wsgi_application()
    connection.close()
    if connection.vendor == "postgresql":
        # Or the children share its sockets, and the transaction of one that is killed keeps its
        # locks for as long as the parent lives.
        connection.close_pool()  # type: ignore[attr-defined]
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    say(f"ready {listener.getsockname()[1]} {said}")
    while True:
        child = os.fork()
        if not child:
            _answer(listener, application)
        say(f"pid {child}")
        os.waitpid(child, 0)


def _answer(listener: socket.socket, application: object) -> None:
    end_with_caller()
    server = _Threads(("127.0.0.1", 0), _Quiet, bind_and_activate=False)
    server.socket.close()
    server.socket = listener
    server.server_name, server.server_port = "localhost", listener.getsockname()[1]
    server.setup_environ()
    server.set_app(application)  # type: ignore[arg-type]
    server.serve_forever()
    os._exit(0)


# In the trial's process


@dataclass
class Served:
    """A server at work: where, what its preparation said, and how to kill it."""

    process: "subprocess.Popen[str]"
    port: int
    said: str
    child: int = 0

    def kill(self) -> None:
        """Kill it at once, in the midst of whatever it does."""
        os.kill(self.child, signal.SIGKILL)

    def next_child(self) -> None:
        """Wait until it is there again."""
        assert self.process.stdout is not None
        self.child = int(self.process.stdout.readline().removeprefix("pid "))


@contextmanager
def served(module: str, environment: Mapping[str, str], *words: str) -> Iterator[Served]:
    """The server of a program that calls `serve`. None of it is left afterwards."""
    with begun(module, environment, *words) as process:
        assert process.stdout is not None
        _, port, said = process.stdout.readline().strip().split(" ", 2)
        server = Served(process, int(port), said)
        try:
            server.next_child()
            yield server
        finally:
            process.kill()
            if server.child:
                with suppress(ProcessLookupError):
                    server.kill()
