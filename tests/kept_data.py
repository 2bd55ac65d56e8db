"""A copy of the shipped data beside the tables: to bring it back takes less than to load it."""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.backends.utils import CursorWrapper

PLACE = "kept"
"""A schema of its own, where neither Django nor a backup looks."""

_kept: list[type[models.Model]] = []


def keep_a_copy() -> None:
    """Copy every table that holds anything."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"CREATE SCHEMA {PLACE}")
        else:
            _open(cursor)
        for model in apps.get_models(include_auto_created=True):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                cursor.execute(f"CREATE TABLE {PLACE}.{table} AS SELECT * FROM {table}")
                _kept.append(model)


def bring_back_the_copy() -> None:
    """Put the rows back into those tables, whatever stands in them now."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _open(cursor)
        with transaction.atomic():
            for model in _kept:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"INSERT INTO {table} SELECT * FROM {PLACE}.{table}")
            for statement in connection.ops.sequence_reset_sql(no_style(), _kept):
                cursor.execute(statement)


def _open(cursor: CursorWrapper) -> None:
    """Let this connection to the database in memory see the copy, which is in memory too."""
    cursor.execute("PRAGMA database_list")
    if PLACE not in [name for _, name, _ in cursor.fetchall()]:
        cursor.execute(f"ATTACH DATABASE 'file:{PLACE}?mode=memory&cache=shared' AS {PLACE}")
