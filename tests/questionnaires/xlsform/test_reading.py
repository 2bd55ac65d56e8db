"""Files that are broken, huge or built to do harm: refused in words, in a process of its own."""

import io
import json
import os
import random
import socket
import sys
import zipfile
from pathlib import Path

import pytest

from kvinnofrid.questionnaires.xlsform import Imported, read_xlsform, worker, write_xlsform
from kvinnofrid.questionnaires.xlsform.reading import LIMITS
from tests.questionnaires.small_instrument import instrument, item
from tests.questionnaires.xlsform.forms import TODAY, YES_NO, read_here, workbook

SOUND = workbook([{"type": "select_one yn", "name": "a", "label": "A"}], YES_NO)


def read(data: bytes, name: str = "form.xlsx") -> Imported:
    """The file read as a stranger's."""
    return read_xlsform(data, filename=name, today=TODAY)


def refused(data: bytes, name: str = "form.xlsx") -> str:
    """Why it was refused, in English; there must be words in both languages."""
    found = read(data, name)
    assert found.instrument is None
    assert not found.report.ok
    (error,) = found.report.errors
    assert error.sv
    return error.en


def packed(**parts: bytes) -> bytes:
    """A zip with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """A workbook with one part put in the place of another, or added."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        new.writestr(part, content)
    return made.getvalue()


def test_a_sound_form_is_read_in_the_limited_process() -> None:
    found = read(SOUND)
    assert found.report.ok
    assert found.instrument is not None
    assert [one.id for one in found.instrument.items] == ["a"]
    made = instrument(item("q"))
    again = read(write_xlsform(made).workbook)
    assert again.instrument == made


def test_a_csv_and_a_markdown_table_are_read() -> None:
    csv = b'"survey",,,\n,"type","name","label"\n,"text","a","A"\n'
    assert read(csv, "form.csv").report.ok
    assert read(b"| survey |\n| | type | name | label |\n| | text | a | A |\n", "f.md").report.ok


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "form.xlsx"),
        (b"hej", "form.xlsx"),
        (b"hej", "form.pdf"),
        (b"\0" * 100, "form.csv"),
        (b"\xff\xfe\x80", "form.csv"),
        (b"a,b\n1,2\n", "form.csv"),
        (b"hej", "form.md"),
        (b"PK\x03\x04" + b"x" * 100, "form.xlsx"),
        (SOUND[:200], "form.xlsx"),
        (SOUND[: len(SOUND) // 2], "form.xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "form.xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)) * 40, "form.xls"),
        (packed(a_txt=b"hej"), "form.xlsx"),
        (packed(xl__workbook_xml=b"<x/>"), "form.xlsx"),
    ],
)
def test_what_is_no_form_is_refused_in_words(data: bytes, name: str) -> None:
    assert refused(data, name)


def test_an_archive_that_unpacks_to_too_much_is_refused_unopened() -> None:
    assert "harm" in refused(packed(xl__workbook_xml=b"<x/>", b_xml=b"\0" * 80_000_000))


def test_an_entity_that_expands_itself_is_refused() -> None:
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "xxxxxxxxxx">' + entities + b"]>"
    for part in ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
        assert not read(repacked(SOUND, part, bomb + b"<x>&a11;</x>")).report.ok


def test_a_reference_to_a_file_or_a_server_is_never_followed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        outside = (
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:%d/">]>' % port
        )
        refused(repacked(SOUND, "xl/workbook.xml", outside + b"<x>&e;</x>"))
        with pytest.raises(TimeoutError):
            server.accept()


def test_another_file_named_in_a_form_is_not_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("name,label\nhemlig,hemlig\n", encoding="utf-8")
    rows = [
        {"type": "text", "name": "a", "label": "A"},
        {"type": f"select_one_from_file {secret}", "name": "b", "label": "B"},
        {"type": "include", "name": str(secret), "label": "C"},
    ]
    for survey in (rows[:2], rows):
        assert "hemlig" not in str(read(workbook(survey)))


def test_groups_in_groups_without_end_do_not_stop_the_reader() -> None:
    deep = [{"type": "begin_group", "name": f"g{n}", "label": "G"} for n in range(700)]
    ends = [{"type": "end_group"}] * 700
    found = read(workbook([*deep, {"type": "text", "name": "a", "label": "A"}, *ends]))
    assert found.report.ok or found.report.errors
    assert not read(workbook(deep)).report.ok


def test_a_form_that_refers_to_itself_is_read_or_refused() -> None:
    rows = [
        {"type": "integer", "name": "a", "label": "${b}", "relevant": "${b} > 1"},
        {"type": "integer", "name": "b", "label": "${a}", "relevant": "${a} > 1"},
        {"type": "integer", "name": "c", "label": "${c}", "relevant": "${c} > 1"},
    ]
    found = read(workbook(rows))
    assert found.report.errors or found.instrument is not None
    if found.instrument is not None:
        assert found.instrument.item("a").applies is None


def test_macros_are_noted_and_never_run() -> None:
    found = read(repacked(SOUND, "xl/vbaProject.bin", b"\xcc\x61" * 100), "form.xlsm")
    assert ("", "file_macros") in {(one.about, one.what) for one in found.report.not_carried}
    assert found.report.ok


