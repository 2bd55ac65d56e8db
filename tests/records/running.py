"""A key service and a site with records, for tests and for programs of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.test import override_settings

from kvinnofrid.keys.master import MasterKey
from kvinnofrid.keys.quota import Limit
from kvinnofrid.records import vault
from tests.keys.running import MASTER, Room

AMPLE = Limit(10**9, 10**9)
NAMES = ("requests", "tokens", "data keys", "new keys", "destructions")


@contextmanager
def key_service(folder: Path, *, master: MasterKey = MASTER) -> Iterator[Path]:
    """The socket of a key service in a thread, which the program's client is led to."""
    keys = folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    room = Room(keys, limits=dict.fromkeys(NAMES, AMPLE), master=master)
    with room.service() as path, override_settings(KEY_SOCKET=path):
        try:
            yield path
        finally:
            vault.client().close()


def with_pages() -> override_settings:
    """The site with the pages of the tests' records."""
    return override_settings(ROOT_URLCONF="tests.records_app.urls")
