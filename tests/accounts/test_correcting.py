"""A wrong name or address is corrected by those who answer for the account, and is told of."""

from smtplib import SMTPException
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts import letters, operations
from kvinnofrid.accounts.models import Invitation, User
from kvinnofrid.accounts.operations import AddressError, NotOfTheUnitError
from kvinnofrid.accounts.operations.invitations import issue
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.config.commands import main as run
from tests.accounts.people import NOW, PASSWORD, member, organisation, sign_in, unit
from tests.accounts.test_memberships import acting, page_of

pytestmark = pytest.mark.django_db
RIGHT = {"full_name": "Anna Andersson", "email": "Anna@Ny.example.se"}


@pytest.fixture
def mail_server(settings: Settings) -> None:
    """A server that sends what it is given, to nobody."""
    settings.EMAIL_HOST = "mail.example.se"
    settings.DEFAULT_FROM_EMAIL = "drift@example.se"


def administrator(client: Client) -> User:
    one = member(Role.SYSTEM_ADMINISTRATOR, "Hilde Admin").user
    sign_in(client, one)
    return one


def correct(by: User, whom: User, **wanted: Any) -> operations.Corrected:
    given = {"organisation": organisation(), **RIGHT, **wanted}
    return operations.correct(by=acting(by), user=whom.pk, now=NOW, **given)


@pytest.mark.usefixtures("mail_server")
def test_a_new_address_is_told_to_both_and_ends_what_was_open(client: Client) -> None:
    chief = administrator(client)
    anna = member(Role.CASEWORKER, "Anna Andersson").user
    anna.set_password(PASSWORD)
    anna.save()
    issue(anna, Invitation.Purpose.RESTORE, by=None, now=NOW)
    hers = Client()
    sign_in(hers, anna)
    page = f"{page_of(anna)}ratta/"
    assert f"{page_of(anna)}ratta/" in client.get(page_of(anna)).content.decode()
    assert client.post(page, RIGHT).status_code == 302
    assert [letter.to for letter in mail.outbox] == [
        ["anna.andersson@example.se"],
        ["anna@ny.example.se"],
    ]
    assert not any("Kvinnofrid" in str(letter.message()) for letter in mail.outbox)
    assert hers.get("/konto/").status_code == 302
    assert Invitation.objects.get().revoked_at is not None
    signed = {"login": "anna.andersson@example.se", "password": PASSWORD}
    assert "hör inte ihop" in Client().post("/konto/logga-in/", signed).content.decode()
    inside = Client().post("/konto/logga-in/", {**signed, "login": "anna@ny.example.se"})
    assert inside.status_code == 302
    assert not EmailAddress.objects.exclude(email="anna@ny.example.se").exists()
    sign_in(hers, User.objects.get(pk=anna.pk))
    assert f"rättades {NOW.date()} av {chief.full_name}" in hers.get("/konto/").content.decode()


def test_a_new_name_leaves_the_person_signed_in_and_the_log_says_no_name(client: Client) -> None:
    chief = administrator(client)
    anna = member(Role.CASEWORKER, "Ana Andreson").user
    hers = Client()
    sign_in(hers, anna)
    assert correct(chief, anna, email=anna.email).name
    assert "Anna Andersson" in hers.get("/konto/").content.decode()
    assert mail.outbox == []
    event = AuditEvent.objects.get(action="membership.correct")
    assert (event.object_id, event.details) == (str(anna.pk), '{"method":"name"}')


def test_without_a_mail_server_the_page_says_whom_to_tell(client: Client) -> None:
    administrator(client)
    anna = member(Role.CASEWORKER, "Anna Andersson").user
    page = client.post(f"{page_of(anna)}ratta/", RIGHT).content.decode()
    assert "anna.andersson@example.se, anna@ny.example.se" in page
    assert mail.outbox == []


@pytest.mark.usefixtures("mail_server")
def test_a_letter_that_does_not_go_away_is_not_said_to_have_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise SMTPException

    monkeypatch.setattr(mail.EmailMessage, "send", broken)
    assert letters.tell_of_address("a@example.se", "b@example.se") == (
        "a@example.se",
        "b@example.se",
    )


