"""The process that parses: what it may, what it cannot, and what is said when it ends early."""

import importlib
import io
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kvinnofrid.spreadsheets import errors, reading, worker
from kvinnofrid.spreadsheets.limits import MEBIBYTE, Limits
from kvinnofrid.spreadsheets.reading import read_table
from kvinnofrid.spreadsheets.writing import Cell, csv_bytes
from tests.spreadsheets.files import HEADER, pack, parsed, parts, text_cell

CSV = "kommun;svar\nÅre;ja\n\nHåbo;nej\n".encode()


def pretend(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Let the worker be these lines instead."""
    monkeypatch.setattr(reading, "_START", f"import sys, os; {code}")


def answer(*lines: object) -> str:
    """Code of a worker that prints these values as its answer."""
    return f"print({chr(10).join(json.dumps(line) for line in lines)!r})"


HEAD = {"header": ["a"], "encoding": "utf-8", "delimiter": ";", "sheet": ""}


def test_bytes_and_paths_give_the_same_table(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    path.write_bytes(CSV)
    table = read_table(CSV, filename="svar.csv")
    assert table == parsed(CSV)
    assert table == read_table(path, filename="svar.csv")
    assert table == read_table(str(path), filename="svar.csv")


def test_options_reach_the_worker() -> None:
    rows = HEADER + '<row r="2"><c r="A2"><f>1</f><v>1</v></c></row>'
    with pytest.raises(errors.FormulasRefused) as caught:
        read_table(pack(parts(rows)), filename="x.xlsx", formulas="refuse")
    assert caught.value.where == "A2"
    with pytest.raises(errors.NoSuchSheet, match="Tre"):
        read_table(pack(parts()), filename="x.xlsx", sheet="Tre")
    with pytest.raises(errors.TooManyRows):
        read_table(CSV, filename="x.csv", limits=Limits(rows=1))


@pytest.mark.parametrize("name", ["saknas.csv", "", "nul\0tecken.csv"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(errors.UnreadableFile):
        read_table(f"{tmp_path}/{name}", filename="x.csv")


def test_a_file_that_may_not_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError

    path = tmp_path / "svar.csv"
    path.write_bytes(CSV)
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(errors.UnreadableFile):
        read_table(path, filename="svar.csv")


def test_size_is_judged_before_a_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    with pytest.raises(errors.EmptyFile):
        read_table(b"", filename="x.csv")
    with pytest.raises(errors.FileTooLarge):
        read_table(CSV, filename="x.csv", limits=Limits(file_bytes=3))


def test_a_system_without_memory_files_uses_a_nameless_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    assert read_table(CSV, filename="x.csv") == parsed(CSV)


def test_the_worker_is_confined_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = (
        "open('/etc/hostname')", "open('/tmp/ny', 'w')", "__import__('socket').socket()",
        "__import__('django')", "bytearray(300_000_000)", "os.dup(0)",
    )  # fmt: skip
    code = (
        "sys.path.insert(0, sys.argv[1]); import socket;"
        " from kvinnofrid.spreadsheets import worker, limits; worker.confine(limits.Limits());"
        " exec('def failed(text):\\n try: eval(text)\\n"
        " except Exception as error: return type(error).__name__');"
        f" found = [failed(text) for text in {attempts!r}] + sorted(os.environ);"
        " import json; print(json.dumps({'error': 'X', 'where': json.dumps(found), 'facts': {}}))"
    )
    pretend(monkeypatch, code)
    with pytest.raises(errors.SpreadsheetError) as caught:
        read_table(CSV, filename="x.csv")
    found = json.loads(caught.value.where)
    assert found[:3] == ["OSError"] * 3
    assert found[3] in ("ModuleNotFoundError", "OSError")
    assert found[4:6] == ["MemoryError", "OSError"]
    assert set(found[6:]) <= {"LC_CTYPE"}


def test_memory_beyond_the_limit_is_a_named_error() -> None:
    texts = "".join(f"<si><t>{n:x<200}</t></si>" for n in range(60_000))
    content = pack(parts(HEADER + f'<row r="2">{text_cell("A2", "x")}</row>', shared=texts))
    with pytest.raises(errors.TooMuchMemory):
        read_table(content, filename="x.xlsx", limits=Limits(memory_bytes=24 * MEBIBYTE))
    assert len(read_table(content, filename="x.xlsx").rows) == 1


def test_processor_time_beyond_the_limit_is_a_named_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pretend(
        monkeypatch,
        "sys.path.insert(0, sys.argv[1]); from kvinnofrid.spreadsheets import worker, limits;"
        " worker.confine(limits.Limits(cpu_seconds=1)); exec('while True: pass')",
    )
    with pytest.raises(errors.TooSlow):
        read_table(CSV, filename="x.csv")


def test_waiting_beyond_the_limit_is_a_named_error(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "import time; time.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(errors.TooSlow):
        read_table(CSV, filename="x.csv", limits=Limits(wall_seconds=0.3))
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("os.kill(os.getpid(), 11)", "-11"),
        ("os._exit(3)", "3"),
        ("raise SystemError", "1"),
        ("pass", "0"),
        (answer(HEAD), "0"),
        (answer({"notes": []}), "answer"),
        ("print('{\"header\"', end='')", "0"),
        ("print('[' * 100000)", "answer"),
        (answer(HEAD, [["x", ["a"]]]), "answer"),
        (answer(HEAD, [[1, ["a", "b"]]]), "answer"),
        (answer(HEAD, [[1, [[]]]]), "answer"),
        (answer(7), "answer"),
        (answer({"error": "EmptyFile", "where": "", "facts": 5}), "answer"),
        (answer({"error": [], "where": "", "facts": {}}), "answer"),
        (answer({"error": "FileTooLarge", "where": "", "facts": {"size": 1}}), "answer"),
    ],
)
def test_a_worker_that_dies_or_talks_nonsense_is_a_named_error(
    monkeypatch: pytest.MonkeyPatch, code: str, detail: str
) -> None:
    pretend(monkeypatch, code)
    with pytest.raises(errors.ReaderStopped) as caught:
        read_table(CSV, filename="x.csv")
    assert caught.value.facts["detail"] == detail
    assert "avbröts" in caught.value.message("sv")


def test_a_worker_that_cannot_start_is_a_named_error() -> None:
    with pytest.raises(errors.ReaderStopped, match="start"):
        read_table(CSV, filename="x.csv", sheet="x" * 5_000_000)


def test_a_line_cut_off_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, "sys.stdout.write('{'); sys.stdout.flush(); os.close(1); os._exit(0)")
    with pytest.raises(errors.ReaderStopped):
        read_table(CSV, filename="x.csv")


def test_an_answer_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, f"exec('while True: ' + {answer(HEAD)!r})")
    with pytest.raises(errors.TooMuchMemory):
        read_table(CSV, filename="x.csv", limits=Limits(result_bytes=100_000))


def test_notes_of_an_unknown_kind_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, answer(HEAD, [[2, ["x"]]], {"notes": [["made up", 1, []]]}))
    assert read_table(CSV, filename="x.csv").notes == ()


def processor_time_of_workers() -> float:
    """Seconds that ended workers have used; unlike the clock it does not mind a busy machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_small_file_is_read_quickly() -> None:
    before = processor_time_of_workers()
    for _ in range(5):
        read_table(CSV, filename="x.csv")
    assert (processor_time_of_workers() - before) / 5 < 0.2


def test_a_national_round_of_ten_years_is_read_in_seconds() -> None:
    rows: list[list[Cell]] = [
        [2015 + year, f"{code:04}", f"indikator-{indicator}", "ja"]
        for code in range(312)
        for indicator in range(100)
        for year in range(10)
    ]
    content = csv_bytes(["år", "kod", "indikator", "svar"], rows)
    before = processor_time_of_workers()
    table = read_table(content, filename="svar.csv")
    assert processor_time_of_workers() - before < 5
    assert len(table.rows) == 312_000
    assert table.rows[-1] == (312_001, ("2024", "0311", "indikator-99", "ja"))


def answered(content: bytes, limits: Limits | None = None) -> list[Any]:
    """What the worker's answer would be, given in this process."""
    out = io.BytesIO()
    options: dict[str, object] = {"filename": "x.csv"}
    worker.answer(io.BytesIO(content), out, options, limits or Limits())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_rows_are_sent_in_batches() -> None:
    many = answered(b"a\n" + b"1\n" * 2_500)
    assert [len(batch) for batch in many[1:-1]] == [1_000, 1_000, 500]
    long = answered(b"a\n" + b"x" * 30_000 + b"\n" + (b"x" * 30_000 + b"\n") * 40)
    assert [len(batch) for batch in long[1:-1]] == [34, 7]


def test_errors_are_sent_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    ragged = {"error": "RaggedRow", "where": "B2", "facts": {"columns": 1}}
    assert answered(b"a\n1;2\n".replace(b";", b";")) == [HEAD, ragged]

    def full(*_args: object, **_options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(worker, "parse", full)
    assert answered(CSV) == [{"error": "TooMuchMemory", "where": "", "facts": {}}]


def test_the_worker_takes_its_options_and_limits_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    set_limits: dict[int, int] = {}
    out = io.BytesIO()
    options = {"filename": "x.csv", "limits": Limits(cpu_seconds=7)}
    monkeypatch.setattr(resource, "setrlimit", lambda kind, v: set_limits.update({kind: v[0]}))
    monkeypatch.setattr(sys, "argv", ["worker", json.dumps(options)])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV)))
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out))
    worker.main()
    assert json.loads(out.getvalue().splitlines()[0])["header"] == ["kommun", "svar"]
    assert set_limits[resource.RLIMIT_CPU] == 7
    assert set_limits[resource.RLIMIT_NOFILE] == 3


def test_a_system_without_resource_limits_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "resource", None)
    worker.confine(Limits())
    assert answered(CSV)[-1] == {"notes": [["blank_rows", 1, ["3"]]]}


def test_a_system_without_the_resource_module_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resource", None)
    importlib.reload(worker)
    assert worker.resource is None
    monkeypatch.undo()
    importlib.reload(worker)
    assert worker.resource is resource


def test_a_limit_that_the_system_does_not_have_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_limits: list[int] = []
    monkeypatch.delattr(resource, "RLIMIT_NPROC")
    monkeypatch.setattr(resource, "setrlimit", lambda kind, _v: set_limits.append(kind))
    worker.confine(Limits())
    assert len(set_limits) == 6


def test_remembered_texts_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_REMEMBERED_TEXTS", 3)
    content = b"a\n" + b"".join(b"%d\n" % number for number in range(50))
    assert read_table(content, filename="x.csv") == parsed(content)
