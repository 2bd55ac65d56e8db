"""The file of tombstones: what is destroyed stays destroyed, and a changed file shows."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction

from kvinnofrid.access.values import Actor
from kvinnofrid.audit.queries import events_of_object
from kvinnofrid.retention.commands import after_backup
from kvinnofrid.retention.destruction import Restored, after_restore
from kvinnofrid.retention.kinds import UnknownKindError, retained_kinds
from kvinnofrid.retention.models import Disposal, Tombstone
from kvinnofrid.retention.outside import record, tombstone_file
from kvinnofrid.retention.tombstone_file import Line, TombstoneFile, TombstoneFileError
from tests.retention.conftest import House, Told
from tests.retention.minimal import NOW, add, municipality, there
from tests.retention.test_disposals import carried, decided

OPERATOR = Actor(id="operator")
LINE = Line(
    organisation="1",
    concerns="client_record",
    object_id="a",
    destroyed_at="2026-11-22T09:00:00+00:00",
    rules="r",
    version="1",
    rule="client-records",
    disposal="00000000-0000-0000-0000-000000000001",
    proposed_by="ann",
    decided_by="bo",
    carried_out_by="ann",
)


@pytest.fixture
def file(tmp_path: Path) -> TombstoneFile:
    return TombstoneFile(tmp_path / "t.jsonl", tmp_path / "t.key")


@pytest.fixture
def three(file: TombstoneFile, tmp_path: Path) -> Path:
    for name in "abc":
        file.append(replace(LINE, object_id=name))
    return tmp_path / "t.jsonl"


def test_lines_are_read_as_they_were_written_and_never_twice(file: TombstoneFile) -> None:
    assert file.read() == []
    file.append(LINE)
    file.append(replace(LINE, rule="other"))
    file.append(replace(LINE, object_id="b"))
    assert file.read() == [LINE, replace(LINE, object_id="b")]


def test_only_the_owner_may_read_file_and_key(three: Path) -> None:
    assert three.stat().st_mode & 0o077 == 0
    assert three.with_name("t.key").stat().st_mode & 0o077 == 0


CHANGES: dict[str, Callable[[list[str]], list[str]]] = {
    "a word changed": lambda lines: [lines[0], lines[1].replace('"b"', '"x"'), lines[2]],
    "one left out": lambda lines: [lines[0], lines[2]],
    "the first left out": lambda lines: lines[1:],
    "two that changed places": lambda lines: [lines[1], lines[0], lines[2]],
    "one twice": lambda lines: [lines[0], lines[0], *lines[1:]],
    "not JSON": lambda lines: [lines[0], "gone", lines[2]],
    "no mark": lambda lines: [lines[0], "{}", lines[2]],
    "a list": lambda lines: ["[]"],
    "a mark of no text": lambda lines: ['{"mark": 1}'],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_file_is_refused(
    three: Path, file: TombstoneFile, change: Callable[[list[str]], list[str]]
) -> None:
    lines = three.read_text().splitlines()
    three.write_text("".join(f"{line}\n" for line in change(lines)))
    with pytest.raises(TombstoneFileError, match="Rad"):
        file.read()
    with pytest.raises(TombstoneFileError, match="Rad"):
        file.append(replace(LINE, object_id="d"))


def test_a_line_that_a_crash_left_unfinished_is_cut_away(three: Path, file: TombstoneFile) -> None:
    with three.open("a") as open_file:
        open_file.write('{"number": 4, "bef')
    assert len(file.read()) == 3
    file.append(replace(LINE, object_id="d"))
    assert [line.object_id for line in file.read()] == ["a", "b", "c", "d"]
    assert [json.loads(line)["number"] for line in three.read_text().splitlines()] == [1, 2, 3, 4]


def test_without_its_key_or_with_another_the_file_is_refused(
    three: Path, file: TombstoneFile
) -> None:
    key = three.with_name("t.key")
    kept = key.read_text()
    key.write_text("00" * 32)
    with pytest.raises(TombstoneFileError, match="Rad 1"):
        file.read()
    key.write_text("00")
    with pytest.raises(TombstoneFileError, match="kort"):
        file.read()
    key.unlink()
    with pytest.raises(TombstoneFileError, match="KV_TOMBSTONE_KEY_FILE"):
        file.append(replace(LINE, object_id="d"))
    key.write_text(kept)
    assert len(file.read()) == 3


def test_what_a_restored_database_brings_back_is_destroyed_again(house: House, told: Told) -> None:
    add("old", house.organisation)
    add("other", house.organisation, entry=NOW.date())
    carried(house, decided(house))
    Tombstone.objects.all().delete()  # as in a copy from before
    Disposal.objects.all().delete()
    add("old", house.organisation)
    told.keys.clear()
    assert after_restore(by=OPERATOR, now=NOW) == Restored(destroyed_again=1, remembered=0)
    assert there(house.organisation) == {"other"}
    assert told.keys == [(house.organisation, b"key of old")]
    assert told.actions()[-1] == "retention.destroy_again"
    stone = Tombstone.objects.get()
    assert (stone.decided_by, stone.carried_out_by) == ("bo", "ann")
    assert after_restore(by=OPERATOR, now=NOW) == Restored(destroyed_again=0, remembered=0)


def test_a_copy_from_between_is_given_the_tombstones_it_lacks(house: House, told: Told) -> None:
    add("old", house.organisation)
    carried(house, decided(house))
    Tombstone.objects.all().delete()
    assert after_restore(by=OPERATOR, now=NOW) == Restored(destroyed_again=0, remembered=1)
    assert Tombstone.objects.count() == 1


def test_a_file_whose_tail_was_cut_stops_the_restore(house: House, told: Told) -> None:
    add("a", house.organisation)
    add("b", house.organisation)
    carried(house, decided(house))
    path = house.folder / "kept" / "tombstones.jsonl"
    path.write_text(path.read_text().splitlines()[0] + "\n")
    with pytest.raises(TombstoneFileError, match="avkortad"):
        after_restore(by=OPERATOR, now=NOW)


def test_what_the_replaced_database_remembers_must_be_in_the_file(house: House, told: Told) -> None:
    add("a", house.organisation)
    add("b", house.organisation)
    carried(house, decided(house))
    assert after_backup(replaced="default", backed_up=NOW).startswith("Gallring: 0 förstörda")
    path = house.folder / "kept" / "tombstones.jsonl"
    path.write_text("")
    with pytest.raises(TombstoneFileError, match="avkortad"):
        after_backup(replaced="default", backed_up=NOW)
    path.unlink()
    with pytest.raises(TombstoneFileError, match="avkortad"):
        after_backup(replaced="default", backed_up=NOW)


def test_a_replaced_database_is_asked_for_itself(
    house: House, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "kvinnofrid.retention.destruction._refuse_cut_file",
        lambda _lines, alias: asked.append(alias),
    )
    after_restore(by=OPERATOR, now=NOW, replaced="default")
    assert asked == ["default", "default"]
    monkeypatch.setattr("kvinnofrid.retention.destruction._remembers", lambda _alias: False)
    after_restore(by=OPERATOR, now=NOW, replaced="default")
    assert asked == ["default"] * 3


def test_on_a_new_machine_a_lost_file_is_written_anew_and_that_is_said(
    house: House, told: Told
) -> None:
    add("a", house.organisation)
    carried(house, decided(house))
    before = tombstone_file().read()
    path = house.folder / "kept" / "tombstones.jsonl"
    path.unlink()
    said = after_backup(replaced=None, backed_up=NOW)
    assert "skrevs ur kopian, 1 rader" in said
    assert "efter 2026-11-22 10:00 har kommit tillbaka" in said
    assert tombstone_file().read() == before
    assert after_backup(replaced=None, backed_up=NOW) == (
        "Gallring: 0 förstörda på nytt, 0 antecknade."
    )


def test_tombstones_of_what_nobody_keeps_stop_the_restore(house: House, settings: object) -> None:
    tombstone_file().append(replace(LINE, concerns="unheard-of"))
    with pytest.raises(UnknownKindError, match="unheard-of"):
        after_restore(by=OPERATOR, now=NOW)


def test_two_domains_cannot_keep_the_same_kind(house: House, settings: object) -> None:
    settings.RETAINED_KINDS = ["tests.retention.minimal.KIND"] * 2  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="client_record"):
        retained_kinds()


@pytest.mark.django_db
def test_a_destruction_stands_in_the_log() -> None:
    organisation = municipality("1780")
    with transaction.atomic():
        record(
            organisation=organisation,
            by=OPERATOR,
            action="retention.destroy",
            object_kind="client_record",
            object_id="a",
            now=NOW,
            details={"rule": "client-records", "version": "2026-1", "count": "1"},
        )
    (event,) = events_of_object(organisation, object_kind="client_record", object_id="a")
    assert (event.action, event.actor, event.outcome) == (
        "retention.destroy",
        "operator",
        "allowed",
    )
