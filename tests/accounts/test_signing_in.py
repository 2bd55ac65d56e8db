"""Signing in with a password and a code: what is asked for, and what strangers are told."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.secrets import open_sealed
from tests.accounts.people import PASSWORD, member, sign_in, user

pytestmark = pytest.mark.django_db
SIGN_IN, HOME, WORK = "/konto/logga-in/", "/konto/", "/mitt-arbete/"


def code_of(secret: str) -> str:
    """What an app would show now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def with_app(who: User) -> str:
    """Give the user an app for codes; its secret."""
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(who, secret)
    return secret


def give_password(client: Client, email: str, password: str = PASSWORD) -> tuple[int, str]:
    answer = client.post(SIGN_IN, {"login": email, "password": password})
    return answer.status_code, answer.headers.get("Location", "") or answer.content.decode()


def test_a_password_and_a_code_sign_in(client: Client) -> None:
    one = member(Role.COORDINATOR, user=user(password=PASSWORD))
    secret = with_app(one.user)
    assert give_password(client, one.user.email.upper()) == (302, "/konto/logga-in/kod/")
    assert client.get(HOME).status_code == 302
    assert (
        "Koden stämmer inte"
        in client.post("/konto/logga-in/kod/", {"code": "000000"}).content.decode()
    )
    answer = client.post("/konto/logga-in/kod/", {"code": code_of(secret)})
    assert answer.headers["Location"] == WORK
    page = client.get(HOME).content.decode()
    assert "Kvinnofridssamordnare" in page
    assert "App för koder" in page


def test_secrets_of_apps_are_sealed_in_the_database() -> None:
    who = user()
    secret = with_app(who)
    kept = Authenticator.objects.get(user_id=who.pk).data["secret"]
    assert secret not in kept
    assert open_sealed(kept) == secret


def test_strangers_and_wrong_passwords_and_those_who_left_get_the_same_answer(
    client: Client,
) -> None:
    known = user("Känd Person", email="kand@example.se", password=PASSWORD)
    left = user("Borta Person", email="borta@example.se", password=PASSWORD)
    User.objects.filter(pk=left.pk).update(is_active=False)
    answers = [
        give_password(Client(), known.email, "fel lösenord helt"),
        give_password(Client(), "okand@example.se"),
        give_password(Client(), left.email),
    ]
    assert {status for status, _ in answers} == {200}
    for _, page in answers:
        assert "E-postadressen och lösenordet hör inte ihop" in page


def test_an_unknown_name_takes_as_long_as_a_known_one() -> None:
    known = user(email="kand@example.se", password=PASSWORD)

    def seconds(email: str) -> float:
        client = Client()
        client.get(SIGN_IN)
        begun = time.perf_counter()
        give_password(client, email, "fel lösenord helt")
        return time.perf_counter() - begun

    for address in (known.email, "a@example.se"):
        seconds(address)
    times = [(seconds(known.email), seconds(f"b{n}@example.se")) for n in range(3)]
    of_known, of_unknown = (sorted(column)[1] for column in zip(*times, strict=True))
    assert 0.4 < of_known / of_unknown < 2.5


def test_five_wrong_passwords_lock_the_name_for_the_right_one_too(client: Client) -> None:
    who = user(password=PASSWORD)
    for _ in range(5):
        assert "hör inte ihop" in give_password(Client(), who.email, "fel lösenord helt")[1]
    assert "För många försök" in give_password(client, who.email)[1]
    assert "För många försök" in "".join(
        give_password(client, "nobody@example.se", "fel lösenord helt")[1] for _ in range(6)
    )


def test_five_wrong_codes_lock_too(client: Client) -> None:
    one = member(Role.COORDINATOR, user=user(password=PASSWORD))
    secret = with_app(one.user)
    give_password(client, one.user.email)
    for _ in range(5):
        client.post("/konto/logga-in/kod/", {"code": "000000"})
    page = client.post("/konto/logga-in/kod/", {"code": code_of(secret)}).content.decode()
    assert "För många försök" in page
    assert client.get(HOME).status_code == 302


