"""Reading a table that somebody made in a spreadsheet program."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, cast

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
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.parsing import Formulas
from kvinnofrid.spreadsheets.table import Note, Row, Table, known_note

_ROOT = str(Path(__file__).resolve().parents[2])
_START = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1));"
    " runpy.run_module('kvinnofrid.spreadsheets.worker', run_name='__main__')"
)
_NONSENSE = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
_REMEMBERED_TEXTS = 100_000


def read_table(
    source: Path | str | bytes,
    *,
    filename: str,
    sheet: str | None = None,
    formulas: Formulas = "values",
    limits: Limits | None = None,
) -> Table:
    """The table in a CSV file or an Excel workbook, parsed in a process of its own.

    ``source`` is a path or the file's bytes; ``filename`` is what the user calls it. ``sheet``
    names a sheet, otherwise the first that is not hidden is read. With ``formulas="values"`` the
    stored values of formulas are taken and noted; with ``"refuse"`` they are an error that names
    the cells. Every cell comes as trimmed text. Raises ``SpreadsheetError``, never anything else
    for whatever the file holds.
    """
    limits = limits or Limits()
    options = {"filename": filename, "sheet": sheet, "formulas": formulas, "limits": limits}
    with _opened(source, limits) as file, _worker(file, options) as process:
        late = threading.Event()

        def expire() -> None:
            late.set()
            process.kill()

        alarm = threading.Timer(limits.wall_seconds, expire)
        alarm.daemon = True
        alarm.start()
        try:
            return _Answer(limits).read(cast(IO[bytes], process.stdout))
        except _Silent:
            code = process.wait()
            raise _cause(code, limits, late=late.is_set()) from None
        finally:
            alarm.cancel()


@contextlib.contextmanager
def _opened(source: Path | str | bytes, limits: Limits) -> Iterator[IO[bytes]]:
    """The source as an open, seekable file: the worker is handed it and opens nothing itself."""
    if isinstance(source, bytes):
        _check_size(len(source), limits)
        with _memory_file() as file:
            file.write(source)
            file.seek(0)
            yield file
        return
    try:
        path = Path(source)
        if not path.is_file():
            raise UnreadableFile
        file = path.open("rb", buffering=0)
    except (OSError, ValueError) as error:
        raise UnreadableFile from error
    with file:
        _check_size(os.fstat(file.fileno()).st_size, limits)
        yield file


def _memory_file() -> IO[bytes]:
    """A file that never reaches a disk where the system has such, else one without a name."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("table"), "w+b")
    return tempfile.TemporaryFile()


def _check_size(size: int, limits: Limits) -> None:
    if size == 0:
        raise EmptyFile
    if size > limits.file_bytes:
        raise FileTooLarge(size=size, limit=limits.file_bytes)


@contextlib.contextmanager
def _worker(file: IO[bytes], options: Mapping[str, object]) -> Iterator[subprocess.Popen[bytes]]:
    """The worker: this Python, isolated, without installed packages and without environment."""
    command = [sys.executable, "-I", "-S", "-B", "-X", "utf8", "-c", _START, _ROOT]
    environment = {k: os.environ[k] for k in ("SYSTEMROOT",) if k in os.environ}
    try:
        started = subprocess.Popen(  # noqa: S603 - fixed command; options are data
            [*command, json.dumps(options)],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=_ROOT,
        )
    except OSError as error:
        raise ReaderStopped(detail="start") from error
    with started as process:
        try:
            yield process
        finally:
            process.kill()


class _Silent(Exception):  # noqa: N818 - not for callers
    """The worker ended before its answer did."""


class _Answer:
    """Puts the table together from the worker's lines, trusting none of them."""

    def __init__(self, limits: Limits) -> None:
        self._left = limits.result_bytes
        self._texts: dict[str, str] = {}
        self._rows: list[Row] = []
        self._head: dict[str, Any] = {}

    def read(self, pipe: IO[bytes]) -> Table:
        while line := pipe.readline(self._left + 1):
            self._left -= len(line)
            if self._left < 0:
                raise TooMuchMemory
            try:
                table = self._take(json.loads(line))
            except _NONSENSE as error:
                if not line.endswith(b"\n"):
                    raise _Silent from error
                raise ReaderStopped(detail="answer") from error
            if table is not None:
                return table
        raise _Silent

    def _take(self, value: Any) -> Table | None:
        if isinstance(value, list):
            width = len(self._head["header"])
            for number, cells in value:
                if len(cells) != width:
                    raise ValueError
                self._rows.append(Row(int(number), self._cells(cells)))
            return None
        if "error" in value:
            error = ERRORS.get(value["error"], SpreadsheetError)(value["where"], **value["facts"])
            error.message()  # fails here when facts are missing, not where it is shown
            raise error
        if "header" in value:
            self._head = value
            return None
        notes = tuple(
            Note(kind, int(count), self._cells(where))
            for kind, count, where in value["notes"]
            if known_note(kind)
        )
        return Table(
            header=self._cells(self._head["header"]),
            rows=tuple(self._rows),
            encoding=str(self._head["encoding"]),
            delimiter=str(self._head["delimiter"]),
            notes=notes,
            sheet=str(self._head["sheet"]),
        )

    def _cells(self, cells: list[str]) -> tuple[str, ...]:
        """Equal texts as one object: a long table of few codes takes little memory."""
        "".join(cells)  # fails unless every cell is text
        texts = self._texts
        if len(texts) > _REMEMBERED_TEXTS:
            texts.clear()
        return tuple([texts.setdefault(cell, cell) for cell in cells])


def _cause(code: int, limits: Limits, *, late: bool) -> SpreadsheetError:
    """Why the worker fell silent, told by how it ended."""
    if late or code == -getattr(signal, "SIGXCPU", 0):
        return TooSlow(seconds=int(limits.wall_seconds))
    return ReaderStopped(detail=f"{code}")
