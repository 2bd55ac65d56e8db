"""What is due, what is kept and why, which rules hold, and what has been destroyed."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from kvinnofrid.catalogue import (
    Facts,
    HeldFor,
    RetentionRule,
    RetentionRules,
    load_shipped,
    rules_in_force,
    rules_proposed,
)
from kvinnofrid.organisations.queries import register
from kvinnofrid.retention.kinds import retained_kind, retained_kinds
from kvinnofrid.retention.models import Disposal, Hold
from kvinnofrid.retention.rules import due, is_held, kept_by, latest

NATION = "nation"


class UnknownOrganisationError(LookupError):
    """No organisation has that id."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """Something that may be destroyed: its id, since when, and the last day if a law says."""

    object_id: str
    due_on: date
    latest: date | None


@dataclass(frozen=True, slots=True)
class RulePreview:
    """What a rule would do today, in numbers. `next_due` is the first day ahead that more is due.

    `kept` counts what each exception keeps, by its id. `known` is False when no domain of this
    installation keeps such things: nothing is counted then, which is not the same as none.
    """

    rule: RetentionRule
    known: bool
    total: int = 0
    due_now: int = 0
    overdue: int = 0
    held: int = 0
    kept: Mapping[str, int] | None = None
    next_due: date | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The rules for an organisation and what they would do; `decided` is False for a proposal."""

    rules: RetentionRules
    decided: bool
    rows: tuple[RulePreview, ...]


def codes_of(organisation: str, *, on: date) -> tuple[str, frozenset[str]]:
    """The organisation's own code on the day, and the codes of all that it lies in with its own.

    Raises UnknownOrganisationError.
    """
    known = register()
    try:
        place = known.place(int(organisation), on=on)
    except (KeyError, ValueError) as error:
        raise UnknownOrganisationError(f"Organisationen {organisation} finns inte.") from error
    own, codes = place.code, {place.code}
    above = known.parent(place, on=on)
    while above is not None and above.kind != NATION:
        codes.add(above.code)
        above = known.parent(above, on=on)
    return own, frozenset(codes)


def decided_rules(organisation: str, *, on: date) -> RetentionRules | None:
    """The rules that the organisation has decided and that hold on the day; None when none do."""
    own, _ = codes_of(organisation, on=on)
    return rules_in_force(load_shipped().retention_rules, code=own, on=on)


def named_rule(rules: str, version: str, rule: str) -> RetentionRule | None:
    """A rule of the catalogue by name; None when its file is no longer there."""
    return next(
        (
            one
            for some in load_shipped().retention_rules
            if (some.id, some.version) == (rules, version)
            for one in some.rules
            if one.id == rule
        ),
        None,
    )


def preview(
    organisation: str, *, today: date, seen: Callable[[str, str], bool] | None = None
) -> Preview | None:
    """What would be due by the decided rules, else by the proposal; None without either.

    Only what is `seen` by its kind and id is counted; without that, everything.
    """
    rules = decided_rules(organisation, on=today)
    decided = rules is not None
    rules = rules or rules_proposed(load_shipped().retention_rules)
    if rules is None:
        return None
    rows = tuple(_preview(organisation, rule, today, seen) for rule in rules.rules)
    return Preview(rules, decided, rows)


def _preview(
    organisation: str,
    rule: RetentionRule,
    today: date,
    seen: Callable[[str, str], bool] | None,
) -> RulePreview:
    if rule.concerns not in retained_kinds():
        return RulePreview(rule, known=False)
    total = due_now = overdue = held = 0
    kept: Counter[str] = Counter()
    ahead: list[date] = []
    for facts in all_facts(organisation, rule.concerns, today=today):
        if seen is not None and not seen(rule.concerns, facts.id):
            continue
        total += 1
        exception = kept_by(rule, facts)
        if exception is not None:
            kept[exception.id] += 1
        elif is_held(facts, today):
            held += 1
        first = due(rule, facts, today)
        if first is not None and first > today:
            ahead.append(first)
        elif first is not None:
            due_now += 1
            last = latest(rule, first)
            overdue += last is not None and last < today
    return RulePreview(
        rule, True, total, due_now, overdue, held, dict(kept), min(ahead, default=None)
    )


def due_items(organisation: str, rule: RetentionRule, *, today: date) -> list[DueItem]:
    """Everything that the rule lets be destroyed today, longest due first.

    Raises `kinds.UnknownKindError` when no domain keeps such things.
    """
    found = [
        DueItem(facts.id, first, latest(rule, first))
        for facts in all_facts(organisation, rule.concerns, today=today)
        if (first := due(rule, facts, today)) is not None and first <= today
    ]
    return sorted(found, key=lambda item: (item.due_on, item.object_id))


def all_facts(organisation: str, concerns: str, *, today: date) -> Iterator[Facts]:
    """The facts of all of a kind, with where they are handled and what holds them."""
    _, places = codes_of(organisation, on=today)
    holds = _holds(organisation, concerns)
    for facts in retained_kind(concerns).candidates(organisation):
        yield _completed(facts, places, holds)


def facts_of(organisation: str, concerns: str, object_id: str, *, today: date) -> Facts | None:
    """The facts of one thing; None when it does not exist."""
    facts = retained_kind(concerns).facts(organisation, object_id)
    if facts is None:
        return None
    _, places = codes_of(organisation, on=today)
    return _completed(facts, places, _holds(organisation, concerns))


def _completed(
    facts: Facts, places: frozenset[str], holds: Mapping[str, tuple[HeldFor, ...]]
) -> Facts:
    of_it = (*facts.holds, *holds.get("", ()), *holds.get(facts.id, ()))
    return replace(facts, places=facts.places | places, holds=of_it)


def _holds(organisation: str, concerns: str) -> dict[str, tuple[HeldFor, ...]]:
    """Holds by the id of what they hold, those of the whole kind by an empty one."""
    found: dict[str, tuple[HeldFor, ...]] = {}
    asked = Hold.objects.filter(Q(concerns="") | Q(concerns=concerns), organisation=organisation)
    for hold in asked:
        found[hold.object_id] = (
            *found.get(hold.object_id, ()),
            HeldFor(hold.first, hold.until),
        )
    return found


def disposals(organisation: str) -> list[Disposal]:
    """The disposals of an organisation, newest first."""
    return list(Disposal.objects.filter(organisation=organisation).order_by("-proposed_at", "id"))


def disposal_of(organisation: str, disposal: UUID) -> Disposal | None:
    """The disposal, if it is the organisation's."""
    return Disposal.objects.filter(organisation=organisation, pk=disposal).first()


def hold_of(organisation: str, hold: UUID) -> Hold | None:
    """The hold, if it is the organisation's."""
    return Hold.objects.filter(organisation=organisation, pk=hold).first()


def rules_for(organisation: str, *, on: date) -> list[RetentionRule]:
    """The rules that the organisation has decided, else those of the proposal, in order."""
    rules = decided_rules(organisation, on=on) or rules_proposed(load_shipped().retention_rules)
    return list(rules.rules) if rules else []
