"""What client surveys offer statistics: coded answers that lead to nobody.

An answer is named anew each time it is given out, so that two files cannot be joined by it. These
functions ask no policy: whoever calls them has asked, or makes a release.
"""

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from kvinnofrid.client_surveys import queries


@dataclass(frozen=True, slots=True)
class Fact:
    """One coded answer to one question. `period` is the month in which its group was full."""

    answer: str
    organisation: int
    unit: str
    period: str
    instrument: str
    instrument_version: str
    variable: str
    value: str


def answers(
    *, organisation: int, unit: uuid.UUID | None = None, year: int | None = None
) -> Iterator[Fact]:
    """The answers of full groups, a line for each value. Raises a KeysError."""
    for row, group in queries.gathered(organisation=organisation, unit=unit, year=year):
        for entry in group.entries:
            named = secrets.token_hex(8)
            for variable, given in sorted(entry.answers.items()):
                for value in given if isinstance(given, list) else (given,):
                    yield Fact(
                        answer=named,
                        organisation=row.organisation_id,
                        unit=str(row.unit_id),
                        period=f"{row.closed_in:%Y-%m}",
                        instrument=row.instrument,
                        instrument_version=row.instrument_version,
                        variable=variable,
                        value=str(value),
                    )
