"""Which items are asked, given the answers so far [hopplogik]."""

from __future__ import annotations

from datetime import date

from kvinnofrid.catalogue import Instrument

from .answers import Answers, Given
from .conditions import holds


def applies(
    instrument: Instrument, answers: Answers, *, today: date, occasion: str | None = None
) -> tuple[str, ...]:
    """Ids of the items that are asked, in order.

    Items are taken in turn, and the answer of one that is not asked counts as not given, so that
    what it would have led to is not asked either. `occasion` None stands for any.
    """
    values: dict[str, Given] = {}
    asked: list[str] = []
    for section in instrument.sections:
        if section.applies is not None and not holds(section.applies, values, today):
            continue
        for item in section.items:
            if not item.asked_at(occasion):
                continue
            if item.applies is not None and not holds(item.applies, values, today):
                continue
            asked.append(item.id)
            if item.id in answers:
                values[item.id] = answers[item.id]
    return tuple(asked)


def counted(
    instrument: Instrument, answers: Answers, *, today: date, occasion: str | None = None
) -> dict[str, Given]:
    """The answers that count: those of items that are asked. The others are kept till submit."""
    asked = applies(instrument, answers, today=today, occasion=occasion)
    return {item: answers[item] for item in asked if item in answers}


def depends_on(instrument: Instrument, item_id: str) -> frozenset[str]:
    """Ids of the items whose answers decide, directly or not, whether the item is asked."""
    direct: dict[str, frozenset[str]] = {}
    for section in instrument.sections:
        around = () if section.applies is None else tuple(section.applies.items())
        for item in section.items:
            own = () if item.applies is None else tuple(item.applies.items())
            reached = {*around, *own}
            direct[item.id] = frozenset(reached).union(*(direct[i] for i in reached))
    return direct[item_id]