def test_only_who_answers_for_every_role_corrects_and_nobody_oneself(client: Client) -> None:
    chief = administrator(client)
    manager = member(Role.UNIT_MANAGER, "Cecilia Chef").user
    both = member(Role.CASEWORKER, "Bo Båda").user
    member(Role.BOARD_READER, user=both, code="0305")
    elsewhere = member(Role.CASEWORKER, "Främmande", code="0305").user
    anna = member(Role.CASEWORKER, "Anna A").user
    for by, whom in ((manager, anna), (chief, chief), (chief, both)):
        with pytest.raises(DeniedError):
            correct(by, whom)
    with pytest.raises(NotOfTheUnitError):
        correct(chief, elsewhere)
    assert client.get(f"{page_of(both)}ratta/").status_code == 404
    assert client.get(f"{page_of(elsewhere)}ratta/").status_code == 404
    assert client.post(f"{page_of(chief)}ratta/", RIGHT).status_code == 403
    for whom in (both, chief):
        assert "/ratta/" not in client.get(page_of(whom)).content.decode()
    assert not User.objects.filter(corrected_at__isnull=False).exists()


def test_an_address_that_cannot_be_had_changes_nothing(client: Client) -> None:
    chief = administrator(client)
    anna = member(Role.CASEWORKER, "Anna A", unit=unit()).user
    taken = {"email": chief.email.upper(), "full_name": "Anna B"}
    page = client.post(f"{page_of(anna)}ratta/", taken).content.decode()
    assert "har redan den e-postadressen" in page
    same = {"email": anna.email, "full_name": anna.full_name}
    assert "redan de som står här" in client.post(f"{page_of(anna)}ratta/", same).content.decode()
    User.objects.filter(pk=anna.pk).update(synthetic=True)
    with pytest.raises(AddressError):
        correct(chief, anna)
    anna.refresh_from_db()
    assert (anna.full_name, anna.corrected_at) == ("Anna A", None)
    assert not AuditEvent.objects.filter(action="membership.correct").exists()


@pytest.mark.usefixtures("mail_server")
def test_an_address_with_a_line_break_gets_into_no_letter(client: Client) -> None:
    administrator(client)
    anna = member(Role.CASEWORKER, "Anna A").user
    bad = {"full_name": "Anna A", "email": "anna@example.se\r\nBcc: annan@example.se"}
    assert client.post(f"{page_of(anna)}ratta/", bad).status_code == 200
    assert User.objects.get(pk=anna.pk).email == anna.email
    assert mail.outbox == []


def test_the_fields_of_a_form_are_all_that_is_taken_from_it(client: Client) -> None:
    administrator(client)
    anna = member(Role.CASEWORKER, "Anna A").user
    more = {"is_active": "", "synthetic": "on", "ended": "2020-01-01", "id": str(unit().pk)}
    client.post(f"{page_of(anna)}ratta/", {**RIGHT, **more})
    after = User.objects.get(pk=anna.pk)
    assert (after.email, after.is_active, after.synthetic, after.ended) == (
        "anna@ny.example.se",
        True,
        False,
        None,
    )


def test_whoever_runs_the_server_corrects_what_nobody_else_can(
    capsys: pytest.CaptureFixture[str],
) -> None:
    both = member(Role.CASEWORKER, "Bo Båda").user
    member(Role.BOARD_READER, user=both, code="0305")
    assert run(["correct-account", both.email, "--email", "bo@ny.example.se"]) == 0
    assert "inget brev till bo.båda@example.se, bo@ny.example.se" in capsys.readouterr().out
    assert AuditEvent.objects.filter(action="membership.correct", actor="operator").count() == 2
    assert run(["correct-account", "ingen@example.se", "--name", "X"]) == 2
    assert run(["correct-account", "bo@ny.example.se", "--email", "bo"]) == 2
    assert "e-postadress" in capsys.readouterr().err
