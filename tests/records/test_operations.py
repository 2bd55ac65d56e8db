"""What is done with records: allowed, logged, once, and never over another's words."""

import uuid
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import NOBODY, Reason
from kvinnofrid.accounts.models import IdentityToken, Team
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit import operations as audit
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.records import operations, vault
from kvinnofrid.records.models import Assignment, Block, BreakGlassOpening, Clearance, SaveKey
from kvinnofrid.records.operations.assigning import NotInUnitError
from kvinnofrid.records.permissions import RecordMissing, demand_of, get_record
from kvinnofrid.records.rules import (
    BlockReason,
    Conflict,
    Difference,
    GlassReason,
    Saved,
)
from tests.accounts.people import NOW, organisation, unit
from tests.records.people import MINUTE, NUMBER, OTHER_NUMBER, TEXTS, colleague, new_case, read, row
from tests.records_app.models import Case

pytestmark = pytest.mark.django_db


def logged(**given: str) -> list[tuple[str, str, str]]:
    """The lines of the log: action, outcome and details."""
    found = AuditEvent.objects.filter(**given).order_by("number")
    return list(found.values_list("action", "outcome", "details"))


def test_who_made_a_case_reads_it_and_both_are_logged(keys: Path) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    reading = read(anna, case)
    assert reading.values == TEXTS
    assert (reading.version, reading.through_glass) == (1, False)
    actions = [(action, outcome) for action, outcome, _ in logged(object_id=case.record)]
    assert actions == [("record.create", "allowed"), ("record.read", "allowed")]


