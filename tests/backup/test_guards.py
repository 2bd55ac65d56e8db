"""What guards the data in use guards it after a restore too: triggers, row security, the log."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from kvinnofrid.audit import guards
from kvinnofrid.audit.operations import record
from kvinnofrid.backup import operations, postgresql_engine
from kvinnofrid.backup.databases import in_place_of_default, migrate
from kvinnofrid.config.domains import after_restore, data_checks
from tests.backup.conftest import NOW, Place, beside


def log(number: int) -> None:
    with transaction.atomic():
        record(
            organisation="12",
            actor="a",
            action="record.read",
            object_kind="record",
            object_id=f"{number}",
            outcome="allowed",
            now=NOW + timedelta(seconds=number),
        )


def carry_out(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def test_the_log_is_whole_and_guarded_after_a_restore(place: Place, settings: Settings) -> None:
    settings.AFTER_RESTORE = after_restore()
    settings.DATA_CHECKS = data_checks()
    settings.TOMBSTONES = place.data / "tombstones"
    for number in range(3):
        log(number)
    made = place.backup()
    assert made.manifest.chain_heads["12"].startswith("3:")
    log(4)
    done = place.restore(made.path)
    assert done.after == ("Gallring: 0 förstörda på nytt, 0 antecknade.",)
    assert not guards.missing()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        carry_out("DELETE FROM audit_auditevent")
    log(5)
    again = place.backup()
    found = operations.verify(file=again.path, identities=place.identities, deep=True)
    assert found.manifest.chain_heads["12"].startswith("4:")
    assert found.differences == ()


def test_a_broken_chain_is_found_by_a_deep_verification(place: Place, settings: Settings) -> None:
    settings.DATA_CHECKS = data_checks()
    log(1)
    carry_out("UPDATE audit_chainhead SET number = 7")
    file = place.backup().path
    found = operations.verify(file=file, identities=place.identities, deep=True)
    assert found.differences == ("audit 12 2: truncated",)


@pytest.fixture
def on_postgresql(place: Place) -> Place:
    if place.on_sqlite:
        pytest.skip("a matter of PostgreSQL")
    return place


def schemas() -> set[object]:
    return {name for (name,) in carry_out("SELECT nspname FROM pg_namespace")}


def test_a_scratch_schema_that_nobody_holds_is_dropped(on_postgresql: Place) -> None:
    left = f"{postgresql_engine.SCRATCH}left"
    beside(on_postgresql.settings, f"CREATE SCHEMA {left}")
    file = on_postgresql.backup().path
    operations.verify(file=file, identities=on_postgresql.identities, deep=True)
    assert not [name for name in schemas() if str(name).startswith(postgresql_engine.SCRATCH)]


def test_row_security_and_grants_stay(
    on_postgresql: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Walls that a migration raises: the table's owner is held by them as well."""
    walls = (
        "ALTER TABLE organisations_organisation ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE organisations_organisation FORCE ROW LEVEL SECURITY",
        "CREATE POLICY nobody ON organisations_organisation FOR UPDATE USING (false)",
        "CREATE POLICY readers ON organisations_organisation FOR SELECT USING (true)",
    )

    def raise_walls(*arguments: object) -> bool:
        done = migrate(*arguments)  # type: ignore[arg-type]
        for wall in walls:
            carry_out(wall)
        return done

    monkeypatch.setattr(postgresql_engine, "migrate", raise_walls)
    (schema,) = carry_out("SELECT current_schema()")[0]
    carry_out(f"GRANT USAGE ON SCHEMA {schema} TO pg_monitor")
    made, before = on_postgresql.backup(), on_postgresql.facts()
    on_postgresql.restore(made.path)
    with in_place_of_default(on_postgresql.settings):
        held = "SELECT relforcerowsecurity FROM pg_class WHERE oid = '{}'::regclass"
        assert carry_out(held.format("organisations_organisation")) == [(True,)]
        assert carry_out(f"SELECT has_schema_privilege('pg_monitor', '{schema}', 'USAGE')") == [
            (True,)
        ]
        carry_out("ALTER TABLE organisations_organisation NO FORCE ROW LEVEL SECURITY")
        assert on_postgresql.facts() == before
