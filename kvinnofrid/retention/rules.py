"""When something may be destroyed. Never a day too early, and what is not known is kept."""

import calendar
from datetime import MAXYEAR, date, timedelta

from kvinnofrid.catalogue import Facts, RetentionException, RetentionRule


def due(rule: RetentionRule, facts: Facts, today: date) -> date | None:
    """The first day on which it may be destroyed as things stand today; it may lie ahead.

    None when it may not: the event has not happened by today, an exception keeps it, or it is
    held. The time is whole: what happened on 10 March and is kept for five years may be destroyed
    from 11 March. A day that the last month lacks counts as its last, so 29 February becomes 28.
    """
    event = facts.events.get(rule.trigger)
    if event is None or event > today:
        return None
    if kept_by(rule, facts) is not None or is_held(facts, today):
        return None
    end = _later(event, years=rule.keep_years, months=rule.keep_months)
    first = end + timedelta(days=1) if end < date.max else end
    return first if rule.not_before is None else max(first, rule.not_before)


def latest(rule: RetentionRule, first: date) -> date | None:
    """The last day to do what became due on a day; None when the rule does not say."""
    if rule.latest is None:
        return None
    return date(min(first.year + 1, MAXYEAR), 12, 31)


def is_held(facts: Facts, today: date) -> bool:
    """Whether a hold keeps it today, whatever the rules say."""
    return any(hold.holds(today) for hold in facts.holds)


def kept_by(rule: RetentionRule, facts: Facts) -> RetentionException | None:
    """The first exception of the rule that keeps it, or None."""
    return next((one for one in rule.exceptions if _keeps(one, facts)), None)


def _keeps(exception: RetentionException, facts: Facts) -> bool:
    """Whether every condition that is given holds; one that cannot be judged does."""
    if exception.trait is not None and exception.trait not in facts.traits:
        return False
    if facts.places:
        if exception.places and facts.places.isdisjoint(exception.places):
            return False
        if not facts.places.isdisjoint(exception.not_in_places):
            return False
    return not exception.born_on_days or facts.born is None or _born_on(exception, facts.born)


def _born_on(exception: RetentionException, born: date) -> bool:
    return born.day in exception.born_on_days


def _later(day: date, *, years: int, months: int) -> date:
    """The same day of a later month, or that month's last; at most the calendar's last day."""
    month = day.month - 1 + months
    year = day.year + years + month // 12
    if year > MAXYEAR:
        return date.max
    month = month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
