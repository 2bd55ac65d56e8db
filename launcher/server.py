"""Serving: is the port free, start the server, tell when it answers, stop all of it."""

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from launcher.places import Places
from launcher.screen import LaunchError, Screen, stop_session, tail

HOST = "127.0.0.1"
SECONDS_TO_ANSWER = 60
WORKERS = 2
THREADS_ON_SQLITE = 1
THREADS_ON_POSTGRESQL = 4


def require_free_port(port: int) -> None:
    """Raise if something already answers on the port, or the port may not be used."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise LaunchError(
                f"port {port} kräver särskilda rättigheter. Välj en från 1024: --port 8001",
                f"port {port} needs special rights. Choose one from 1024 up: --port 8001",
            ) from None
        except OSError:
            raise LaunchError(
                f"port {port} är upptagen av ett annat program. "
                f"Välj en annan: ./kv start --port {port + 1 if port < 65535 else 8000}",
                f"port {port} is taken by another program; choose another with --port.",
            ) from None


def serve(
    places: Places, screen: Screen, environment: Mapping[str, str], *, port: int, postgresql: bool
) -> None:
    """Serve on localhost until interrupted. Raises if the server ends by itself."""
    threads = THREADS_ON_POSTGRESQL if postgresql else THREADS_ON_SQLITE
    words = [
        *(str(places.python), "-m", "granian", "--interface", "wsgi"),
        *("--host", HOST, "--port", str(port), "--no-ws"),
        *("--workers", str(WORKERS), "--blocking-threads", str(threads)),
        "kvinnofrid.config.wsgi:application",
    ]
    screen.say("Startar servern …")
    log = places.data / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=places.project,
            start_new_session=True,
        )
    try:
        if wait_until_it_answers(process, port):
            sys.stdout.write(f"Kvinnofrid finns på http://localhost:{port}/\n")
            sys.stdout.write(
                f"Prova som handläggare, chef med flera: http://localhost:{port}/konto/logga-in/\n"
            )
            sys.stdout.flush()
            screen.say("Klart. Avsluta med Ctrl-C.")
            process.wait()
        raise LaunchError(
            f"servern stannade. Hela loggen finns i {log}.",
            f"the server stopped. See {log}.",
            log=tail(log.read_text(encoding="utf-8", errors="replace")),
        )
    finally:
        stop_session(process)


def wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Whether the start page came, before the server ended or the time ran out."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while process.poll() is None and time.monotonic() < deadline:
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            opener.open(f"http://{HOST}:{port}/", timeout=10) as page,
        ):
            return bool(page.status == 200)
        time.sleep(0.1)
    return False
