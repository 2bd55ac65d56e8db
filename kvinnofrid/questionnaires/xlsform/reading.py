"""Reading an XLSForm: the workbook in a limited process, its content tried by the schema here."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from kvinnofrid.catalogue import Instrument, Text
from kvinnofrid.catalogue.explanations import explain_all
from kvinnofrid.spreadsheets.errors import (
    ERRORS,
    EmptyFile,
    FileTooLarge,
    ReaderStopped,
    SpreadsheetError,
    TooMuchMemory,
    TooSlow,
    UnreadableFile,
)
from kvinnofrid.spreadsheets.limits import MEBIBYTE, Limits

from .reports import NOT_CARRIED, Lost, Report

LIMITS = Limits(
    file_bytes=10 * MEBIBYTE,
    unpacked_bytes=64 * MEBIBYTE,
    memory_bytes=384 * MEBIBYTE,
    cpu_seconds=15,
    wall_seconds=60.0,
    result_bytes=20_000_000,
)
"""Ceilings for one form. A form of a thousand questions is far below all of them."""

_ROOT = str(Path(__file__).resolve().parents[3])
_START = (
    "import runpy, sys; sys.path[:0] = [sys.argv.pop(1)]; sys.path.append(sys.argv.pop(1));"
    " runpy.run_module('kvinnofrid.questionnaires.xlsform.worker', run_name='__main__')"
)
_NONSENSE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_MOST_ERRORS = 50


@dataclass(frozen=True, slots=True)
class Imported:
    """A form that was read: the instrument, None when there are errors, and what is to be told."""

    instrument: Instrument | None
    report: Report


def read_xlsform(
    source: Path | bytes, *, filename: str, today: date, limits: Limits = LIMITS
) -> Imported:
    """The instrument that an XLSForm holds, and what of it could not be carried over.

    Reads `.xlsx`, `.xls`, `.csv` and `.md` as pyxform does. Never raises for what a file holds:
    what stops it is in the report's errors. What a form from elsewhere does not tell (whom it is
    for, when it is used) is set to the widest, for the organisation to change before publishing.
    """
    try:
        data = _data(source, limits)
        answer = _worker(data, Path(filename).suffix.lower(), limits)
        if "error" in answer:
            lost = _lost(answer.get("lost", ()))
            return Imported(None, Report(not_carried=lost, errors=(_refused(answer),)))
        return _made(answer, filename, today)
    except SpreadsheetError as error:
        return Imported(None, Report(errors=(_words(error),)))
    except _NONSENSE:
        return Imported(None, Report(errors=(_words(ReaderStopped(detail="answer")),)))


def _data(source: Path | bytes, limits: Limits) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        try:
            if not source.is_file():
                raise UnreadableFile
            with source.open("rb") as file:
                data = file.read(limits.file_bytes + 1)
        except (OSError, ValueError) as error:
            raise UnreadableFile from error
    if not data:
        raise EmptyFile
    if len(data) > limits.file_bytes:
        raise FileTooLarge(size=len(data), limit=limits.file_bytes)
    return data


def _worker(data: bytes, suffix: str, limits: Limits) -> dict[str, Any]:
    """What the limited process answers; SpreadsheetError when it falls silent."""
    found = importlib.util.find_spec("pyxform")
    assert found is not None
    assert found.origin is not None
    packages = str(Path(found.origin).parents[1])
    command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _START, _ROOT, packages]
    options = json.dumps({"suffix": suffix, "limits": limits})
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603 - fixed command; options are data
        [*command, options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={k: os.environ[k] for k in ("SYSTEMROOT",) if k in os.environ},
        cwd=_ROOT,
    ) as process:

        def expire() -> None:
            late.set()
            process.kill()

        alarm = threading.Timer(limits.wall_seconds, expire)
        alarm.daemon = True
        alarm.start()
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            _send(process.stdin, data)
            line = process.stdout.readline(limits.result_bytes + 1)
        finally:
            alarm.cancel()
            process.kill()
    if line.endswith(b"\n"):
        answer = json.loads(line)
        if isinstance(answer, dict):
            return answer
    if len(line) > limits.result_bytes:
        raise TooMuchMemory
    if late.is_set() or process.returncode == -getattr(signal, "SIGXCPU", 0):
        raise TooSlow(seconds=int(limits.wall_seconds))
    raise ReaderStopped(detail=str(process.returncode))


def _send(pipe: IO[bytes], data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.close()
    except OSError:  # the worker is gone, and how it ended tells why
        return


def _refused(answer: Mapping[str, Any]) -> Text:
    kind = answer["error"]
    if kind == "too_many":
        return Text(
            sv="Formuläret har fler än 1 000 frågor. Dela upp det.",
            en="The form has more than 1,000 questions. Split it.",
        )
    if kind == "nothing":
        return Text(
            sv="Ingenting i formuläret kan läsas in som frågor här.",
            en="Nothing in the form can be read as questions here.",
        )
    if kind == "form":
        detail = str(answer["detail"])
        return Text(
            sv=f"Formuläret går inte att läsa. Läsaren säger på engelska: {detail}",
            en=f"The form cannot be read. The reader says: {detail}",
        )
    error = ERRORS.get(kind, SpreadsheetError)(answer["where"], **answer["facts"])
    return _words(error)


def _words(error: SpreadsheetError) -> Text:
    return Text(
        sv=f"{error.message('sv')} {error.remedy('sv')}",
        en=f"{error.message('en')} {error.remedy('en')}",
    )


def _made(answer: Mapping[str, Any], filename: str, today: date) -> Imported:
    lost = _lost(answer["lost"])
    carried = {str(kind): int(number) for kind, number in answer["carried"].items()}
    content = _content(answer["content"], filename, today)
    errors: list[Text] = []
    instrument = None
    try:
        instrument = Instrument.model_validate(content)
    except ValidationError as invalid:
        for path, what, remedy in explain_all(invalid):
            errors.append(_fault(path, what, remedy))
    else:
        errors = [_fault(one.path, one.what, one.remedy) for one in instrument.faults()]
    report = Report(carried, lost, tuple(errors[:_MOST_ERRORS]))
    return Imported(None if errors else instrument, report)


def _lost(told: Iterable[Any]) -> tuple[Lost, ...]:
    return tuple(
        Lost(str(about), str(what), str(detail))
        for about, what, detail in told
        if what in NOT_CARRIED
    )


def _fault(path: tuple[str | int, ...], what: Text, remedy: Text) -> Text:
    where = ".".join(str(step + 1) if isinstance(step, int) else step for step in path)
    return Text(sv=f"{where}: {what.sv} {remedy.sv}", en=f"{where}: {what.en} {remedy.en}")


def _content(read: Mapping[str, Any], filename: str, today: date) -> dict[str, Any]:
    """The instrument's content: what the form says, and the widest where it says nothing."""
    title = str(read["title"]).strip()[:200] or Path(filename).stem[:200] or "Formulär"
    slug = re.sub(r"[^a-z0-9]+", "-", str(read["name"]).lower()).strip("-")[:80]
    version = re.sub(r"[^A-Za-z0-9._-]+", "-", str(read["version"])).strip("-._")[:40]
    return {
        "id": slug or "formular",
        "version": version or "1",
        "valid_from": today,
        "title": {"sv": title, "en": title},
        "description": {
            "sv": "Inläst från ett XLSForm. Organisationen ansvarar för rätten till texten.",
            "en": "Read from an XLSForm. The organisation answers for its right to the text.",
        },
        "source": {
            "title": title,
            "publisher": "–",
            "published": f"{today:%Y-%m}",
            "licence": {"sv": "Enligt organisationens avtal.", "en": "As the organisation agreed."},
        },
        "purpose": "assessment",
        "mode": "none",
        "target_groups": ["adult"],
        "occasions": ["baseline", "during", "exit", "follow_up"],
        "languages": read["languages"],
        "text_by": "organisation",
        "sections": read["sections"],
        **read["said"],
    }
