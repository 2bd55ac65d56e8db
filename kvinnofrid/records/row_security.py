"""The second wall: PostgreSQL itself shows no row of another organisation. SQLite has no such wall.

A transaction says which organisations it is for; one that says nothing sees no record at all. What
must see all, as backups do, says EVERYWHERE. The wall is against what forgets, not what lies.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.migrations.operations.base import Operation

SETTING = "kv.organisations"
POLICY = "own_organisations"
EVERYWHERE = "*"
_SAID = f"coalesce(current_setting('{SETTING}', true), '')"
_OWN = f"{_SAID} = '{EVERYWHERE}' OR organisation_id::text = ANY (string_to_array({_SAID}, ','))"


class EnableRowSecurity(Operation):
    """Let PostgreSQL show and take rows of a table only within the transaction's organisations.

    The table has `organisation_id`. Also its owner is held to it.
    """

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing that models know of."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Raise the wall."""
        del app_label, from_state, to_state
        if schema_editor.connection.vendor != "postgresql":
            return
        name = schema_editor.quote_name(self.table)
        schema_editor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"CREATE POLICY {POLICY} ON {name} USING ({_OWN})")

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Take it down."""
        del app_label, from_state, to_state
        if schema_editor.connection.vendor != "postgresql":
            return
        name = schema_editor.quote_name(self.table)
        schema_editor.execute(f"DROP POLICY {POLICY} ON {name}")
        schema_editor.execute(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {name} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        """What a migration says that it does."""
        return f"Row-level security per organisation on {self.table}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As a migration writes it."""
        return type(self).__name__, [self.table], {}


def stay_within(organisations: Iterable[str]) -> None:
    """Say for which organisations the transaction is, until it ends. Call it first inside one."""
    if connection.vendor != "postgresql":
        return
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(
            "organisations are told to a transaction: call this inside transaction.atomic()"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, ",".join(organisations)])


@contextmanager
def reading_within(organisations: Iterable[str]) -> Iterator[None]:
    """For what only reads: a transaction where the wall needs one.

    On SQLite none is begun, since everybody who writes would wait for its end.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        stay_within(organisations)
        yield
