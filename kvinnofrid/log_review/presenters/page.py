"""What all pages of the log's reviewer have in common: place, names, words, addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.accounts import queries as accounts
from kvinnofrid.audit import queries
from kvinnofrid.audit.queries import LOCAL, LoggedEvent, ReviewOutcome
from kvinnofrid.catalogue import Text
from kvinnofrid.log_review.kinds import NO_RECORDS, logged_kinds
from kvinnofrid.log_review.references import reference
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.web.components import Cell, Column, Link
from kvinnofrid.web.drawing import language

TELLS_HOW_MANY = frozenset({"batch", "count", "seed"})
"""Facts that may be of all events or records, so that they show that there are more than the reader
may know of. Those of an event about one record are of that record alone."""


@dataclass(frozen=True, slots=True)
class Around:
    """Whose log it is, and the way between its pages."""

    place: str
    overview: str
    draw: str
    chain: str
    made_up: bool


def around(organisation: str, *, on: date) -> Around:
    """What stands around a page of an organisation's log."""
    return Around(
        place=place_name(organisation, on=on),
        overview=address("overview", organisation),
        draw=address("draw", organisation),
        chain=address("chain", organisation),
        made_up=settings.MODE == "demo",
    )


def place_name(organisation: str, *, on: date) -> str:
    """The organisation's name."""
    return organisations.register().place(int(organisation), on=on).full_name


def address(name: str, organisation: str, *more: str) -> str:
    """An address of the log of an organisation."""
    return reverse(f"log_review:{name}", args=[organisation, *more])


def event_address(organisation: str, number: int) -> str:
    """The page of an event."""
    return address("event", organisation, reference("event", organisation, number))


def review_address(organisation: str, batch: int) -> str:
    """The page of a review."""
    return address("review", organisation, reference("review", organisation, batch))


def said(text: Text) -> str:
    """A text in the language of the page."""
    return text.en if language() == "en" else text.sv


def moment(at: datetime) -> str:
    """A time in Sweden, to the second."""
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M:%S")


def outcome_words(outcome: str) -> str:
    """What came of a case: a sign and words, so that it needs no colour."""
    sign, words = {
        ReviewOutcome.PENDING: ("○", _("Att granska")),
        ReviewOutcome.FOLLOW_UP: ("→", _("Följs upp")),
        ReviewOutcome.IN_ORDER: ("✓", _("I sin ordning")),
        ReviewOutcome.MISUSE: ("✕", _("Missbruk")),
    }[ReviewOutcome(outcome)]
    return f"{sign} {words}"


def reasons(codes: Iterable[str]) -> str:
    """Why a case was chosen, in words."""
    return ", ".join(said(queries.words_of(code)) for code in codes)


class Names:
    """Users by name, read once for a page; whoever is no user is shown by id."""

    def __init__(self, events: Iterable[LoggedEvent], *others: str) -> None:
        ids = {id_ for one in events for id_ in (one.actor, one.object_id)} | set(others)
        self._known: Mapping[str, str] = accounts.names_of(ids)

    def of(self, id_: str) -> str:
        """The name of a user."""
        if id_ == "operator":
            return _("Den som sköter servern")
        if id_ == "unknown":
            return _("Okänd")
        return self._known.get(id_, id_)

    def of_object(self, event: LoggedEvent) -> str:
        """What an event is about: the kind, and which where that says something."""
        kind = logged_kinds().get(event.object_kind)
        if kind is not None:
            return f"{said(kind.words)} {event.object_id}"
        words = said(NO_RECORDS[event.object_kind])
        if event.object_kind == "user":
            return f"{words}: {self.of(event.object_id)}"
        return words


def facts(event: LoggedEvent) -> str:
    """The facts of an event in words, without those that count what may be hidden."""
    hidden = TELLS_HOW_MANY if event.object_kind in NO_RECORDS else frozenset[str]()
    return queries.facts_in_words(event, language(), but=hidden)


def event_columns() -> list[Column]:
    """The columns of `event_cells`."""
    return [Column(one) for one in (_("Tidpunkt"), _("Vem"), _("Vad"), _("Gäller"), _("Utfall"))]


def event_cells(event: LoggedEvent, names: Names, *, link: bool = True) -> list[Cell]:
    """An event as a row: when, who, what, about what, how it ended."""
    when = moment(event.at)
    return [
        Link(when, event_address(event.organisation, event.number)) if link else when,
        names.of(event.actor),
        queries.action_in_words(event.action, language()),
        names.of_object(event),
        queries.outcome_in_words(event, language()),
    ]