def test_when_the_log_cannot_be_written_nothing_is_read(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = colleague("Anna")
    case = new_case(anna)

    def full(**_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(audit, "record", full)
    monkeypatch.setattr(audit, "record_many", full)
    for ask in (
        lambda: read(anna, case),
        lambda: operations.find(model=Case, by=anna.actor, now=NOW),
        lambda: operations.count(model=Case, by=anna.actor, now=NOW),
        lambda: new_case(anna, key="another"),
    ):
        with pytest.raises(OSError, match="no room"):
            ask()
    assert Case.objects.unscoped(because="test").count() == 1


def test_a_colleague_without_assignment_meets_nothing_and_it_is_logged(keys: Path) -> None:
    case = new_case(colleague("Anna"))
    bo = colleague("Bo")
    for public_id in (case.record, str(uuid.uuid4())):
        with pytest.raises(RecordMissing) as missing:
            operations.read(model=Case, public_id=public_id, by=bo.actor, now=NOW)
        assert missing.value.decision.reason is Reason.NOT_ASSIGNED
        assert logged(object_id=public_id)[-1][:2] == ("record.read", "denied")
    assert operations.find(model=Case, by=bo.actor, now=NOW).total == 0
    with pytest.raises(RecordMissing):
        operations.read(model=Case, public_id="19801010-2392", by=bo.actor, now=NOW)
    assert AuditEvent.objects.order_by("number").last().object_id == "no-id"  # type: ignore[union-attr]


def test_nobody_and_those_without_access_leave_no_line(keys: Path) -> None:
    case = new_case(colleague("Anna"))
    before = AuditEvent.objects.count()
    for actor in (NOBODY, replace(colleague("Bo").actor, memberships=())):
        with pytest.raises(RecordMissing):
            operations.read(model=Case, public_id=case.record, by=actor, now=NOW)
        assert operations.count(model=Case, by=actor, now=NOW) == 0
    assert AuditEvent.objects.count() == before


def test_a_save_goes_by_version_and_a_later_one_gets_the_differences(keys: Path) -> None:
    anna = colleague("Anna")
    case = new_case(anna)

    def save(version: int, key: str, **texts: str) -> Saved | Conflict:
        return operations.write(
            model=Case,
            public_id=case.record,
            version=version,
            change=operations.Change(texts),
            by=anna.actor,
            now=NOW,
            idempotency_key=key,
        )

    assert save(1, "a", notes="Två", stage="plan") == Saved(case.record, 2)
    assert save(1, "a", notes="Två", stage="plan") == Saved(case.record, 2)
    answer = save(1, "b", notes="Tre", stage="plan")
    assert answer == Conflict(case.record, 2, (Difference("notes", "Tre", "Två"),))
    assert read(anna, case).values == TEXTS | {"notes": "Två", "stage": "plan"}
    assert SaveKey.objects.count() == 2
    other = new_case(anna, key="other")
    with pytest.raises(operations.KeyUsedElsewhereError):
        operations.write(
            model=Case,
            public_id=other.record,
            version=1,
            change=operations.Change({}),
            by=anna.actor,
            now=NOW,
            idempotency_key="a",
        )
    with pytest.raises(operations.KeyUsedElsewhereError):
        save(2, "")


def test_only_declared_fields_are_written(keys: Path) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    for name in ("version", "organisation_id", "protected", "data_key", "surname"):
        for version in (1, 9):
            with pytest.raises(operations.UnknownFieldError):
                operations.write(
                    model=Case,
                    public_id=case.record,
                    version=version,
                    change=operations.Change({name: "1"}),
                    by=anna.actor,
                    now=NOW,
                    idempotency_key="k",
                )
    assert row(case).version == 1


def test_a_case_sent_twice_is_made_once(keys: Path) -> None:
    anna = colleague("Anna")
    assert new_case(anna, key="same") == new_case(anna, key="same")
    assert Case.objects.unscoped(because="test").count() == 1


def test_a_manager_assigns_and_takes_back(keys: Path) -> None:
    case = new_case(colleague("Anna"))
    boss, bo = colleague("Cleo", Role.UNIT_MANAGER), colleague("Bo")
    stranger = colleague("Dan", unit=unit("Annan"))
    team = Team.objects.create(unit=unit(), name="Natt")
    in_team = replace(bo.actor, teams=frozenset({str(team.pk)}))
    given: dict[str, Any] = {"model": Case, "public_id": case.record, "by": boss.actor, "now": NOW}
    operations.assign(**given, to=bo.user)
    operations.assign(**given, to=bo.user)
    assert read(bo, case).values["name"] == TEXTS["name"]
    operations.unassign(**given, to=bo.user)
    with pytest.raises(RecordMissing):
        read(bo, case)
    operations.assign(**given, to=team)
    assert operations.count(model=Case, by=in_team, now=NOW) == 1
    operations.unassign(**given, to=team)
    assert operations.count(model=Case, by=in_team, now=NOW) == 0
    with pytest.raises(NotInUnitError):
        operations.assign(**given, to=stranger.user)
    assert Assignment.objects.filter(ended_at__isnull=True).count() == 1


def test_a_caseworker_who_may_read_may_not_assign_and_is_told_so(keys: Path) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    with pytest.raises(DeniedError) as denied:
        operations.assign(model=Case, public_id=case.record, to=anna.user, by=anna.actor, now=NOW)
    assert denied.value.decision.reason is Reason.NO_ROLE
    assert not isinstance(denied.value, RecordMissing)
    assert logged(action="record.assign")[-1][1:] == ("denied", '{"reason":"no_role"}')


def test_a_block_hides_from_user_and_identity_and_two_lift_it(keys: Path) -> None:
    anna = colleague("Anna")
    boss = colleague("Cleo", Role.UNIT_MANAGER, known=False)
    other = colleague("Disa", Role.UNIT_MANAGER)
    case = new_case(anna)
    given: dict[str, Any] = {"model": Case, "public_id": case.record, "now": NOW}
    token = vault.client().token(str(organisation()), NUMBER)
    eve = colleague("Eve", Role.UNIT_MANAGER)
    eve = replace(eve, actor=replace(eve.actor, tokens=frozenset({token})))
    IdentityToken.objects.filter(user=eve.user).update(token=token)
    assert read(eve, case).version == 1
    block = operations.block(**given, whom=NUMBER, reason=BlockReason.PARTY, by=anna.actor)
    known, also = colleague("Ylva", Role.UNIT_MANAGER).actor, other.actor
    for actor in (eve.actor, boss.actor):  # the blocked one, and one who cannot be told apart
        with pytest.raises(RecordMissing):
            operations.read(**given, by=actor)
        assert operations.count(model=Case, by=actor, now=NOW) == 0
    with pytest.raises(DeniedError, match="same_person"):
        operations.unblock(**given, block_id=block, by=also)
    operations.propose_unblock(**given, block_id=block, by=known)
    with pytest.raises(DeniedError, match="same_person"):
        operations.unblock(**given, block_id=block, by=known)
    operations.unblock(**given, block_id=block, by=also)
    assert read(eve, case).version == 1
    with pytest.raises(RecordMissing):
        operations.propose_unblock(**given, block_id=block, by=known)
    own = operations.block(**given, whom=eve.user, reason=BlockReason.CLOSE, by=anna.actor)
    assert Block.objects.get(pk=own).user == eve.user
    with pytest.raises(RecordMissing):
        read(eve, case)


def test_two_let_somebody_in_to_a_protected_record(keys: Path) -> None:
    anna = colleague("Anna")
    boss, other = colleague("Cleo", Role.UNIT_MANAGER), colleague("Disa", Role.UNIT_MANAGER)
    case = new_case(anna)
    given: dict[str, Any] = {"model": Case, "public_id": case.record, "now": NOW}
    operations.protect(**given, by=anna.actor)
    for one in (anna, boss):
        with pytest.raises(RecordMissing):
            read(one, case)
    proposed = operations.propose_clearance(**given, user=anna.user, by=boss.actor)
    assert operations.propose_clearance(**given, user=anna.user, by=boss.actor) == proposed
    with pytest.raises(DeniedError, match="same_person"):
        operations.clear(**given, clearance_id=proposed, by=boss.actor)
    with pytest.raises(DeniedError, match="same_person"):
        operations.clear(**given, clearance_id=uuid.uuid4(), by=other.actor)
    operations.clear(**given, clearance_id=proposed, by=other.actor)
    assert read(anna, case).protected
    assert Clearance.objects.get().approved_by == other.user
    with pytest.raises(RecordMissing):
        read(boss, case)


def test_an_emergency_opening_shows_one_record_for_an_hour_and_the_manager_is_told(
    keys: Path,
) -> None:
    case, second = new_case(colleague("Anna")), new_case(colleague("Arvid"), key="second")
    boss, hidden = colleague("Cleo", Role.UNIT_MANAGER), colleague("Hid", Role.UNIT_MANAGER)
    about: dict[str, Any] = {
        "organisation_id": organisation(),
        "record": case.record,
        "reason": "close",
    }
    Block.objects.create(**about, user=hidden.user, by=boss.user, at=NOW)
    bo = colleague("Bo")
    given: dict[str, Any] = {
        "model": Case,
        "public_id": case.record,
        "reason": GlassReason.LIFE,
        "now": NOW,
    }
    tired = replace(bo.actor, confirmed_at=NOW - 11 * MINUTE)
    with pytest.raises(RecordMissing):  # whoever cannot find it is not told what is lacking
        operations.break_glass(**given, text="Fara för henne i natt", by=hidden.actor)
    with pytest.raises(DeniedError, match="confirm_again"):
        operations.break_glass(**given, text="Fara för henne i natt", by=tired)
    with pytest.raises(operations.UnexplainedOpeningError) as unexplained:
        operations.break_glass(**given, text="  fara   ", by=bo.actor)
    assert "10 tecken" in unexplained.value.message()
    assert "10 characters" in unexplained.value.message("en")
    until = operations.break_glass(**given, text="Fara för henne i natt", by=bo.actor)
    assert until == NOW + 60 * MINUTE
    assert read(bo, case).through_glass
    assert read(bo, case, now=until - MINUTE).through_glass
    for late in (until, until + MINUTE):
        with pytest.raises(RecordMissing):
            read(bo, case, now=late)
    with pytest.raises(RecordMissing):
        read(bo, second)
    opening = BreakGlassOpening.objects.get()
    assert b"Fara" not in bytes(opening.text)
    plain = vault.key_of(row(case))
    name = f"opening:{opening.pk}"
    assert vault.open_text(plain, row(case), name, 1, bytes(opening.text)).startswith("Fara")
    assert operations.unread_notices(by=hidden.actor, now=NOW) == []
    (notice,) = operations.unread_notices(by=boss.actor, now=NOW)
    assert notice.opening == opening
    with pytest.raises(RecordMissing):
        operations.acknowledge(notice_id=notice.pk, by=bo.actor, now=NOW)
    operations.acknowledge(notice_id=notice.pk, by=boss.actor, now=NOW)
    operations.acknowledge(notice_id=notice.pk, by=boss.actor, now=NOW)
    assert operations.unread_notices(by=boss.actor, now=NOW) == []
    opening.refresh_from_db()
    assert opening.reviewed_by == boss.user


def test_without_a_manager_the_log_reviewer_is_told(keys: Path) -> None:
    case = new_case(colleague("Anna"))
    reviewer, bo = colleague("Rut", Role.LOG_REVIEWER), colleague("Bo")
    operations.break_glass(
        model=Case,
        public_id=case.record,
        reason=GlassReason.ON_CALL,
        text="Jouren fick ett larm",
        by=bo.actor,
        now=NOW,
    )
    assert len(operations.unread_notices(by=reviewer.actor, now=NOW)) == 1
    assert operations.unread_notices(by=NOBODY, now=NOW) == []


def test_a_record_is_found_by_identity_number_that_is_stored_nowhere(keys: Path) -> None:
    anna, bo = colleague("Anna"), colleague("Bo")
    case = new_case(anna, identity_number=NUMBER)
    found = operations.find_by_number(
        model=Case, identity_number=f"{NUMBER[:8]}-{NUMBER[8:]}", by=anna.actor, now=NOW
    )
    assert [line.id for line in found.lines] == [case.record]
    for number, who in ((NUMBER, bo), (OTHER_NUMBER, anna)):
        page = operations.find_by_number(model=Case, identity_number=number, by=who.actor, now=NOW)
        assert page.lines == ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity_token FROM records_app_case")
        (stored,) = cursor.fetchone()
    assert NUMBER[:8].encode() not in bytes(stored)


def test_a_search_by_text_says_when_it_did_not_look_at_all(
    keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = colleague("Anna")
    for number in range(3):
        new_case(anna, key=str(number), texts=TEXTS | {"name": f"Namn {number}"})
    page = operations.find(model=Case, by=anna.actor, now=NOW, text="namn 1")
    assert ([line.values["name"] for line in page.lines], page.more) == (["Namn 1"], False)
    monkeypatch.setattr("kvinnofrid.records.operations.reading.MOST_SEARCHED", 2)
    assert operations.find(model=Case, by=anna.actor, now=NOW, text="namn").more
    part = operations.find(model=Case, by=anna.actor, now=NOW, skip=1, most=1)
    assert (len(part.lines), part.total) == (1, 3)


def test_one_record_is_asked_for_with_its_decision(keys: Path) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    record = get_record(Case, case.record)
    found = demand_of(record, actor=anna.actor, action="record.find", now=NOW)
    assert str(found.record) == case.record
    assert found.decision.fields == {"identity", "meta"}
    assert found.record.is_open(NOW)


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_keeps_no_writer_waiting_on_sqlite_and_is_in_the_log_first(
    shipped_data: None, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = colleague("Anna")
    case = new_case(anna)
    held: list[bool] = []
    open_fields = vault.open_fields

    def seen(*given: Any) -> dict[str, str]:
        held.append(connection.in_atomic_block)
        return open_fields(*given)

    monkeypatch.setattr(vault, "open_fields", seen)
    before = AuditEvent.objects.count()
    assert read(anna, case).values["name"] == TEXTS["name"]
    assert len(operations.find(model=Case, by=anna.actor, now=NOW).lines) == 1
    assert set(held) == {connection.vendor == "postgresql"}
    assert AuditEvent.objects.count() == before + 2

    def full(**_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(audit, "record", full)
    with pytest.raises(OSError, match="no room"):
        read(anna, case)
