"""Files built to do harm are refused by name, in little time and memory."""

import pyexpat
import struct
import time
import tracemalloc
from collections.abc import Callable

import pytest

from kvinnofrid.spreadsheets import delimited, errors, workbook
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.reading import read_table
from kvinnofrid.spreadsheets.table import Table
from tests.spreadsheets.bombs import BOMBS, HARMLESS, many_entries
from tests.spreadsheets.files import pack, parsed, parts

VAGUE = (errors.TooMuchMemory, errors.TooSlow, errors.ReaderStopped)


def outcome_of(read: Callable[..., Table], content: bytes) -> Table | errors.SpreadsheetError:
    """The table or the refusal; any other exception fails the test."""
    try:
        return read(content, filename="tabell")
    except errors.SpreadsheetError as error:
        return error


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_by_the_parser_itself(name: str) -> None:
    content = BOMBS[name]()
    tracemalloc.start()
    begun = time.process_time()
    outcome = outcome_of(parsed, content)
    spent = time.process_time() - begun
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(outcome, errors.SpreadsheetError) or name in HARMLESS
    assert not isinstance(outcome, VAGUE)
    assert peak < 100_000_000
    assert spent < 10


@pytest.mark.parametrize("name", BOMBS)
def test_the_limited_process_says_the_same(name: str) -> None:
    content = BOMBS[name]()
    there, here = outcome_of(read_table, content), outcome_of(parsed, content)
    if isinstance(here, errors.SpreadsheetError):
        assert isinstance(there, type(here))
        assert (there.message("sv"), there.message("en")) == (
            here.message("sv"),
            here.message("en"),
        )
    else:
        assert there == here


def changed_end(content: bytes, at: int, value: int) -> bytes:
    """The archive with a number in its end record changed."""
    changed = bytearray(content)
    struct.pack_into("<H", changed, content.rfind(b"PK\x05\x06") + at, value)
    return bytes(changed)


def test_an_archive_over_several_disks_is_damage() -> None:
    with pytest.raises(errors.DamagedFile):
        parsed(changed_end(pack(parts()), 4, 1))


def test_parts_beyond_what_the_end_record_says_are_counted() -> None:
    content = changed_end(many_entries(1_500), 10, 5)
    with pytest.raises(errors.UnsafeArchive, match="1504 entries"):
        parsed(content, limits=Limits(entries=1_100))


def test_the_sum_of_all_parts_has_a_limit() -> None:
    with pytest.raises(errors.UnsafeArchive, match="unpacked size"):
        parsed(pack(parts()), limits=Limits(unpacked_bytes=100))


def test_parts_without_cells_have_a_limit_of_their_own() -> None:
    with pytest.raises(errors.UnsafeArchive, match="size of"):
        parsed(pack(parts()), limits=Limits(part_bytes=100))


def test_memory_that_runs_out_inside_the_xml_parser_is_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_args: object) -> None:
        error = pyexpat.ExpatError("out of memory")
        error.code = 1
        raise error

    monkeypatch.setattr(workbook, "read_elements", full)
    with pytest.raises(MemoryError):
        parsed(pack(parts()))


def test_a_file_that_changes_while_it_is_read_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(delimited, "find_encoding", lambda _file: "utf-8")
    with pytest.raises(errors.UnknownEncoding):
        parsed(b"a\n\xff\n")
