"""Instruments [instrument]: a questionnaire or assessment method in an immutable version."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from .entries import Fault
from .instrument_content import InstrumentContent
from .instrument_faults import faults_of


class Instrument(InstrumentContent):
    """A questionnaire: its sections and items, when and for whom, and how answers are read."""

    kind: ClassVar[str] = "instrument"

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        yield from faults_of(self)
