"""Ways round the policy that somebody may try, each shut."""

from collections.abc import Callable
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
    Reason,
    Record,
    Unit,
)
from tests.access.test_order import ALWAYS, MANAGER, NOW, RECORD, WORKER, another, member

ADMINISTRATOR = Actor(
    "sys", (member(Role.SYSTEM_ADMINISTRATOR, unit=None),), assurance=2, confirmed_at=NOW
)
COORDINATOR = replace(ADMINISTRATOR, id="kim", memberships=(member(Role.COORDINATOR, unit=None),))
GRANT = Grant("o1", "u1", Role.CASEWORKER, "bo")


@pytest.mark.parametrize(
    "make",
    [
        lambda: Membership("", Role.CASEWORKER, ALWAYS, "u1"),
        lambda: Membership("o1", Role.CASEWORKER, ALWAYS, ""),
        lambda: Unit("o1", ""),
        lambda: Unit("", "u1"),
        lambda: Organisation(""),
        lambda: Organisation("o1", proposed_by=""),
        lambda: replace(RECORD, id=""),
        lambda: replace(RECORD, organisation=""),
        lambda: replace(RECORD, unit=""),
        lambda: replace(RECORD, proposed_by=""),
        lambda: replace(RECORD, proposed_for=""),
        lambda: replace(GRANT, organisation=""),
        lambda: replace(GRANT, unit=""),
        lambda: replace(GRANT, user=""),
        lambda: replace(GRANT, proposed_by=""),
        lambda: BreakGlass("", NOW),
    ],
)
def test_an_empty_id_is_refused_since_two_nameless_things_would_be_the_same(
    make: Callable[[], object],
) -> None:
    with pytest.raises(ValueError, match=r"^an id is empty: give every organisation, unit,"):
        make()


@pytest.mark.parametrize(
    "ask",
    [
        lambda naive: decide(WORKER, "record.read", RECORD, naive),
        lambda naive: decide(NOBODY, "page.read", Own("anna"), naive),
        lambda naive: replace(WORKER, confirmed_at=naive),
        lambda naive: BreakGlass("r1", naive),
    ],
)
def test_a_time_without_zone_is_refused(ask: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match=r"time zone: give an aware time$") as refused:
        ask(datetime(2026, 11, 22, 12))  # noqa: DTZ001
    assert str(refused.value).startswith(("2026-11-22 12:00:00 has", "the policy was asked"))


def test_a_membership_holds_by_the_swedish_day_whatever_zone_the_clock_shows() -> None:
    last = replace(member(Role.CASEWORKER), period=Period(date(2026, 1, 1), date(2026, 11, 22)))
    actor = replace(WORKER, memberships=(last,))
    before = datetime(2026, 11, 21, 22, 59, tzinfo=UTC)  # 23.59 in Sweden
    assert decide(actor, "record.read", RECORD, before)
    assert not decide(actor, "record.read", RECORD, before + timedelta(minutes=1))
    summer = replace(last, period=Period(date(2026, 7, 1)))
    actor = replace(WORKER, memberships=(summer,))
    first = datetime(2026, 6, 30, 22, 0, tzinfo=UTC)  # midnight in Sweden
    assert decide(actor, "record.read", RECORD, first)
    assert not decide(actor, "record.read", RECORD, first - timedelta(minutes=1))


@pytest.mark.parametrize(
    ("leave", "reads"),
    [
        (Period(date(2026, 11, 22), date(2026, 11, 23)), False),
        (Period(date(2026, 11, 22)), False),
        (Period(date(2026, 11, 23)), True),
        (Period(date(2026, 11, 1), date(2026, 11, 22)), True),
    ],
)
def test_leave_shuts_from_its_first_day_and_opens_on_the_day_after_its_last(
    leave: Period, reads: bool
) -> None:
    assert decide(replace(WORKER, leave=(leave,)), "record.read", RECORD, NOW).allowed is reads
    cover = replace(RECORD, assigned=frozenset(), covering=frozenset({"anna"}))
    assert decide(replace(WORKER, leave=(leave,)), "record.read", cover, NOW).allowed is reads


def test_who_has_left_keeps_nothing_not_even_the_own_account() -> None:
    left = replace(WORKER, ended=date(2026, 11, 22))
    decision = decide(left, "account.manage_own", Own("anna"), NOW)
    assert (decision.allowed, decision.reason) == (False, Reason.NOT_ACTIVE)
    assert not decision.as_missing
    assert decide(left, "record.read", RECORD, NOW).as_missing
    assert decide(replace(WORKER, ended=date(2026, 11, 23)), "record.read", RECORD, NOW)


def test_a_role_of_units_without_unit_and_a_role_of_all_with_one_give_nothing() -> None:
    for role, unit in (
        (Role.UNIT_MANAGER, None),
        (Role.CASEWORKER, None),
        (Role.COORDINATOR, "u1"),
        (Role.SYSTEM_ADMINISTRATOR, "u1"),
    ):
        actor = replace(WORKER, memberships=(member(role, unit=unit),))
        for action in ("membership.see", "organisation.read_released", "system.settings"):
            decision = decide(actor, action, Organisation("o1"), NOW)
            assert decision.reason is Reason.NOT_ACTIVE, (role, action)


