"""A database of its own for what needs processes of their own: crowds, kills, long trials.

Run as a program it does one of the things below in such a process.
"""

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

PROJECT = Path(__file__).resolve().parents[2]
NAME = "kv_records_{}"


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """The environment of a process with an empty database: SQLite, or PostgreSQL if so."""
    with tempfile.TemporaryDirectory(prefix="kv-records-") as folder:
        environment = {
            **os.environ,
            "KV_DATA": folder,
            "KV_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "PYTHONPATH": str(PROJECT),
        }
        address = environment.get("KV_DATABASE_URL", "")
        if not address:
            finish(environment, "prepare")
            yield environment
            return
        import psycopg

        name = NAME.format(os.getpid())
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
            environment["KV_DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
            try:
                finish(environment, "prepare")
                yield environment
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def begin(environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    """One of the programs below, begun; what it says can be read from its stdout."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.records.apart", *words],
        env=environment,
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(environment: dict[str, str], *words: str) -> str:
    """What one of the programs below said when it was done; raises if it failed."""
    process = begin(environment, *words)
    said, _ = process.communicate(timeout=1800)
    if process.returncode:
        raise RuntimeError(f"{words} ended with {process.returncode}: {said}")
    return said


# The programs


def say(line: str) -> None:
    """Say a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _prepare() -> None:
    """Make the tables, and the organisations."""
    from datetime import date

    from django.conf import settings
    from django.core.management import call_command

    from kvinnofrid.organisations.operations import load_reference

    call_command("migrate", verbosity=0)
    load_reference(data=settings.REFERENCE_DATA, today=date(2026, 1, 1))


def _http(n: str, seed: str) -> None:
    """Random requests; say each leak, and how far it has come."""
    from tests.records.requests import leaks
    from tests.records.running import key_service, with_pages

    with key_service(_data()), with_pages():
        for number, wrong in enumerate(leaks(int(n), int(seed)), 1):
            if wrong:
                say(f"failure {wrong}")
            elif number % 100 == 0:
                say(f"done {number}")


def _crowd(editors: str, saves: str, seed: str) -> None:
    """Many who edit the same records; say what was lost, and the counts."""
    from tests.records.crowd import run
    from tests.records.running import key_service

    with key_service(_data()):
        for line in run(int(editors), int(saves), random.Random(int(seed))):
            say(line)


def _serve() -> None:
    """A server that is forked anew each time that it is killed."""
    from tests.records.crash import serve

    serve(_data())


def _data() -> Path:
    from django.conf import settings

    return Path(settings.DATA)


PROGRAMS: dict[str, Callable[..., None]] = {
    "prepare": _prepare,
    "http": _http,
    "crowd": _crowd,
    "serve": _serve,
}

if __name__ == "__main__":
    import django

    django.setup()
    PROGRAMS[sys.argv[1]](*sys.argv[2:])
