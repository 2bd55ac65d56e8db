"""What the tests of accounts share: a key service and providers that answer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.accounts.providers.fixtures import openid_provider as openid_provider
from tests.accounts.providers.fixtures import places as places
from tests.accounts.providers.fixtures import saml_provider as saml_provider
from tests.records.running import key_service


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """The socket of a key service and providers that answer."""
    with key_service(tmp_path) as path:
        yield path
