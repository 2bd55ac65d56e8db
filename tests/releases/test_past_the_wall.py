"""A making reads every organisation's facts, and opens PostgreSQL's wall for nobody else.

Tried by going round the program, as a role with no more rights than the program has in production.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from kvinnofrid.follow_up import facts
from kvinnofrid.follow_up import operations as follow_up
from kvinnofrid.follow_up.operations import NewClient
from kvinnofrid.records.row_security import EVERYWHERE, SETTING, stay_within
from kvinnofrid.releases import operations, snapshots
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations import making
from tests.accounts.people import NOW as TODAY_NOW
from tests.accounts.people import TODAY, organisation, unit
from tests.follow_up.cases import key, new_episode
from tests.records.people import colleague
from tests.records.running import key_service
from tests.records.test_row_security import guarded_tables, on_postgresql
from tests.releases.releasing import NOW, analyst
from tests.releases.test_operations import actor, wish

ROLE = f"kv_snapshot_of_the_tests_{os.getpid()}"
CODES = ("0380", "0305")
EPISODES = "follow_up_episode"
pytestmark = [on_postgresql, pytest.mark.django_db(transaction=True)]


def clients_in_two_organisations() -> set[int]:
    """A client with an episode in each of two organisations; their ids."""
    for code in CODES:
        worker = colleague(f"Handläggare {code}", code=code)
        made = follow_up.create_client(
            organisation=organisation(code),
            unit=unit(code=code).pk,
            new=NewClient({"name": "Asta Påhitt", "birth_year": "1988", "sex": "woman"}, ""),
            by=worker.actor,
            now=TODAY_NOW,
            key=key(),
        )
        new_episode(worker, made)
    return {organisation(code) for code in CODES}


@contextmanager
def held_to_the_wall() -> Iterator[None]:
    """What the program is in production: no superuser, none that walks past row security."""
    past = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    if asked(connection, past) == [(False,)]:
        yield
        return
    tell(connection, f"CREATE ROLE {ROLE} NOSUPERUSER NOBYPASSRLS")
    for kind in ("TABLES", "SEQUENCES"):
        tell(connection, f"GRANT ALL ON ALL {kind} IN SCHEMA public TO {ROLE}")
    tell(connection, f"SET ROLE {ROLE}")
    try:
        yield
    finally:
        for statement in ("RESET ROLE", f"DROP OWNED BY {ROLE}", f"DROP ROLE {ROLE}"):
            tell(connection, statement)


@contextmanager
def another_connection() -> Iterator[BaseDatabaseWrapper]:
    """A connection of somebody else's, with the same rights."""
    ((who,),) = asked(connection, "SELECT current_user")
    other = connections.create_connection("default")
    try:
        tell(other, f"SET ROLE {who}")
        yield other
    finally:
        other.close()


def tell(over: BaseDatabaseWrapper, statement: str) -> None:
    with over.cursor() as cursor:
        cursor.execute(statement)


def asked(over: BaseDatabaseWrapper, query: str) -> list[Any]:
    with over.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def seen(over: BaseDatabaseWrapper) -> set[int]:
    """The organisations whose rows raw SQL sees on a connection, in any table behind the wall."""
    union = " UNION ".join(f"SELECT organisation_id FROM {one}" for one in guarded_tables())
    return {one for (one,) in asked(over, union)}


def seen_within(over: BaseDatabaseWrapper, said: str) -> set[int]:
    """The same in a transaction that has said for whom it is."""
    with over.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute(f"SET LOCAL {SETTING} = '{said}'")
        found = seen(over)
        cursor.execute("ROLLBACK")
        return found


def assert_closed(over: BaseDatabaseWrapper, organisations: set[int]) -> None:
    """A connection says nothing of organisations, sees none, and each sees her own alone."""
    assert asked(over, f"SELECT coalesce(current_setting('{SETTING}', true), '')") == [("",)]
    assert seen(over) == set()
    for one in organisations:
        assert seen_within(over, str(one)) == {one}


@pytest.fixture
def two(shipped_data: None, tmp_path: Path, settings: Any) -> Iterator[set[int]]:
    settings.RELEASES = tmp_path / "releases"
    with key_service(tmp_path):
        yield clients_in_two_organisations()


def test_a_making_sees_every_organisation_and_everybody_else_sees_her_own(
    two: set[int], given_tables: None
) -> None:
    proposal = wish(first_year=TODAY.year - 1, last_year=TODAY.year, synthetic=False)
    made = operations.propose(wish=proposal, by=actor(analyst("Moa")), now=NOW)
    told = []

    def look(line: str) -> None:
        told.append(line)
        with another_connection() as other:
            assert_closed(other, two)

    with held_to_the_wall():
        making.make(release=made, now=TODAY_NOW, tell=look)
        assert_closed(connection, two)
        with transaction.atomic():
            stay_within([str(organisation())])
            assert seen(connection) == {organisation()}
    assert len(told) == 4
    assert Release.objects.get(pk=made).made_from["episodes"] == 2


def test_past_the_wall_nothing_is_read_but_which_organisations_there_are(two: set[int]) -> None:
    """Facts are read within one organisation at a time, even by what reads them all."""
    read: list[tuple[str, str]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if any(f'"{one}"' in sql for one in guarded_tables()):
            query = f"SELECT coalesce(current_setting('{SETTING}', true), '')"
            ((said,),) = context["connection"].connection.execute(query).fetchall()
            read.append((said, sql))
        return execute(sql, params, many, context)

    with held_to_the_wall(), connection.execute_wrapper(watch):
        placed = list(snapshots.placed(TODAY.year - 1, TODAY.year, day=TODAY))
        assert list(snapshots.surveyed(TODAY.year - 1, TODAY.year, day=TODAY)) == []
    assert {one.organisation for one in placed} == {str(one) for one in two}
    assert {said for said, _ in read} == {EVERYWHERE, *map(str, two)}
    for said, sql in read:
        chosen = sql.partition(" FROM ")[0]
        if said == EVERYWHERE:
            assert chosen.startswith("SELECT DISTINCT ")
            assert chosen.count('"') == 4 or chosen.count('"') == 6, chosen
            assert '."organisation_id"' in chosen
    assert any(said != EVERYWHERE and f'"{EPISODES}"' in sql for said, sql in read)


def test_a_making_that_fails_leaves_no_door_open(
    two: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the midst of reading, where a transaction is open for an organisation."""
    proposal = wish(first_year=TODAY.year - 1, last_year=TODAY.year, synthetic=False)
    made = operations.propose(wish=proposal, by=actor(analyst("Moa")), now=NOW)

    def fails(_: object) -> Any:
        raise ValueError("a fault")

    monkeypatch.setattr(facts, "_by_episode", fails)
    with held_to_the_wall():
        with pytest.raises(operations.ReleaseError):
            making.make(release=made, now=TODAY_NOW)
        assert_closed(connection, two)
