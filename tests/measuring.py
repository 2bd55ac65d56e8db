"""What a program uses and how long it takes: percentiles, processor time, memory."""

import contextlib
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def percentile(values: list[float], percent: int) -> float:
    """The smallest value that at least so many per cent of the values do not exceed."""
    ascending = sorted(values)
    return ascending[max(0, -(-percent * len(ascending) // 100) - 1)]


@dataclass(frozen=True, slots=True)
class Use:
    """What a process and those below it have used: processor seconds, and memory held now.

    Memory shared between them counts in each. Processor time hardly changes with what else the
    machine is busy with, unlike the time that a reader waits.
    """

    cpu_seconds: float
    megabytes: float


def own_memory(pid: int) -> float:
    """The megabytes that a process and its children take together, what they share counted once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    own = int(found[1]) * 1024 / 1_000_000 if found else 0.0
    return own + sum(own_memory(int(one)) for one in children)


def use_of(pid: int) -> Use:
    """What the process, its children and theirs use."""
    parents: dict[int, int] = {}
    used: dict[int, tuple[int, int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            status = (folder / "status").read_text()
            rss = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
            parents[int(folder.name)] = int(fields[1])
            used[int(folder.name)] = (int(fields[11]) + int(fields[12]), int(rss[1]) if rss else 0)
    here = {pid}
    while more := {one for one, parent in parents.items() if parent in here} - here:
        here |= more
    ticks = sum(used[one][0] for one in here & used.keys())
    kilobytes = sum(used[one][1] for one in here & used.keys())
    return Use(ticks / os.sysconf("SC_CLK_TCK"), kilobytes * 1024 / 1_000_000)
