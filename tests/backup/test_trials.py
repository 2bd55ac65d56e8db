"""What the system tries in itself: each trial passes when all is well and says when it is not."""

import os
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from kvinnofrid.audit import operations as audit
from kvinnofrid.audit.models import SignedHead
from kvinnofrid.backup import trials
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.queries import latest_self_tests, metrics
from kvinnofrid.backup.rules import LEAST_FREE, is_due, room_is_left
from kvinnofrid.config.commands import main
from kvinnofrid.keys.client import Health, KeyClient
from tests.audit.attack import lifted_guards
from tests.backup.conftest import NOW, Place

Said = pytest.CaptureFixture[str]
Disk = namedtuple("Disk", "total used free")
KINDS = [str(kind) for kind in SelfTest.Kind]


@pytest.fixture(autouse=True)
def well(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    """A key service with all its keys, and a receiver of heads of this test alone."""
    monkeypatch.setattr(KeyClient, "health", lambda _: Health(True, 1, 2, 0, 0))
    settings.AUDIT_KEY_FILE = tmp_path / "audit.key"
    settings.AUDIT_HEADS = f"file:{tmp_path / 'heads.jsonl'}"


def write(ago: timedelta = timedelta()) -> None:
    with transaction.atomic():
        audit.record(
            organisation="7",
            actor="operator",
            action="log.verify",
            object_kind="audit_log",
            object_id="7",
            outcome="allowed",
            now=timezone.now() - ago,
        )


def test_all_that_is_tried_passes_where_all_is_well(place: Place, capsys: Said) -> None:
    write()
    assert main(["upkeep"]) == 0
    said = capsys.readouterr().out
    assert "heads_signed=1 heads_taken=1 heads_waiting=0 faults=0" in said
    assert [str(one.kind) for one in latest_self_tests()] == KINDS
    assert all(one.passed for one in latest_self_tests())
    assert main(["upkeep"]) == 0
    assert "self-test=" not in capsys.readouterr().out
    assert SelfTest.objects.count() == len(KINDS)


def test_a_log_that_nobody_outside_vouches_for_is_told_of(place: Place) -> None:
    write(timedelta(hours=2))
    assert trials.heads(timezone.now()).passed
    write()
    assert not trials.heads(timezone.now() + timedelta(hours=2)).passed
    audit.send_heads(now=timezone.now())
    assert trials.heads(timezone.now() + timedelta(days=1)).passed


def test_a_receiver_that_is_away_makes_the_hour_fail(
    place: Place, settings: Settings, capsys: Said, tmp_path: Path
) -> None:
    write()
    settings.AUDIT_HEADS = f"file:{tmp_path}"
    assert main(["upkeep"]) == 1
    assert "heads_waiting=1" in capsys.readouterr().out
    settings.AUDIT_HEADS = "nowhere"
    assert main(["upkeep"]) == 1
    assert "heads=failed" in capsys.readouterr().out


def test_a_changed_event_is_found(place: Place) -> None:
    write()
    audit.send_heads(now=timezone.now())
    assert trials.chains(NOW).passed
    from django.db import connection

    with lifted_guards(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET actor = 'nobody'")
    found = trials.chains(NOW)
    assert not found.passed
    assert "faults=1" in found.summary


def test_a_head_that_was_forged_is_found(place: Place) -> None:
    write()
    audit.send_heads(now=timezone.now())
    SignedHead.objects.update(hash="0" * 64)
    assert not trials.chains(NOW).passed


def test_in_production_a_nightly_backup_is_asked_for(place: Place, settings: Settings) -> None:
    assert trials.copies(timezone.now()).passed
    settings.MODE = "production"
    assert not trials.copies(timezone.now()).passed
    made = place.backup("backups")
    os.utime(made.path, (timezone.now().timestamp(),) * 2)
    assert trials.copies(timezone.now()).passed
    assert not trials.copies(timezone.now() + timedelta(hours=27)).passed


def test_lost_keys_and_keys_for_trial_in_production_are_told_of(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    assert trials.key_service(NOW).passed
    settings.MODE = "production"
    assert not trials.key_service(NOW).passed
    monkeypatch.setattr(KeyClient, "health", lambda _: Health(False, 1, 2, 0, 1))
    assert not trials.key_service(NOW).passed
    monkeypatch.undo()
    settings.KEY_SOCKET = "/nowhere"
    assert not trials.key_service(NOW).passed


def test_a_full_disk_is_told_of(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trials.disk(NOW).passed
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Disk(10, 9, 1))
    assert not trials.disk(NOW).passed


def test_a_trial_that_breaks_has_not_passed_and_the_others_are_made(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> trials.Finding:
        raise RuntimeError("no such thing")

    monkeypatch.setitem(trials.TRIALS, SelfTest.Kind.DISK, broken)
    kept = {one.kind: one for one in trials.run_all(recipients=[place.public], now=NOW)}
    assert kept["disk"].summary == "RuntimeError: no such thing"
    assert not kept["disk"].passed
    assert kept["program"].passed


def test_room_is_counted_in_backups() -> None:
    assert room_is_left(free=LEAST_FREE, largest_backup=0)
    assert not room_is_left(free=LEAST_FREE - 1, largest_backup=0)
    assert not room_is_left(free=LEAST_FREE, largest_backup=LEAST_FREE)


def test_what_is_done_each_day_is_due_after_a_day_and_when_the_clock_went_back() -> None:
    assert is_due(last=None, now=NOW, every_hours=23)
    assert not is_due(last=NOW - timedelta(hours=22), now=NOW, every_hours=23)
    assert is_due(last=NOW - timedelta(hours=23), now=NOW, every_hours=23)
    assert is_due(last=NOW + timedelta(days=9), now=NOW, every_hours=23)


def test_attempts_that_no_longer_lock_are_cleared_away(place: Place, capsys: Said) -> None:
    cache = caches["default"]
    cache.set("old", 1, timeout=-5)
    cache.set("new", 1, timeout=600)
    main(["upkeep"])
    assert cache.get("new") == 1
    assert "cleared_attempts=" in capsys.readouterr().out


def test_metrics_are_figures_of_the_installation_alone(place: Place) -> None:
    write()
    main(["upkeep"])
    found = metrics()
    assert found['kvinnofrid_self_test_passed{kind="backup"}'] == 1
    assert found["kvinnofrid_heads_waiting"] == 0
    assert found["kvinnofrid_heads_acknowledged_seconds"] > 0
