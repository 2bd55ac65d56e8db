"""What a campaign is: a long trial that is run now and then, by `./kv campaign NAME`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Tell = Callable[[str], None]
"""Says how far it has come, on a line that the next one may write over."""


@dataclass(frozen=True)
class Result:
    """What a run came to. Each failure says how to see it again; figures go on the last line."""

    failures: Sequence[str]
    figures: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Campaign:
    """A trial: what it tries in a line of Swedish, how many times unless told, and how."""

    help: str
    n: int
    run: Callable[[int, int, Tell], Result]
    """Takes n and the seed; the same ones try the same things."""
