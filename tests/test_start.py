"""The start page answers in both languages."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "language"), [("/", "sv"), ("/en/", "en")])
def test_start_page_speaks_the_language_of_its_address(
    client: Client, address: str, language: str
) -> None:
    response = client.get(address, headers={"accept-language": "de"})
    assert response.status_code == 200
    assert f'lang="{language}"' in response.content.decode()
    assert not response.cookies
