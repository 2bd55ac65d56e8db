"""Recording: in the caller's transaction, numbered, chained, and nothing about a person."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from kvinnofrid.audit import guards, operations, rules
from kvinnofrid.audit.models import AppendOnlyError, AuditEvent, ChainHead, ReviewCase
from tests.audit import attack
from tests.audit.apart import finish, own_database
from tests.audit.writing import MORNING, write

pytestmark = pytest.mark.django_db


def events() -> list[AuditEvent]:
    return list(AuditEvent.objects.order_by("organisation", "number"))


def test_events_are_numbered_and_chained_within_each_organisation() -> None:
    write(3, organisation="org-a")
    write(2, organisation="org-b")
    numbers = [(event.organisation, event.number) for event in events()]
    assert numbers == [("org-a", 1), ("org-a", 2), ("org-a", 3), ("org-b", 1), ("org-b", 2)]
    first, second, third, other, _ = events()
    assert first.previous_hash == other.previous_hash == "0" * 64
    assert second.previous_hash == first.hash
    assert third.previous_hash == second.hash
    assert len({event.hash for event in events()}) == 5
    head = ChainHead.objects.get(organisation="org-a")
    assert (head.number, head.hash, head.at) == (3, third.hash, third.at)


def test_an_event_keeps_what_it_was_told() -> None:
    write(outcome="denied", details={"reason": "no_assignment", "fields": "content,meta"})
    (event,) = events()
    told = (event.actor, event.action, event.object_kind, event.object_id, event.outcome)
    assert told == ("user-1", "record.read", "record", "rec-0", "denied")
    assert event.details == '{"fields":"content,meta","reason":"no_assignment"}'
    assert event.at == MORNING


def test_the_events_of_a_list_follow_each_other() -> None:
    with transaction.atomic():
        operations.record_many(
            organisation="org-a",
            actor="user-1",
            action="record.find",
            object_kind="record",
            object_ids=["r1", "r2", "r3"],
            outcome="allowed",
            now=MORNING,
        )
    assert [(event.number, event.object_id) for event in events()] == [
        (1, "r1"),
        (2, "r2"),
        (3, "r3"),
    ]


def test_an_empty_list_adds_nothing() -> None:
    with transaction.atomic():
        operations.record_many(
            organisation="org-a",
            actor="user-1",
            action="record.find",
            object_kind="record",
            object_ids=[],
            outcome="allowed",
            now=MORNING,
        )
    assert events() == []


def test_what_is_rolled_back_leaves_no_event_and_no_gap() -> None:
    write()
    with transaction.atomic():
        write(organisation="org-a")
        transaction.set_rollback(True)
    write(organisation="org-a")
    assert [event.number for event in events()] == [1, 2]


def a_read_whose_event_is_unfit() -> str:
    with transaction.atomic():
        ChainHead.objects.create(organisation="org-q", hash="0" * 64)
        write(details={"name": "x"})
    return "the record"


def test_when_the_log_fails_the_read_fails() -> None:
    with pytest.raises(rules.UnfitEventError):
        a_read_whose_event_is_unfit()
    assert not ChainHead.objects.exists()


def test_recording_outside_a_transaction_is_refused(tmp_path: Path) -> None:
    with own_database(tmp_path) as environment:
        assert finish(environment, "outside") == "refused"
        assert finish(environment, "verify") == ""


def test_time_never_goes_back_and_what_the_clock_said_is_kept() -> None:
    write(now=MORNING)
    write(now=MORNING - timedelta(hours=5))
    write(now=MORNING + timedelta(seconds=1))
    before, held, after = events()
    assert held.at == before.at
    assert held.details == '{"clock":"back","clock_said":"2026-03-02T04:00:00.123456Z"}'
    assert after.at == MORNING + timedelta(seconds=1)
    assert after.details == "{}"


def test_time_is_kept_in_utc_to_the_microsecond() -> None:
    from zoneinfo import ZoneInfo

    write(now=datetime(2026, 7, 1, 12, 0, 0, 7, tzinfo=ZoneInfo("Europe/Stockholm")))
    assert events()[0].at == datetime(2026, 7, 1, 10, 0, 0, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [
        {"details": {"name": "Anna"}},
        {"details": {"reason": "Anna Svensson ringde"}},
        {"details": {"reason": "x" * 121}},
        {"details": {"reason": ""}},
        {"details": {"reason": "19800101-1234"}},
        {"details": {"fields": "meta,8001611234"}},
        {"details": dict.fromkeys(rules.DETAILS, "x")},
        {"object_id": "198001011234"},
        {"object_id": "800101+1234"},
        {"object_id": ""},
        {"object_id": "a" * 65},
        {"object_id": "a\nb"},
        {"actor": "anna@example.org"},
        {"actor": "Anna Svensson"},
        {"organisation": "å"},
        {"action": "record read"},
        {"outcome": "perhaps"},
        {"now": datetime(2026, 1, 1)},  # noqa: DTZ001 - without a zone, on purpose
    ],
)
def test_what_may_not_stand_in_the_log_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(rules.UnfitEventError) as refused:
        write(**given)
    assert "Anna" not in str(refused.value)
    assert "1234" not in str(refused.value)
    assert events() == []


@pytest.mark.parametrize(
    "object_id", ["4711", "2026-11-22", "0b9d3f5e-7f0a-4a55-9f7e-000000000001"]
)
def test_ordinary_ids_are_not_taken_for_identity_numbers(object_id: str) -> None:
    write(object_id=object_id)
    assert events()[0].object_id == object_id


def test_the_model_refuses_every_change() -> None:
    write()
    (event,) = events()
    every: list[Any] = [
        event.save,
        event.delete,
        AuditEvent(organisation="org-a", number=2).save,
        lambda: AuditEvent.objects.update(actor="x"),
        lambda: AuditEvent.objects.filter(number=1).delete(),
        lambda: AuditEvent.objects.bulk_create([event]),
        lambda: AuditEvent.objects.bulk_update([event], ["actor"]),
        lambda: AuditEvent.objects.create(organisation="org-a", number=2),
    ]
    for change in every:
        with pytest.raises(AppendOnlyError):
            change()
    assert events() == [event]


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {attack.EVENTS} SET actor = 'x'",
        f"DELETE FROM {attack.EVENTS}",
        f"TRUNCATE {attack.EVENTS} CASCADE",
    ],
)
def test_the_database_refuses_every_change(statement: str) -> None:
    if statement.startswith("TRUNCATE") and connection.vendor == "sqlite":
        statement = f"DELETE FROM {attack.EVENTS} WHERE 1 = 1"  # what SQLite has for it
    write()
    with (
        pytest.raises(IntegrityError, match="the audit log only grows"),
        transaction.atomic(),
    ):
        attack.run(statement)
    assert [event.actor for event in events()] == ["user-1"]


def test_a_guard_that_is_gone_is_missed() -> None:
    assert not guards.missing()
    with transaction.atomic():
        with attack.lifted_guards():
            assert guards.missing()
        assert not guards.missing()


def test_an_event_that_is_reviewed_cannot_be_taken_with_its_review() -> None:
    relation = ReviewCase._meta.get_field("event")
    assert isinstance(relation, models.ForeignKey)
    assert relation.remote_field.on_delete is models.PROTECT
