"""Reviewing: what is chosen, a sample that can be drawn again, outcomes that are kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from kvinnofrid.audit import operations, queries, words
from kvinnofrid.audit.models import AuditEvent, ReviewBatch, ReviewCase, SignedHead
from kvinnofrid.audit.review_rules import (
    REVIEW_RULES,
    Burst,
    LocalHours,
    LoggedEvent,
    ReviewOutcome,
    ReviewRule,
    draw,
    reasons,
    words_of,
)
from kvinnofrid.audit.signing import make_key, read_key
from kvinnofrid.catalogue import Text
from tests.audit.writing import MORNING, write

AFTER = MORNING + timedelta(days=30)


def event(number: int = 1, **given: Any) -> LoggedEvent:
    values: dict[str, Any] = {
        "id": number,
        "organisation": "org-a",
        "number": number,
        "at": MORNING + timedelta(minutes=number),
        "actor": "user-1",
        "action": "record.read",
        "object_kind": "record",
        "object_id": f"rec-{number}",
        "outcome": "allowed",
        "details": {},
    }
    return LoggedEvent(**{**values, **given})


def codes(*events: LoggedEvent) -> list[tuple[str, ...]]:
    return [why for _, why in reasons(events)]


# The rules


def test_an_ordinary_read_by_day_is_not_chosen() -> None:
    assert codes(event()) == [()]


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"relation": "same_surname"}, "same_surname"),
        ({"relation": "same_address"}, "same_address"),
        ({"assignment": "none"}, "unassigned"),
        ({"tier": "protected"}, "protected"),
        ({"access": "break_glass"}, "break_glass"),
    ],
)
def test_what_the_details_say_chooses(details: dict[str, str], code: str) -> None:
    assert codes(event(details=details)) == [(code,)]


def failures(*minutes: int, **given: Any) -> list[LoggedEvent]:
    return [
        event(
            n,
            at=MORNING + timedelta(minutes=minute),
            **{"action": "account.sign_in", "outcome": "failed", "object_id": "anna", **given},
        )
        for n, minute in enumerate(minutes, 1)
    ]


def test_many_failed_sign_ins_of_an_account_are_told_once() -> None:
    assert codes(*failures(0, 1, 2, 3, 4, 5))[3:] == [(), ("failed_sign_ins",), ()]
    assert codes(*failures(0, 1, 2, 3, 19, 20, 21, 22, 23))[-1] == ("failed_sign_ins",)
    assert not any(codes(*failures(0, 4, 8, 12, 16, 20)))
    assert not any(codes(*failures(0, 1, 2, 3, 4, outcome="allowed")))
    scattered = [e for n, e in enumerate(failures(0, 1, 2, 3, 4)) if n < 4]
    assert not any(codes(*scattered, *failures(5, object_id="bo")))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"action": "account.sign_in", "details": {"reason": "locked"}}, "locked"),
        ({"action": "account.sign_in", "details": {"method": "recovery_code"}}, "recovery_code"),
        ({"action": "membership.identify", "details": {"method": "forgotten"}}, "identity"),
        (
            {"action": "membership.correct", "details": {"method": "address"}},
            "address_changed",
        ),
        ({"action": "account.identify", "outcome": "denied"}, "identity"),
    ],
)
def test_what_happens_at_the_door_is_chosen(given: dict[str, Any], code: str) -> None:
    assert codes(event(**given)) == [(code,)]


def test_several_relations_choose_for_each() -> None:
    both = event(details={"relation": "same_surname,same_address"})
    assert codes(both) == [("same_surname", "same_address")]


@pytest.mark.parametrize(
    ("hour", "minute", "month", "night"),
    [
        (20, 59, 1, False),  # 21:59 in winter
        (21, 0, 1, True),
        (4, 59, 1, True),
        (5, 0, 1, False),
        (19, 59, 7, False),  # 21:59 in summer
        (20, 0, 7, True),
        (3, 59, 7, True),
        (4, 0, 7, False),
    ],
)
def test_night_is_22_to_06_in_sweden_all_year(
    hour: int, minute: int, month: int, night: bool
) -> None:
    at = datetime(2026, month, 5, hour, minute, tzinfo=UTC)
    assert codes(event(at=at)) == [("night",) if night else ()]


def test_hours_within_a_day_hold_between_them() -> None:
    lunch = ReviewRule("lunch", Text(sv="lunch", en="lunch"), LocalHours(11, 13))
    times = [datetime(2026, 1, 5, hour, 30, tzinfo=UTC) for hour in (9, 10, 11, 12)]
    found = [why for _, why in reasons([event(at=at) for at in times], [lunch])]
    assert found == [(), ("lunch",), ("lunch",), ()]


def reads(count: int, *, begin: datetime = MORNING, first: int = 1) -> list[LoggedEvent]:
    return [event(first + n, at=begin + timedelta(seconds=n)) for n in range(count)]


def test_a_burst_is_told_once_by_the_event_that_makes_it_one() -> None:
    found = codes(*reads(40))
    assert found.index(("burst",)) == 29
    assert found.count(("burst",)) == 1


def test_a_second_burst_after_a_quiet_time_is_told_too() -> None:
    later = reads(30, begin=MORNING + timedelta(hours=1), first=100)
    assert codes(*reads(30), *later).count(("burst",)) == 2


def test_the_same_record_again_others_reads_and_lists_make_no_burst() -> None:
    same = [event(n, object_id="rec", at=MORNING) for n in range(1, 50)]
    shared = [event(n, actor=f"user-{n % 2}", at=MORNING) for n in range(1, 59)]
    listed = [event(n, action="record.find", at=MORNING) for n in range(1, 50)]
    slow = [event(n, at=MORNING + timedelta(minutes=n)) for n in range(1, 50)]
    for quiet in (same, shared, listed, slow):
        assert set(codes(*quiet)) == {()}


def test_a_record_opened_again_still_counts_when_its_first_time_is_past() -> None:
    burst = ReviewRule("b", Text(sv="b", en="b"), Burst(objects=2, minutes=10))
    times = [(0, "a"), (6, "a"), (14, "b")]
    seen = [
        event(n, at=MORNING + timedelta(minutes=minute), object_id=thing)
        for n, (minute, thing) in enumerate(times, 1)
    ]
    assert [why for _, why in reasons(seen, [burst])] == [(), (), ("b",)]


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ({"action": "log.read", "object_id": "user-1"}, True),
        ({"action": "log.extract", "details": {"subject": "self"}}, True),
        ({"action": "log.read", "object_id": "user-2"}, False),
        ({"action": "record.read", "object_id": "user-1"}, False),
    ],
)
def test_reading_the_log_about_oneself_is_chosen(given: dict[str, Any], chosen: bool) -> None:
    assert codes(event(**given)) == [("own_log",) if chosen else ()]


def test_every_reason_has_words_in_both_languages() -> None:
    for code in (*(rule.code for rule in REVIEW_RULES), "sample"):
        assert words_of(code).sv != words_of(code).en
    assert words_of("gone").sv == "gone"


# The sample


def test_the_same_seed_draws_the_same_sample_and_another_another() -> None:
    events = [event(n) for n in range(1, 201)]
    first = draw(events, seed="a", size=10)
    assert first == draw(list(reversed(events)), seed="a", size=10)
    assert first != draw(events, seed="b", size=10)
    assert [one.number for one in first] == sorted(one.number for one in first)
    assert len(set(first_numbers := [one.number for one in first])) == len(first_numbers) == 10
    assert len(draw(events[:3], seed="a", size=10)) == 3


def test_the_sample_treats_all_events_alike() -> None:
    events = [event(n) for n in range(1, 21)]
    drawn = [one.number for n in range(400) for one in draw(events, seed=str(n), size=5)]
    assert all(60 < drawn.count(number) < 140 for number in range(1, 21))  # 100 each expected


# Batches and outcomes


def batch(**given: Any) -> ReviewBatch:
    values: dict[str, Any] = {
        "organisation": "org-a",
        "first": MORNING,
        "until": MORNING + timedelta(days=7),
        "sample": 2,
        "seed": "seed-1",
        "by": "reviewer-1",
        "now": AFTER,
    }
    return operations.make_batch(**{**values, **given})


@pytest.mark.django_db
def test_a_review_holds_what_the_rules_and_the_sample_chose_and_is_logged() -> None:
    write(20)
    write(now=MORNING + timedelta(hours=1), details={"access": "break_glass"})
    write(organisation="org-b", details={"access": "break_glass"})
    made = batch()
    cases = queries.cases("org-a", batch=made.pk)
    assert made.read == 21
    assert {tuple(case.why) for case in cases} <= {
        ("break_glass",),
        ("sample",),
        ("break_glass", "sample"),
    }
    assert sum("sample" in case.why for case in cases) == 2
    assert sum("break_glass" in case.why for case in cases) == 1
    assert {case.outcome for case in cases} == {"pending"}
    told = AuditEvent.objects.get(organisation="org-a", action="log.draw")
    assert f'"seed":"{made.seed}"' in told.details
    assert queries.batches("org-a") == [made]


@pytest.mark.django_db
def test_a_review_without_a_sample_still_holds_what_the_rules_chose() -> None:
    write(details={"tier": "protected"})
    assert [case.why for case in queries.cases("org-a", batch=batch(sample=0).pk)] == [
        ["protected"]
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [
        {"until": MORNING},
        {"until": AFTER + timedelta(seconds=1)},
        {"sample": -1},
        {"sample": 1001},
    ],
)
def test_a_review_that_makes_no_sense_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(operations.ReviewError):
        batch(**given)
    assert not ReviewBatch.objects.exists()


def one_case() -> ReviewCase:
    write(details={"tier": "protected"})
    (case,) = queries.cases("org-a", batch=batch(sample=0).pk)
    return case


def judge(one: ReviewCase, outcome: ReviewOutcome, /, **given: Any) -> ReviewCase:
    values: dict[str, Any] = {
        "organisation": "org-a",
        "case": one.pk,
        "outcome": outcome,
        "note": "Talat med chefen.",
        "by": "reviewer-1",
        "now": AFTER,
    }
    return operations.judge(**{**values, **given})


@pytest.mark.django_db
def test_an_outcome_is_kept_with_its_reason_and_logged() -> None:
    case = one_case()
    judge(case, ReviewOutcome.FOLLOW_UP)
    judged = judge(case, ReviewOutcome.MISUSE, note="  Erkänt.  ")
    assert (judged.outcome, judged.note, judged.by, judged.at) == (
        "misuse",
        "Erkänt.",
        "reviewer-1",
        AFTER,
    )
    assert AuditEvent.objects.filter(action="log.review", object_kind="audit_event").count() == 2
    assert queries.outcomes("org-a")[case.batch.pk] == {
        ReviewOutcome.PENDING: 0,
        ReviewOutcome.IN_ORDER: 0,
        ReviewOutcome.FOLLOW_UP: 0,
        ReviewOutcome.MISUSE: 1,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given",
    [{"note": " "}, {"note": "x" * 2001}, {"by": "user-1"}, {"case": 0}, {"organisation": "org-b"}],
)
def test_an_outcome_without_reason_by_the_one_concerned_or_of_another_is_refused(
    given: dict[str, Any],
) -> None:
    case = one_case()
    with pytest.raises(operations.ReviewError):
        judge(case, ReviewOutcome.IN_ORDER, **given)
    case.refresh_from_db()
    assert case.outcome == "pending"


@pytest.mark.django_db
@pytest.mark.parametrize("final", [ReviewOutcome.IN_ORDER, ReviewOutcome.MISUSE])
def test_a_final_outcome_is_never_changed(final: ReviewOutcome) -> None:
    case = one_case()
    judge(case, final)
    for other in ReviewOutcome:
        with pytest.raises(operations.ReviewError):
            judge(case, other)


# Looking at the log


@pytest.mark.django_db
def test_looking_at_an_event_shows_what_the_same_actor_did_around_it_and_is_logged() -> None:
    write(15)
    write(3, actor="user-2")
    write(12)
    seen = operations.read_events(organisation="org-a", number=15, by="reviewer-1", now=AFTER)
    assert [one.number for one in seen] == [*range(5, 16), *range(19, 29)]
    look = AuditEvent.objects.get(action="log.read")
    assert (look.actor, look.object_id, look.details) == ("reviewer-1", "15", "{}")


@pytest.mark.django_db
def test_looking_at_ones_own_event_says_so_and_a_missing_one_is_logged_too() -> None:
    write()
    operations.read_events(organisation="org-a", number=1, by="user-1", now=AFTER)
    assert operations.read_events(organisation="org-a", number=99, by="user-1", now=AFTER) == []
    looks = AuditEvent.objects.filter(action="log.read").order_by("number")
    assert [look.details for look in looks] == ['{"subject":"self"}', "{}"]
    seen = queries.events_of_period("org-a", first=MORNING, until=AFTER + timedelta(days=1))
    assert [why for _, why in reasons(seen)][1] == ("own_log",)


@pytest.mark.django_db
def test_an_extract_holds_all_of_one_object_of_one_organisation_and_is_logged() -> None:
    write(14)
    write(organisation="org-b")
    write(outcome="denied", object_id="rec-0", actor="user-9", details={"reason": "no_assignment"})
    events = operations.read_extract(
        organisation="org-a", object_kind="record", object_id="rec-0", by="reviewer-1", now=AFTER
    )
    assert [one.number for one in events] == [1, 8, 15]
    last = words.rows(events, "sv", naming=lambda actor: f"<{actor}>")[-1]
    assert last[0] == 15
    assert last[1] == "2026-03-02 10:13:00+01:00"
    assert last[2:5] == ("<user-9>", "Läsa en akt", "nekat")
    assert last[5].endswith("; skäl (kod): no_assignment")
    assert queries.events_of_object("org-a", object_kind="record", object_id="rec-0")[
        -1
    ].action == ("log.extract")


def test_events_are_put_into_words_in_both_languages() -> None:
    one = event(action="log.verify", details={"count": "3", "gone": "x"})
    told = ("Verify that the log is whole", "done", "number: 3; gone: x")
    assert words.rows([one], "en")[0][3:] == told
    assert words.action_in_words("unknown.action", "sv") == "unknown.action"
    assert words.headings("sv")[:2] == ["Nummer", "Tidpunkt"]
    assert words.headings("en")[:2] == ["Number", "Time"]


def _in(known: set[int]) -> Callable[[LoggedEvent], bool]:
    return lambda one: one.number in known


def test_what_the_reviewer_may_not_know_of_takes_no_place_in_the_sample() -> None:
    events = [event(number) for number in range(1, 61)]
    for hidden in (frozenset({3, 9}), frozenset(range(1, 31)), frozenset[int]()):
        known = {one.number for one in events} - hidden
        drawn = draw(events, seed="s", size=10, counted=_in(known))
        seen = [one for one in drawn if one.number not in hidden]
        assert len(seen) == 10
        assert drawn == draw(events, seed="s", size=len(drawn))
    assert draw(events, seed="s", size=0, counted=lambda one: False) == []
    assert draw(events, seed="s", size=3, counted=lambda one: False) == events


@pytest.mark.django_db
def test_what_the_reviewer_may_not_know_of_takes_no_place_around_an_event() -> None:
    write(30)
    around = queries.events_around(
        "org-a", number=15, each_way=3, shown=lambda one: one.number not in {14, 16, 17}
    )
    assert [one.number for one in around] == [11, 12, 13, 15, 18, 19, 20]
    assert queries.events_around("org-a", number=15, shown=lambda one: one.number != 15) == []


@pytest.mark.django_db
def test_one_chain_is_proved_against_the_heads_that_the_own_key_signed(
    tmp_path: Path, settings: Settings
) -> None:
    write(5)
    settings.AUDIT_KEY_FILE = tmp_path / "audit.key"
    unsigned = queries.proof_of_chain("org-a", "sv")
    assert (unsigned.faults, unsigned.heads, unsigned.has_key) == ((), 0, False)
    make_key(settings.AUDIT_KEY_FILE, made_for="development")
    key = read_key(settings.AUDIT_KEY_FILE)
    operations.export_heads(key=key, receiver=len, now=AFTER)
    assert queries.last_acknowledged("org-a") == AFTER
    assert queries.last_acknowledged("org-b") is None
    assert (queries.waiting_heads("org-a"), queries.waiting_heads()) == (0, 0)
    proof = queries.proof_of_chain("org-a", "sv")
    assert (proof.faults, proof.heads, proof.has_key) == ((), 1, True)
    SignedHead.objects.update(hash="0" * 64)
    assert "ingen giltig underskrift" in queries.proof_of_chain("org-a", "sv").faults[0]
