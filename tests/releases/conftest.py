"""Releases are kept in memory by their digest: each test begins without."""

from collections.abc import Iterator

import pytest

from kvinnofrid.releases import queries


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """Forget what another test has read."""
    queries.forget()
    yield
    queries.forget()
