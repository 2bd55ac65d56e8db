"""The frame of every page: language, menu, and a variable that fails when it is not there."""

import pytest
from django.template import Context, Template
from django.test import Client

from tests.undefined import UndefinedVariableError


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("/om/kallor/?a=1", "/en/om/kallor/?a=1"),
        ("/en/om/kallor/", "/om/kallor/"),
        ("/finns-inte/", "/en/"),
        ("/en/finns-inte/", "/"),
    ],
)
def test_the_switch_leads_to_the_same_page_or_else_the_start(
    client: Client, address: str, other: str
) -> None:
    page = client.get(address).content.decode()
    language = "en" if other.startswith("/en") else "sv"
    assert f'<a href="{other}" lang="{language}"' in page


def test_printing_an_undefined_variable_fails() -> None:
    with pytest.raises(UndefinedVariableError, match="nothing"):
        Template("{{ nothing }}").render(Context())
    with pytest.raises(UndefinedVariableError):
        Template("{{ nothing|default:'x' }}").render(Context())


def test_asking_for_an_undefined_variable_does_not() -> None:
    assert Template("{% if nothing %}a{% else %}b{% endif %}").render(Context()) == "b"
