"""Which events are looked at by a person: rules as data, and a sample that can be drawn again."""

import hashlib
import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from kvinnofrid.catalogue import Text

LOCAL = ZoneInfo("Europe/Stockholm")
LONGEST_NOTE = 2000
LARGEST_SAMPLE = 1000


class ReviewOutcome(StrEnum):
    """What came of looking at an event."""

    PENDING = "pending"
    IN_ORDER = "in_order"
    FOLLOW_UP = "follow_up"
    MISUSE = "misuse"


TRANSITIONS: dict[ReviewOutcome, frozenset[ReviewOutcome]] = {
    ReviewOutcome.PENDING: frozenset(
        {ReviewOutcome.IN_ORDER, ReviewOutcome.FOLLOW_UP, ReviewOutcome.MISUSE}
    ),
    ReviewOutcome.FOLLOW_UP: frozenset({ReviewOutcome.IN_ORDER, ReviewOutcome.MISUSE}),
    ReviewOutcome.IN_ORDER: frozenset(),
    ReviewOutcome.MISUSE: frozenset(),
}
"""Which outcome may follow which. One that is final stays as it was judged."""


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event as a reviewer reads it."""

    id: int
    organisation: str
    number: int
    at: datetime
    actor: str
    action: str
    object_kind: str
    object_id: str
    outcome: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DetailIs:
    """Holds for events that carry one of the values under a key of the details."""

    key: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class LocalHours:
    """Holds from an hour (included) to another (excluded), Swedish time, over midnight too."""

    first: int
    until: int


@dataclass(frozen=True, slots=True)
class Burst:
    """Holds for the event by which an actor has opened so many objects within some minutes.

    It holds once for each burst: again only when the actor has been below the number between.
    Only actions that end as told count, so that a list is not taken for a burst.
    """

    objects: int
    minutes: int
    action: str = ".read"


@dataclass(frozen=True, slots=True)
class Repeated:
    """Holds for the event by which something has ended in one way so often within some minutes.

    It is counted for each object, whoever tried, and holds once for each time it grows so many.
    """

    action: str
    outcome: str
    times: int
    minutes: int


@dataclass(frozen=True, slots=True)
class OwnLog:
    """Holds for somebody who reads what the log says of themselves."""


@dataclass(frozen=True, slots=True)
class IdentityChanged:
    """Holds when who somebody is was taken away, or refused since another account is the same."""


Condition = DetailIs | LocalHours | Burst | Repeated | IdentityChanged | OwnLog


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """A reason to look at an event: its code, its words and when it holds."""

    code: str
    words: Text
    when: Condition


def _detail(key: str, *values: str) -> DetailIs:
    return DetailIs(key, frozenset(values))


REVIEW_RULES: tuple[ReviewRule, ...] = (
    ReviewRule(
        "same_surname",
        Text(sv="Samma efternamn som den akten gäller", en="Same surname as in the record"),
        _detail("relation", "same_surname"),
    ),
    ReviewRule(
        "same_address",
        Text(sv="Samma adress som i akten", en="Same address as in the record"),
        _detail("relation", "same_address"),
    ),
    ReviewRule(
        "unassigned",
        Text(sv="Inte tilldelad akten", en="Not assigned to the record"),
        _detail("assignment", "none"),
    ),
    ReviewRule("night", Text(sv="Natt, 22–06", en="Night, 22–06"), LocalHours(22, 6)),
    ReviewRule(
        "burst",
        Text(sv="Många akter på kort tid", en="Many records in a short time"),
        Burst(objects=30, minutes=10),
    ),
    ReviewRule(
        "protected",
        Text(sv="Akt på skyddad nivå", en="Record in the protected tier"),
        _detail("tier", "protected"),
    ),
    ReviewRule(
        "break_glass",
        Text(sv="Nödöppnad akt", en="Record opened in an emergency"),
        _detail("access", "break_glass"),
    ),
    ReviewRule(
        "own_log",
        Text(sv="Läste loggen om sig själv", en="Read the log about themselves"),
        OwnLog(),
    ),
    ReviewRule(
        "failed_sign_ins",
        Text(sv="Många misslyckade inloggningar", en="Many failed sign-ins"),
        Repeated("account.sign_in", "failed", times=5, minutes=15),
    ),
    ReviewRule(
        "locked",
        Text(sv="Kontot låst efter för många försök", en="Account locked after many attempts"),
        _detail("reason", "locked"),
    ),
    ReviewRule(
        "recovery_code",
        Text(sv="Loggade in med reservkod", en="Signed in with a recovery code"),
        _detail("method", "recovery_code"),
    ),
    ReviewRule(
        "identity",
        Text(
            sv="Uppgift om vem någon är togs bort, eller nekades för att personen redan har konto",
            en="Who somebody is was taken away, or refused as the person has an account already",
        ),
        IdentityChanged(),
    ),
    ReviewRule(
        "address_changed",
        Text(
            sv="E-postadressen för någons konto ändrades",
            en="The e-mail address of somebody's account was changed",
        ),
        _detail("method", "address"),
    ),
)
SAMPLE = "sample"
SAMPLE_WORDS = Text(sv="Slumpvis utvald", en="Drawn at random")


def words_of(code: str) -> Text:
    """A reason in words; a code that no rule has any more stands for itself."""
    known = {rule.code: rule.words for rule in REVIEW_RULES} | {SAMPLE: SAMPLE_WORDS}
    return known.get(code, Text(sv=code, en=code))


def draw(
    events: Iterable[LoggedEvent],
    *,
    seed: str,
    size: int,
    counted: Callable[[LoggedEvent], bool] = lambda _event: True,
) -> list[LoggedEvent]:
    """A random sample in order of number: the events with the lowest SHA-256 of
    ``seed|organisation|number``. The same seed over the same events draws the same ones, so that
    anybody can check that the sample was not chosen by hand.

    The draw goes on until `size` events that are `counted` have been drawn. Those that are not
    come along as their lots fall; what is counted is asked of few.
    """
    drawn: list[tuple[int, int, LoggedEvent]] = []
    others: list[tuple[int, LoggedEvent]] = []
    for event in events:
        lot = _lot(seed, event)
        if not size or (len(drawn) == size and lot > -drawn[0][0]):
            continue
        if not counted(event):
            others.append((lot, event))
            continue
        push = heapq.heappush if len(drawn) < size else heapq.heappushpop
        push(drawn, (-lot, event.number, event))
    highest = -drawn[0][0] if len(drawn) == size and drawn else None
    along = [event for lot, event in others if highest is None or lot < highest]
    return sorted([*along, *(event for *_, event in drawn)], key=lambda event: event.number)


def _lot(seed: str, event: LoggedEvent) -> int:
    text = f"{seed}|{event.organisation}|{event.number}".encode()
    return int.from_bytes(hashlib.sha256(text).digest(), "big")


def reasons(
    events: Iterable[LoggedEvent], rules: Iterable[ReviewRule] = REVIEW_RULES
) -> Iterator[tuple[LoggedEvent, tuple[str, ...]]]:
    """Each event, in order of number, with the codes of the rules that hold for it."""
    watched = [(rule, Watch(_Recent)) for rule in rules]
    for event in events:
        yield (
            event,
            tuple(rule.code for rule, watch in watched if _holds(rule.when, event, watch)),
        )


Opened = tuple[datetime, tuple[str, str]]


@dataclass(slots=True)
class _Recent:
    """What an actor has opened lately, and whether that is a burst already told of."""

    opened: deque[Opened] = field(default_factory=deque)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)
    bursting: bool = False


Watch = defaultdict[str, _Recent]


def _holds(when: Condition, event: LoggedEvent, watch: Watch) -> bool:
    match when:
        case Repeated():
            return _repeats(when, event, watch[event.object_id])
        case IdentityChanged():
            told = event.details.get("method") == "forgotten" or event.outcome == "denied"
            return event.action.endswith(".identify") and told
        case DetailIs(key, values):
            return bool(values & set(event.details.get(key, "").split(",")))
        case LocalHours(first, until):
            hour = event.at.astimezone(LOCAL).hour
            return first <= hour < until if first < until else hour >= first or hour < until
        case OwnLog():
            about_self = event.object_id == event.actor or event.details.get("subject") == "self"
            return event.action.startswith("log.") and about_self
    return event.action.endswith(when.action) and _begins(when, event, watch[event.actor])


def _repeats(rule: Repeated, event: LoggedEvent, recent: _Recent) -> bool:
    """Whether the event is the one by which it has happened so often."""
    if event.action != rule.action or event.outcome != rule.outcome:
        return False
    while recent.opened and event.at - recent.opened[0][0] > timedelta(minutes=rule.minutes):
        recent.opened.popleft()
    recent.opened.append((event.at, (event.object_kind, event.object_id)))
    before, recent.bursting = recent.bursting, len(recent.opened) >= rule.times
    return recent.bursting and not before


def _begins(burst: Burst, event: LoggedEvent, recent: _Recent) -> bool:
    """Whether the event is the one by which an actor's opening becomes a burst."""
    while recent.opened and event.at - recent.opened[0][0] > timedelta(minutes=burst.minutes):
        _, gone = recent.opened.popleft()
        recent.times[gone] -= 1
        if not recent.times[gone]:
            del recent.times[gone]
    thing = (event.object_kind, event.object_id)
    recent.opened.append((event.at, thing))
    recent.times[thing] += 1
    before, recent.bursting = recent.bursting, len(recent.times) >= burst.objects
    return recent.bursting and not before
