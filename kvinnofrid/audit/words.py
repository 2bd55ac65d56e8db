"""Events in words that somebody outside the system can read, for extracts and tables."""

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from kvinnofrid.access.table import TABLE
from kvinnofrid.audit.review_rules import LOCAL, LoggedEvent
from kvinnofrid.audit.rules import DETAILS, Outcome
from kvinnofrid.catalogue import Text

OUTCOMES: dict[Outcome, Text] = {
    Outcome.ALLOWED: Text(sv="genomfört", en="done"),
    Outcome.DENIED: Text(sv="nekat", en="refused"),
    Outcome.FAILED: Text(sv="misslyckat", en="failed"),
}
EVENTS: dict[str, Text] = {
    "log.incident_export": Text(
        sv="Tagit ut loggens rader vid en incident", en="Took out lines of the log for an incident"
    ),
    "retention.destroy": Text(
        sv="Förstört efter beslutad gallring", en="Destroyed by approved disposal"
    ),
    "retention.destroy_again": Text(
        sv="Förstört på nytt efter en återläsning", en="Destroyed again after a restore"
    ),
    "retention.reject": Text(
        sv="Avslagit en gallring som en annan föreslagit", en="Rejected proposed disposal"
    ),
}
"""What is logged besides the actions of the policy, which follow from one of those."""

HEADINGS: tuple[Text, ...] = (
    Text(sv="Nummer", en="Number"),
    Text(sv="Tidpunkt", en="Time"),
    Text(sv="Vem", en="Who"),
    Text(sv="Vad", en="What"),
    Text(sv="Utfall", en="Outcome"),
    Text(sv="Upplysningar", en="Facts"),
)
Row = tuple[int, str, str, str, str, str]
Naming = Callable[[str], str]
"""Turns an opaque name of an actor into words; the log itself knows no names."""


def in_language(text: Text, language: str) -> str:
    """A text in `sv` or `en`."""
    return text.en if language == "en" else text.sv


def headings(language: str) -> list[str]:
    """The columns of `rows`."""
    return [in_language(heading, language) for heading in HEADINGS]


def rows(events: Iterable[LoggedEvent], language: str, *, naming: Naming = str) -> list[Row]:
    """A row for each event: number, Swedish time, who, what, outcome and facts in words."""
    return [
        (
            event.number,
            local_time(event.at),
            naming(event.actor),
            action_in_words(event.action, language),
            outcome_in_words(event, language),
            facts_in_words(event, language),
        )
        for event in events
    ]


def action_in_words(action: str, language: str) -> str:
    """An action in the words of the policy, else of `EVENTS`; what neither knows, by its name."""
    known = TABLE.get(action)
    words = EVENTS.get(action) if known is None else known.words
    return action if words is None else in_language(words, language)


def outcome_in_words(event: LoggedEvent, language: str) -> str:
    """How an event ended, in words."""
    return in_language(OUTCOMES[Outcome(event.outcome)], language)


def facts_in_words(event: LoggedEvent, language: str, *, but: Collection[str] = frozenset()) -> str:
    """The facts of an event as `name: value`, separated by semicolons, all but some by key."""
    return "; ".join(
        f"{in_language(DETAILS[key], language) if key in DETAILS else key}: {value}"
        for key, value in event.details.items()
        if key not in but
    )


def local_time(at: datetime) -> str:
    """A time in Sweden as 2026-03-02 10:00:00, with +01:00 or +02:00 so that no hour is twice."""
    return at.astimezone(LOCAL).isoformat(sep=" ", timespec="seconds")
