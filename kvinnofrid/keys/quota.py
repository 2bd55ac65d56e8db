"""Quotas: how many of a thing in a minute and in a day, for each organisation or client.

Kept by a clock that only goes forward, so that changing the machine's time opens nothing.
"""

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kvinnofrid.keys.errors import QuotaExceeded

MINUTE, DAY = 60, 86_400


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in a burst and, over time, in a minute; likewise for a day."""

    per_minute: int
    per_day: int


@dataclass(slots=True)
class _Room:
    """What is left of a limit, filled up evenly."""

    size: int
    seconds: int
    left: float
    at: float

    def fill(self, now: float) -> None:
        self.left = min(self.size, self.left + (now - self.at) * self.size / self.seconds)
        self.at = now

    def wait(self, count: int) -> float:
        """Seconds until there is room."""
        return max(0.0, (count - self.left) * self.seconds / self.size)


class Quota:
    """Limits by name, each counted apart for everyone it is asked for."""

    def __init__(self, limits: Mapping[str, Limit], clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._rooms: dict[tuple[str, str], tuple[_Room, _Room]] = {}
        self._guard = threading.Lock()

    def _rooms_of(self, what: str, whom: str) -> tuple[_Room, _Room]:
        now, limit = self._clock(), self._limits[what]
        if (what, whom) not in self._rooms:
            self._rooms[what, whom] = (
                _Room(limit.per_minute, MINUTE, limit.per_minute, now),
                _Room(limit.per_day, DAY, limit.per_day, now),
            )
        rooms = self._rooms[what, whom]
        for room in rooms:
            room.fill(now)
        return rooms

    def take(self, what: str, whom: str) -> None:
        """Use up one; raises `QuotaExceeded` when there is none."""
        with self._guard:
            rooms = self._rooms_of(what, whom)
            seconds = math.ceil(max(room.wait(1) for room in rooms))
            if seconds:
                raise QuotaExceeded(what=what, whom=whom, seconds=seconds)
            for room in rooms:
                room.left -= 1

    def use_of_day(self, what: str, whom: str, count: int) -> None:
        """Count what was used earlier in the day, before a restart."""
        with self._guard:
            day = self._rooms_of(what, whom)[1]
            day.left = max(0.0, day.left - count)
