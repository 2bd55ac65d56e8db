"""What the tests of the follow-up share: a key service, and two colleagues in a unit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

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
