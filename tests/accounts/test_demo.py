"""The demo's users: one for each role, marked, and impossible in production."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.checks import run_checks
from django.test import Client
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.demo import NUMBERS, PEOPLE, load_demo
from kvinnofrid.accounts.models import IdentityToken, Membership, User
from kvinnofrid.accounts.queries import unsafe_in_production
from tests.accounts.people import TODAY, member, sign_in, user
from tests.keys.numbers import personal_numbers

PROJECT = Path(__file__).resolve().parents[2]
SAFE = {
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_SSL_REDIRECT": True,
    "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
}


@pytest.fixture
def demo(db: None, settings: Settings) -> None:
    """The demo with its users."""
    settings.MODE = "demo"
    load_demo(data=django_settings.REFERENCE_DATA, today=TODAY)


@pytest.mark.usefixtures("demo")
def test_every_role_can_be_tried() -> None:
    assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
    assert not User.objects.exclude(synthetic=True).exists()
    again = load_demo(data=django_settings.REFERENCE_DATA, today=TODAY)
    assert str(again) == "Demoanvändare: 0 nya"


def test_it_is_known_who_they_are_where_the_key_service_answers(
    db: None, settings: Settings, keys: Path
) -> None:
    settings.MODE = "demo"
    for _ in range(2):
        load_demo(data=django_settings.REFERENCE_DATA, today=TODAY)
        assert IdentityToken.objects.count() == len(PEOPLE)
    assert set(NUMBERS) <= set(personal_numbers())


@pytest.mark.usefixtures("demo")
def test_a_button_signs_in_and_another_confirms(client: Client) -> None:
    page = client.get("/konto/logga-in/").content.decode()
    assert page.count('action="/konto/demo/"') == User.objects.count()
    manager = User.objects.get(memberships__role=Role.UNIT_MANAGER)
    answer = client.post("/konto/demo/", {"user": str(manager.pk), "next": "/konto/"})
    assert answer.headers["Location"] == "/konto/"
    page = client.get("/konto/").content.decode()
    assert "Enhetschef" in page
    assert "Leder en enhet" in page
    assert client.get("/konto/bekrafta/demo/?next=/konto/").status_code == 200
    there = client.post("/konto/bekrafta/demo/", {"next": "https://example.org/"})
    assert there.headers["Location"] == "/konto/"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("wanted", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_only_made_up_users_have_a_button(client: Client, wanted: str) -> None:
    real = user("Verklig Person")
    for one in (wanted, str(real.pk)):
        assert client.post("/konto/demo/", {"user": one}).status_code == 404


@pytest.mark.django_db
def test_outside_the_demo_there_are_no_such_users_or_addresses(client: Client) -> None:
    load_demo(data=django_settings.REFERENCE_DATA, today=TODAY)
    assert not User.objects.exists()
    made_up = user(synthetic=True)
    assert "/konto/demo/" not in client.get("/konto/logga-in/").content.decode()
    assert client.post("/konto/demo/", {"user": str(made_up.pk)}).status_code == 404
    sign_in(client, member(Role.COORDINATOR, user=made_up).user)
    assert client.get("/konto/bekrafta/demo/").status_code == 404


@pytest.mark.django_db
def test_production_refuses_users_and_settings_of_the_demo(settings: Settings) -> None:
    assert unsafe_in_production() == []
    settings.MODE = "production"
    assert "bara hör hemma i en demo" in unsafe_in_production()[0]
    for name, value in SAFE.items():
        setattr(settings, name, value)
    assert unsafe_in_production() == []
    user(synthetic=True)
    (reason,) = unsafe_in_production()
    assert "påhittade användare" in reason
    assert [e.msg for e in run_checks(databases=["default"]) if e.id == "accounts.E001"] == [reason]


def test_a_production_server_does_not_start_on_a_demo(tmp_path: Path) -> None:
    """The very server's entry, on a database that a demo has used."""
    key = tmp_path / "key"
    key.write_text("k" * 60)
    surroundings = {**os.environ, "KV_DATA": str(tmp_path), "KV_SECRET_KEY_FILE": str(key)}
    surroundings.pop("KV_DATABASE_URL", None)
    surroundings.pop("DJANGO_SETTINGS_MODULE", None)

    def run(mode: str, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *words],
            env={**surroundings, "KV_MODE": mode},
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    start = ("-c", "import kvinnofrid.config.wsgi")
    assert run("production", "-m", "kvinnofrid", "migrate", "--verbosity=0").returncode == 0
    assert run("production", *start).returncode == 0
    assert run("demo", "-m", "kvinnofrid", "load").returncode == 0
    (tmp_path / "audit.key").unlink()  # made for the demo's release; refused in production too
    refused = run("production", *start)
    assert refused.returncode != 0
    assert "påhittade användare" in refused.stderr
