"""Many writers at once, and one that is killed: no gap, nothing lost that was told of."""

import os
import signal
from contextlib import ExitStack
from pathlib import Path

from tests.audit.apart import begin, finish, own_database

WRITERS, EVENTS = 16, 50
KILLS = 3


def test_sixteen_writers_leave_no_gap(tmp_path: Path) -> None:
    """Four processes of three threads each, and four that write alone."""
    words = [("threads", "org-a", "3", str(EVENTS)), ("write", "org-a", str(EVENTS))] * 4
    with own_database(tmp_path) as environment, ExitStack() as stack:
        crowd = [stack.enter_context(begin(environment, *one)) for one in words]
        for process in crowd:
            assert process.stdout is not None
            process.stdout.read()
        assert [process.wait(timeout=30) for process in crowd] == [0] * len(crowd)
        assert finish(environment, "verify") == f"org-a {WRITERS * EVENTS}"


def test_a_killed_writer_loses_no_event_that_it_told_of(tmp_path: Path) -> None:
    with own_database(tmp_path) as environment:
        for kill in range(1, KILLS + 1):
            organisation = f"org-{kill}"
            with begin(environment, "write", organisation, "100000") as writer:
                assert writer.stdout is not None
                for _ in range(20 * kill):
                    writer.stdout.readline()
                os.kill(writer.pid, signal.SIGKILL)
                told = 20 * kill + len(writer.stdout.read().split("\n")) - 1
            kept = dict(line.split() for line in finish(environment, "verify").splitlines())
            assert int(kept[organisation]) in {told, told + 1}


def test_an_event_costs_a_read_little(tmp_path: Path) -> None:
    """Less than a millisecond of the processor; what the disk adds stands in the evidence."""
    with own_database(tmp_path) as environment:
        said = finish(environment, "cost", "100").strip()
    figures = dict(pair.split("=") for pair in said.split())
    print(said)  # noqa: T201 - the figure of this run
    assert float(figures["cpu_us"]) < 1_000
