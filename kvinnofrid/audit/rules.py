"""What may stand in the log: opaque names and allow-listed facts, never a word about a person."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from kvinnofrid.catalogue import Text

LONGEST_NAME = 64
LONGEST_DETAIL = 120
MOST_DETAILS = 12

DETAILS: dict[str, Text] = {
    "access": Text(sv="väg till åtkomst", en="way of access"),
    "assignment": Text(sv="tilldelning", en="assignment"),
    "batch": Text(sv="granskningsomgång", en="review batch"),
    "clock": Text(sv="klocka", en="clock"),
    "clock_said": Text(sv="klockan visade", en="the clock said"),
    "count": Text(sv="antal", en="number"),
    "export_id": Text(sv="export-id", en="export id"),
    "fields": Text(sv="fält", en="fields"),
    "method": Text(sv="sätt", en="method"),
    "need": Text(sv="krav", en="requirement"),
    "period": Text(sv="period", en="period"),
    "reason": Text(sv="skäl (kod)", en="reason (code)"),
    "relation": Text(sv="samband", en="relation"),
    "result": Text(sv="resultat", en="result"),
    "role": Text(sv="roll", en="role"),
    "rule": Text(sv="regel", en="rule"),
    "seed": Text(sv="frö", en="seed"),
    "subject": Text(sv="gäller", en="concerns"),
    "tier": Text(sv="skyddsnivå", en="tier"),
    "unit": Text(sv="enhet", en="unit"),
    "version": Text(sv="version", en="version"),
}
"""The only facts that an event may carry beside its own fields. Adding one is a decision: none may
say anything about who a person is, nor hold words that somebody wrote."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]*")
_DETAIL = re.compile(r"[A-Za-z0-9_.:,+-]+")
_IDENTITY_NUMBER = re.compile(
    r"(?:1[89]|20)?[0-9]{2}(?:0[0-9]|1[0-2])(?:[0-2][0-9]|3[01]|[6-8][0-9]|9[01])[-+]?[0-9]{4}"
)


class Outcome(StrEnum):
    """How it ended: done as asked, refused by the policy, or failed on the way."""

    ALLOWED = "allowed"
    DENIED = "denied"
    FAILED = "failed"


class UnfitEventError(ValueError):
    """An event that the log may not take; the text says which part, and what it may be."""


def checked_name(field: str, value: str) -> str:
    """A name as it may stand in the log; raises UnfitEventError."""
    if len(value) > LONGEST_NAME or not _NAME.fullmatch(value):
        raise UnfitEventError(
            f"{field} must be 1–{LONGEST_NAME} characters of a–z, A–Z, 0–9 and _ . : -"
        )
    if _IDENTITY_NUMBER.fullmatch(value):
        raise UnfitEventError(f"{field} looks like an identity number; log the record's own id")
    return value


def canonical_details(details: Mapping[str, str]) -> str:
    """The facts as canonical JSON, keys in order; raises UnfitEventError.

    The value is never repeated in the error: it may be what should not be written anywhere.
    """
    if len(details) > MOST_DETAILS:
        raise UnfitEventError(f"an event carries at most {MOST_DETAILS} details")
    for key, value in details.items():
        if key not in DETAILS:
            raise UnfitEventError("a detail has a key outside the list in audit/rules.py")
        if len(value) > LONGEST_DETAIL or not _DETAIL.fullmatch(value):
            raise UnfitEventError(
                f"the detail {key} must be a code of 1–{LONGEST_DETAIL} characters of"
                " a–z, A–Z, 0–9 and _ . : , + -"
            )
        if any(_IDENTITY_NUMBER.fullmatch(part) for part in re.split(r"[,:.]", value)):
            raise UnfitEventError(f"the detail {key} looks like an identity number")
    return json.dumps(dict(details), sort_keys=True, separators=(",", ":"))


def time_of_event(now: datetime, previous: datetime | None) -> tuple[datetime, dict[str, str]]:
    """The time that an event gets in UTC, and what is noted about the clock.

    Time never goes back within a chain: when the clock has, the event gets the time of the one
    before it, and what the clock said is kept. Raises UnfitEventError for a time without zone.
    """
    if now.tzinfo is None:
        raise UnfitEventError("the time of an event must have a time zone")
    now = now.astimezone(UTC)
    if previous is None or now >= previous:
        return now, {}
    return previous, {"clock": "back", "clock_said": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
