"""What an episode and its waves may do, in one table, and when each wave is due. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from kvinnofrid.catalogue import Text


class Target(StrEnum):
    """Whom an episode is for."""

    VICTIM_SURVIVOR = "victim_survivor"
    CHILD = "child"
    PERPETRATOR = "perpetrator"


class Status(StrEnum):
    """Where an episode stands."""

    OPENED = "opened"
    ONGOING = "ongoing"
    CLOSED = "closed"


class Move(StrEnum):
    """What is done to an episode."""

    OPEN = "open"
    START = "start"
    CLOSE = "close"
    REOPEN = "reopen"
    TRANSFER = "transfer"
    REACTUALISE = "reactualise"


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table: the move, from where, to where. `new`: it makes an episode."""

    move: Move
    before: frozenset[Status]
    after: Status | None
    words: Text
    new: bool = False


_ACTIVE = frozenset({Status.OPENED, Status.ONGOING})

TRANSITIONS: dict[Move, Transition] = {
    one.move: one
    for one in (
        Transition(
            Move.OPEN,
            frozenset(),
            Status.OPENED,
            Text(sv="Öppna en insatsperiod", en="Open an episode"),
            new=True,
        ),
        Transition(
            Move.START,
            frozenset({Status.OPENED}),
            Status.ONGOING,
            Text(sv="Börja ge insatser", en="Begin to give help"),
        ),
        Transition(Move.CLOSE, _ACTIVE, Status.CLOSED, Text(sv="Avsluta", en="Close")),
        Transition(
            Move.REOPEN,
            frozenset({Status.CLOSED}),
            Status.ONGOING,
            Text(sv="Ångra avslutet", en="Undo the closure"),
        ),
        Transition(
            Move.TRANSFER,
            _ACTIVE,
            None,
            Text(sv="Flytta till en annan enhet", en="Transfer to another unit"),
        ),
        Transition(
            Move.REACTUALISE,
            frozenset({Status.CLOSED}),
            Status.OPENED,
            Text(sv="Aktualisera på nytt", en="Come back"),
            new=True,
        ),
    )
}
"""Every move of an episode. A transfer keeps the status; a client who comes back gets a new
episode that points to the closed one, so that what was closed stays as it was."""


STATUS_WORDS: dict[Status, Text] = {
    Status.OPENED: Text(sv="Öppnad", en="Opened"),
    Status.ONGOING: Text(sv="Pågår", en="Ongoing"),
    Status.CLOSED: Text(sv="Avslutad", en="Closed"),
}
TARGET_WORDS: dict[Target, Text] = {
    Target.VICTIM_SURVIVOR: Text(sv="Våldsutsatt vuxen", en="Adult victim-survivor"),
    Target.CHILD: Text(sv="Barn", en="Child"),
    Target.PERPETRATOR: Text(sv="Våldsutövare", en="Perpetrator"),
}


class Occasion(StrEnum):
    """When in an episode a wave is, in order."""

    BASELINE = "baseline"
    DURING = "during"
    EXIT = "exit"
    FOLLOW_UP = "follow_up"


OCCASION_WORDS: dict[Occasion, Text] = {
    Occasion.BASELINE: Text(sv="Före", en="Before"),
    Occasion.DURING: Text(sv="Under", en="During"),
    Occasion.EXIT: Text(sv="Vid avslut", en="At exit"),
    Occasion.FOLLOW_UP: Text(sv="Efter", en="After"),
}
ORDER: tuple[Occasion, ...] = tuple(Occasion)


class WaveStatus(StrEnum):
    """Where a wave stands."""

    PLANNED = "planned"
    SUBMITTED = "submitted"
    MISSED = "missed"


class Attainment(StrEnum):
    """Whether a goal was reached."""

    NOT_ASSESSED = ""
    WHOLLY = "wholly"
    PARTLY = "partly"
    NO = "no"


ATTAINMENT_WORDS: dict[Attainment, Text] = {
    Attainment.NOT_ASSESSED: Text(sv="Inte bedömt", en="Not assessed"),
    Attainment.WHOLLY: Text(sv="Helt uppnått", en="Wholly reached"),
    Attainment.PARTLY: Text(sv="Delvis uppnått", en="Partly reached"),
    Attainment.NO: Text(sv="Inte uppnått", en="Not reached"),
}

BASELINE_WITHIN = timedelta(days=14)
DURING_EVERY = timedelta(days=90)
EXIT_WITHIN = timedelta(days=14)
FOLLOW_UP_AFTER = timedelta(days=180)
CLOSING_SOON = timedelta(days=14)
"""Suggested days between waves. No source sets them: each day can be moved in the episode."""

