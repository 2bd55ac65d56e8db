"""What the installation keeps about itself and its users, destroyed by rules like anything else."""

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import Invitation
from kvinnofrid.accounts.retained import INVITATIONS, SESSIONS
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.backup.retained import BACKUPS, SELF_TESTS
from kvinnofrid.config.domains import retained_kinds as registered
from tests.accounts.people import member, organisation, sign_in, user

pytestmark = pytest.mark.django_db
NOBODY_S = "00000000-0000-0000-0000-000000000000"


def test_every_kind_is_registered_and_is_what_a_rule_can_be_about() -> None:
    from typing import get_args

    from django.utils.module_loading import import_string

    from kvinnofrid.catalogue.retention import Concerns

    kinds = {import_string(name).concerns for name in registered()}
    assert kinds >= {"invitation", "session", "self_test", "backup"}
    assert kinds <= set(get_args(Concerns))


def test_an_invitation_has_ended_when_it_was_used_revoked_or_ran_out() -> None:
    who = member(Role.CASEWORKER).user
    now = timezone.now()
    made = now - timedelta(days=60)
    given = {"user": who, "purpose": "join", "created_at": made}
    out = Invitation.objects.create(
        **given, token_hash="1" * 64, expires_at=made + timedelta(days=7)
    )
    used = Invitation.objects.create(
        **given,
        token_hash="2" * 64,
        expires_at=made + timedelta(days=7),
        used_at=made + timedelta(days=1),
    )
    found = {one.id: one.events["expired"] for one in INVITATIONS.candidates(str(organisation()))}
    assert found[str(out.pk)] - found[str(used.pk)] == timedelta(days=6)
    assert INVITATIONS.facts(str(organisation("0305")), str(out.pk)) is None
    assert INVITATIONS.facts(str(organisation()), NOBODY_S) is None
    assert INVITATIONS.facts(str(organisation()), "no id") is None
    INVITATIONS.destroy(str(organisation("0305")), str(out.pk))
    assert Invitation.objects.filter(pk=out.pk).exists()
    INVITATIONS.destroy(str(organisation()), str(out.pk))
    assert not Invitation.objects.filter(pk=out.pk).exists()
    assert INVITATIONS.data_keys("1", "a") == ()
    assert INVITATIONS.guarded("1", "a") is None


def test_a_user_of_two_organisations_is_at_home_in_the_first() -> None:
    one = member(Role.CASEWORKER, proposed_at=timezone.now() - timedelta(days=9))
    member(Role.CASEWORKER, user=one.user, code="0305", proposed_at=timezone.now())
    now = timezone.now()
    Invitation.objects.create(
        user=one.user,
        purpose="join",
        token_hash="1" * 64,
        created_at=now,
        expires_at=now + timedelta(days=7),
    )
    assert len(list(INVITATIONS.candidates(str(organisation())))) == 1
    assert list(INVITATIONS.candidates(str(organisation("0305")))) == []
    assert list(INVITATIONS.candidates("not a number")) == []


def test_only_sessions_that_are_over_can_go(client: Client) -> None:
    who = member(Role.CASEWORKER).user
    sign_in(client, who)
    over = UserSession.objects.create(user=who, session_key="over", ip="127.0.0.1")
    UserSession.objects.create(user=user("Utan Roll"), session_key="other", ip="127.0.0.1")
    here = str(organisation())
    (found,) = SESSIONS.candidates(here)
    assert "over" not in found.id
    assert SESSIONS.facts(here, found.id) == found
    assert SESSIONS.facts(here, "nothing") is None
    SESSIONS.destroy(here, "nothing")
    SESSIONS.destroy(here, found.id)
    assert not UserSession.objects.filter(pk=over.pk).exists()
    assert UserSession.objects.count() == 2
    assert SESSIONS.data_keys(here, "a") == ()
    assert SESSIONS.guarded(here, "a") is None


def test_self_tests_are_of_whoever_runs_the_server(settings: Settings) -> None:
    now = timezone.now()
    kept = SelfTest.objects.create(
        kind="disk", started=now, finished=now, passed=True, summary="free_bytes=1"
    )
    here = str(organisation())
    settings.HOST_ORGANISATION = ""
    assert list(SELF_TESTS.candidates(here)) == []
    settings.HOST_ORGANISATION = "0380"
    (found,) = SELF_TESTS.candidates(here)
    assert list(SELF_TESTS.candidates(str(organisation("0305")))) == []
    assert SELF_TESTS.facts(here, found.id) == found
    assert SELF_TESTS.facts(here, f"disk-20000101T000000-{kept.pk}") is None
    assert SELF_TESTS.facts(here, "disk-x") is None
    SELF_TESTS.destroy(here, "disk-x")
    SELF_TESTS.destroy(here, found.id)
    assert not SelfTest.objects.exists()
    assert SELF_TESTS.data_keys(here, "a") == ()
    assert SELF_TESTS.guarded(here, "a") is None


def test_the_newest_backup_is_never_let_go(settings: Settings, tmp_path: Path) -> None:
    settings.HOST_ORGANISATION, settings.BACKUPS = "0380", tmp_path / "kopior"
    here = str(organisation())
    assert list(BACKUPS.candidates(here)) == []
    settings.BACKUPS.mkdir()
    names = [
        "kvinnofrid-2020-03-10-020000.tar.gz.age",
        "kvinnofrid-2020-03-10-020000-2.tar.gz.age",
        "fore-aterstallning-2021-01-01-000000.tar.gz.age",
        "kvinnofrid-2024-13-99-000000.tar.gz.age",
        "min-egen-kopia.tar.gz.age",
    ]
    for name in names:
        (settings.BACKUPS / name).touch()
    found = {one.id for one in BACKUPS.candidates(here)}
    assert found == set(names[:2])
    assert BACKUPS.facts(here, names[2]) is None
    BACKUPS.destroy(here, "../min-egen-kopia.tar.gz.age")
    BACKUPS.destroy(here, names[2])
    BACKUPS.destroy(here, names[0])
    left = {path.name for path in settings.BACKUPS.iterdir()}
    assert left == set(names[1:])
