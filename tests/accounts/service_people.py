"""People who set up sign-in services or are invited through them, for the tests."""

from django.test import Client

from kvinnofrid.access.roles import Role
from tests.accounts.people import member, organisation, sign_in
from tests.accounts.services import browser

FRESH = ({"method": "password"}, {"method": "mfa", "type": "totp", "reauthenticated": True})


def administrator(name: str) -> Client:
    """A browser in which a system administrator of Uppsala has just signed in."""
    client = browser()
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR, name).user, *FRESH)
    return client


def index() -> str:
    return f"/konto/inloggning/{organisation()}/"