def test_a_unit_of_the_same_name_in_another_organisation_is_another_unit() -> None:
    elsewhere = replace(WORKER, memberships=(member(Role.CASEWORKER, organisation="o2"),))
    both = replace(
        elsewhere, memberships=(*elsewhere.memberships, member(Role.ARCHIVIST, unit=None))
    )
    assert decide(elsewhere, "record.read", RECORD, NOW).reason is Reason.OTHER_ORGANISATION
    assert decide(both, "record.read", RECORD, NOW).reason is Reason.NOT_ASSIGNED
    assert decide(both, "unit.read_results", Unit("o1", "u1"), NOW).reason is Reason.NO_ROLE


def test_a_membership_that_demands_a_stronger_sign_in_sleeps_alone() -> None:
    strong = replace(member(Role.UNIT_MANAGER), required_assurance=3)
    actor = replace(WORKER, memberships=(strong, member(Role.CASEWORKER)))
    assert decide(actor, "record.assign", RECORD, NOW).reason is Reason.NO_ROLE
    assert decide(actor, "record.read", RECORD, NOW)
    assert decide(replace(actor, assurance=3), "record.assign", RECORD, NOW)


def test_whoever_has_no_identity_on_file_does_not_reach_a_record_with_a_block() -> None:
    blocked = replace(RECORD, blocked_tokens=frozenset({b"perpetrator"}))
    decision = decide(WORKER, "record.read", blocked, NOW)
    assert (decision.reason, decision.as_missing) == (Reason.BLOCKED, True)
    known = replace(WORKER, tokens=frozenset({b"anna"}), identified_in=frozenset({"o1"}))
    assert decide(known, "record.read", blocked, NOW)
    elsewhere = replace(known, identified_in=frozenset({"o2"}))
    assert decide(elsewhere, "record.read", blocked, NOW).reason is Reason.BLOCKED
    both = replace(known, tokens=frozenset({b"anna", b"perpetrator"}))
    assert decide(both, "record.read", blocked, NOW).reason is Reason.BLOCKED


def test_an_emergency_is_opened_with_a_fresh_second_factor_by_whoever_works_with_people() -> None:
    stranger = replace(WORKER, id="bo", memberships=(member(Role.CASEWORKER, unit="u2"),))
    assert decide(stranger, "record.break_glass", RECORD, NOW)
    assert decide(
        replace(stranger, confirmed_at=None), "record.break_glass", RECORD, NOW
    ).reason is (Reason.CONFIRM_AGAIN)
    assert decide(COORDINATOR, "record.break_glass", RECORD, NOW).as_missing
    for hidden in (
        replace(RECORD, protected=True),
        replace(RECORD, blocked_users=frozenset({"bo"})),
    ):
        assert decide(stranger, "record.break_glass", hidden, NOW).as_missing


@pytest.mark.parametrize(
    ("minutes", "open_now"), [(-1, False), (0, False), (1, True), (60, True), (61, False)]
)
def test_an_emergency_opening_that_claims_more_than_an_hour_is_not_believed(
    minutes: int, open_now: bool
) -> None:
    opening = BreakGlass("r1", NOW + timedelta(minutes=minutes))
    stranger = replace(WORKER, id="bo", break_glass=(opening,))
    assert decide(stranger, "record.read", RECORD, NOW).allowed is open_now


def test_an_emergency_opening_never_reaches_a_protected_record() -> None:
    opening = BreakGlass("r1", NOW + timedelta(minutes=5))
    stranger = replace(WORKER, id="bo", break_glass=(opening,))
    decision = decide(stranger, "record.read", replace(RECORD, protected=True), NOW)
    assert (decision.reason, decision.as_missing) == (Reason.PROTECTED, True)


def test_the_assigned_who_is_not_cleared_learns_nothing_by_asking_for_clearance() -> None:
    record = replace(RECORD, protected=True, proposed_by="maja", proposed_for="bo")
    for action in ("record.propose_clearance", "record.clear"):
        decision = decide(WORKER, action, record, NOW)
        assert (decision.reason, decision.as_missing) == (Reason.PROTECTED, True)


def test_nobody_approves_the_own_clearance_or_one_for_nobody_knows_whom() -> None:
    record = replace(RECORD, protected=True, proposed_by="maja")
    second = another("mia")
    known = frozenset({b"somebody"})
    record = replace(record, proposer_tokens=known, subject_tokens=known)
    for proposed_for in ("mia", None):
        decision = decide(second, "record.clear", replace(record, proposed_for=proposed_for), NOW)
        assert decision.reason is Reason.SAME_PERSON
    assert decide(second, "record.clear", replace(record, proposed_for="anna"), NOW)
    lifting = replace(record, protected=False)
    assert decide(second, "record.unblock", lifting, NOW)
    assert not decide(second, "record.unblock", replace(lifting, proposed_by=None), NOW)


