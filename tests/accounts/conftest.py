"""What the tests of accounts share: a key service that answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.records.running import key_service


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """The socket of a key service that answers."""
    with key_service(tmp_path) as path:
        yield path
