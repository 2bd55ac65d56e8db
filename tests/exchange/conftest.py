"""What the tests of data in and out share: a key service, a unit manager, a caseworker."""

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
def anna(db: None, keys: Path) -> Colleague:
    """A caseworker of the unit."""
    return colleague("Anna Andersson")


@pytest.fixture
def chief(db: None, keys: Path) -> Colleague:
    """The manager of the unit."""
    return colleague("Cecilia Chef", Role.UNIT_MANAGER)


@pytest.fixture
def other_chief(db: None, keys: Path) -> Colleague:
    """Another manager of the unit."""
    return colleague("Doris Chef", Role.UNIT_MANAGER)
