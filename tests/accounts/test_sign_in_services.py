"""Setting up sign-in services: by two, with a check, and shown to whom it concerns."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts import service_secrets
from kvinnofrid.accounts.models import (
    OrganisationSecurity,
    SignInService,
)
from kvinnofrid.accounts.service_rules import settings_of
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.config.commands import declared_commands
from tests.accounts.people import member, organisation, sign_in
from tests.accounts.providers import openid, saml_idp
from tests.accounts.service_people import FRESH, administrator, index
from tests.accounts.services import (
    OIDC,
    SAML,
    browser,
    known,
    openid_service,
    refusals,
    saml_service,
    set_out,
)

pytestmark = pytest.mark.django_db


def page_of(service: SignInService) -> str:
    return f"{index()}{service.pk}/"


def new_service(client: Client, protocol: str = "oidc") -> SignInService:
    """A service without settings, made on the page."""
    answer = client.post(index(), {"name": "Uppsala", "slug": "uppsala", "protocol": protocol})
    assert answer.status_code == 302, answer.content.decode()
    return SignInService.objects.get(slug="uppsala")


def proposal(provider: openid.Provider, **more: str) -> dict[str, str]:
    return {
        "do": "propose",
        "issuer": provider.issuer,
        "client_id": openid.CLIENT,
        "client_secret": openid.SECRET,
        "asks_for_level": "on",
        **more,
    }


def digest(service: SignInService) -> str:
    service.refresh_from_db()
    return settings_of(service.proposed).digest()


def test_one_proposes_another_approves_and_then_people_come_in(
    openid_provider: openid.Provider, places: Path
) -> None:
    one, two = administrator("Anna Ek"), administrator("Bo Berg")
    service = new_service(one)
    assert one.post(page_of(service), proposal(openid_provider)).status_code == 302
    page = one.get(page_of(service)).content.decode()
    assert "Föreslagna av Anna Ek" in page
    assert "Godkänn och ta i bruk" not in page
    assert openid.SECRET not in page
    approve = {"do": "approve", "digest": digest(service)}
    assert one.post(page_of(service), approve).status_code == 403
    assert browser().get("/konto/tjanst/uppsala/").status_code == 404
    assert "Godkänn och ta i bruk" in two.get(page_of(service)).content.decode()
    assert two.post(page_of(service), approve).status_code == 302
    service.refresh_from_db()
    assert service.active
    assert not service.proposed
    assert openid.SECRET not in str(service.settings)
    kept = places / service.settings["secret"]
    assert kept.read_text() == openid.SECRET
    assert kept.stat().st_mode & 0o077 == 0
    known(service)
    client = browser()
    back = openid_provider.authorise(set_out(client, "uppsala"))
    assert client.get("/konto/tjanst/uppsala/svar/", back).status_code == 302
    logged = AuditEvent.objects.filter(object_kind="sign_in_service").order_by("number")
    assert [(one.action.rpartition(".")[2], one.outcome) for one in logged] == [
        ("sign_in_services", "allowed"),
        ("sign_in_services", "allowed"),
        ("approve_sign_in_service", "allowed"),
    ]


def test_a_change_holds_when_it_is_approved_and_what_the_approver_saw_is_what_holds(
    openid_provider: openid.Provider, places: Path
) -> None:
    one, two = administrator("Anna Ek"), administrator("Bo Berg")
    service = openid_service(openid_provider)
    old = service.settings["secret"]
    one.post(page_of(service), proposal(openid_provider, subject_name="oid"))
    seen = digest(service)
    assert set_out(browser(), OIDC)
    assert service.settings["subject_name"] == ""
    one.post(page_of(service), proposal(openid_provider, subject_name="email"))
    page = two.post(page_of(service), {"do": "approve", "digest": seen}).content.decode()
    assert "har ändrats sedan du såg dem" in page
    assert len(list(places.glob("*.secret"))) >= 2
    two.post(page_of(service), {"do": "approve", "digest": digest(service)})
    service.refresh_from_db()
    assert service.settings["subject_name"] == "email"
    assert service.settings["secret"] != old


def test_what_a_person_is_known_by_does_not_outlive_a_change_of_issuer_or_field(
    openid_provider: openid.Provider,
) -> None:
    service = openid_service(openid_provider)
    known(service)
    service.settings["subject_name"] = "oid"
    service.save()
    openid_provider.change = lambda claims: claims.update({"oid": "person-47"})
    client = browser()
    back = openid_provider.authorise(set_out(client, OIDC))
    assert client.get(f"/konto/tjanst/{OIDC}/svar/", back).status_code == 403
    assert refusals() == ["unknown"]


def test_what_does_not_pass_the_check_cannot_be_approved(
    openid_provider: openid.Provider, settings: Settings
) -> None:
    one, two = administrator("Anna Ek"), administrator("Bo Berg")
    service = new_service(one)
    settings.SIGN_IN_HOSTS = set()
    one.post(page_of(service), proposal(openid_provider))
    page = two.post(page_of(service), {"do": "approve", "digest": digest(service)})
    assert "KV_SIGN_IN_HOSTS" in page.content.decode()
    service.refresh_from_db()
    assert not service.active


def test_closing_takes_one_and_opening_again_two(openid_provider: openid.Provider) -> None:
    one, two = administrator("Anna Ek"), administrator("Bo Berg")
    service = openid_service(openid_provider)
    assert one.post(page_of(service), {"do": "close"}).status_code == 302
    assert browser().get(f"/konto/tjanst/{OIDC}/").status_code == 404
    approve = {"do": "approve", "digest": digest(service)}
    assert one.post(page_of(service), approve).status_code == 403
    assert two.post(page_of(service), approve).status_code == 302
    assert browser().get(f"/konto/tjanst/{OIDC}/").status_code == 200


def test_a_proposal_is_taken_back_with_its_secret(
    openid_provider: openid.Provider,
    places: Path,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    client = administrator("Anna Ek")
    service = new_service(client)
    client.post(page_of(service), proposal(openid_provider))
    assert len(list(places.glob("*.secret"))) == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(service), {"do": "withdraw"})
    service.refresh_from_db()
    assert service.proposed == {}
    assert list(places.glob("*.secret")) == []


def test_a_saml_service_is_set_up_with_its_metadata(saml_provider: saml_idp.Provider) -> None:
    one, two = administrator("Anna Ek"), administrator("Bo Berg")
    service = new_service(one, "saml")
    assert one.get(f"{page_of(service)}metadata/").status_code == 200
    file = SimpleUploadedFile("m.xml", saml_provider.metadata().encode())
    answer = one.post(page_of(service), {"do": "propose", "metadata": file, "own_levels": "x = 2"})
    assert answer.status_code == 302
    two.post(page_of(service), {"do": "approve", "digest": digest(service)})
    service.refresh_from_db()
    assert service.active
    assert service.settings["issuer"] == saml_provider.entity_id
    assert service.settings["own_levels"] == {"x": 2}
    again = one.post(page_of(service), {"do": "propose", "level_name": "loa"})
    assert again.status_code == 302
    assert settings_of(SignInService.objects.get().proposed).metadata == saml_provider.metadata()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"metadata": "<x"}, "inte metadata"),
        ({"metadata": "<!DOCTYPE x><x/>"}, "inte metadata"),
        ({"metadata": "<x/>"}, "Välj ett namn"),
        ({"own_levels": "kort = 3"}, "ska vara ett värde"),
        ({"own_levels": "= 2"}, "ska vara ett värde"),
    ],
)
def test_wrong_settings_are_said_at_the_field(
    saml_provider: saml_idp.Provider, data: dict[str, str], words: str
) -> None:
    assert saml_provider
    client = administrator("Anna Ek")
    service = new_service(client, "saml")
    sent: dict[str, Any] = {"do": "propose", **data}
    if "metadata" in data:
        sent["metadata"] = SimpleUploadedFile("m.xml", data["metadata"].encode())
    assert words in client.post(page_of(service), sent).content.decode()
    service.refresh_from_db()
    assert service.proposed == {}


def test_addresses_are_taken_once(places: Path) -> None:
    assert places
    client = administrator("Anna Ek")
    new_service(client)
    for slug, words in (("uppsala", "upptagen"), ("Uppsala", "gemener"), ("svar", "gemener")):
        answer = client.post(index(), {"name": "U", "slug": slug, "protocol": "oidc"})
        assert words in answer.content.decode()


def checked(client: Client, service: SignInService) -> str:
    return str(client.post(page_of(service), {"do": "check"}).content.decode())


def test_the_check_says_what_is_wrong_with_an_openid_service(
    openid_provider: openid.Provider, settings: Settings, places: Path
) -> None:
    client = administrator("Anna Ek")
    service = openid_service(openid_provider)
    assert "Tjänsten svarar och kallar sig" in checked(client, service)
    openid_provider.discovered = {"issuer": openid_provider.issuer + "/"}
    assert "kallar sig något annat" in checked(client, service)
    openid_provider.discovered = {"token_endpoint": "http://elsewhere.example/"}
    assert "anger inte alla adresser" in checked(client, service)
    openid_provider.discovered = {"token_endpoint": "https://elsewhere.example/"}
    assert "har ändrat sina adresser" in checked(client, service)
    openid_provider.discovered = {
        "id_token_signing_alg_values_supported": ["HS256"],
        "code_challenge_methods_supported": ["plain"],
    }
    page = checked(client, service)
    assert "skriver inte under med en privat nyckel" in page
    assert "PKCE med S256" in page
    openid_provider.discovered, openid_provider.shown = {}, []
    assert "visar ingen nyckel" in checked(client, service)
    for secret in places.glob("*.secret"):
        secret.unlink()
    assert "Klienthemligheten finns inte" in checked(client, service)
    service.settings["issuer"] = openid_provider.issuer + "/other"
    service.save()
    assert "svarar med ett fel (status 404)" in checked(client, service)
    service.settings["issuer"] = "http://127.0.0.1:9"
    service.save()
    settings.SIGN_IN_HOSTS = {"127.0.0.1:9"}
    assert "svarar inte på" in checked(client, service)


def test_the_check_says_what_is_wrong_with_a_saml_service(
    saml_provider: saml_idp.Provider,
) -> None:
    client = administrator("Anna Ek")
    service = saml_service(saml_provider)
    assert "certifikat gäller till" in checked(client, service)
    for days, words in ((30, "certifikat går ut"), (-1, "certifikat gick ut")):
        saml_provider.days = days
        service.settings["metadata"] = saml_provider.metadata()
        service.save()
        assert words in checked(client, service)
    saml_provider.address = "http://elsewhere.example/sso"
    service.settings["metadata"] = saml_provider.metadata()
    service.save()
    assert "inte en säker adress" in checked(client, service)
    service.settings["issuer"] = "https://another.example"
    service.save()
    assert "beskriver ingen tjänst" in checked(client, service)
    service.settings["metadata"] = ""
    service.save()
    assert "Metadata saknas" in checked(client, service)
    OrganisationSecurity.objects.create(
        organisation_id=organisation(), allows_service=False, required_assurance=2
    )
    assert "tillåter inte inloggning genom en tjänst" in checked(client, service)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMINISTRATOR])
def test_nobody_else_sees_the_settings(role: Role, places: Path) -> None:
    assert places
    client = browser()
    sign_in(client, member(role, "Cecilia Berg").user, *FRESH)
    assert client.get(index()).status_code in {403, 404}


def test_an_administrator_of_another_organisation_sees_nothing(
    saml_provider: saml_idp.Provider,
) -> None:
    service = saml_service(saml_provider)
    client = browser()
    who = member(Role.SYSTEM_ADMINISTRATOR, "Eva Ek", code="0330").user
    sign_in(client, who, *FRESH)
    assert client.get(page_of(service)).status_code in {403, 404}
    assert client.get(f"/konto/inloggning/{organisation('0330')}/{service.pk}/").status_code == 404


def test_the_sign_in_page_shows_only_services_that_want_to_be_shown(
    openid_provider: openid.Provider, saml_provider: saml_idp.Provider
) -> None:
    openid_service(openid_provider, listed=True, name="Synlig")
    saml_service(saml_provider, name="Dold")
    page = browser().get("/konto/logga-in/").content.decode()
    assert "Logga in med Synlig" in page
    assert "Dold" not in page
    assert "Dold" in browser().get(f"/konto/tjanst/{SAML}/").content.decode()


def test_leaving_for_a_service_loosens_no_policy(openid_provider: openid.Provider) -> None:
    openid_service(openid_provider, listed=True)
    client = browser()
    plain = client.get("/konto/logga-in/").headers["Content-Security-Policy"]
    away = client.post(f"/konto/tjanst/{OIDC}/")
    assert "form-action 'self'" in plain
    assert sorted(plain.split("; ")) == sorted(away.headers["Content-Security-Policy"].split("; "))
    assert openid_provider.issuer in away.content.decode()


def run(*arguments: str) -> int:
    command = declared_commands()["sign-in-services"]
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return command.run(parser.parse_args(arguments))


def test_the_command_lists_checks_and_approves(
    openid_provider: openid.Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    client = administrator("Anna Ek")
    service = new_service(client)
    client.post(page_of(service), proposal(openid_provider))
    assert run("list") == 0
    assert "uppsala: Uppsala kommun, Uppsala, OpenID Connect. Väntar" in capsys.readouterr().out
    assert run("check", "--service", "uppsala") == 0
    assert run("approve", "--service", "uppsala") == 0
    service.refresh_from_db()
    assert service.active
    openid_provider.shown = []
    assert run("check", "--service", "uppsala") == 1
    assert "Fel: Tjänsten visar ingen nyckel" in capsys.readouterr().out


def test_our_key_is_made_once_and_read_by_nobody_else(settings: Settings, tmp_path: Path) -> None:
    settings.SIGN_IN_SECRETS = tmp_path / "new"
    first = service_secrets.own_key()
    assert service_secrets.own_key() == first
    assert (tmp_path / "new" / "saml.pem").stat().st_mode & 0o077 == 0
    assert service_secrets.find("../saml.pem") is None
    assert service_secrets.find("saml.pem.secret") is None
