"""What the papers are written from: the running configuration as one frozen value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kvinnofrid.catalogue import IndicatorSet, RetentionRules


@dataclass(frozen=True, slots=True)
class Register:
    """A table of the database, and whose data it holds; `holding` None when nobody has said."""

    label: str
    holding: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the log as it is exported; every name is opaque."""

    number: int
    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    outcome: str
    words: str = ""
    """What was done, in words."""
    facts: str = ""
    """The facts of the event as `name: value`; codes, never content."""


@dataclass(frozen=True, slots=True)
class Incident:
    """What of the log is exported: the period, and whose or about what."""

    first: date
    until: date
    person: str = ""
    record: str = ""
    events: Sequence[Event] | None = None
    """None when no organisation was named: the log is kept for each by itself."""
    proof: str = ""
    """Whether the log that the lines come from is whole, in words; empty without lines."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An installation on a day. `rooms` are the names of the parts that are installed."""

    on: date
    version: str
    organisation: str | None
    code: str | None
    mode: str
    database: str
    contact: str
    rooms: frozenset[str]
    registers: tuple[Register, ...]
    sign_in: tuple[str, ...]
    log_receiver: str
    rules: RetentionRules | None
    rules_decided: bool
    indicator_sets: tuple[IndicatorSet, ...]
    catalogue_digest: str

    @property
    def people(self) -> bool:
        """Whether any part keeps records about clients."""
        return any(register.holding == "clients" for register in self.registers)

    @property
    def made_from(self) -> tuple[str, ...]:
        """What the papers say that they were written from."""
        return (
            f"installationens inställningar (läge {self.mode}, {self.database})",
            f"installerade delar ({len(self.rooms)})",
            "åtkomstpolicyns tabell",
            f"katalogen med definitioner och regler (SHA-256 {self.catalogue_digest[:12]}…)",
        )
