"""A full disk, a killed process, a damaged database: said clearly, nothing lost, nothing left."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from kvinnofrid.backup import operations, sqlite_engine
from kvinnofrid.backup.errors import BackupError, explained
from kvinnofrid.backup.workspace import whole_file, work_folder
from kvinnofrid.organisations.models import Organisation, OrganisationVersion
from tests.backup.conftest import DAY, Place, add

PROJECT = Path(__file__).resolve().parents[2]
SECONDS = 60


def start(
    place: Place, *words: str, before: Callable[[], None] | None = None
) -> "subprocess.Popen[str]":
    """A command in a process of its own, on the database of the test."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("KV_")},
        "KV_DATA": str(place.data),
        "KV_MODE": "production",
        "KV_SECRET_KEY_FILE": str(place.key),
        "PYTHONUTF8": "1",
        "DJANGO_SETTINGS_MODULE": "tests.backup.production_settings",
    }
    if place.address:
        environment["KV_DATABASE_URL"] = place.address
    return subprocess.Popen(
        [sys.executable, "-m", "kvinnofrid", *words],
        env=environment,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,
    )


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _, said = process.communicate(timeout=SECONDS)
    return process.returncode, said


def files_of_at_most(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.fixture
def much(place: Place) -> Place:
    """The place with so much in it that a backup takes a while and some room."""
    one = add("mycket")
    OrganisationVersion.objects.bulk_create(
        OrganisationVersion(
            organisation=one,
            code=f"{number}",
            name=f"{number * 7919 % 100_003}" * 5,
            full_name=f"{number * 104_729 % 1_000_003}" * 9,
            sort_key="",
            valid_from=DAY.replace(year=1 + number % 2000, month=1 + number // 2000),
        )
        for number in range(6_000)
    )
    return place


@pytest.mark.parametrize("size", [0, 100_000, 350_000])
def test_a_full_disk_is_told_and_leaves_no_file(much: Place, size: int) -> None:
    before = much.facts()
    limit = files_of_at_most(size)
    code, said = finish(start(much, "backup", "--lang", "en", before=limit))
    assert code == 2
    assert "disk is full" in said
    assert "Traceback" not in said
    assert not list((much.data / "backups").glob("*"))
    assert much.leftovers == []
    assert much.facts() == before
    assert Organisation.objects.count() == 3


@pytest.mark.parametrize("size", [0, 350_000])
def test_a_restore_on_a_full_disk_changes_nothing(much: Place, size: int) -> None:
    made = much.backup()
    add("efter")
    before = much.facts()
    words = ("restore", str(made.path), "--key", str(much.key), "--yes")
    code, said = finish(start(much, *words, before=files_of_at_most(size)))
    assert code == 2
    assert "disken är full" in said
    assert much.leftovers == []
    assert much.facts() == before
    assert Organisation.objects.filter(reference="efter").exists()


@pytest.mark.parametrize("what", ["backup", "restore"])
def test_a_process_killed_at_any_time_loses_nothing_and_the_next_one_tidies_up(
    much: Place, what: str
) -> None:
    made = much.backup()
    words = ["backup"] if what == "backup" else ["restore", f"{made.path}", "--key", f"{much.key}"]
    begun = time.monotonic()
    code, said = finish(start(much, *words, *(["--yes"] if what == "restore" else [])))
    assert code == 0, said
    whole = time.monotonic() - begun
    before = much.facts()
    for part in (0.5, 0.7, 0.9):
        process = start(much, *words, *(["--yes"] if what == "restore" else []))
        time.sleep(whole * part)
        process.kill()
        finish(process)
        assert much.facts() == before
    for file in (much.data / "backups").glob("*.age"):
        found = operations.verify(file=file, identities=much.identities, deep=False)
        assert found.differences == ()
    finish(start(much, "backup"))
    assert much.leftovers == []


def test_a_process_that_is_asked_to_end_tidies_up_after_itself(much: Place) -> None:
    process = start(much, "backup")
    until = time.monotonic() + SECONDS
    while not much.leftovers and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(signal.SIGTERM)
    code, _ = finish(process)
    assert code in {0, 128 + signal.SIGTERM}
    assert much.leftovers == []


def test_what_a_killed_process_left_is_removed_but_not_what_another_one_uses(
    tmp_path: Path,
) -> None:
    (tmp_path / "backup-work-dead").mkdir()
    (tmp_path / "backup-work-dead" / "lock").touch()
    (tmp_path / "backup-work-earlier").mkdir()
    (tmp_path / ".old.age.backup-part").touch()
    with work_folder(tmp_path) as one, work_folder(tmp_path) as other:
        assert sorted(tmp_path.glob("backup-work-*")) == sorted([one, other])
        assert one.stat().st_mode & 0o777 == 0o700
    with whole_file(tmp_path / "a.age") as first, whole_file(tmp_path / "b.age") as second:
        first.write(b"a")
        second.write(b"b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.age", "b.age"]


def test_a_folder_that_cannot_be_written_is_told(place: Place) -> None:
    (place.data / "fil").write_text("")
    with pytest.raises(BackupError) as refused:
        place.backup("fil")
    assert refused.value.key == "cannot-write"
    with pytest.raises(BackupError, match="hjälp"), explained("x"):
        raise OSError("hjälp")


def test_a_database_that_is_not_sound_is_not_backed_up(place: Place) -> None:
    if not place.on_sqlite:
        pytest.skip("PostgreSQL proves its constraints itself")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.execute("UPDATE organisations_organisation SET id = id + 99")
    with pytest.raises(BackupError, match="organisations_organisationversion: row") as refused:
        place.backup()
    assert refused.value.key == "unsound"


@pytest.mark.parametrize("content", [b"not a database at all, not even nearly" * 99, None])
def test_a_damaged_database_is_kept_beside_the_one_restored(
    place: Place, content: bytes | None
) -> None:
    if not place.on_sqlite:
        pytest.skip("the files of PostgreSQL are its own")
    made, before = place.backup(), place.facts()
    connection.close()
    file = sqlite_engine.place(place.settings)
    if content is None:
        whole = file.read_bytes()
        content = whole[:4096] + b"\xff" * 8192 + whole[12288:]
    file.write_bytes(content)
    with pytest.raises(BackupError) as refused:
        place.restore(made.path, replace=False)
    assert refused.value.key == "not-empty"
    done = place.restore(made.path)
    assert done.unread
    assert done.kept is not None
    assert done.kept.read_bytes() == content
    assert place.facts() == before