PLANNED_WITHIN = timedelta(days=5 * 366)
EARLIEST_DAY = date(1990, 1, 1)
"""A day further ahead, or before, is a slip of the finger: 0026 or 2206."""

EARLIEST_BIRTH = 1890


class Wrong(StrEnum):
    """What cannot be, and so is never saved."""

    NOT_ALLOWED = "not_allowed"
    IN_FUTURE = "in_future"
    BEFORE_OPENING = "before_opening"
    BEFORE_START = "before_start"
    AFTER_CLOSURE = "after_closure"
    BEFORE_CLOSURE = "before_closure"
    OUT_OF_ORDER = "out_of_order"
    ENDS_BEFORE = "ends_before"
    NOT_BORN = "not_born"
    TOO_LONG_AGO = "too_long_ago"
    SAME_UNIT = "same_unit"
    NO_REASON = "no_reason"
    WITHDRAWN = "withdrawn"
    SUBMITTED = "submitted"
    MERGED = "merged"
    DIFFERENT_PEOPLE = "different_people"
    NOT_TOGETHER = "not_together"
    PROTECTED = "protected"
    RETIRED = "retired"
    NO_NAME = "no_name"
    NAME_USED = "name_used"
    TOO_FAR = "too_far"
    BEFORE_ANOTHER = "before_another"
    IN_PAST = "in_past"
    LONG_AGO = "long_ago"


WRONG_WORDS: dict[Wrong, Text] = {
    Wrong.NOT_ALLOWED: Text(
        sv="Det går inte att göra som insatsperioden är nu. Läs om sidan: någon kan ha ändrat den.",
        en="That cannot be done as the episode is now. Reload: somebody may have changed it.",
    ),
    Wrong.IN_FUTURE: Text(
        sv="Datumet ligger i framtiden. Skriv den dag då det hände.",
        en="The date is in the future. Give the day when it happened.",
    ),
    Wrong.BEFORE_OPENING: Text(
        sv="Datumet är före den dag då insatsperioden öppnades. Rätta det ena datumet.",
        en="The date is before the day when the episode was opened. Correct one of the dates.",
    ),
    Wrong.BEFORE_START: Text(
        sv="Datumet är före den dag då insatserna började. Rätta det ena datumet.",
        en="The date is before the day when help began. Correct one of the dates.",
    ),
    Wrong.AFTER_CLOSURE: Text(
        sv="Datumet är efter avslutet. En mätning efter avslutet är av slaget Efter.",
        en="The date is after the closure. A measurement after it is of the kind After.",
    ),
    Wrong.BEFORE_CLOSURE: Text(
        sv="Mätningen Efter görs när insatsperioden är avslutad. Rätta datumet eller slaget.",
        en="The measurement After comes when the episode is closed. Correct the date or the kind.",
    ),
    Wrong.OUT_OF_ORDER: Text(
        sv="Mätningarna måste komma i ordning: Före, Under, Vid avslut, Efter. Rätta datumet.",
        en="Measurements come in order: Before, During, At exit, After. Correct the date.",
    ),
    Wrong.ENDS_BEFORE: Text(
        sv="Slutet är före början. Rätta ett av datumen.",
        en="The end is before the beginning. Correct one of the dates.",
    ),
    Wrong.NOT_BORN: Text(
        sv="Födelseåret ligger i framtiden.", en="The year of birth is in the future."
    ),
    Wrong.TOO_LONG_AGO: Text(
        sv=f"Födelseåret är före {EARLIEST_BIRTH}. Skriv fyra siffror.",
        en=f"The year of birth is before {EARLIEST_BIRTH}. Write four digits.",
    ),
    Wrong.SAME_UNIT: Text(
        sv="Klienten är redan på den enheten.", en="The client is in that unit already."
    ),
    Wrong.NO_REASON: Text(sv="Ange ett skäl.", en="Give a reason."),
    Wrong.WITHDRAWN: Text(
        sv="Den versionen av formuläret har dragits tillbaka och kan inte påbörjas.",
        en="That version of the form has been withdrawn and cannot be begun.",
    ),
    Wrong.SUBMITTED: Text(
        sv="Mätningen är redan sparad. Rätta svaren i stället.",
        en="The measurement is saved already. Correct the answers instead.",
    ),
    Wrong.MERGED: Text(sv="Akterna är redan sammanslagna.", en="The records are merged already."),
    Wrong.DIFFERENT_PEOPLE: Text(
        sv="Akterna har olika personnummer, så de gäller inte samma person.",
        en="The records have different identity numbers, so they are not of the same person.",
    ),
    Wrong.NOT_TOGETHER: Text(
        sv="Akterna är på olika enheter. Flytta den ena först.",
        en="The records are in different units. Transfer one of them first.",
    ),
    Wrong.PROTECTED: Text(
        sv="En akt på skyddad nivå slås inte ihop med en annan.",
        en="A record in the protected tier is not merged with another.",
    ),
    Wrong.RETIRED: Text(
        sv="Insatsen är redan avslutad eller har fått ett annat namn. Läs om sidan.",
        en="The intervention has ended already or has another name. Reload the page.",
    ),
    Wrong.NO_NAME: Text(sv="Skriv det namn som ni använder.", en="Write the name that you use."),
    Wrong.NAME_USED: Text(
        sv="Enheten har redan en insats med det namnet.",
        en="The unit has an intervention of that name already.",
    ),
    Wrong.TOO_FAR: Text(
        sv="Dagen är mer än fem år bort. Rätta året.",
        en="The day is more than five years away. Correct the year.",
    ),
    Wrong.BEFORE_ANOTHER: Text(
        sv="En annan mätning av samma slag kommer efter den dagen. Välj en senare dag, eller flytta"
        " den mätningen.",
        en="Another measurement of the kind comes after that day. Choose a later day, or move that"
        " measurement.",
    ),
    Wrong.LONG_AGO: Text(
        sv="Dagen är före år 1990. Skriv årtalet med fyra siffror.",
        en="The day is before 1990. Write the year with four digits.",
    ),
    Wrong.IN_PAST: Text(
        sv="Dagen har varit. Välj i dag eller en dag som kommer.",
        en="The day is past. Choose today or a day to come.",
    ),
}


