"""The public face and the components, for everyone, on any screen."""

import pytest

from tests.journeys.browser import OpenPage, assert_fit_for_everyone

PAGES = ["/", "/oppna-data/", "/om/", "/om/kallor/", "/om/tillganglighet/", "/om/komponenter/"]


@pytest.mark.journey
@pytest.mark.django_db
@pytest.mark.parametrize("address", [*PAGES, *(f"/en{page}" for page in PAGES)])
def test_page_is_fit_for_everyone(open_page: OpenPage, address: str) -> None:
    assert_fit_for_everyone(open_page, [address])
