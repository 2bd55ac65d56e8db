"""Trying a condition on answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from kvinnofrid.catalogue import Condition
from kvinnofrid.catalogue.conditions import TODAY

from .answers import Given, Missing, Value


def holds(condition: Condition, values: Mapping[str, Given], today: date) -> bool:
    """Whether the condition holds; an item without a value passes only `answered: false`."""
    if condition.item is not None:
        return _test(condition, condition.item, values, today)
    if condition.all:
        return all(holds(part, values, today) for part in condition.all)
    if condition.any:
        return any(holds(part, values, today) for part in condition.any)
    return not any(holds(part, values, today) for part in condition.none)


def can_be_tried(condition: Condition, values: Mapping[str, Given]) -> bool:
    """Whether every item that the condition refers to has a value."""
    return all(_value(values, item) is not None for item in condition.items())


def _value(values: Mapping[str, Given], item: str) -> Value | None:
    given = values.get(item)
    return None if isinstance(given, Missing) else given


def _test(condition: Condition, item: str, values: Mapping[str, Given], today: date) -> bool:
    value = _value(values, item)
    if condition.answered is not None and condition.answered != (value is not None):
        return False
    if not condition.one_of and not condition.limits:
        return True
    if value is None:
        return False
    if condition.one_of:
        chosen = value if isinstance(value, tuple) else (value,)
        if not any(code in condition.one_of for code in chosen):
            return False
    return all(
        _keeps(name, value, _operand(operand, values, today)) for name, operand in condition.limits
    )


def _operand(operand: str, values: Mapping[str, Given], today: date) -> Value | None:
    if operand == TODAY:
        return today
    if operand[0].isalpha():
        return _value(values, operand)
    return date.fromisoformat(operand) if operand.count("-", 1) == 2 else Decimal(operand)


def _keeps(name: str, value: Value, other: Value | None) -> bool:
    if isinstance(value, date) and isinstance(other, date):
        difference = (value - other).days
    elif isinstance(value, Decimal | int) and isinstance(other, Decimal | int):
        difference = (value > other) - (value < other)
    else:
        return False
    return {
        "at_least": difference >= 0,
        "at_most": difference <= 0,
        "above": difference > 0,
        "below": difference < 0,
    }[name]
