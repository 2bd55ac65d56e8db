"""Those who write to SQLite queue: first come first served, and nobody waits without end."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django.plugin import DjangoDbBlocker

from kvinnofrid.backup.databases import in_place_of_default, make_connection
from kvinnofrid.config.database import database_settings
from kvinnofrid.config.queued_sqlite3 import base
from kvinnofrid.config.queued_sqlite3.turns import TurnNotComeError, Turns, turns_at

SOON = 10.0
HOLD = """
import sys
from pathlib import Path
from kvinnofrid.config.queued_sqlite3.turns import Turns
turns = Turns(Path(sys.argv[1]))
turns.take(5)
print("taken", flush=True)
sys.stdin.readline()
turns.give_back()
print("given back", flush=True)
sys.stdin.readline()
"""


def waiting(turns: Turns, number: int) -> None:
    """Wait until so many stand in the queue."""
    until = time.monotonic() + SOON
    while len(turns._waiting) < number:
        assert time.monotonic() < until
        time.sleep(0.001)


def test_threads_get_their_turns_in_the_order_that_they_came(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turn")
    turns.take(SOON)
    order: list[int] = []

    def write(number: int) -> None:
        turns.take(SOON)
        order.append(number)
        turns.give_back()

    crowd = []
    for number in range(10):
        crowd.append(threading.Thread(target=write, args=(number,)))
        crowd[-1].start()
        waiting(turns, number + 1)
    turns.give_back()
    for one in crowd:
        one.join(SOON)
    assert order == list(range(10))


def test_whoever_has_waited_long_enough_is_told_and_leaves_the_queue(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turn")
    turns.take(SOON)
    with pytest.raises(TurnNotComeError):
        turns.take(0.01)
    turns.give_back()
    turns.take(0.01)
    turns.give_back()


@contextmanager
def other_process(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that has taken its turn, and gives it back when it is sent a line."""
    words = [sys.executable, "-c", HOLD, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_process_waits_for_another(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turn")
    with other_process(tmp_path / "turn") as other:
        with pytest.raises(TurnNotComeError):
            turns.take(0.05)
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write("\n")
        other.stdin.flush()
        assert other.stdout.readline() == "given back\n"
        turns.take(SOON)
        turns.give_back()


def test_the_turn_of_a_killed_process_is_free(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turn")
    with other_process(tmp_path / "turn") as other:
        other.kill()
        other.wait(timeout=SOON)
        turns.take(SOON)
        turns.give_back()


def test_where_no_file_can_be_made_writing_goes_on(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "nowhere" / "turn")
    turns.take(SOON)
    turns.give_back()


def test_a_child_does_not_hold_its_parents_turn(tmp_path: Path) -> None:
    turns = turns_at(str(tmp_path / "base"))
    turns.take(SOON)
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.read(read, 1)
        os._exit(int(turns._file is not None))
    turns.give_back()
    try:
        Turns(tmp_path / "base-turn").take(SOON)
    finally:
        os.write(write, b".")
        _, status = os.waitpid(child, 0)
        os.close(read)
        os.close(write)
    assert os.waitstatus_to_exitcode(status) == 0


@pytest.fixture
def on_file(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """SQLite in a file in place of the database of the tests, and one table in it."""
    settings = database_settings("", tmp_path)
    with django_db_blocker.unblock(), in_place_of_default(settings) as connection:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE mark (number INTEGER NOT NULL)")
        yield connection


def free(connection: BaseDatabaseWrapper) -> bool:
    """Whether nobody has the turn at this connection's database."""
    return not turns_at(str(connection.settings_dict["NAME"]))._taken


def test_a_transaction_has_the_turn_until_it_ends_however_it_ends(
    on_file: BaseDatabaseWrapper,
) -> None:
    with transaction.atomic():
        assert not free(on_file)
        with transaction.atomic():
            pass
        assert not free(on_file)
    assert free(on_file)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert free(on_file)
    with transaction.atomic():
        on_file.close()
    assert free(on_file)


def test_a_transaction_whose_turn_does_not_come_is_refused_as_by_sqlite(
    on_file: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "SECONDS_TO_WAIT", 0.01)
    other = make_connection(on_file.settings_dict)
    other.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
    other.rollback()
    other.close()
    with transaction.atomic(), on_file.cursor() as cursor:
        cursor.execute("INSERT INTO mark VALUES (1)")


def test_a_connection_is_not_used_when_its_file_has_been_put_aside(
    on_file: BaseDatabaseWrapper,
) -> None:
    """A restored backup takes the file's place: who wrote on in the old one would write in vain."""
    on_file.ensure_connection()
    assert on_file.is_usable()
    file = Path(on_file.settings_dict["NAME"])
    file.rename(file.with_name("aside"))
    assert not on_file.is_usable()
    file.touch()
    assert not on_file.is_usable()


def test_fifty_who_write_at_once_all_come_through(on_file: BaseDatabaseWrapper) -> None:
    settings = on_file.settings_dict
    failed: list[Exception] = []

    def write(number: int) -> None:
        connection = make_connection(settings)
        try:
            for _ in range(5):
                connection.set_autocommit(
                    False, force_begin_transaction_with_broken_autocommit=True
                )
                with connection.cursor() as cursor:
                    cursor.execute("INSERT INTO mark VALUES (%s)", [number])
                connection.commit()
                connection.set_autocommit(True)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    crowd = [threading.Thread(target=write, args=(number,)) for number in range(50)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join(60)
    assert failed == []
    with on_file.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM mark")
        assert cursor.fetchone() == (250,)
