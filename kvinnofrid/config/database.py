"""Database settings: SQLite in the data folder unless a PostgreSQL address is given."""

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

try:
    import pysqlite3
except ImportError:  # the lock has it for the platforms that it has wheels for
    pysqlite3 = None

SQLITE_AT_CONNECT = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA secure_delete=ON;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA busy_timeout=20000;"
    "PRAGMA cache_size=-16000;"
)


SECONDS_KEPT = 600
"""How long a connection to SQLite is kept. A new one for each request cost much of its time,
and the last one to be closed writes all that is in the log of changes into the file.
"""

POSTGRESQL_AT_CONNECT = "-c lock_timeout=20s -c idle_in_transaction_session_timeout=5min"
"""As long as SQLite waits for its lock; and who has died with a lock does not keep it."""


class DatabaseAddressError(ValueError):
    """KV_DATABASE_URL could not be understood."""


def use_bundled_sqlite() -> None:
    """Let Django use the SQLite that the lock pins, not the one the machine happens to have.

    Debian 12 ships 3.40, which predates the fix of a bug that can corrupt a database in WAL mode.
    Where there is no such wheel the machine's own is used.
    """
    if pysqlite3 is None:
        return
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def database_settings(address: str, data: Path) -> dict[str, Any]:
    """Django's settings of the default database.

    `address` is `postgresql://user:password@host:port/name`, or empty for SQLite in `data`.
    A host that starts with a slash (percent-encoded, or as `?host=`) is a folder with a socket.
    """
    if not address:
        return {
            "ENGINE": "kvinnofrid.config.queued_sqlite3",
            "NAME": data / "kvinnofrid.sqlite3",
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": SQLITE_AT_CONNECT},
            "CONN_MAX_AGE": SECONDS_KEPT,
            "CONN_HEALTH_CHECKS": True,
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise DatabaseAddressError(
            "KV_DATABASE_URL ska se ut som postgresql://användare:lösenord@värd:port/databas"
            f" (schemat {parts.scheme or 'saknas'!r} går inte att använda)."
        )
    options = {"options": POSTGRESQL_AT_CONNECT, **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": {**options, "pool": {"min_size": 1, "max_size": 8}},
    }
