"""The triggers by which the database itself refuses that an event is changed or taken away.

SQLite drops triggers with the table when a later migration builds it anew: such a migration ends
with `install` again. The log's verification says when a trigger is missing.
"""

from django.apps.registry import Apps
from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "audit_auditevent"
NAMES = frozenset({"audit_events_stay", "audit_events_stay_whole"})
REFUSAL = "the audit log only grows"

POSTGRESQL = f"""
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER audit_events_stay BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_events_stay_whole BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""
SQLITE = (
    f"CREATE TRIGGER audit_events_stay BEFORE UPDATE ON {TABLE}"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER audit_events_stay_whole BEFORE DELETE ON {TABLE}"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)


def install(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Put the triggers on the table."""
    for statement in SQLITE if editor.connection.vendor == "sqlite" else (POSTGRESQL,):
        editor.execute(statement)


def remove(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away."""
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER audit_events_stay")
        editor.execute("DROP TRIGGER audit_events_stay_whole")
    else:
        editor.execute("DROP FUNCTION audit_refuse CASCADE")


def missing() -> bool:
    """Whether a trigger is not there, or not in force."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE]
            )
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
                " AND NOT tgisinternal AND tgenabled IN ('O', 'A')",
                [TABLE],
            )
        return not {name for (name,) in cursor.fetchall()} >= NAMES
