"""What the tests of client surveys share: a key service, and people of a unit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kvinnofrid.access.roles import Role
from tests.records.people import Colleague, colleague
from tests.records.running import key_service


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """The socket of a key service that answers."""
    with key_service(tmp_path) as path:
        yield path


@pytest.fixture
def anna(shipped_data: None, db: None, keys: Path) -> Colleague:
    """A caseworker of the unit."""
    return colleague("Anna Andersson")


@pytest.fixture
def chef(shipped_data: None, db: None, keys: Path) -> Colleague:
    """The unit's manager."""
    return colleague("Cleo Chef", Role.UNIT_MANAGER)