class ImpossibleError(ValueError):
    """Something that cannot be was to be saved. `field` says where, when that is known."""

    def __init__(self, wrong: Wrong, field: str = "") -> None:
        super().__init__(wrong.value)
        self.wrong, self.field = wrong, field

    def message(self, lang: str = "sv") -> str:
        """What is wrong and what to do."""
        return WRONG_WORDS[self.wrong].in_language(lang)


def moved(status: Status, move: Move) -> Status:
    """The status after a move; raises ImpossibleError when the table has no such row."""
    row = TRANSITIONS[move]
    if status not in row.before:
        raise ImpossibleError(Wrong.NOT_ALLOWED)
    return row.after or status


def moves_from(status: Status) -> tuple[Move, ...]:
    """The moves that can be made from a status, in the order of the table."""
    return tuple(row.move for row in TRANSITIONS.values() if status in row.before)


def diagram() -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2"]
    for row in TRANSITIONS.values():
        starts = sorted(status.value for status in row.before) or ["[*]"]
        for start in starts:
            lines.append(f"    {start} --> {row.after.value if row.after else start}: {row.move}")
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True)
class Course:
    """The days of an episode that its waves and interventions are tried against."""

    opened: date
    started: date | None = None
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """A wave that has a day: which, and when it was held."""

    occasion: Occasion
    number: int
    held: date

    @property
    def place(self) -> tuple[int, int]:
        """Where it comes in the order of waves."""
        return ORDER.index(self.occasion), self.number


def check_course(course: Course, *, today: date) -> None:
    """Raise ImpossibleError when the days of an episode cannot be."""
    for day, field in (
        (course.opened, "opened_on"),
        (course.started, "started_on"),
        (course.closed, "closed_on"),
    ):
        if day is not None and day > today:
            raise ImpossibleError(Wrong.IN_FUTURE, field)
        check_day(day, field, today=today)
    if course.started is not None and course.started < course.opened:
        raise ImpossibleError(Wrong.BEFORE_OPENING, "started_on")
    if course.closed is not None and course.closed < (course.started or course.opened):
        wrong = Wrong.BEFORE_START if course.started else Wrong.BEFORE_OPENING
        raise ImpossibleError(wrong, "closed_on")


def check_wave(wave: Measured, course: Course, others: Iterable[Measured], *, today: date) -> None:
    """Raise ImpossibleError when a wave cannot have been held on its day."""
    if wave.held > today:
        raise ImpossibleError(Wrong.IN_FUTURE, "held_on")
    if wave.held < course.opened:
        raise ImpossibleError(Wrong.BEFORE_OPENING, "held_on")
    if wave.occasion is Occasion.FOLLOW_UP:
        if course.closed is None or wave.held < course.closed:
            raise ImpossibleError(Wrong.BEFORE_CLOSURE, "held_on")
    elif wave.occasion is not Occasion.EXIT and course.closed and wave.held > course.closed:
        raise ImpossibleError(Wrong.AFTER_CLOSURE, "held_on")
    inorder = sorted([wave, *others], key=lambda one: one.place)
    if any(later.held < earlier.held for earlier, later in pairwise(inorder)):
        raise ImpossibleError(Wrong.OUT_OF_ORDER, "held_on")


