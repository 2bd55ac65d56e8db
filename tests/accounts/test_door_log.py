"""What happens at the door stands in the log of the user's organisations, and says nothing more."""

import json
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import Membership, OrganisationSecurity, User
from kvinnofrid.audit import operations as audit
from kvinnofrid.audit.models import AuditEvent
from tests.accounts.people import PASSWORD, member, organisation, sign_in, user
from tests.accounts.test_keys_and_codes import FRESH, key_of

pytestmark = pytest.mark.django_db
SIGN_IN, CODE = "/konto/logga-in/", "/konto/logga-in/kod/"
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def nobody_has_tried() -> None:
    cache.clear()


def told(place: str | None = None) -> list[tuple[str, str, dict[str, str]]]:
    """Action, outcome and facts of the events of an organisation."""
    found = AuditEvent.objects.filter(organisation=place or str(organisation()))
    return [(one.action, one.outcome, json.loads(one.details)) for one in found.order_by("number")]


def somebody(**given: Any) -> Membership:
    return member(Role.COORDINATOR, user=user(password=PASSWORD), **given)


def give_password(client: Client, word: str = PASSWORD) -> int:
    given = {"login": "anna.andersson@example.se", "password": word}
    return client.post(SIGN_IN, given).status_code


def app_code(secret: str = SECRET) -> str:
    """What the app shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_a_wrong_password_is_logged_with_the_account_and_by_nobody_known(client: Client) -> None:
    one = somebody()
    give_password(client, word="fel")
    (event,) = AuditEvent.objects.all()
    assert (event.actor, event.object_id) == ("unknown", str(one.user.pk))
    assert told() == [("account.sign_in", "failed", {"method": "password"})]


def test_a_name_that_nobody_has_is_logged_apart_and_answered_the_same(client: Client) -> None:
    somebody()
    known = client.post(SIGN_IN, {"login": "anna.andersson@example.se", "password": "fel"})
    other = client.post(SIGN_IN, {"login": "ingen.alls@example.se", "password": "fel"})
    assert known.status_code == other.status_code
    assert AuditEvent.objects.filter(organisation="installation").count() == 1
    assert "ingen" not in str(list(AuditEvent.objects.values_list()))
    assert len(told()) == 1


def test_a_lock_is_logged_once_while_it_lasts(client: Client) -> None:
    somebody()
    for _ in range(9):
        give_password(client, word="fel")
    outcomes = [(outcome, facts.get("reason")) for _, outcome, facts in told()]
    assert outcomes == [("failed", None)] * 5 + [("denied", "locked")]


def test_a_full_sign_in_and_sign_out_are_logged(client: Client) -> None:
    one = somebody()
    totp.TOTP.activate(one.user, SECRET)
    give_password(client)
    assert told() == []
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert client.post(CODE, {"code": app_code()}).status_code == 302
    client.post("/konto/logga-ut/")
    assert told() == [
        ("account.sign_in", "failed", {"method": "code"}),
        ("account.sign_in", "allowed", {"method": "password"}),
        ("account.sign_in", "allowed", {"method": "sign_out"}),
    ]


def test_a_recovery_code_is_logged_by_itself(client: Client) -> None:
    one = somebody()
    totp.TOTP.activate(one.user, SECRET)
    codes = RecoveryCodes.activate(one.user).get_unused_codes()
    give_password(client)
    assert client.post(CODE, {"code": codes[0]}).status_code == 302
    assert {"method": "recovery_code"} in [facts for *_, facts in told()]


def test_a_sign_in_too_weak_for_an_organisation_is_logged_there_as_refused(client: Client) -> None:
    one = somebody()
    member(Role.COORDINATOR, user=one.user, code="0305")
    OrganisationSecurity.objects.create(organisation_id=organisation("0305"), required_assurance=3)
    totp.TOTP.activate(one.user, SECRET)
    give_password(client)
    client.post(CODE, {"code": app_code()})
    assert told()[-1][1] == "allowed"
    assert told(str(organisation("0305"))) == [
        ("account.sign_in", "denied", {"method": "password", "need": "3", "reason": "assurance"})
    ]


def test_a_way_in_that_an_organisation_has_shut_is_logged_there_as_refused(client: Client) -> None:
    one = somebody()
    OrganisationSecurity.objects.create(organisation_id=organisation(), allows_password=False)
    totp.TOTP.activate(one.user, SECRET)
    give_password(client)
    client.post(CODE, {"code": app_code()})
    assert told() == [("account.sign_in", "denied", {"method": "password", "reason": "way"})]


def test_a_session_that_rested_too_long_is_logged_as_ended(client: Client) -> None:
    one = somebody()
    sign_in(client, one.user)
    session = client.session
    session["seen"] = session["started"] = "2020-01-01T00:00:00+00:00"
    session.save()
    assert client.get("/konto/").status_code == 302
    assert told() == [("account.sign_in", "allowed", {"method": "too_old"})]


def test_changing_the_password_is_logged_and_ends_every_other_session(client: Client) -> None:
    one = somebody()
    sign_in(client, one.user)
    other = Client()
    sign_in(other, one.user)
    new = "en helt annan udda fras 48"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/konto/losenord/", form).status_code == 302
    assert told() == [("account.manage_own", "allowed", {"method": "password_changed"})]
    assert client.get("/konto/").status_code == 200
    assert other.get("/konto/").status_code == 302


def test_added_and_removed_factors_are_logged(client: Client) -> None:
    one = somebody()
    key = key_of(one.user)
    totp.TOTP.activate(one.user, SECRET)
    sign_in(client, one.user, *FRESH)
    client.post(f"/konto/nyckel/{key.pk}/")
    client.post("/konto/reservkoder/nya/")
    key_of(one.user)
    client.post("/konto/app/koppla-fran/")
    assert [facts["method"] for *_, facts in told()] == ["key_removed", "codes_made", "app_removed"]
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_an_app_that_is_added_is_logged(client: Client) -> None:
    one = somebody()
    sign_in(client, one.user, {"method": "password", "at": time.time()})
    client.get("/konto/app/")
    secret = client.session["mfa.totp.secret"]
    code = app_code(secret)
    assert client.post("/konto/app/", {"code": code}).status_code == 302
    assert [facts["method"] for *_, facts in told()] == ["app_added"]


def test_what_cannot_be_logged_is_not_done(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    one = somebody()
    key = key_of(one.user)
    totp.TOTP.activate(one.user, SECRET)
    sign_in(client, one.user, *FRESH)

    def full(**_: object) -> None:
        raise DatabaseError("disk full")

    monkeypatch.setattr(audit, "record", full)
    client.raise_request_exception = False
    assert client.post(f"/konto/nyckel/{key.pk}/").status_code == 500
    assert client.post("/konto/app/koppla-fran/").status_code == 500
    assert Authenticator.objects.filter(user_id=one.user.pk).count() == 2
    new = "en helt annan udda fras 48"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/konto/losenord/", form).status_code == 500
    assert User.objects.get(pk=one.user.pk).check_password(PASSWORD)
