"""The process that parses files from outside: reads standard input, answers on standard output.

Started by :mod:`kvinnofrid.spreadsheets.reading` with one argument, a JSON object of options. It
puts limits on itself before it reads the first byte; from then on it can open no file or socket,
start no process and write no file. The answer is one JSON value per line: an object with
``header``, lists of rows, and an object with ``notes``; or at any point an object with ``error``.
"""

import codecs
import json
import sys
from importlib import import_module
from types import ModuleType
from typing import BinaryIO

from kvinnofrid.spreadsheets.delimited import ENCODINGS
from kvinnofrid.spreadsheets.errors import SpreadsheetError
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.parsing import parse
from kvinnofrid.spreadsheets.table import Row

resource: ModuleType | None
try:
    resource = import_module("resource")
except ImportError:  # Windows: the parent's clock and the limits in the parser still hold
    resource = None

_ROWS_PER_LINE = 1_000
_CHARACTERS_PER_LINE = 1_000_000


def confine(limits: Limits) -> None:
    """Take away what parsing does not need. Codecs are loaded first: later no file opens."""
    for encoding in (*ENCODINGS, "cp437", "utf-16-le", "ascii"):
        codecs.lookup(encoding)
    if resource is None:
        return
    for kind, value in (
        ("RLIMIT_AS", limits.memory_bytes),
        ("RLIMIT_DATA", limits.memory_bytes),
        ("RLIMIT_CPU", limits.cpu_seconds),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", 3),
    ):
        hard = value + 1 if kind == "RLIMIT_CPU" else value  # so that the soft one is told
        if hasattr(resource, kind):  # no system has all of them
            resource.setrlimit(getattr(resource, kind), (value, hard))


def answer(file: BinaryIO, out: BinaryIO, options: dict[str, object], limits: Limits) -> None:
    """Parse ``file`` and write the answer to ``out``."""
    try:
        parsed = parse(file, limits=limits, **options)  # type: ignore[arg-type]
        _send(
            out,
            {
                "header": parsed.header,
                "encoding": parsed.encoding,
                "delimiter": parsed.delimiter,
                "sheet": parsed.sheet,
            },
        )
        batch: list[Row] = []
        characters = 0
        for row in parsed.rows:
            batch.append(row)
            characters += sum(map(len, row.cells))
            if len(batch) >= _ROWS_PER_LINE or characters > _CHARACTERS_PER_LINE:
                _send(out, batch)
                batch = []
                characters = 0
        _send(out, batch)
        _send(out, {"notes": parsed.notes.all()})
    except SpreadsheetError as error:
        _send(out, {"error": type(error).__name__, "where": error.where, "facts": error.facts})
    except MemoryError:
        parsed = batch = None  # type: ignore[assignment]
        _send(out, {"error": "TooMuchMemory", "where": "", "facts": {}})


def _send(out: BinaryIO, value: object) -> None:
    out.write(json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n")
    out.flush()


def main() -> None:
    """Entry of the process."""
    options = json.loads(sys.argv[1])
    limits = Limits(*options.pop("limits"))
    confine(limits)
    answer(sys.stdin.buffer, sys.stdout.buffer, options, limits)


if __name__ == "__main__":  # pragma: no cover - runs in the process that tests start
    main()
