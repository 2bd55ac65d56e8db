"""Extracts of a case system for the tests, and taking them in as the pages do."""

from collections.abc import Sequence
from uuid import UUID

from kvinnofrid.exchange import import_operations
from kvinnofrid.exchange.import_operations import Tried
from kvinnofrid.exchange.import_rules import Understanding
from kvinnofrid.follow_up.operations import TakenIn
from tests.accounts.people import NOW, unit
from tests.records.people import Colleague

HEADER = (
    *("Klientnr", "Personnummer", "Namn", "Födelseår", "Kön", "Ärendenr", "Målgrupp", "Väg in"),
    *("Öppnad", "Insatser började", "Avslutad", "Avslutsorsak", "Tillfälle", "Mätt"),
    *("q_safety", "q_health", "Insats", "Insatsform", "Utförare"),
)
FIRST: dict[str, str] = {
    "Klientnr": "K-1",
    "Namn": "Asta Påhitt",
    "Födelseår": "1988",
    "Kön": "Kvinna",
    "Ärendenr": "A-1",
    "Målgrupp": "Våldsutsatt vuxen",
    "Väg in": "Polisen",
    "Öppnad": "2026-01-10",
    "Insatser började": "2026-01-20",
    "Tillfälle": "Före",
    "Mätt": "2026-01-12",
    "q_safety": "3",
    "q_health": "4",
    "Insats": "Stödsamtal",
    "Insatsform": "Bistånd",
    "Utförare": "Den egna enheten",
}


def line(**given: str) -> dict[str, str]:
    """A row like the first, but for what is given."""
    return {**FIRST, **given}


def second(**given: str) -> dict[str, str]:
    """The exit of the same episode, on a row of its own."""
    closing = {
        "Avslutad": "2026-06-01",
        "Avslutsorsak": "Insatsen är genomförd",
        "Tillfälle": "Vid avslut",
        "Mätt": "2026-06-02",
        "q_safety": "8",
        "q_health": "7",
    }
    return line(**{**closing, **given})


def csv_of(
    rows: Sequence[dict[str, str]],
    *,
    header: Sequence[str] = HEADER,
    encoding: str = "utf-8-sig",
    delimiter: str = ";",
) -> bytes:
    """The rows as a file."""
    lines = [delimiter.join(header)]
    lines += [delimiter.join(row.get(name, "") for name in header) for row in rows]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def put_in(by: Colleague, content: bytes, *, name: str = "utdrag.csv", mapping: str = "") -> UUID:
    """The file put in, waiting."""
    return import_operations.put_in(
        unit=unit(), file=content, filename=name, mapping=mapping, by=by.actor, now=NOW
    )


def tried(by: Colleague, extract: UUID) -> Tried:
    """The trial of a file that waits."""
    return import_operations.try_out(unit=unit(), extract=extract, by=by.actor, now=NOW)


def taken_in(by: Colleague, content: bytes, **given: str) -> TakenIn:
    """A file put in and taken in."""
    extract = put_in(by, content, **given)
    return import_operations.take_in(unit=unit(), extract=extract, by=by.actor, now=NOW)


def told(found: Tried) -> list[tuple[int, str, str]]:
    """What was refused: row, column, the beginning of why."""
    return [(one.line, one.column, one.reason.sv) for one in found.refusals]


def understood(by: Colleague, extract: UUID, how: Understanding) -> None:
    """The file understood so."""
    import_operations.understand(unit=unit(), extract=extract, how=how, by=by.actor, now=NOW)
