"""What tests of sign-in services share: folders and hosts of their own, and a provider."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache as attempts
from pytest_django import Settings

from kvinnofrid.accounts import service_secrets
from tests.accounts.providers import openid, saml_idp


@cache
def own_key() -> bytes:
    """A key of ours, made once: making one takes a while."""
    return service_secrets._made()


@pytest.fixture
def places(settings: Settings, tmp_path: Path) -> Path:
    """A folder of secrets of the test's own; attempts counted anew."""
    settings.SIGN_IN_SECRETS = tmp_path / "secrets"
    settings.SIGN_IN_SECRETS.mkdir(mode=0o700)
    (settings.SIGN_IN_SECRETS / service_secrets.OWN_KEY).write_bytes(own_key())
    settings.SIGN_IN_HOSTS = set()
    attempts.clear()
    return tmp_path / "secrets"


@pytest.fixture
def openid_provider(places: Path, settings: Settings) -> Iterator[openid.Provider]:
    """An OpenID provider that answers on this machine, and may be asked."""
    assert places
    with openid.running() as provider:
        settings.SIGN_IN_HOSTS = {urlsplit(provider.issuer).netloc}
        yield provider


@pytest.fixture
def saml_provider(places: Path) -> saml_idp.Provider:
    """A SAML provider."""
    assert places
    return saml_idp.Provider()
