"""What holds of the policy in every situation: less trust never opens, and order never matters."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from kvinnofrid.access.policy import decide
from kvinnofrid.access.roles import CONFLICTS, GRANTS, GRANTS_BY_TWO, ROLES, Role
from kvinnofrid.access.values import Decision, Period, Reason, Record
from tests.access.situations import TOKENS, Situation, situation

Value = TypeVar("Value")


def situations(n: int, seed: int) -> Iterator[Situation]:
    chance = random.Random(seed)
    for _ in range(n):
        yield situation(chance)


def asked(s: Situation, **changes: object) -> Decision:
    """The decision when facts of the actor are changed."""
    return decide(replace(s.actor, **changes), s.action, s.thing, s.now)  # type: ignore[arg-type]


def without_each(values: tuple[Value, ...]) -> Iterator[tuple[Value, ...]]:
    for number in range(len(values)):
        yield values[:number] + values[number + 1 :]


Fewer = Callable[[Situation], Iterator[Decision]]


def fewer_memberships(s: Situation) -> Iterator[Decision]:
    return (asked(s, memberships=fewer) for fewer in without_each(s.actor.memberships))


def fewer_openings(s: Situation) -> Iterator[Decision]:
    return (asked(s, break_glass=fewer) for fewer in without_each(s.actor.break_glass))


def fewer_teams(s: Situation) -> Iterator[Decision]:
    return (asked(s, teams=s.actor.teams - {team}) for team in s.actor.teams)


def weaker_sign_in(s: Situation) -> Iterator[Decision]:
    yield asked(s, assurance=s.actor.assurance - 1)
    yield asked(s, confirmed_at=None)
    yield asked(s, identified_in=frozenset())


def absence(s: Situation) -> Iterator[Decision]:
    yield asked(s, ended=s.now.date() - timedelta(days=1))
    yield asked(s, leave=(*s.actor.leave, Period(s.now.date() - timedelta(days=1))))


def records(s: Situation) -> Iterator[Record]:
    if isinstance(s.thing, Record):
        yield s.thing


def narrower_records(s: Situation) -> Iterator[Decision]:
    for record in records(s):
        for narrower in (
            replace(record, assigned=frozenset()),
            replace(record, covering=frozenset()),
            replace(record, teams=frozenset()),
            replace(record, cleared=frozenset()),
            replace(record, protected=True),
            replace(record, proposed_by=None),
            replace(record, proposer_tokens=frozenset()),
            replace(record, proposer_tokens=s.actor.tokens),
        ):
            yield decide(s.actor, s.action, narrower, s.now)


def blocks(s: Situation) -> Iterator[Decision]:
    for record in records(s):
        users = record.blocked_users | {"bo", s.actor.id}
        yield decide(s.actor, s.action, replace(record, blocked_users=users), s.now)
        for token in TOKENS:
            tokens = record.blocked_tokens | {token}
            yield decide(s.actor, s.action, replace(record, blocked_tokens=tokens), s.now)


@pytest.mark.parametrize(
    "fewer",
    [
        fewer_memberships,
        fewer_openings,
        fewer_teams,
        weaker_sign_in,
        absence,
        narrower_records,
        blocks,
    ],
)
def test_less_trust_or_more_protection_never_allows_more(fewer: Fewer) -> None:
    tried = 0
    for s in situations(3_000, seed=7):
        before = decide(*s)
        for after in fewer(s):
            tried += 1
            assert before.allowed or not after.allowed, s
            assert after.fields <= before.fields or before.allowed, s
            assert after.as_missing or not (before.as_missing and isinstance(s.thing, Record)), s
    assert tried > 500


def test_the_blocked_are_told_nothing_whatever_they_try() -> None:
    for s in situations(2_000, seed=8):
        for record in records(s):
            blocked = replace(record, blocked_users=frozenset({s.actor.id}))
            decision = decide(s.actor, s.action, blocked, s.now)
            assert decision.as_missing
            assert decision.fields == frozenset()
            assert decision.words.sv == "Sidan eller uppgiften finns inte."


def test_a_denial_tells_of_a_record_only_to_whoever_may_know_of_it() -> None:
    """Told are those who may find it, and those who lack only a confirmation or another person."""
    told = 0
    for s in situations(12_000, seed=9):
        for record in records(s):
            decision = decide(*s)
            if decision.allowed or decision.as_missing:
                continue
            told += 1
            if decision.reason is Reason.NO_ROLE:
                assert decide(s.actor, "record.find", record, s.now), s
            else:
                eva = frozenset({b"eva"})
                other = replace(
                    record,
                    proposed_by="eva",
                    proposed_for="eva",
                    proposer_tokens=eva,
                    subject_tokens=eva,
                )
                fresh = replace(
                    s.actor, confirmed_at=s.now, identified_in=frozenset({record.organisation})
                )
                assert decide(fresh, s.action, other, s.now), s
    assert told > 100


def test_a_record_that_is_missing_to_somebody_reveals_no_field() -> None:
    for s in situations(2_000, seed=10):
        decision = decide(*s)
        assert decision.allowed or not decision.fields
        assert not (decision.allowed and decision.as_missing)


def test_the_order_of_memberships_and_openings_never_matters() -> None:
    for s in situations(2_000, seed=11):
        backwards = {
            name: tuple(reversed(getattr(s.actor, name)))
            for name in ("memberships", "break_glass", "leave")
        }
        assert asked(s, **backwards) == decide(*s)


def test_the_order_of_sets_never_matters() -> None:
    many = [f"user-{number}" for number in range(40)]
    for s in situations(2_000, seed=12):
        for record in records(s):
            one, other = (
                replace(record, assigned=frozenset([*order, *record.assigned]))
                for order in (many, many[::-1])
            )
            assert decide(s.actor, s.action, one, s.now) == decide(s.actor, s.action, other, s.now)


def test_nobody_alone_gets_further_by_giving_access_to_others() -> None:
    """One person with any number of accounts: what the first can give alone, and those, and so on.

    What two must agree on needs a second account with a role that may approve; none of those can
    be had alone.
    """
    alone = {
        giver: {role for role in given if role not in GRANTS_BY_TWO}
        for giver, given in GRANTS.items()
    }
    for start in Role:
        had = {start}
        while True:
            more = had.union(*(alone.get(role, set()) for role in had))
            if more == had:
                break
            had = more
        gained = had - {start}
        assert not gained & {Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR, Role.LOG_REVIEWER}
        if any(ROLES[role].content for role in gained):
            assert start is Role.UNIT_MANAGER, "only who reaches the unit's records may share them"


def test_whoever_runs_the_system_cannot_give_or_hold_what_reaches_people() -> None:
    given = GRANTS[Role.SYSTEM_ADMINISTRATOR]
    assert not any(ROLES[role].content for role in given)
    content = {role for role in Role if ROLES[role].content}
    assert content <= CONFLICTS[Role.SYSTEM_ADMINISTRATOR]
