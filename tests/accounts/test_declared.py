"""Every address, and every command, says which action of the policy it is for."""

from collections.abc import Iterator

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import get_resolver, path
from django.urls.resolvers import URLPattern, URLResolver

from kvinnofrid.access.roles import Role
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Organisation
from kvinnofrid.accounts.middleware import ForgottenQuestionError
from kvinnofrid.accounts.permissions import require
from kvinnofrid.config.commands import declared_commands
from kvinnofrid.config.urls import urlpatterns as site
from kvinnofrid.web.declared import declared, declared_action
from tests.accounts.people import NOW, member, organisation, sign_in


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Every address of the site."""
    for one in found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def undeclared(found: list[URLPattern | URLResolver]) -> list[str]:
    """Addresses whose view declares no action of the policy."""
    return [
        f"{one.pattern} ({one.lookup_str})"
        for one in patterns(found)
        if declared_action(one.callback) not in TABLE
    ]


def test_every_address_declares_its_action() -> None:
    everything = list(patterns(get_resolver().url_patterns))
    assert len(everything) > 40
    assert undeclared(get_resolver().url_patterns) == []


def test_every_command_declares_its_action() -> None:
    assert [c.name for c in declared_commands().values() if c.action not in TABLE] == []


def test_what_everybody_may_do_is_what_is_published_and_signing_in() -> None:
    assert {row.name for row in TABLE.values() if row.everybody} == {
        "page.read",
        "account.sign_in",
        "system.health",
        "calendar.read",
        "survey.answer",
    }


def plain(request: HttpRequest) -> HttpResponse:
    """Shows something without a question."""
    return HttpResponse("secret")


def asking(request: HttpRequest) -> HttpResponse:
    """Asks first."""
    require(request, "membership.see", Organisation(str(organisation())), now=NOW)
    return HttpResponse("names")


def forgetful(request: HttpRequest) -> HttpResponse:
    """Declares an action and never asks."""
    return HttpResponse("secret")


def operating(request: HttpRequest) -> HttpResponse:
    """Declares what nobody may do over the web."""
    return HttpResponse("secret")


urlpatterns: list[URLPattern | URLResolver] = [
    *site,
    path("utan/", plain),
    *declared("membership.see", [path("fraga/", asking), path("glomd/", forgetful)]),
    *declared("system.operate", [path("korning/", operating)]),
]
handler404 = "kvinnofrid.portal.errors.not_found"
here = override_settings(ROOT_URLCONF=__name__)


def test_an_address_without_action_is_found() -> None:
    assert undeclared(urlpatterns[len(site) :]) == [f"utan/ ({__name__}.plain)"]


@here
@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/utan/", "/korning/"])
def test_what_declares_nothing_or_what_nobody_may_answers_nobody(
    client: Client, address: str
) -> None:
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR).user)
    assert client.get(address).status_code == 404


@here
@pytest.mark.django_db
def test_a_view_that_forgets_to_ask_shows_nothing(client: Client) -> None:
    sign_in(client, member(Role.COORDINATOR).user)
    assert client.get("/fraga/").content == b"names"
    with pytest.raises(ForgottenQuestionError):
        client.get("/glomd/")


@here
@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_led_to_sign_in_and_back(client: Client) -> None:
    assert client.get("/fraga/?a=1").headers["Location"] == (
        "/konto/logga-in/?next=%2Ffraga%2F%3Fa%3D1"
    )
    part = client.get("/fraga/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/konto/logga-in/?next=%2Ffraga%2F"


@here
@pytest.mark.django_db
def test_one_factor_alone_reaches_nothing_but_a_second(client: Client) -> None:
    sign_in(client, member(Role.COORDINATOR).user, {"method": "password"})
    for address in ("/fraga/", "/konto/"):
        assert client.get(address).headers["Location"] == "/konto/andra-faktor/"


@here
@pytest.mark.django_db
def test_what_is_denied_as_missing_equals_what_is_missing(client: Client) -> None:
    sign_in(client, member(Role.COORDINATOR, code="0305").user)
    denied, missing = client.get("/fraga/"), client.get("/finns/")
    assert denied.status_code == missing.status_code == 404
    assert denied.content.replace(b"/fraga/", b"/finns/") == missing.content


@here
@pytest.mark.django_db
def test_a_role_that_may_not_is_told_so_in_words(client: Client) -> None:
    sign_in(client, member(Role.ARCHIVIST).user)
    answer = client.get("/fraga/")
    assert answer.status_code == 403
    assert "Det ingår inte i din roll" in answer.content.decode()


def test_an_address_cannot_be_for_two_things() -> None:
    with pytest.raises(ValueError, match="cannot be for"):
        declared("page.read", [path("x/", asking)])
    with pytest.raises(KeyError):
        declared("page.raed", [path("x/", plain)])
