"""What stops a start: anything of the demo in production."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection

from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import User


@register(Tags.security, Tags.database)
def nothing_of_the_demo_in_production(
    *, databases: Sequence[str] | None = None, **_given: Any
) -> list[CheckMessage]:
    """Errors for made-up users and demo settings where the mode is production."""
    if not databases or User._meta.db_table not in connection.introspection.table_names():
        return []
    return [
        Error(reason, id=f"accounts.E{number:03}")
        for number, reason in enumerate(queries.unsafe_in_production(), 1)
    ]
