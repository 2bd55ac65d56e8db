"""A database of its own for what needs processes of their own: kills, crowds, clocks.

Run as a program it does one of the things below in such a process.
"""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.programs import PROJECT, begun, lines, main

Process = subprocess.Popen[str]
MODULE = "tests.audit.apart"
NAME = "kv_audit_{}"


@contextmanager
def own_database(folder: Path) -> Iterator[dict[str, str]]:
    """The environment of a process with an empty log: SQLite in a folder, or PostgreSQL if so."""
    environment = {**os.environ, "KV_DATA": str(folder), "KV_MODE": "test"}
    environment["PYTHONPATH"] = str(PROJECT)
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    address = environment.get("KV_DATABASE_URL", "")
    if not address:
        _in(environment, "-m", "kvinnofrid", "migrate", "audit", "-v0")
        yield environment
        return
    import psycopg

    name = NAME.format(os.getpid())
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        environment["KV_DATABASE_URL"] = urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
        try:
            _in(environment, "-m", "kvinnofrid", "migrate", "audit", "-v0")
            yield environment
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _in(environment: dict[str, str], *words: str) -> None:
    subprocess.run([sys.executable, *words], env=environment, check=True, cwd=PROJECT)


def begin(environment: Mapping[str, str], *words: str) -> AbstractContextManager[Process]:
    """One of the programs below at work; what it says can be read from its stdout."""
    return begun(MODULE, environment, *words)


def heard(environment: Mapping[str, str], *words: str) -> Iterator[str]:
    """What one of the programs below says, line by line."""
    return lines(MODULE, environment, *words)


def finish(environment: Mapping[str, str], *words: str) -> str:
    """What one of the programs below said when it was done; raises if it failed."""
    return "\n".join(heard(environment, *words))


# The programs


def _write(organisation: str, number: str) -> None:
    """Add events one by one, in as many transactions, and say each when it is committed."""
    from tests.audit.writing import write

    for step in range(int(number)):
        write(organisation=organisation, actor=f"p-{os.getpid()}", now=datetime.now(UTC))
        sys.stdout.write(f"{step + 1}\n")
        sys.stdout.flush()


def _threads(organisation: str, threads: str, number: str) -> None:
    """Add events from several threads at once."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from tests.audit.writing import write

    def work(worker: int) -> None:
        try:
            for _ in range(int(number)):
                write(organisation=organisation, actor=f"t-{worker}", now=datetime.now(UTC))
        finally:
            connection.close()

    with ThreadPoolExecutor(int(threads)) as pool:
        list(pool.map(work, range(int(threads))))


def _outside() -> None:
    """Try to record without a transaction."""
    from kvinnofrid.audit import operations

    try:
        operations.record(
            organisation="org-a",
            actor="user-1",
            action="record.read",
            object_kind="record",
            object_id="rec-1",
            outcome="allowed",
            now=datetime.now(UTC),
        )
    except operations.NotInTransactionError:
        sys.stdout.write("refused\n")


def _verify() -> None:
    """Say the faults, and how many events there are of each organisation."""
    from kvinnofrid.audit import verification
    from kvinnofrid.audit.models import ChainHead

    for fault in verification.verify(heads={}):
        sys.stdout.write(f"fault {fault}\n")
    for head in ChainHead.objects.order_by("organisation"):
        sys.stdout.write(f"{head.organisation} {head.number}\n")


def _cost(number: str) -> None:
    """Time reads of a row in a transaction, with and without an event, by turns; microseconds.

    `cpu_us` is the processor's part of what the event adds: the rest is the disk's.
    """
    from django.db import transaction

    from kvinnofrid.audit.models import ChainHead
    from tests.audit.writing import write

    write(organisation="org-x")

    def read(audited: bool) -> tuple[float, float]:
        begun, busy = time.perf_counter(), time.process_time()
        with transaction.atomic():
            ChainHead.objects.get(organisation="org-x")
            if audited:
                write(organisation="org-a", now=datetime.now(UTC))
        return (time.perf_counter() - begun) * 1e6, (time.process_time() - busy) * 1e6

    for audited in (False, True) * 20:
        read(audited)
    spent = [[read(audited) for audited in (False, True)] for _ in range(int(number))]
    half = len(spent) // 2
    bare, full = (sorted(kind[0] for kind in kinds)[half] for kinds in zip(*spent, strict=True))
    cpu = sorted(full[1] - bare[1] for bare, full in spent)[half]
    sys.stdout.write(
        f"unaudited_us={bare:.0f} audited_us={full:.0f} ratio={full / bare:.1f} cpu_us={cpu:.0f}\n"
    )


def _fill(number: str) -> None:
    """A long chain, written in big transactions."""
    from django.db import transaction

    from kvinnofrid.audit import operations

    whole, page = int(number), 5000
    for begin in range(0, whole, page):
        with transaction.atomic():
            operations.record_many(
                organisation="org-a",
                actor="user-1",
                action="record.find",
                object_kind="record",
                object_ids=[f"rec-{n}" for n in range(begin, min(begin + page, whole))],
                outcome="allowed",
                now=datetime.now(UTC),
            )
        sys.stdout.write(f"{begin}\n")
        sys.stdout.flush()


def _mutate(n: str, seed: str) -> None:
    """Falsify the log n times; say each that the proof did not see, and how far it has come."""
    from tests.audit.mutations import tried

    for number, one in enumerate(tried(int(n), int(seed)), 1):
        if one.name == "untouched" or not one.found:
            sys.stdout.write(f"failure {number} {one}\n")
        elif number % 100 == 0:
            sys.stdout.write(f"done {number}\n")
        sys.stdout.flush()


def _prove(heads_every: str) -> None:
    """Prove the chain of org-a against heads at intervals; say how long it took."""
    from kvinnofrid.audit import verification
    from kvinnofrid.audit.models import AuditEvent

    kept = AuditEvent.objects.filter(organisation="org-a").order_by("number")
    step = int(heads_every)
    heads = {
        number: hash.encode()
        for number, hash in kept.values_list("number", "hash").iterator()
        if number % step == 0
    }
    proof = verification.Proof()
    begun, busy = time.perf_counter(), time.process_time()
    faults = list(verification.verify(heads={"org-a": heads}, proof=proof))
    seconds, cpu = time.perf_counter() - begun, time.process_time() - busy
    sys.stdout.write(
        f"events={proof.events} faults={len(faults)} seconds={seconds:.1f} cpu={cpu:.2f}\n"
    )


PROGRAMS: dict[str, Callable[..., None]] = {
    "write": _write,
    "threads": _threads,
    "outside": _outside,
    "verify": _verify,
    "cost": _cost,
    "fill": _fill,
    "mutate": _mutate,
    "prove": _prove,
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvinnofrid.config.settings")
    main(PROGRAMS)
