"""Signing in by OpenID Connect: the good way, and every bad answer refused, said and logged."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from django.test import Client
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts import service_rules
from kvinnofrid.accounts.models import (
    Membership,
    OrganisationSecurity,
    ServiceAttempt,
    ServiceIdentity,
    SignInService,
)
from kvinnofrid.audit.models import AuditEvent
from tests.accounts.people import YESTERDAY, member, organisation, user
from tests.accounts.providers import openid
from tests.accounts.providers.keys import private_pem, public_pem
from tests.accounts.services import (
    HOME,
    OIDC,
    WORK,
    browser,
    is_out,
    known,
    openid_service,
    refusals,
    set_out,
)

pytestmark = pytest.mark.django_db
ANSWER = f"/konto/tjanst/{OIDC}/svar/"
Provider = openid.Provider


def come_back(client: Client, provider: Provider, **change: str) -> Any:
    """The whole walk: the button, the provider, and back with what it says."""
    back = provider.authorise(set_out(client, OIDC)) | change
    return client.get(ANSWER, {name: value for name, value in back.items() if value})


def test_somebody_whom_the_service_knows_is_signed_in_with_its_level(
    openid_provider: Provider,
) -> None:
    identity = known(openid_service(openid_provider))
    client = browser()
    answer = come_back(client, openid_provider)
    assert answer.status_code == 302
    assert answer.headers["Location"] == WORK
    assert "Disa Dahl" in client.get(HOME).content.decode()
    steps = client.session["account_authentication_methods"]
    assert [(one["method"], one["level"]) for one in steps] == [("service", 3)]
    assert AuditEvent.objects.filter(
        action="account.sign_in", outcome="allowed", actor=str(identity.user_id)
    ).exists()
    assert refusals() == []


def test_what_is_asked_for_is_a_code_with_pkce_and_the_level(openid_provider: Provider) -> None:
    openid_service(openid_provider)
    OrganisationSecurity.objects.create(organisation_id=organisation(), required_assurance=3)
    address = set_out(browser(), OIDC)
    asked = dict(part.split("=", 1) for part in address.partition("?")[2].split("&"))
    assert asked["acr_values"].count("loa") > 0
    assert "loa2" not in asked["acr_values"]
    assert asked["scope"] == "openid"
    assert len(asked["nonce"]) >= 40
    assert len(asked["state"]) >= 40


def test_signing_in_leads_back_to_where_one_was_going(openid_provider: Provider) -> None:
    known(openid_service(openid_provider))
    client = browser()
    for wanted, there in (("/om/", "/om/"), ("https://evil.example/", WORK)):
        back = openid_provider.authorise(set_out(client, OIDC, next=wanted))
        assert client.get(ANSWER, back).headers["Location"] == there


def spoilt(**changes: Any) -> Callable[[Provider], None]:
    def spoil(provider: Provider) -> None:
        def change(claims: dict[str, Any]) -> None:
            for name, value in changes.items():
                if value is None:
                    claims.pop(name, None)
                else:
                    claims[name] = value(claims) if callable(value) else value

        provider.change = change

    return spoil


def signing(sign: Callable[[Provider, dict[str, Any]], str]) -> Callable[[Provider], None]:
    def spoil(provider: Provider) -> None:
        provider.sign = lambda claims: sign(provider, claims)

    return spoil


def part(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()


def unsigned(_provider: Provider, claims: dict[str, Any]) -> str:
    return f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."


def with_the_public_key(provider: Provider, claims: dict[str, Any]) -> str:
    """HMAC with the public key as the secret: the classic confusion."""
    head = f"{part({'alg': 'HS256', 'kid': provider.key})}.{part(claims)}"
    mac = hmac.new(public_pem(provider.key), head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def with_another_key(provider: Provider, claims: dict[str, Any]) -> str:
    return jwt.encode(
        claims, private_pem("stranger"), algorithm="RS256", headers={"kid": provider.key}
    )


def with_a_key_of_its_own(_provider: Provider, claims: dict[str, Any]) -> str:
    """The key is brought along in the head of the token."""
    own = json.loads(
        jwt.algorithms.RSAAlgorithm.to_jwk(
            jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).prepare_key(
                public_pem("stranger")
            )
        )
    )
    return jwt.encode(
        claims, private_pem("stranger"), algorithm="RS256", headers={"jwk": own, "kid": "stranger"}
    )


def altered(provider: Provider, claims: dict[str, Any]) -> str:
    head, _body, signature = provider.signed(claims).split(".")
    return f"{head}.{part(claims | {'sub': 'somebody-else'})}.{signature}"


LONG_AGO, SOON = int(time.time()) - 3600, int(time.time()) + 3600
FORGED: dict[str, tuple[Callable[[Provider], None], str]] = {
    "alg none": (signing(unsigned), "algorithm"),
    "HS256 with the public key": (signing(with_the_public_key), "algorithm"),
    "another's signature": (signing(with_another_key), "signature"),
    "a key that it brings itself": (signing(with_a_key_of_its_own), "signature"),
    "altered after it was signed": (signing(altered), "signature"),
    "not a token": (signing(lambda *_: "abc"), "format"),
    "oversize": (signing(lambda *_: "a" * 70_000), "too_big"),
    "wrong audience": (spoilt(aud="another-client"), "audience"),
    "several audiences without us as the party": (
        spoilt(aud=[openid.CLIENT, "b"], azp="b"),
        "audience",
    ),
    "wrong issuer": (spoilt(iss="https://evil.example"), "issuer"),
    "expired": (spoilt(exp=LONG_AGO), "expired"),
    "not yet valid": (spoilt(nbf=SOON), "not_yet"),
    "issued in the future by a clock that jumped": (spoilt(iat=SOON), "not_yet"),
    "no expiry": (spoilt(exp=None), "format"),
    "wrong nonce": (spoilt(nonce="another"), "nonce"),
    "no nonce": (spoilt(nonce=None), "nonce"),
    "no subject": (spoilt(sub=None), "format"),
    "empty subject": (spoilt(sub=" "), "subject"),
    "subject of a megabyte's kind": (spoilt(sub="x" * 5000), "subject"),
    "level too low": (spoilt(acr="http://id.elegnamnden.se/loa/1.0/loa1"), "level"),
    "no level": (spoilt(acr=None), "level"),
    "a level nobody knows": (spoilt(acr="loa9"), "level"),
    "a level that nobody has reviewed": (
        spoilt(acr="http://id.swedenconnect.se/loa/1.0/uncertified-loa3"),
        "level",
    ),
    "somebody unknown": (spoilt(sub="somebody-else"), "unknown"),
    "subject with other capitals": (spoilt(sub="Person-47"), "unknown"),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_token_signs_nobody_in(openid_provider: Provider, how: str) -> None:
    spoil, code = FORGED[how]
    known(openid_service(openid_provider))
    spoil(openid_provider)
    client = browser()
    answer = come_back(client, openid_provider)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert f"<code>{code}</code>" in page
    assert "Du är inte inloggad genom tjänsten" in page
    assert is_out(client)
    assert refusals() == [code]


@pytest.mark.parametrize(
    "raw",
    [b"[]", b"{}", b"{", b'{"id_token": 4}', b"[" * 100_000, b'{"a": "' + b"x" * 300_000 + b'"}'],
    ids=["list", "empty", "broken", "number", "deep", "oversize"],
)
def test_nonsense_in_place_of_a_token_is_refused(openid_provider: Provider, raw: bytes) -> None:
    known(openid_service(openid_provider))
    openid_provider.raw = raw
    client = browser()
    assert come_back(client, openid_provider).status_code in {403, 503}
    assert is_out(client)
    assert refusals() in (["unreachable"], ["format"])


def test_the_same_answer_counts_once(openid_provider: Provider) -> None:
    known(openid_service(openid_provider))
    client = browser()
    back = openid_provider.authorise(set_out(client, OIDC))
    assert client.get(ANSWER, back).status_code == 302
    assert client.get(ANSWER, back).status_code == 403
    session = client.session
    session["service_attempts"] = [str(ServiceAttempt.objects.get().pk)]
    session.save()
    assert client.get(ANSWER, back).status_code == 403
    assert refusals() == ["browser", "replayed"]


def test_a_code_of_another_sign_in_is_worth_nothing(openid_provider: Provider) -> None:
    """The code was made for another nonce, verifier and browser."""
    known(openid_service(openid_provider))
    theirs = openid_provider.authorise(set_out(browser(), OIDC))
    client = browser()
    answer = come_back(client, openid_provider, code=theirs["code"])
    assert answer.status_code == 503
    assert is_out(client)
    assert refusals() == ["unreachable"]


def test_an_answer_in_another_browser_than_the_one_that_asked_is_refused(
    openid_provider: Provider,
) -> None:
    """Otherwise somebody could be signed in as the attacker without knowing."""
    known(openid_service(openid_provider))
    back = openid_provider.authorise(set_out(browser(), OIDC))
    victim = browser()
    assert victim.get(ANSWER, back).status_code == 403
    assert is_out(victim)
    assert refusals() == ["browser"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": ""}, "unasked"),
        ({"state": "made-up"}, "state"),
        ({"state": "x" * 5000}, "too_big"),
        ({"code": ""}, "format"),
        ({"code": "x" * 5000}, "too_big"),
        ({"error": "access_denied", "code": ""}, "turned_down"),
        ({"iss": "https://evil.example"}, "issuer"),
    ],
)
def test_what_the_browser_brings_is_checked(
    openid_provider: Provider, change: dict[str, str], code: str
) -> None:
    known(openid_service(openid_provider))
    client = browser()
    assert come_back(client, openid_provider, **change).status_code == 403
    assert is_out(client)
    assert refusals() == [code]


def test_a_service_that_says_it_names_itself_must_do_so(openid_provider: Provider) -> None:
    openid_provider.discovered = {"authorization_response_iss_parameter_supported": True}
    known(openid_service(openid_provider))
    client = browser()
    assert come_back(client, openid_provider).status_code == 403
    assert come_back(client, openid_provider, iss=openid_provider.issuer).status_code == 302
    assert refusals() == ["issuer"]


def test_another_organisations_service_cannot_answer_for_this_one(
    openid_provider: Provider, settings: Settings
) -> None:
    known(openid_service(openid_provider))
    with openid.running() as other:
        settings.SIGN_IN_HOSTS |= {other.issuer.removeprefix("http://")}
        openid_service(other, slug="knivsta", name="Knivsta", code="0330")
        client = browser()
        back = other.authorise(set_out(client, "knivsta"))
        assert client.get(ANSWER, back).status_code == 403
        assert refusals() == ["state"]
        mixed = openid_provider.authorise(set_out(client, OIDC)) | {"code": back["code"]}
        assert client.get(ANSWER, mixed).status_code == 503
        assert client.get("/konto/tjanst/knivsta/svar/", back).status_code == 403
    assert is_out(client)
    assert refusals() == ["state", "unreachable", "unknown"]


def test_a_service_vouches_in_its_own_organisation_alone(openid_provider: Provider) -> None:
    identity = known(openid_service(openid_provider))
    member(Role.COORDINATOR, user=identity.user, code="0330")
    client = browser()
    come_back(client, openid_provider)
    page = client.get(HOME).content.decode()
    assert page.count("<strong>Vilar:</strong>") == 1
    assert client.get(f"/konto/behorigheter/{organisation()}/").status_code == 200
    assert client.get(f"/konto/behorigheter/{organisation('0330')}/").status_code != 200


def test_a_level_below_what_the_organisation_demands_is_said_in_words(
    openid_provider: Provider,
) -> None:
    known(openid_service(openid_provider))
    OrganisationSecurity.objects.create(organisation_id=organisation(), required_assurance=3)
    openid_provider.acr = openid.LOA2
    client = browser()
    page = come_back(client, openid_provider).content.decode()
    assert "Uppsala kommun kräver tillitsnivå 3" in page
    assert "tillitsnivå 2" in page
    assert "e-legitimation" in page
    assert is_out(client)


def test_own_values_stand_for_two_factors_at_most_and_others_must_be_accepted(
    openid_provider: Provider,
) -> None:
    known(
        openid_service(
            openid_provider, own_levels={"kort": 2, "stark": 3}, accepts_uncertified=True
        )
    )
    for acr, level in (
        ("kort", 2),
        ("stark", 2),
        ("http://id.swedenconnect.se/loa/1.0/uncertified-loa3", 3),
    ):
        client = browser()
        openid_provider.acr = acr
        assert come_back(client, openid_provider).status_code == 302
        assert client.session["account_authentication_methods"][0]["level"] == level


def test_whoever_is_not_known_learns_nothing_about_accounts(openid_provider: Provider) -> None:
    service = openid_service(openid_provider)
    identity = known(service)
    user("Eva Ek", email="eva@example.se")
    pages = []
    openid_provider.subject = "nobody"
    pages.append(come_back(browser(), openid_provider))
    openid_provider.change = lambda claims: claims.update(
        {"email": "eva@example.se", "email_verified": True}
    )
    pages.append(come_back(browser(), openid_provider))
    openid_provider.subject = "person-47"
    Membership.objects.filter(user=identity.user).update(valid_to=YESTERDAY)
    pages.append(come_back(browser(), openid_provider))
    assert {page.status_code for page in pages} == {403}
    assert len({re.sub(rb"\?code=[^\"]*", b"", page.content) for page in pages}) == 1
    assert "inte kopplad hit" in pages[0].content.decode()
    assert ServiceIdentity.objects.count() == 1
    assert refusals() == ["unknown"] * 3


@pytest.mark.parametrize("field", ["is_active", "allows_service", "active"])
def test_what_is_closed_lets_nobody_in(openid_provider: Provider, field: str) -> None:
    service = openid_service(openid_provider)
    identity = known(service)
    client = browser()
    back = openid_provider.authorise(set_out(client, OIDC))
    if field == "is_active":
        type(identity.user).objects.update(is_active=False)
    elif field == "active":
        type(service).objects.update(active=False)
    else:
        OrganisationSecurity.objects.create(
            organisation_id=organisation(), allows_service=False, required_assurance=2
        )
    assert client.get(ANSWER, back).status_code in {403, 404}
    assert is_out(client)


def test_an_attempt_lasts_ten_minutes(openid_provider: Provider, monkeypatch: Any) -> None:
    known(openid_service(openid_provider))
    client = browser()
    monkeypatch.setattr(service_rules, "ATTEMPT_LASTS", timedelta(milliseconds=1))
    back = openid_provider.authorise(set_out(client, OIDC))
    time.sleep(0.01)
    assert client.get(ANSWER, back).status_code == 403
    assert refusals() == ["stale"]


def test_new_keys_of_the_service_are_fetched_once_a_minute_at_most(
    openid_provider: Provider,
) -> None:
    known(openid_service(openid_provider))
    assert come_back(browser(), openid_provider).status_code == 302
    openid_provider.key, openid_provider.shown = "openid-2", ["openid-2"]
    assert come_back(browser(), openid_provider).status_code == 403
    SignInService.objects.update(keys_fetched_at=None)
    assert come_back(browser(), openid_provider).status_code == 302
    assert openid_provider.asked.count("/keys") == 3  # once when it was set up
    assert refusals() == ["signature"]


def test_a_service_that_does_not_answer_is_said_to_be_away(openid_provider: Provider) -> None:
    service = openid_service(openid_provider)
    known(service)
    client = browser()
    back = openid_provider.authorise(set_out(client, OIDC))
    service.settings["endpoints"]["token_endpoint"] = f"{openid_provider.issuer}/elsewhere"
    service.save()
    answer = client.get(ANSWER, back)
    assert answer.status_code == 503
    assert "Tjänsten svarar inte" in answer.content.decode()
    assert is_out(client)


def test_nothing_is_fetched_from_hosts_that_are_not_named(
    openid_provider: Provider, settings: Settings
) -> None:
    known(openid_service(openid_provider))
    settings.SIGN_IN_HOSTS = {"login.example.se"}
    asked = len(openid_provider.asked)
    assert come_back(browser(), openid_provider).status_code == 503
    assert len(openid_provider.asked) == asked


def test_a_form_is_no_answer_of_an_openid_service(openid_provider: Provider) -> None:
    openid_service(openid_provider)
    assert browser().post(ANSWER, {"SAMLResponse": "x"}).status_code == 403
    assert refusals() == ["unasked"]


def test_too_many_answers_from_one_place_are_held_off(openid_provider: Provider) -> None:
    openid_service(openid_provider)
    client = browser()
    codes = [client.get(ANSWER, {"state": "x"}).status_code for _ in range(122)]
    assert codes.count(403) == 120
    assert codes[-1] == 429
    assert len(refusals()) == 120


def test_a_session_by_a_service_is_listed_ended_and_limited_like_any_other(
    openid_provider: Provider,
) -> None:
    identity = known(openid_service(openid_provider))
    client, other = browser(), browser()
    come_back(client, openid_provider)
    come_back(other, openid_provider)
    assert client.session["idle"] == 900
    page = client.get(HOME).content.decode()
    address = page.partition('action="/konto/inloggning/')[2].partition('"')[0]
    assert client.post(f"/konto/inloggning/{address}").status_code == 302
    assert is_out(other)
    assert not is_out(client)
    session = client.session
    session["seen"] = "2020-01-01T00:00:00+00:00"
    session.save()
    assert is_out(client)
    assert identity.user.is_active
