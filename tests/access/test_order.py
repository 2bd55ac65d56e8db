"""The order of the decision is a promise: what an earlier step denies no later step allows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kvinnofrid.access.policy import decide
from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import (
    NOBODY,
    Actor,
    BreakGlass,
    Grant,
    Membership,
    Organisation,
    Own,
    Period,
    Public,
    Reason,
    Record,
    Unit,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ALWAYS = Period(date(2020, 1, 1))


def member(role: Role, *, unit: str | None = "u1", organisation: str = "o1") -> Membership:
    return Membership(organisation, role, ALWAYS, unit)


WORKER = Actor("anna", (member(Role.CASEWORKER),), assurance=2, confirmed_at=NOW)
MANAGER = Actor("maja", (member(Role.UNIT_MANAGER),), assurance=2, confirmed_at=NOW)
RECORD = Record("r1", "o1", "u1", assigned=frozenset({"anna"}))


def test_the_assigned_caseworker_reads_and_sees_all_fields() -> None:
    decision = decide(WORKER, "record.read", RECORD, NOW)
    assert decision.allowed
    assert decision.fields == {"identity", "contact", "content", "meta"}


def test_a_colleague_who_is_not_assigned_cannot_tell_that_the_record_exists() -> None:
    decision = decide(replace(WORKER, id="bo"), "record.read", RECORD, NOW)
    assert decision.as_missing
    assert decision.reason is Reason.NOT_ASSIGNED


@pytest.mark.parametrize(
    "record",
    [replace(RECORD, covering=frozenset({"bo"})), replace(RECORD, teams=frozenset({"t"}))],
)
def test_whoever_covers_or_shares_the_team_reads(record: Record) -> None:
    actor = replace(WORKER, id="bo", teams=frozenset({"t"}))
    assert decide(actor, "record.read", record, NOW)


@pytest.mark.parametrize(
    "blocked",
    [
        replace(RECORD, blocked_users=frozenset({"anna"})),
        replace(RECORD, blocked_tokens=frozenset({b"t"})),
    ],
)
def test_a_block_beats_assignment_and_emergency(blocked: Record) -> None:
    actor = replace(
        WORKER,
        tokens=frozenset({b"t"}),
        identified_in=frozenset({"o1"}),
        break_glass=(BreakGlass("r1", NOW + timedelta(minutes=5)),),
    )
    decision = decide(actor, "record.read", blocked, NOW)
    assert (decision.allowed, decision.as_missing) == (False, True)
    assert decision.reason is Reason.BLOCKED


def test_a_protected_record_is_missing_until_two_have_cleared_somebody() -> None:
    record = replace(RECORD, protected=True)
    assert decide(WORKER, "record.read", record, NOW).reason is Reason.PROTECTED
    assert decide(MANAGER, "record.read", record, NOW).as_missing
    assert decide(WORKER, "record.read", replace(record, cleared=frozenset({"anna"})), NOW)
    proposed = replace(
        record,
        proposed_by="maja",
        proposed_for="anna",
        proposer_tokens=frozenset({b"maja"}),
        subject_tokens=frozenset({b"anna"}),
    )
    assert decide(MANAGER, "record.propose_clearance", proposed, NOW)
    assert decide(MANAGER, "record.clear", proposed, NOW).reason is Reason.SAME_PERSON
    assert decide(another("mia"), "record.clear", proposed, NOW)


def another(id: str, *tokens: bytes) -> Actor:
    """Another manager of the unit, who has given who they are."""
    known = frozenset(tokens or {id.encode()})
    return replace(MANAGER, id=id, tokens=known, identified_in=frozenset({"o1"}))


def test_persons_are_counted_not_accounts() -> None:
    proposed = replace(
        RECORD,
        proposed_by="maja",
        proposed_for="anna",
        proposer_tokens=frozenset({b"maja"}),
        subject_tokens=frozenset({b"anna"}),
    )
    for action in ("record.clear", "record.unblock"):
        assert decide(another("mia"), action, proposed, NOW), action
        own = decide(another("maja-2", b"maja"), action, proposed, NOW)
        assert own.reason is Reason.SAME_PERSON, action
        unknown = replace(MANAGER, id="mia")
        assert decide(unknown, action, proposed, NOW).reason is Reason.UNIDENTIFIED, action
        elsewhere = replace(another("mia"), identified_in=frozenset({"o2"}))
        assert decide(elsewhere, action, proposed, NOW).reason is Reason.UNIDENTIFIED, action
        by_nobody = replace(proposed, proposer_tokens=frozenset())
        assert decide(another("mia"), action, by_nobody, NOW).reason is Reason.UNIDENTIFIED
    for_oneself = decide(another("anna-2", b"anna"), "record.clear", proposed, NOW)
    assert for_oneself.reason is Reason.SAME_PERSON
    for_nobody = replace(proposed, subject_tokens=frozenset())
    assert decide(another("mia"), "record.clear", for_nobody, NOW).reason is Reason.UNIDENTIFIED
    place = Organisation("o1", "maja", frozenset({b"maja"}))
    assert decide(another("mia"), "retention.approve", place, NOW)
    assert decide(another("x", b"maja"), "retention.approve", place, NOW).reason is (
        Reason.SAME_PERSON
    )


def test_an_emergency_opening_holds_for_one_record_until_it_ends_and_only_to_read() -> None:
    actor = replace(WORKER, id="bo", break_glass=(BreakGlass("r1", NOW + timedelta(minutes=1)),))
    assert decide(actor, "record.read", RECORD, NOW).reason is Reason.BREAK_GLASS
    assert not decide(actor, "record.read", RECORD, NOW + timedelta(minutes=1))
    assert not decide(actor, "record.read", replace(RECORD, id="r2"), NOW)
    assert not decide(actor, "record.write", RECORD, NOW)
    administrator = replace(actor, memberships=(member(Role.SYSTEM_ADMINISTRATOR, unit=None),))
    assert not decide(administrator, "record.read", RECORD, NOW)


@pytest.mark.parametrize(
    "actor",
    [
        NOBODY,
        replace(WORKER, ended=date(2026, 11, 22)),
        replace(WORKER, leave=(Period(date(2026, 11, 1), date(2026, 12, 1)),)),
        replace(WORKER, memberships=()),
        replace(WORKER, assurance=1),
    ],
)
def test_who_has_left_is_away_or_signed_in_too_weakly_reads_nothing(actor: Actor) -> None:
    assert not decide(actor, "record.read", RECORD, NOW)
    assert not decide(actor, "unit.read_results", Unit("o1", "u1"), NOW)


def test_another_organisations_record_is_missing_whatever_the_role() -> None:
    for role in Role:
        actor = replace(WORKER, memberships=(member(role, organisation="o2"),))
        assert decide(actor, "record.read", RECORD, NOW).as_missing


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.CASEWORKER, Role.UNIT_MANAGER}])
def test_no_other_role_than_casework_reaches_a_record(role: Role) -> None:
    actor = replace(WORKER, memberships=(member(role, unit=None), member(role)))
    for action in ("record.find", "record.read", "record.write", "record.assign"):
        assert decide(actor, action, RECORD, NOW).as_missing


def test_memberships_are_given_downward_to_others_and_never_in_conflict() -> None:
    grant = Grant("o1", "u1", Role.CASEWORKER, "bo")
    assert decide(MANAGER, "membership.propose", grant, NOW)
    assert not decide(MANAGER, "membership.propose", replace(grant, unit="u2"), NOW)
    assert not decide(MANAGER, "membership.propose", replace(grant, user="maja"), NOW)
    assert not decide(MANAGER, "membership.propose", replace(grant, role=Role.UNIT_MANAGER), NOW)
    assert not decide(WORKER, "membership.propose", grant, NOW)
    held = replace(grant, holds=frozenset({Role.SYSTEM_ADMINISTRATOR}))
    assert decide(MANAGER, "membership.propose", held, NOW).reason is Reason.ROLES_CONFLICT
    administrator = Actor(
        "sys", (member(Role.SYSTEM_ADMINISTRATOR, unit=None),), assurance=2, confirmed_at=NOW
    )
    assert not decide(administrator, "membership.propose", grant, NOW)
    reviewer = replace(grant, unit=None, role=Role.LOG_REVIEWER, proposed_by="sys")
    assert decide(administrator, "membership.propose", reviewer, NOW)
    assert decide(administrator, "membership.approve", reviewer, NOW).reason is Reason.SAME_PERSON


def test_the_second_factor_must_be_fresh_where_the_table_says_so() -> None:
    reviewer = Actor("rut", (member(Role.LOG_REVIEWER, unit=None),), assurance=2)
    organisation = Organisation("o1")
    assert decide(reviewer, "log.read", organisation, NOW).reason is Reason.CONFIRM_AGAIN
    for ago, allowed in ((9, True), (10, False), (-1, False)):
        confirmed = replace(reviewer, confirmed_at=NOW - timedelta(minutes=ago))
        assert decide(confirmed, "log.read", organisation, NOW).allowed is allowed


def test_what_is_unknown_or_asked_of_the_wrong_thing_is_denied_as_missing() -> None:
    assert decide(WORKER, "record.steal", RECORD, NOW).as_missing
    assert decide(WORKER, "record.read", Unit("o1", "u1"), NOW).as_missing
    assert decide(NOBODY, "page.read", Public(), NOW)
    assert decide(WORKER, "account.manage_own", Own("anna"), NOW)
    assert decide(WORKER, "account.manage_own", Own("bo"), NOW).as_missing
