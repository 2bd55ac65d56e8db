"""Taking away keys and making new codes; the browser's part is tried in the journeys."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import User
from tests.accounts.people import member, sign_in

pytestmark = pytest.mark.django_db
FRESH = ({"method": "password"}, {"method": "mfa", "type": "webauthn", "reauthenticated": True})


def key_of(who: User) -> Authenticator:
    """A key as the database keeps it, without what it takes to sign in with it."""
    data = {"name": "Blå nyckel", "credential": {}}
    return Authenticator.objects.create(user_id=who.pk, type=Authenticator.Type.WEBAUTHN, data=data)


def test_the_only_key_stays_and_one_of_two_goes(client: Client) -> None:
    one = member(Role.COORDINATOR)
    key = key_of(one.user)
    sign_in(client, one.user, *FRESH)
    address = f"/konto/nyckel/{key.pk}/"
    assert client.get(address).status_code == 200
    assert "enda andra faktor" in client.post(address).content.decode()
    assert "Ta bort" not in client.get("/konto/").content.decode()
    TOTP.activate(one.user, "JBSWY3DPEHPK3PXP")
    assert address in client.get("/konto/").content.decode()
    assert client.post(address).headers["Location"] == "/konto/"
    assert not Authenticator.objects.filter(pk=key.pk).exists()


def test_somebody_elses_key_is_not_there(client: Client) -> None:
    one, other = member(Role.COORDINATOR), member(Role.COORDINATOR, "Bo Berg")
    key_of(one.user)
    theirs = key_of(other.user)
    sign_in(client, one.user, *FRESH)
    assert client.post(f"/konto/nyckel/{theirs.pk}/").status_code == 404
    assert Authenticator.objects.filter(pk=theirs.pk).exists()


def test_ways_in_change_only_after_a_fresh_second_factor(client: Client) -> None:
    one = member(Role.COORDINATOR)
    key = key_of(one.user)
    TOTP.activate(one.user, "JBSWY3DPEHPK3PXP")
    sign_in(client, one.user)
    for address in (f"/konto/nyckel/{key.pk}/", "/konto/nyckel/", "/konto/reservkoder/nya/"):
        assert client.get(address).headers["Location"].startswith("/konto/bekrafta/")


def test_new_codes_take_the_place_of_the_old(client: Client) -> None:
    one = member(Role.COORDINATOR)
    key_of(one.user)
    sign_in(client, one.user, *FRESH)
    shown = []
    for _ in range(2):
        assert client.post("/konto/reservkoder/nya/").headers["Location"] == "/konto/reservkoder/"
        shown.append(client.get("/konto/reservkoder/").content)
    assert shown[0] != shown[1]


NONSENSE = ("", "{}", '{"id": "x"}', "[]", "1", "not json", '{"rawId": 1, "response": {}}')


def test_nonsense_where_a_key_should_answer_changes_nothing(client: Client) -> None:
    one = member(Role.COORDINATOR)
    TOTP.activate(one.user, "JBSWY3DPEHPK3PXP")
    sign_in(client, one.user, *FRESH)
    for credential in NONSENSE:
        answer = client.post("/konto/nyckel/", {"credential": credential, "name": "x"})
        assert "kunde inte läggas till" in answer.content.decode()
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()


def test_an_answer_that_no_key_gave_is_refused(client: Client) -> None:
    for credential in NONSENSE:
        answer = client.post("/konto/logga-in/nyckel/", {"credential": credential})
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/konto/logga-in/"
    assert client.get("/konto/").status_code == 302


def test_whoever_has_no_password_has_none_to_change(client: Client) -> None:
    one = member(Role.COORDINATOR)
    sign_in(client, one.user)
    assert client.get("/konto/losenord/").headers["Location"] == "/konto/"
    assert client.post("/konto/losenord/", {"oldpassword": ""}).headers["Location"] == "/konto/"
    one.user.set_password("en lång och udda fras 47")
    one.user.save()
    sign_in(client, one.user)
    assert client.get("/konto/losenord/").status_code == 200