def test_a_code_is_good_once(client: Client) -> None:
    one = member(Role.COORDINATOR, user=user(password=PASSWORD))
    secret = with_app(one.user)
    code = code_of(secret)
    for browser, reached in ((client, True), (Client(), False)):
        give_password(browser, one.user.email)
        browser.post("/konto/logga-in/kod/", {"code": code})
        assert (browser.get(HOME).status_code == 200) is reached


def test_a_password_alone_leads_to_adding_a_second_factor(client: Client) -> None:
    one = member(Role.COORDINATOR, user=user(password=PASSWORD))
    give_password(client, one.user.email)
    assert client.get(HOME).headers["Location"] == "/konto/andra-faktor/"
    assert client.get("/konto/andra-faktor/").status_code == 200
    page = client.get("/konto/app/").content.decode()
    secret = page.partition("<code>")[2].partition("</code>")[0]
    answer = client.post("/konto/app/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/konto/reservkoder/"
    assert client.get("/konto/reservkoder/").content.decode().count("<li><code>") == 10
    assert client.get(HOME).status_code == 200


def test_the_only_second_factor_cannot_be_taken_away(client: Client) -> None:
    one = member(Role.COORDINATOR, user=user(password=PASSWORD))
    with_app(one.user)
    sign_in(client, one.user, {"method": "password"}, {"method": "mfa", "reauthenticated": True})
    page = client.post("/konto/app/koppla-fran/").content.decode()
    assert "enda andra faktor" in page
    assert Authenticator.objects.filter(user_id=one.user_id).exists()


@pytest.mark.parametrize("there", ["https://example.org/", "//example.org", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(client: Client, there: str) -> None:
    one = member(Role.COORDINATOR, user=user(password=PASSWORD))
    secret = with_app(one.user)
    client.post(SIGN_IN, {"login": one.user.email, "password": PASSWORD, "next": there})
    answer = client.post("/konto/logga-in/kod/", {"code": code_of(secret)})
    assert answer.headers["Location"] == WORK


def test_signing_out_takes_a_form_and_ends_the_session(client: Client) -> None:
    sign_in(client, member(Role.COORDINATOR).user)
    assert client.get("/konto/logga-ut/").status_code == 200
    assert client.get(HOME).status_code == 200
    client.post("/konto/logga-ut/")
    assert client.get(HOME).status_code == 302


def test_forms_without_their_secret_are_refused() -> None:
    who = user(password=PASSWORD)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(SIGN_IN, {"login": who.email, "password": PASSWORD}).status_code == 403
    sign_in(strict, member(Role.COORDINATOR, user=who).user)
    assert strict.post("/konto/logga-ut/").status_code == 403


def test_ones_own_sessions_are_listed_and_ended_and_nobody_elses(client: Client) -> None:
    one = member(Role.COORDINATOR)
    sign_in(client, one.user)
    other, stranger = Client(), Client()
    sign_in(other, one.user)
    sign_in(stranger, member(Role.COORDINATOR, "Bo Berg").user)
    page = client.get(HOME).content.decode()
    assert page.count("/avsluta/") == 1
    address = page.partition('action="/konto/inloggning/')[2].partition('"')[0]
    assert stranger.post(f"/konto/inloggning/{address}").status_code == 404
    assert other.get(HOME).status_code == 200
    assert client.post(f"/konto/inloggning/{address}").status_code == 302
    assert other.get(HOME).status_code == 302
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "given",
    [
        {"headers": {"X-HTTP-Method-Override": "DELETE"}},
        {"headers": {"Host": "evil.example"}},
        {"data": {"login": "x" * 2_000_000 + "@example.se", "password": "y"}},
        {"data": {"login": "a\x00b@example.se", "password": "y"}},
    ],
    ids=["method override", "host", "big", "null byte"],
)
def test_bad_requests_are_answered_calmly(client: Client, given: dict[str, object]) -> None:
    answer = client.post(SIGN_IN, **given)  # type: ignore[arg-type]
    assert answer.status_code < 500
    assert answer.status_code != 302
