"""The terms of released figures: one setting, told wherever the figures are."""

import pytest
from django.test import Client
from pytest_django import Settings

from kvinnofrid.open_data.answers import answers
from kvinnofrid.releases import queries
from kvinnofrid.releases import views as releases
from kvinnofrid.web.licences import CC0, LICENCES
from tests.releases.releasing import approved

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(LICENCES))
def test_the_licence_is_told_wherever_the_figures_are(
    client: Client, settings: Settings, name: str
) -> None:
    assert LICENCES[CC0] == settings.DATA_LICENCE, "unless told otherwise"
    licence = settings.DATA_LICENCE = LICENCES[name]
    for kept in (answers, releases.cache):
        kept.clear()
    queries.forget()
    approved()
    for address in ("/statistik/1/", "/oppna-data/", "/api/v2/config"):
        assert licence.address in client.get(address).content.decode(), address
    for address in ("/datasets/dcat", "/data/sv/target_group.csv-metadata.json"):
        assert licence.named_by in client.get(address).content.decode(), address
    told = client.get("/statistik/1/target_group.json").json()["extension"]["licence"]
    assert told == licence.address