def check_day(day: date | None, field: str, *, today: date) -> None:
    """Raise ImpossibleError for a day that nothing here can be on."""
    if day is not None and day < EARLIEST_DAY:
        raise ImpossibleError(Wrong.LONG_AGO, field)
    if day is not None and day > today + PLANNED_WITHIN:
        raise ImpossibleError(Wrong.TOO_FAR, field)


def check_extra(
    due: date, occasion: Occasion, course: Course, others: Iterable[date], *, today: date
) -> None:
    """Raise ImpossibleError when one wave more cannot be due on a day.

    `others` are the days of the episode's other waves of the occasion, held or due: a wave that is
    added is the last of its kind.
    """
    if (occasion is Occasion.FOLLOW_UP) != (course.closed is not None) or occasion not in (
        Occasion.DURING,
        Occasion.FOLLOW_UP,
    ):
        raise ImpossibleError(Wrong.NOT_ALLOWED)
    if due < today:
        raise ImpossibleError(Wrong.IN_PAST, "due_on")
    check_day(due, "due_on", today=today)
    if any(due < other for other in others):
        raise ImpossibleError(Wrong.BEFORE_ANOTHER, "due_on")


def check_span(first: date | None, last: date | None, *, today: date) -> None:
    """Raise ImpossibleError when an intervention cannot have lasted from one day to the other."""
    if first is not None and last is not None and last < first:
        raise ImpossibleError(Wrong.ENDS_BEFORE, "ended_on")
    if last is not None and last > today:
        raise ImpossibleError(Wrong.IN_FUTURE, "ended_on")
    check_day(first, "started_on", today=today)


def check_birth_year(year: int, *, today: date) -> None:
    """Raise ImpossibleError for a year that nobody alive can be born in."""
    if year > today.year:
        raise ImpossibleError(Wrong.NOT_BORN, "birth_year")
    if year < EARLIEST_BIRTH:
        raise ImpossibleError(Wrong.TOO_LONG_AGO, "birth_year")


AGE_BANDS: tuple[tuple[int, str], ...] = (
    (0, "0-5"),
    (6, "6-12"),
    (13, "13-17"),
    (18, "18-24"),
    (25, "25-34"),
    (35, "35-44"),
    (45, "45-54"),
    (55, "55-64"),
    (65, "65-79"),
    (80, "80-"),
)


def age_band(birth_year: int | None, on: date) -> str:
    """The band of the age that somebody turns in the year of a day; empty when not known."""
    if birth_year is None:
        return ""
    age = max(0, on.year - birth_year)
    return next(band for first, band in reversed(AGE_BANDS) if age >= first)


def due_first(occasion: Occasion, course: Course) -> date:
    """The day that the first wave of an occasion is due by default."""
    closed = course.closed or course.opened
    return {
        Occasion.BASELINE: course.opened + BASELINE_WITHIN,
        Occasion.DURING: (course.started or course.opened) + DURING_EVERY,
        Occasion.EXIT: closed + EXIT_WITHIN,
        Occasion.FOLLOW_UP: closed + FOLLOW_UP_AFTER,
    }[occasion]


class Urgency(StrEnum):
    """How a wave stands against its day."""

    OVERDUE = "overdue"
    DUE = "due"
    LATER = "later"


DUE_WITHIN = timedelta(days=14)


def urgency(due: date, *, today: date) -> Urgency:
    """Whether a wave is overdue, due within the next days, or later."""
    if due < today:
        return Urgency.OVERDUE
    return Urgency.DUE if due - today <= DUE_WITHIN else Urgency.LATER


def check_merge(
    *, same_unit: bool, merged: bool, protected: bool, tokens: Sequence[bytes | None]
) -> None:
    """Raise ImpossibleError when two records cannot be made one."""
    if merged:
        raise ImpossibleError(Wrong.MERGED)
    if not same_unit:
        raise ImpossibleError(Wrong.NOT_TOGETHER)
    if protected:
        raise ImpossibleError(Wrong.PROTECTED)
    known = {token for token in tokens if token is not None}
    if len(known) > 1:
        raise ImpossibleError(Wrong.DIFFERENT_PEOPLE)
