"""What the tests of the key service share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.keys.running import Room, end_all


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """An empty store for production."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    return Room(folder)


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Iterator[None]:
    yield
    end_all()