def test_a_file_that_is_too_large_missing_or_no_file_is_refused(tmp_path: Path) -> None:
    large = tmp_path / "stor.xlsx"
    with large.open("wb") as file:
        file.truncate(LIMITS.file_bytes + 1)
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    for path in (large, pipe, tmp_path, tmp_path / "saknas.xlsx", Path("a\0b.xlsx")):
        found = read_xlsform(path, filename=path.name, today=TODAY)
        assert found.instrument is None
        assert len(found.report.errors) == 1


def test_what_takes_too_long_or_too_much_is_stopped() -> None:
    many = [{"type": "text", "name": f"q{n}", "label": "Å" * 200} for n in range(900)]
    data = workbook(many)
    slow = read_xlsform(
        data, filename="f.xlsx", today=TODAY, limits=LIMITS._replace(wall_seconds=0.3)
    )
    assert "time" in slow.report.errors[0].en.lower() or "long" in slow.report.errors[0].en.lower()
    small = LIMITS._replace(result_bytes=1_000)
    assert not read_xlsform(data, filename="f.xlsx", today=TODAY, limits=small).report.ok
    lean = LIMITS._replace(memory_bytes=60_000_000)
    assert not read_xlsform(data, filename="f.xlsx", today=TODAY, limits=lean).report.ok


def test_an_answer_that_is_nonsense_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[dict[str, object]] = [
        {"error": "form"},
        {"content": 1},
        {"lost": [], "carried": {}, "content": {}},
    ]
    for nonsense in told:
        monkeypatch.setattr(
            "kvinnofrid.questionnaires.xlsform.reading._worker",
            lambda *_, said=nonsense: said,
        )
        found = read(SOUND)
        assert found.instrument is None
        assert found.report.errors


def test_the_workers_own_steps_are_taken_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    said = io.BytesIO()
    options = json.dumps({"suffix": ".xlsx", "limits": LIMITS})
    monkeypatch.setattr("sys.argv", ["worker", options])
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(SOUND)))
    monkeypatch.setattr("sys.stdout", sys.stdout)
    confined: list[object] = []
    monkeypatch.setattr(worker, "confine", confined.append)
    monkeypatch.setattr("logging.disable", lambda *_: None)
    worker.main(said)
    assert confined == [LIMITS]
    assert json.loads(said.getvalue())["carried"]["items"] == 1


def test_whatever_goes_wrong_in_the_worker_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    for error, kind in ((MemoryError(), "TooMuchMemory"), (RecursionError(), "form")):

        def fail(*_: object, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr(worker, "read", fail)
        assert worker.answer(SOUND, ".xlsx", LIMITS)["error"] == kind


def test_what_the_worker_refuses_it_refuses_here_too() -> None:
    doctype = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "x">]><x>&a;</x>'
    assert read_here(b"hej", ".pdf").report.errors
    assert read_here(packed(a_txt=b"hej")).report.errors
    assert read_here(repacked(SOUND, "xl/extra.xml", doctype)).report.errors
    macros = read_here(repacked(SOUND, "xl/vbaProject.bin", b"\xcc\x61"))
    assert ("", "file_macros") in {(one.about, one.what) for one in macros.report.not_carried}


@pytest.mark.parametrize("said", ["print('[]')", "raise SystemExit(3)", "import os; os._exit(4)"])
def test_a_worker_that_falls_silent_or_talks_nonsense_is_an_error_in_words(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr("kvinnofrid.questionnaires.xlsform.reading._START", said)
    found = read(b"x" * 2_000_000, "form.csv")
    assert found.instrument is None
    assert len(found.report.errors) == 1


def test_a_file_that_goes_away_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(SOUND)

    def gone(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(Path, "open", gone)
    assert len(read_xlsform(path, filename="form.xlsx", today=TODAY).report.errors) == 1


MUTATIONS = int(os.environ.get("KV_XLSFORM_MUTATIONS", "400"))


def test_a_mutated_form_never_crashes_the_reader() -> None:
    chance = random.Random(20260305)
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    plain = [name for name in parts if name.startswith("xl/")]
    read_so_far = 0
    for n in range(MUTATIONS):
        if n % 2:
            data = _mutated(SOUND, chance)
        else:
            name = chance.choice(plain)
            data = repacked(SOUND, name, _mutated(parts[name], chance))
        found = read_here(data)
        assert (found.instrument is None) == bool(found.report.errors)
        read_so_far += found.report.ok
    assert 0 < read_so_far < MUTATIONS


def _mutated(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.randint(1, 20)]
            case 2:
                changed[at:at] = changed[at : at + chance.randint(1, 40)]
            case _:
                changed[at:at] = chance.choice([b"<", b"&", b"\0", b"'", b"${x}", b"=1+1", b"\xff"])
        if not changed:
            return b"x"
    return bytes(changed)


def test_random_rows_never_crash_the_reader() -> None:
    chance = random.Random(7)
    types = [
        *("text", "integer", "select_one yn", "select_multiple yn", "range", "note", "calculate"),
        *("begin_group", "end_group", "begin_repeat", "end_repeat", "date", "", "geopoint"),
    ]
    texts = ["a", "b", "", "å ä", "1", "${a}", ". > 1", "selected(${b}, 'yes')", "yes", "=1", "((("]
    columns = ("name", "label", "label::English (en)", "hint", "relevant", "constraint", "required")
    for _ in range(MUTATIONS // 2):
        rows = [
            {"type": chance.choice(types), **{c: chance.choice(texts) for c in columns}}
            for _ in range(chance.randint(1, 6))
        ]
        found = read_here(workbook(rows, YES_NO))
        assert (found.instrument is None) == bool(found.report.errors)
