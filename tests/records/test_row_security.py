"""The second wall: going round the program, PostgreSQL shows no row of another organisation."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from kvinnofrid.client_surveys.models import Gathered, Invitation, SharedAnswers
from kvinnofrid.records.models import COMPANIONS, GuardedRecord, RecordPart
from kvinnofrid.records.row_security import EVERYWHERE, SETTING, EnableRowSecurity, stay_within
from tests.accounts.people import NOW
from tests.architecture.tree import PACKAGE, PROJECT, python_files
from tests.records import world

ROLE = "kv_app_of_the_tests"
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no row-level security"
)


def guarded_tables() -> set[str]:
    """The tables of records, of what is known beside them, and of what clients answer."""
    records = {
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, GuardedRecord | RecordPart)
    }
    beside = (*COMPANIONS, Invitation, Gathered, SharedAnswers)
    return records | {model._meta.db_table for model in beside}


@contextmanager
def as_the_apps_role() -> Iterator[Any]:
    """A cursor with no more rights than the program has in production."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:  # a superuser walks through every wall
            cursor.execute(f"CREATE ROLE {ROLE} NOSUPERUSER NOBYPASSRLS")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_all()} TO {ROLE}")
            cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


def _all() -> str:
    return ", ".join(sorted(guarded_tables()))


def organisations_in(cursor: Any, table: str) -> set[int]:
    """The organisations whose rows are seen in a table."""
    cursor.execute(f"SELECT DISTINCT organisation_id FROM {table}")
    return {one for (one,) in cursor.fetchall()}


def test_every_table_about_records_is_behind_the_wall() -> None:
    walled = {
        operation.table
        for migration in MigrationLoader(None).disk_migrations.values()
        for operation in migration.operations
        if isinstance(operation, EnableRowSecurity)
    }
    assert walled == guarded_tables()


def test_no_table_has_a_wall_of_another_kind_that_a_backup_would_not_see_through() -> None:
    found = {
        path
        for path, _ in python_files(PROJECT, PACKAGE)
        if "CREATE POLICY" in (PROJECT / path).read_text(encoding="utf-8")
    }
    assert found == {"kvinnofrid/records/row_security.py"}


def test_only_these_look_past_the_wall() -> None:
    """Each asks which organisations there are, whose a code is, or is there for demos alone."""
    doors = ("EVERYWHERE", "keep_everywhere", "organisations_with", "real_records")
    found = {
        path.removeprefix("kvinnofrid/")
        for path, _ in python_files(PROJECT, PACKAGE)
        if any(door in (PROJECT / path).read_text(encoding="utf-8") for door in doors)
    }
    assert found == {
        "client_surveys/facts.py",
        "client_surveys/operations.py",
        "client_surveys/queries.py",
        "follow_up/facts.py",
        "follow_up/nation/loading.py",
        "records/operations/__init__.py",
        "records/operations/bulk.py",
        "records/queries.py",
        "records/row_security.py",
    }


def test_the_wall_is_described_and_written_as_any_other_operation() -> None:
    operation = EnableRowSecurity("a_table")
    assert "a_table" in operation.describe()
    assert operation.deconstruct() == ("EnableRowSecurity", ["a_table"], {})


@on_postgresql
@pytest.mark.django_db
def test_raw_sql_sees_only_the_transactions_organisations(keys: Path) -> None:
    made = world.make(random.Random(1), people=20, records=20, now=NOW)
    one, other = sorted({int(told.facts.organisation) for told in made.records})
    seen = set()
    with as_the_apps_role() as cursor:
        for table in sorted(guarded_tables()):
            cursor.execute(f"SET LOCAL {SETTING} = '{one},{other}'")
            both = organisations_in(cursor, table)
            cursor.execute(f"SET LOCAL {SETTING} = '{one}'")
            assert organisations_in(cursor, table) == both & {one}
            for nobody in ("", "0", "x", f"{one}{other}", "*,", "%"):
                cursor.execute(f"SET LOCAL {SETTING} = '{nobody}'")
                assert organisations_in(cursor, table) == set()
            cursor.execute(f"SET LOCAL {SETTING} = '{EVERYWHERE}'")
            assert organisations_in(cursor, table) == both
            cursor.execute(f"RESET {SETTING}")
            assert organisations_in(cursor, table) == set()
            seen |= both
    assert seen == {one, other}


@on_postgresql
@pytest.mark.django_db
def test_raw_sql_changes_nothing_of_another_organisation(keys: Path) -> None:
    made = world.make(random.Random(2), people=10, records=20, now=NOW)
    one, other = sorted({int(told.facts.organisation) for told in made.records})
    with as_the_apps_role() as cursor:
        cursor.execute(f"SET LOCAL {SETTING} = '{one}'")
        cursor.execute(f"UPDATE records_app_case SET stage = '' WHERE organisation_id = {other}")
        assert cursor.rowcount == 0
        cursor.execute(f"DELETE FROM records_assignment WHERE organisation_id = {other}")
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(f"UPDATE records_app_case SET organisation_id = {other}")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_organisations_are_forgotten_with_the_transaction(shipped_data: None) -> None:
    with transaction.atomic():
        stay_within(["1"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(current_setting('{SETTING}', true), '')")
        assert cursor.fetchone() == ("",)
    with pytest.raises(transaction.TransactionManagementError, match="told to a transaction"):
        stay_within(["1"])
