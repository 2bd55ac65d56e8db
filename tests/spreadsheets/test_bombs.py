"""Files built to do harm are refused by name, in little time and memory."""

import time
import tracemalloc
from collections.abc import Callable

import pytest

from kvinnofrid.spreadsheets import errors
from kvinnofrid.spreadsheets.reading import read_table
from kvinnofrid.spreadsheets.table import Table
from tests.spreadsheets.bombs import BOMBS, HARMLESS
from tests.spreadsheets.files import parsed

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
