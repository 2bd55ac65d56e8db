"""Every test of the review has a kind of record of its own."""

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.log_review.reviewing import KIND, RECORDS


@pytest.fixture(autouse=True)
def records(settings: Settings) -> Iterator[None]:
    """Minimal records, of which none exists yet."""
    settings.LOGGED_KINDS = [KIND]
    yield
    RECORDS.there.clear()
    RECORDS.blocked.clear()
