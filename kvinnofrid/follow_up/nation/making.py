"""Making the rows of units, in this process or in one beside the one that writes."""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from kvinnofrid.follow_up.nation.courses import Ready, UnitHere, World
from kvinnofrid.follow_up.nation.drawing import Batch
from kvinnofrid.follow_up.nation.lives import Unit
from kvinnofrid.keys.client import KeyClient

WAITING = 4
"""Batches made beforehand: some megabytes each."""
SECONDS_FOR_KEYS = 60.0


class MakerFailedError(RuntimeError):
    """The process that makes the rows ended with an error; the text says which."""


def batches(
    units: Sequence[UnitHere], world: World, *, socket: Path, beside: bool
) -> Iterator[tuple[UnitHere, Batch]]:
    """The rows of all units in turn. `beside`: made in a process beside, while these are stored."""
    if not beside:
        yield from _made(units, Ready(world), socket)
        return
    context = multiprocessing.get_context("spawn")
    queue: Queue[Any] = context.Queue(WAITING)
    maker = context.Process(target=_make, args=(queue, units, world, socket), daemon=True)
    maker.start()
    try:
        while True:
            found = _next(queue, maker)
            if found is None:
                return
            number, batch = found
            yield units[number], batch
    finally:
        maker.terminate()
        maker.join()


def _next(queue: "Queue[Any]", maker: Any) -> Any:
    while True:
        try:
            found = queue.get(timeout=5)
        except Exception:  # nothing yet; unless the maker has died
            if maker.is_alive():
                continue
            raise MakerFailedError(f"exit code {maker.exitcode}") from None
        if isinstance(found, str):
            raise MakerFailedError(found)
        return found


def _make(queue: "Queue[Any]", units: Sequence[UnitHere], world: World, socket: Path) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        number = {one.id: at for at, one in enumerate(units)}
        for unit, batch in _made(units, Ready(world), socket):
            queue.put((number[unit.id], batch))
        queue.put(None)
    except Exception as error:  # told to whoever waits
        queue.put(f"{type(error).__name__}: {error}")


def _end_with_parent() -> None:
    """Do not stay behind when the process that stores is killed."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


def _made(
    units: Sequence[UnitHere], ready: Ready, socket: Path
) -> Iterator[tuple[UnitHere, Batch]]:
    with closing(KeyClient(socket, seconds=SECONDS_FOR_KEYS)) as client:

        def keys(
            organisation: str, count: int, numbers: Sequence[str]
        ) -> tuple[list[tuple[bytes, bytes]], list[bytes]]:
            return client.trial(organisation, keys=count, numbers=numbers)

        for unit in units:
            for batch in Unit(unit, ready, keys).batches():
                yield unit, batch
