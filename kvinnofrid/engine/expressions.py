"""The classes of an indicator as SQL, for every database: CASE over texts and whole numbers.

What a class means stands in `statistics.episodes.classes`; this says the same of columns.
"""

from collections.abc import Sequence

from kvinnofrid.catalogue import Outcome, OutcomeCategory
from kvinnofrid.engine.facts import DAYS, FIELDS, SCALE
from kvinnofrid.statistics.episodes import UNKNOWN


class UnknownColumnError(ValueError):
    """An indicator of a field or a day that snapshots do not hold."""

    def __init__(self, name: str) -> None:
        super().__init__(f"a snapshot holds no {name}; it holds {', '.join((*FIELDS, *DAYS))}")


class UnsafeValueError(ValueError):
    """A coded value with a sign that databases read in different ways."""

    def __init__(self, value: str) -> None:
        super().__init__(
            f"{value!r} is no coded value: it has a quotation mark, backslash or control sign"
        )


def text(value: str) -> str:
    """A text of SQL; UnsafeValueError for one that not every database reads alike."""
    if not value.isprintable() or set(value) & set("'\\"):
        raise UnsafeValueError(value)
    return f"'{value}'"


def classes_of(outcome: Outcome) -> tuple[str, ...]:
    """The classes of an indicator that divides by the episode alone, the unknown last."""
    return (*(one.code for one in outcome.categories), UNKNOWN)


def of_episode(outcome: Outcome) -> str:
    """The number of an episode's class, of `field`, `days` and `on_time`; over `episodes AS e`."""
    measure = outcome.measure
    if measure.of == "field":
        name = measure.name
        if name not in {*FIELDS, "target_group"}:
            raise UnknownColumnError(name)
        return case(by_text(f"e.{name}", outcome.categories), len(outcome.categories))
    if measure.of == "days":
        known = f"{days_of(outcome)} >= 0"
        limits = by_limits(days_of(outcome), outcome.categories, scale=1)
        return case(
            [(f"{known} AND {when}", then) for when, then in limits], len(classes_of(outcome)) - 1
        )
    return _on_time(outcome)


def days_of(outcome: Outcome) -> str:
    """The number of days of an indicator of `days`; NULL or negative when it is not known."""
    first, last = outcome.measure.name, outcome.measure.until or ""
    return f"(e.{_day(last)} - e.{_day(first)})"


def _day(name: str) -> str:
    if name not in DAYS:
        raise UnknownColumnError(name)
    return name


def _on_time(outcome: Outcome) -> str:
    measure = outcome.measure
    held, due = f"e.{measure.occasion}_held_on", f"e.{_day(measure.name)}"
    place = {one: number for number, one in enumerate(classes_of(outcome))}
    late = place.get("not_in_time", len(place) - 1)
    early = place.get("in_time", len(place) - 1)
    return case([(f"{held} - {due} <= {measure.within or 0}", early)], late)


def by_text(column: str, categories: Sequence[OutcomeCategory]) -> list[tuple[str, int]]:
    """When a text is of each class. A value that several classes claim belongs to the last."""
    owner = {
        value: number
        for number, one in enumerate(categories)
        for value in (one.values or (one.code,))
    }
    found = []
    for number in range(len(categories)):
        values = [value for value in owner if owner[value] == number]
        if values:
            found.append((f"{column} IN ({', '.join(map(text, values))})", number))
    return found


def by_limits(
    column: str, categories: Sequence[OutcomeCategory], scale: int = SCALE
) -> list[tuple[str, int]]:
    """When a number is of each class; of those that overlap, the first."""
    found = []
    for number, one in enumerate(categories):
        if one.low is not None:
            most = "" if one.high is None else f" AND {column} <= {one.high * scale}"
            found.append((f"{column} >= {one.low * scale}{most}", number))
    return found


def case(whens: Sequence[tuple[str, int]], otherwise: int) -> str:
    """A CASE over conditions in order."""
    if not whens:
        return str(otherwise)
    said = " ".join(f"WHEN {when} THEN {then}" for when, then in whens)
    return f"CASE {said} ELSE {otherwise} END"
