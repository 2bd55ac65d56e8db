"""Several who decide really at once, each in a thread with a connection of its own."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.releases import operations, queries
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations import NoSuchReleaseError, ReleaseError, making
from tests.releases.releasing import NOW, analyst
from tests.releases.test_operations import HOUR, actor, wish

ON_POSTGRESQL = "postgresql" in settings.DATABASES["default"]["ENGINE"]
SECONDS = 60
REFUSED = (ReleaseError, NoSuchReleaseError, DeniedError, making.BrokenOffError)
Act = Callable[[], object]
T = TypeVar("T")

pytestmark = [
    pytest.mark.django_db(transaction=ON_POSTGRESQL),
    pytest.mark.usefixtures("together", "facts_of_a_country", "given_tables"),
]


@pytest.fixture(scope="module")
def copied(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Path:
    """On SQLite a file with what the database in memory holds before any test of the module."""
    file = tmp_path_factory.mktemp("shared") / "copied.sqlite3"
    if not ON_POSTGRESQL:
        with django_db_blocker.unblock():
            connection.ensure_connection()
            copy = connection.Database.connect(file)  # type: ignore[attr-defined]
            connection.connection.backup(copy)
            copy.close()
    return file


@pytest.fixture
def together(copied: Path, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """Lets threads share a database: on SQLite a file that begins as a copy of the one in memory.

    Each thread that begins in here has it; the test's own keeps what it had.
    """
    if ON_POSTGRESQL:
        request.getfixturevalue("shipped_data")
        yield
        return
    given = connection.settings_dict
    file = shutil.copy(copied, tmp_path / "shared.sqlite3")
    before, given["NAME"] = given["NAME"], str(file)
    yield
    given["NAME"] = before


def at_once(*acts: Act) -> list[object]:
    """What comes of acts that begin at the same moment: each answer, or the error."""
    start = Barrier(len(acts), timeout=SECONDS)

    def run(act: Act) -> object:
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except REFUSED as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as crowd:
        return [one.result(SECONDS) for one in [crowd.submit(run, act) for act in acts]]


def alone(act: Callable[[], T]) -> T:
    """The same for one act: in a thread, since the test's own connection sees another database."""
    found: list[T] = []
    (done,) = at_once(lambda: found.append(act()))
    if isinstance(done, Exception):
        raise done
    return found[0]


def propose(by: Actor, **given: object) -> Release:
    def act() -> Release:
        made = operations.propose(wish=wish(**given), by=by, now=NOW)
        making.make(release=made, now=NOW)
        return Release.objects.get(pk=made)

    return alone(act)


def decide(row: Release, by: Actor, *, yes: bool = True) -> Act:
    return lambda: operations.decide_on(release=row.pk, yes=yes, by=by, now=NOW)


def people(*names: str) -> list[Actor]:
    return alone(lambda: [actor(analyst(name)) for name in names])


def numbers_of(done: list[object]) -> list[int]:
    return sorted(one.number for one in done if isinstance(one, operations.Decided) and one.number)


def errors_of(done: list[object]) -> list[str]:
    return [type(one).__name__ for one in done if isinstance(one, Exception)]


def test_two_who_approve_at_once_make_one_release_and_the_other_is_told() -> None:
    moa, nora, olle = people("Moa", "Nora", "Olle")
    for number in (1, 2, 3):
        row = propose(moa)
        done = at_once(decide(row, nora), decide(row, olle), decide(row, moa))
        assert numbers_of(done) == [number]
        assert sorted(errors_of(done)) == ["DeniedError", "ReleaseError"]
    assert alone(operations.stored_faults) == []
    assert alone(lambda: Release.objects.filter(number__isnull=False).count()) == 3


def test_of_two_made_against_the_same_only_one_is_approved_at_once() -> None:
    moa, nora, olle = people("Moa", "Nora", "Olle")
    first, second = propose(moa), propose(moa)
    done = at_once(decide(first, nora), decide(second, olle))
    assert (numbers_of(done), errors_of(done)) == ([1], ["ReleaseError"])
    assert any("inte prövade mot varandra" in str(one) for one in done)
    third = propose(moa)
    done = at_once(decide(third, nora), decide(third, olle, yes=False))
    assert errors_of(done) == ["ReleaseError"]
    assert alone(operations.stored_faults) == []


def test_who_reads_while_a_release_supersedes_another_sees_the_one_or_the_other() -> None:
    moa, nora = people("Moa", "Nora")
    alone(decide(propose(moa, publish_at=NOW), nora))
    clocked = replace(nora, confirmed_at=NOW)
    row = propose(moa, publish_at=NOW, supersedes=1, reason="Ett län saknades.")

    def read() -> object:
        seen = []
        for _ in range(20):
            one = queries.current(NOW + HOUR)
            assert one is not None
            assert len(queries.tables(one.number)) == 1
            seen.append(one.number)
        return seen

    decided, *seen = at_once(decide(row, clocked), read, read)
    assert numbers_of([decided]) == [2]
    for one in seen:
        assert isinstance(one, list)
        assert one == sorted(one), "never the old one again after the new one"
        assert set(one) <= {1, 2}
    newest = alone(lambda: queries.current(NOW + HOUR))
    assert newest is not None
    assert (newest.number, newest.supersedes) == (2, 1)


def test_what_is_broken_off_while_it_is_made_keeps_nothing() -> None:
    (moa,) = people("Moa")
    made = alone(lambda: operations.propose(wish=wish(), by=moa, now=NOW))
    told = []

    def tell(line: str) -> None:
        told.append(line)
        if len(told) == 2:
            assert not connection.in_atomic_block, "who writes would have to wait"
            alone(lambda: operations.break_off(release=made, by=moa, now=NOW))

    done = at_once(lambda: making.make(release=made, now=NOW, tell=tell))
    assert errors_of(done) == ["BrokenOffError"]
    row = alone(lambda: Release.objects.get(pk=made))
    assert (row.status, "avbröt" in row.told) == (Release.Status.FAILED, True)
    assert alone(lambda: row.tables.count()) == 0
    assert not any(settings.RELEASES.iterdir())
    alone(lambda: operations.make_again(release=made, by=moa, now=NOW))
    done = at_once(
        lambda: making.make(release=made, now=NOW), lambda: making.make(release=made, now=NOW)
    )
    assert errors_of(done) == ["NoSuchReleaseError"], "one of two makes it"
    assert alone(lambda: row.tables.count()) == 1
