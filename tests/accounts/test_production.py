"""The real settings in production, with the real site: cookies, hosts, nothing of the demo."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]

ASKED = """
import json
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
for name in ("migrate", "collectstatic"):
    call_command(name, verbosity=0, interactive=False)
from django.test import Client
from django.utils import timezone
from kvinnofrid.accounts.models import User

word = "en udda fras med 47 ord"
who = User(email="anna@example.se", full_name="Anna", created_at=timezone.now())
who.set_password(word)
who.save()
HOST = "kvinnofrid.example.se"


def ask(method, path, *, host=HOST, secure=True, client=None, **given):
    client = client or Client(raise_request_exception=False)
    answer = getattr(client, method)(path, secure=secure, headers={"Host": host}, **given)
    return answer.status_code, dict(answer.headers), {
        key: {**{k: v for k, v in morsel.items() if v}, "name": key}
        for key, morsel in answer.cookies.items()
    }


browser = Client(raise_request_exception=False)
found = {
    "page": ask("get", "/konto/logga-in/"),
    "buttons": b"/konto/demo/" in browser.get(
        "/konto/logga-in/", secure=True, headers={"Host": HOST}
    ).content,
    "sign_in": ask(
        "post", "/konto/logga-in/", client=browser,
        data={"login": "anna@example.se", "password": word},
    ),
    "demo": ask("post", "/konto/demo/", data={"user": str(who.pk)}),
    "confirm": ask("get", "/konto/bekrafta/demo/"),
    "plain": ask("get", "/konto/logga-in/", secure=False),
    "told_by_the_proxy": ask(
        "get", "/konto/logga-in/", secure=False, HTTP_X_FORWARDED_PROTO="https"
    ),
    "other_host": ask("get", "/konto/logga-in/", host="evil.example"),
    "settings": {
        name: getattr(settings, name, None)
        for name in (
            "DEBUG", "MODE", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_DOMAIN",
            "SESSION_COOKIE_PATH", "MFA_TOTP_INSECURE_BYPASS_CODE", "USE_X_FORWARDED_HOST",
        )
    },
}
browser.cookies.clear()
browser.cookies["kv-session"] = "x" * 32
found["cookie_of_the_demo"] = ask("get", "/konto/", client=browser)
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a site in production answers, asked in a process of its own."""
    folder = tmp_path_factory.mktemp("production")
    key = folder / "key"
    key.write_text("k" * 60)
    surroundings = {
        **os.environ,
        "KV_DATA": str(folder),
        "KV_SECRET_KEY_FILE": str(key),
        "KV_MODE": "production",
        "KV_ALLOWED_HOSTS": "kvinnofrid.example.se",
        "KV_PROXIES": "1",
        "DJANGO_SETTINGS_MODULE": "kvinnofrid.config.settings",
    }
    surroundings.pop("KV_DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", ASKED],
        env=surroundings,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("answer", "cookie"), [("page", "__Host-csrf"), ("sign_in", "__Host-session")]
)
def test_cookies_in_production_are_bound_to_the_host(
    answers: dict[str, Any], answer: str, cookie: str
) -> None:
    """A name with __Host- is only taken by browsers when secure, for / and without a domain."""
    made = answers[answer][2][cookie]
    assert made["secure"]
    assert made["httponly"]
    assert made["path"] == "/"
    assert made["samesite"] == "Lax"
    assert "domain" not in made
    assert not [name for name in answers[answer][2] if not name.startswith("__Host-")]


def test_nothing_of_the_demo_answers_in_production(answers: dict[str, Any]) -> None:
    assert answers["page"][0] == 200
    assert answers["sign_in"][0] == 302
    assert not answers["buttons"]
    assert answers["demo"][0] == 404
    assert answers["confirm"][0] in {302, 404}
    assert answers["cookie_of_the_demo"][1]["Location"].startswith("/konto/logga-in/")
    assert answers["settings"]["MODE"] == "production"
    assert not answers["settings"]["DEBUG"]
    assert answers["settings"]["MFA_TOTP_INSECURE_BYPASS_CODE"] is None


def test_only_https_and_the_own_name_are_answered(answers: dict[str, Any]) -> None:
    status, headers, _ = answers["plain"]
    assert (status, headers["Location"]) == (
        301,
        "https://kvinnofrid.example.se/konto/logga-in/",
    )
    assert answers["other_host"][0] == 400
    assert int(answers["page"][1]["Strict-Transport-Security"].split(";")[0][8:]) >= 31_536_000
    assert not answers["settings"]["USE_X_FORWARDED_HOST"]


def test_a_trusted_proxy_may_say_that_it_was_https_and_nobody_else(
    answers: dict[str, Any], tmp_path: Path
) -> None:
    assert answers["told_by_the_proxy"][0] == 200
    (tmp_path / "key").write_text("k" * 60)
    surroundings = {
        **os.environ,
        "KV_DATA": str(tmp_path),
        "KV_SECRET_KEY_FILE": str(tmp_path / "key"),
        "KV_MODE": "production",
        "DJANGO_SETTINGS_MODULE": "kvinnofrid.config.settings",
    }
    surroundings.pop("KV_PROXIES", None)
    ask = "from django.conf import settings; print(settings.SECURE_PROXY_SSL_HEADER)"
    done = subprocess.run(
        [sys.executable, "-c", ask], env=surroundings, cwd=PROJECT, capture_output=True, text=True
    )
    assert done.stdout.strip() == "None", done.stderr
