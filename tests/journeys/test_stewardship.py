"""The pages of those who keep the installation in order, for everyone and on any screen."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kvinnofrid.access.roles import Role
from kvinnofrid.backup.models import SelfTest
from tests.accounts.people import member, sign_in
from tests.journeys.browser import SCREENS, OpenPage, assert_accessible, assert_no_overflow
from tests.journeys.test_log_review import opened

pytestmark = [pytest.mark.journey, pytest.mark.django_db]


def assert_fit(open_page: OpenPage, client: Client, *addresses: str) -> None:
    """Each page in both languages and on each screen, as whoever has signed in sees it."""
    for address in [*addresses, f"/en{addresses[0]}"]:
        for scheme, width in SCREENS:
            page = opened(open_page, client, address, width=width, scheme=scheme)
            assert page.locator("h1").count() == 1
            assert_no_overflow(page)
            assert_accessible(page)
            page.context.close()


def test_how_the_installation_fares_can_be_read_by_everyone(
    open_page: OpenPage, client: Client
) -> None:
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR).user)
    for hours in (30, 2):
        at = timezone.now() - timedelta(hours=hours)
        for kind in SelfTest.Kind.values:
            SelfTest.objects.create(
                kind=kind,
                started=at,
                finished=at,
                passed=kind != "disk",
                summary="tables=3 rows=12 differences=0 seconds=1.5",
            )
    assert_fit(open_page, client, "/drift/")