@pytest.mark.parametrize("actor", [NOBODY, replace(WORKER, memberships=())])
def test_a_record_is_missing_to_whoever_has_no_access_at_all(actor: Actor) -> None:
    assert decide(actor, "record.read", RECORD, NOW).as_missing
    assert not decide(actor, "unit.read_results", Unit("o1", "u1"), NOW).as_missing


def test_a_membership_is_given_only_where_its_role_belongs() -> None:
    nowhere = replace(GRANT, role=Role.UNIT_MANAGER, unit=None)
    assert decide(COORDINATOR, "membership.propose", nowhere, NOW).reason is Reason.NOT_DOWNWARD
    assert decide(COORDINATOR, "membership.propose", replace(nowhere, unit="u1"), NOW)
    reader = replace(GRANT, role=Role.BOARD_READER, unit="u1")
    assert not decide(COORDINATOR, "membership.propose", reader, NOW)
    assert decide(COORDINATOR, "membership.propose", replace(reader, unit=None), NOW)


def test_who_is_to_have_a_membership_neither_proposes_nor_approves_it() -> None:
    grant = Grant("o1", None, Role.COORDINATOR, "bo", proposed_by="bo")
    decision = decide(ADMINISTRATOR, "membership.approve", grant, NOW)
    assert decision.reason is Reason.SAME_PERSON
    own = replace(grant, user="sys", proposed_by="eva")
    assert decide(ADMINISTRATOR, "membership.approve", own, NOW).reason is Reason.NOT_DOWNWARD
    assert decide(ADMINISTRATOR, "membership.approve", replace(grant, proposed_by="eva"), NOW)


def test_what_one_person_may_give_alone_is_not_approved() -> None:
    grant = replace(GRANT, proposed_by="eva")
    assert decide(ADMINISTRATOR, "membership.approve", grant, NOW).reason is Reason.NOT_DOWNWARD


def test_access_can_be_ended_at_once_although_the_manager_is_away() -> None:
    for actor in (MANAGER, COORDINATOR, ADMINISTRATOR):
        tired = replace(actor, confirmed_at=None)
        assert decide(tired, "membership.end", GRANT, NOW), actor.id
        assert decide(tired, "membership.end", replace(GRANT, unit=None, user=actor.id), NOW) or (
            actor is MANAGER
        )
    assert decide(MANAGER, "membership.end", replace(GRANT, unit="u2"), NOW).reason is (
        Reason.NOT_DOWNWARD
    )
    reviewer = replace(GRANT, role=Role.LOG_REVIEWER, unit=None)
    assert not decide(COORDINATOR, "membership.end", reviewer, NOW)
    assert decide(ADMINISTRATOR, "membership.end", reviewer, NOW)


@pytest.mark.parametrize(
    ("role", "action"),
    [
        (Role.LOG_REVIEWER, "log.of_record"),
        (Role.LOG_REVIEWER, "log.extract"),
        (Role.ARCHIVIST, "retention.of_record"),
    ],
)
def test_a_block_also_hides_the_record_in_the_log_and_in_disposal(role: Role, action: str) -> None:
    actor = replace(ADMINISTRATOR, id="rut", memberships=(member(role, unit=None),))
    protected = replace(RECORD, protected=True)
    decision = decide(actor, action, protected, NOW)
    assert decision.allowed
    assert decision.fields == frozenset()
    blocked = decide(actor, action, replace(protected, blocked_users=frozenset({"rut"})), NOW)
    assert (blocked.reason, blocked.as_missing) == (Reason.BLOCKED, True)
    assert decide(actor, "record.find", RECORD, NOW).as_missing


def test_a_proposer_does_not_approve_disposal() -> None:
    for role, unit in ((Role.ARCHIVIST, None), (Role.UNIT_MANAGER, "u1")):
        actor = replace(
            ADMINISTRATOR,
            memberships=(member(role, unit=unit),),
            tokens=frozenset({b"sys"}),
            identified_in=frozenset({"o1"}),
        )
        for proposed_by, allowed in (("sys", False), (None, False), ("eva", True)):
            place = Organisation("o1", proposed_by, frozenset({b"eva"}))
            decision = decide(actor, "retention.approve", place, NOW)
            assert decision.allowed is allowed
            assert allowed or decision.reason is Reason.SAME_PERSON


def test_what_may_be_shown_of_a_denial_is_never_more_than_may_be_known() -> None:
    missing = decide(WORKER, "record.steal", RECORD, NOW)
    hidden = decide(replace(WORKER, memberships=()), "record.read", RECORD, NOW)
    assert hidden.words == missing.words
    assert decide(WORKER, "record.assign", RECORD, NOW).words == Reason.NO_ROLE.words
    assert decide(WORKER, "record.read", Record("r2", "o1", "u1"), NOW).words == missing.words
