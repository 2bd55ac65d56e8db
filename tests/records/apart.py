"""A database of its own for what needs processes of their own: crowds, kills, long trials.

Run as a program it does one of the things below in such a process.
"""

import atexit
import functools
import gc
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.programs import PROJECT, finish, lines, main, say

MODULE = "tests.records.apart"
NAME = "kv_records_{}{}"


@contextmanager
def own_database(which: int = 0) -> Iterator[dict[str, str]]:
    """The environment of a process with an empty database: SQLite, or PostgreSQL if so.

    Those that are there at once have different numbers.
    """
    address = os.environ.get("KV_DATABASE_URL", "")
    prepared = _prepared(address)
    with tempfile.TemporaryDirectory(prefix="kv-records-") as name:
        folder = Path(name) / "data"
        shutil.copytree(prepared, folder)
        if not address:
            yield _environment(folder)
            return
        with _made_database(
            address, str(which or ""), f"TEMPLATE {NAME.format(os.getpid(), '_prepared')}"
        ) as own:
            yield {**_environment(folder), "KV_DATABASE_URL": own}


@functools.cache
def _prepared(address: str) -> Path:
    """The data folder of an empty database, made once; on PostgreSQL there is a template too."""
    stack = ExitStack()
    atexit.register(stack.close)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kv-prepared-")))
    environment = _environment(folder)
    if address:
        environment["KV_DATABASE_URL"] = stack.enter_context(_made_database(address, "_prepared"))
    finish(MODULE, environment, "prepare")
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "KV_DATA": str(folder),
        "KV_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PYTHONPATH": str(PROJECT),
    }


@contextmanager
def _made_database(address: str, suffix: str, how: str = "") -> Iterator[str]:
    """The address of a new database on the server of an address; gone afterwards."""
    import psycopg

    name = NAME.format(os.getpid(), suffix)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} {how}")
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(address, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def programs(
    environment: Mapping[str, str], *words: str, within: Sequence[str] = ()
) -> Iterator[str]:
    """What one of the programs below says, line by line."""
    return lines(MODULE, environment, *words, within=within)


# The programs


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


def _api(n: str, seed: str) -> None:
    """Made-up questions to every address; say what was wrong with an answer, and the figures."""
    from tests.open_data.asking import Tally, campaign
    from tests.records.running import key_service, with_pages

    _load()
    gc.freeze()
    gc.set_threshold(100_000)
    tally, told = Tally(), 0
    with key_service(_data()), with_pages():
        for wrong in campaign(int(n), int(seed), tally):
            if wrong:
                say(f"failure {wrong!r}")
            elif tally.questions >= told + 100:
                told = tally.questions
                say(f"done {told}")
    say(f"tally {tally.told()}")


def _canaries(seed: str, share: str) -> None:
    """Hide persons and search for them everywhere; say where they were found."""
    from tests.records.canaries import leaks
    from tests.records.running import key_service, with_pages

    _load()
    with key_service(_data()), with_pages():
        for found in leaks(int(seed), float(share)):
            say(found)


def _hostile(n: str, seed: str) -> None:
    """Hostile texts in every field; say what could act in an answer."""
    from tests.records.running import key_service, with_pages
    from tests.web.hostile_texts import texts
    from tests.web.inert import faults

    _load()
    chosen = texts()
    random.Random(int(seed)).shuffle(chosen)
    with key_service(_data()), with_pages():
        for number, wrong in faults(chosen[: int(n)], int(seed)):
            say(f"failure {wrong}" if wrong else f"done {number}")


def _load() -> None:
    """Load all the shipped data."""
    from datetime import date

    from django.conf import settings

    from kvinnofrid.config.loading import load_shipped_data

    list(load_shipped_data(data=settings.REFERENCE_DATA, today=date(2026, 1, 1)))


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

    serve()


def _full_disk(n: str, seed: str) -> None:
    """Fill the disk again and again; say what was wrong, and how far it has come."""
    from tests.records.full_disk import trials
    from tests.records.running import key_service, with_pages

    with key_service(_data()), with_pages():
        for number, wrong in enumerate(trials(int(n), int(seed)), 1):
            for one in wrong:
                say(f"failure time {number} of seed {seed}: {one}")
            say(f"done {number}")


def _data() -> Path:
    from django.conf import settings

    return Path(settings.DATA)


PROGRAMS: dict[str, Callable[..., None]] = {
    "prepare": _prepare,
    "full_disk": _full_disk,
    "canaries": _canaries,
    "hostile": _hostile,
    "http": _http,
    "api": _api,
    "crowd": _crowd,
    "serve": _serve,
}

if __name__ == "__main__":
    main(PROGRAMS)
