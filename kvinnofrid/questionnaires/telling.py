"""What may be told of many persons' answers to a question: counts, with small groups hidden."""

from collections import Counter
from collections.abc import Mapping, Sequence

from kvinnofrid.catalogue import Item
from kvinnofrid.statistics.small_groups import Guarded, guarded, stands, whole

Coded = str | int | list[str]
"""A coded answer: never a text that somebody wrote."""

UNANSWERED = "unanswered"
YES, NO = "yes", "no"
Told = Mapping[str, Guarded]
"""The tables of a question: one, named by nothing, or one for each of several choices."""


def is_counted(item: Item) -> bool:
    """Whether answers are counted: what a client has written, and days, are read as own words."""
    return item.kind not in ("text", "date")


def options(item: Item) -> tuple[str, ...]:
    """The answers that there are to a question, in order; none for a number."""
    if item.scale is not None:
        return tuple(str(step) for step in range(item.scale.low, item.scale.high + 1))
    return tuple(one.code for one in item.choices)


def told(item: Item, given: Sequence[Coded | None]) -> Told:
    """How the answers fell, with small groups hidden as in a unit's results (ADR 0024).

    None stands for somebody who left the question out: they are a class of their own.
    """
    if item.kind == "multiple":
        return {
            code: _guarded([_chosen(one, code) for one in given], (YES, NO))
            for code in options(item)
        }
    said = [UNANSWERED if one is None else str(one) for one in given]
    numbers = sorted({one for one in said if one != UNANSWERED}, key=_number)
    return {"": _guarded(said, options(item) or numbers)}


def _chosen(answer: Coded | None, code: str) -> str:
    return UNANSWERED if answer is None else YES if code in _several(answer) else NO


def _several(answer: Coded) -> Sequence[str]:
    return answer if isinstance(answer, list) else [str(answer)]


def _number(text: str) -> tuple[float, str]:
    try:
        return float(text), text
    except ValueError:
        return float("inf"), text


def _guarded(said: Sequence[str], classes: Sequence[str]) -> Guarded:
    total, shared, none = Counter(said), frozenset({UNANSWERED}), frozenset[str]()
    alone = stands([total], shared)
    every = (*classes, UNANSWERED)
    blocks = whole(total, every, fixed=shared if alone else none, pooled=none if alone else shared)
    return guarded(total, every, blocks)
