"""The making of a release, step by step: what it keeps, and that it keeps nothing when it fails."""

import json
import os
import stat
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from kvinnofrid.access.values import Actor
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.catalogue import Text
from kvinnofrid.disclosure import DisclosureError
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.snapshot import SnapshotError
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.releases import operations, queries, snapshots
from kvinnofrid.releases.models import Release, ReleaseTable
from kvinnofrid.releases.operations import NoSuchReleaseError, ReleaseError, making
from kvinnofrid.releases.operations.starting import start_making
from kvinnofrid.releases.protecting import Protected
from kvinnofrid.releases.rules import Step, packed
from tests.releases.releasing import NOW, analyst, table
from tests.releases.test_operations import HOUR, actor, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
Status = Release.Status
STEPS = [Step.READING, Step.COUNTING, Step.PROTECTING, Step.CHECKING]
TABLES = {("target_group", ""): table(), ("sex", ""): table("sex")}
TEXT = Text(sv="Så kan det gå.", en="So it goes.")


@pytest.fixture
def moa() -> Actor:
    return actor(analyst("Moa"))


@pytest.fixture
def waiting(moa: Actor) -> UUID:
    """A release that is proposed and not yet made."""
    return operations.propose(wish=wish(), by=moa, now=NOW)


@pytest.fixture(autouse=True)
def protects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protection gives two tables, whatever was counted, and tells of it as it goes."""

    def protected(*_: object, tell: Callable[[str], None], **__: object) -> Protected:
        tell("Skyddar …")
        return Protected(TABLES, {"programs": 3, "width": 4})

    monkeypatch.setattr(making, "protected", protected)


def stored(pk: UUID) -> Release:
    return Release.objects.get(pk=pk)


def logged(pk: UUID) -> list[str]:
    """What the log says became of it."""
    told = AuditEvent.objects.filter(object_id=str(pk)).order_by("number")
    return [json.loads(one.details)["result"] for one in told]


def assert_nothing_is_kept(pk: UUID) -> None:
    """No table, no snapshot, nothing to decide on and nothing to read, now or later."""
    row = stored(pk)
    assert row.status == Status.FAILED
    assert not ReleaseTable.objects.exists()
    assert not any(snapshots.folder_of(pk).parent.glob("*"))
    assert not any(snapshots.folder_of(pk).parent.glob(".*"))
    assert (row.number, row.digest, row.signature, row.decided_by) == (None, "", "", None)
    assert (row.made_from, row.method, row.checks, row.against) == ({}, {}, [], [])
    for yes in (True, False):
        with pytest.raises(ReleaseError, match="inte färdig"):
            operations.decide_on(release=pk, yes=yes, by=actor(analyst("Nora")), now=NOW)
    assert queries.published(NOW + 1_000 * HOUR) == []
    with pytest.raises(queries.NotPublishedError):
        queries.tables(1)
    assert operations.stored_faults() == []
    assert operations.may_be_made_again(row, now=NOW)


def test_each_step_is_told_of_as_it_begins_and_none_holds_a_transaction(
    waiting: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = len(connection.savepoint_ids)
    seen = []

    def tell(line: str) -> None:
        assert len(connection.savepoint_ids) == inside, "who writes would have to wait"
        row = stored(waiting)
        seen.append((row.step, line))
        assert (row.status, row.told, row.tables.count()) == (Status.MAKING, line, 0)

    making.make(release=waiting, now=NOW, tell=tell)
    assert [step for step, line in seen if not line] == STEPS
    assert (Step.PROTECTING, "Skyddar …") in seen
    row = stored(waiting)
    assert (row.status, row.step, row.told) == (Status.PROPOSED, Step.CHECKING, "")
    assert queries.tables_of(row) == TABLES
    assert row.made_from["episodes"] == 60
    assert row.made_from["day"] == NOW.date().isoformat()
    assert row.method == {"programs": 3, "width": 4}
    assert {one["kind"] for one in row.checks} >= {"completeness", "differencing"}
    snapshots.prove(waiting, 1, row.made_from)
    assert logged(waiting) == ["proposed", "made"]


FAULTS: list[tuple[str, Exception, str]] = [
    ("take", SnapshotError("trasig"), "gick inte att skriva i"),
    ("take", OSError(28, "No space left on device"), "No space left"),
    ("take", KeysError(), "Nyckeltjänsten"),
    ("protected", DisclosingError("sex, 0380", TEXT, TEXT), "Så kan det gå."),
    ("protected", DisclosureError("sex is wrong.", "Mend it."), "sex is wrong. Mend it."),
    ("protected", ValueError("0380 woman 3"), "Ett fel i programmet (ValueError)"),
    ("protected", MemoryError(), "Ett fel i programmet (MemoryError)"),
    ("_findings", RuntimeError("0380 woman 3"), "Ett fel i programmet (RuntimeError)"),
    ("packed", RuntimeError("0380 woman 3"), "Ett fel i programmet (RuntimeError)"),
]


@pytest.mark.parametrize(("where", "error", "said"), FAULTS, ids=lambda one: str(one)[:20])
def test_of_a_making_that_fails_at_any_step_nothing_is_kept(
    waiting: UUID,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    where: str,
    error: Exception,
    said: str,
) -> None:
    """The last fails when one of two tables has been stored already."""
    calls = []
    before = packed

    def fails(*given: Any, **_: Any) -> Any:
        calls.append(given)
        if where == "packed" and len(calls) == 1:
            return before(*given)
        if where == "take":
            given[2].episodes = 1
        raise error

    monkeypatch.setattr(snapshots if where == "take" else making, where, fails)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ReleaseError):
        making.make(release=waiting, now=NOW)
    assert_nothing_is_kept(waiting)
    row = stored(waiting)
    assert said in row.told
    assert row.told
    assert row.told_en
    assert "0380 woman" not in row.told + row.told_en, "what a fault says may be of people"
    assert logged(waiting) == ["proposed", "failed"]


@pytest.mark.parametrize("step", STEPS, ids=lambda one: one.name)
def test_of_a_making_that_is_broken_off_at_any_step_nothing_is_kept(
    waiting: UUID,
    moa: Actor,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    step: Step,
) -> None:
    """Somebody breaks it off while the step goes on; at the last, when all but storing is done."""
    told = []

    def tell(line: str) -> None:
        told.append(line)
        if stored(waiting).step == step and not line:
            operations.break_off(release=waiting, by=moa, now=NOW)

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(making.BrokenOffError),
    ):
        making.make(release=waiting, now=NOW, tell=tell)
    assert_nothing_is_kept(waiting)
    assert "avbröt" in stored(waiting).told
    assert len(told) <= STEPS.index(step) + 2


def test_a_process_that_is_told_to_end_says_so_and_keeps_nothing(
    waiting: UUID,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def ended(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "protected", ended)
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(KeyboardInterrupt):
        making.make(release=waiting, now=NOW)
    assert_nothing_is_kept(waiting)
    assert stored(waiting).told == making.STOPPED.sv


def test_an_attempt_that_was_begun_again_stops_and_leaves_the_new_one_alone(
    waiting: UUID,
    moa: Actor,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    later = NOW + timedelta(hours=1)

    def tell(line: str) -> None:
        if stored(waiting).step == Step.PROTECTING and line:
            again = replace(moa, confirmed_at=later)
            Release.objects.filter(pk=waiting).update(told_at=NOW)
            operations.make_again(release=waiting, by=again, now=later)
            making.make(release=waiting, now=later)

    with (
        django_capture_on_commit_callbacks(execute=True),
        pytest.raises(making.BrokenOffError),
    ):
        making.make(release=waiting, now=NOW, tell=tell)
    row = stored(waiting)
    assert (row.status, row.attempt) == (Status.PROPOSED, 2)
    assert queries.tables_of(row) == TABLES
    assert not snapshots.folder_of(waiting, 1).exists()
    snapshots.prove(waiting, 2, row.made_from)


@pytest.mark.parametrize("attempt", [0, 2, 17])
def test_another_attempt_than_the_latest_makes_nothing(waiting: UUID, attempt: int) -> None:
    before = Release.objects.filter(pk=waiting).values().get()
    with pytest.raises(NoSuchReleaseError):
        making.make(release=waiting, attempt=attempt, now=NOW)
    assert Release.objects.filter(pk=waiting).values().get() == before
    making.make(release=waiting, attempt=1, now=NOW)


def test_a_making_is_begun_as_a_process_of_its_own(
    waiting: UUID, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    """A program in Python's place writes down how it was begun."""
    said, program = tmp_path / "said", tmp_path / "python"
    program.write_text(
        "#!/bin/sh\n"
        f'{{ echo "$@"; pwd; echo "$KV_DATA"; cut -d" " -f6 /proc/$$/stat; echo $$;'
        f' cat; }} > "{said}.part" 2>&1\nmv "{said}.part" "{said}"\n'
    )
    program.chmod(stat.S_IRWXU)
    monkeypatch.setattr("sys.executable", str(program))
    settings.DATA = tmp_path / "data"
    Release.objects.filter(pk=waiting).update(attempt=3)
    start_making(waiting)
    until = time.monotonic() + 30
    while not said.exists():
        assert time.monotonic() < until, "it was not begun"
        time.sleep(0.01)
    words, folder, data, session, process = said.read_text().splitlines()
    assert words == f"-m kvinnofrid release make {waiting} --attempt 3"
    assert (Path(folder), data) == (settings.PROJECT, str(tmp_path / "data"))
    assert session == process, "a restart of the server would end it"
    while Path(f"/proc/{process}").exists():
        assert time.monotonic() < until, "it was never waited for"
        time.sleep(0.01)
    assert stored(waiting).status == Status.MAKING, "until it says something itself"


def test_what_is_not_proposed_begins_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", os.devnull)
    with pytest.raises(NoSuchReleaseError):
        start_making(uuid4())
