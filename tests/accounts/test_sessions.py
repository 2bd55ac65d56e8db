"""Sessions: none for the public, ended in time, ended at once when somebody ends them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import OrganisationSecurity, User
from kvinnofrid.accounts.operations import IDLE, SEEN, STARTED, begin_session, end_sessions
from tests.accounts.people import NOW, TODAY, member, organisation, sign_in

pytestmark = pytest.mark.django_db
HOME = "/konto/"


def set_times(client: Client, *, started: timedelta, seen: timedelta) -> None:
    session = client.session
    session[STARTED] = (datetime.now(UTC) - started).isoformat()
    session[SEEN] = (datetime.now(UTC) - seen).isoformat()
    session.save()


@pytest.mark.parametrize("address", ["/", "/en/", "/omraden/", "/om/", "/v3/kpi", "/finns-inte/"])
def test_public_pages_leave_no_cookie(client: Client, address: str) -> None:
    assert client.get(address).cookies == {}


def test_a_cookie_comes_when_somebody_goes_to_sign_in(client: Client) -> None:
    cookie = client.get("/konto/logga-in/").cookies["kv-csrf"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_a_session_that_is_used_goes_on(client: Client) -> None:
    sign_in(client, member(Role.COORDINATOR).user)
    set_times(client, started=timedelta(hours=7), seen=timedelta(minutes=14))
    assert client.get(HOME).status_code == 200
    assert datetime.now(UTC) - datetime.fromisoformat(client.session[SEEN]) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("started", "seen"),
    [
        (timedelta(hours=1), timedelta(minutes=15)),
        (timedelta(hours=8), timedelta(0)),
        (timedelta(0), -timedelta(minutes=5)),
        (-timedelta(hours=1), timedelta(0)),
    ],
    ids=["at rest", "too old", "clock set back", "began in the future"],
)
def test_a_session_ends_in_time(client: Client, started: timedelta, seen: timedelta) -> None:
    sign_in(client, member(Role.COORDINATOR).user)
    set_times(client, started=started, seen=seen)
    assert client.get(HOME).headers["Location"].startswith("/konto/logga-in/")
    assert client.get(HOME).headers["Location"].startswith("/konto/logga-in/")


def test_a_session_that_lacks_its_times_is_ended(client: Client) -> None:
    sign_in(client, member(Role.COORDINATOR).user)
    session = client.session
    del session[STARTED]
    session.save()
    assert client.get(HOME).status_code == 302


def test_the_strictest_organisation_says_how_long_a_session_may_rest(client: Client) -> None:
    one = member(Role.COORDINATOR)
    OrganisationSecurity.objects.create(organisation_id=organisation(), idle_minutes=5)
    sign_in(client, one.user)
    session = client.session
    begin_session(session=session, user=one.user, way="password", steps=[], now=NOW, today=TODAY)
    assert session[IDLE] == 300


def test_an_ended_session_answers_nothing_more(client: Client) -> None:
    one = member(Role.COORDINATOR)
    sign_in(client, one.user)
    stolen = client.cookies["kv-session"].value
    assert client.get(HOME).status_code == 200
    assert end_sessions(user=one.user) == 1
    again = Client()
    again.cookies["kv-session"] = stolen
    assert again.get(HOME).status_code == 302


def test_whoever_has_left_is_out_whatever_session_remains(client: Client) -> None:
    one = member(Role.COORDINATOR)
    sign_in(client, one.user)
    User.objects.filter(pk=one.user_id).update(is_active=False)
    assert client.get(HOME).status_code == 302


def test_pages_say_who_is_signed_in_only_to_them(client: Client) -> None:
    assert "Logga in" in client.get("/om/").content.decode()
    sign_in(client, member(Role.COORDINATOR).user)
    page = client.get("/om/").content.decode()
    assert "Mitt konto" in page
    assert "Logga in" not in page


def test_in_production_the_cookies_are_bound_to_the_host(settings: Settings) -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_AGE == 8 * 3600


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
        ({"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, 200),
        (
            {
                "sec-fetch-site": "cross-site",
                "sec-fetch-mode": "navigate",
                "sec-fetch-dest": "document",
            },
            200,
        ),
        (
            {
                "sec-fetch-site": "cross-site",
                "sec-fetch-mode": "navigate",
                "sec-fetch-dest": "iframe",
            },
            404,
        ),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 404),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 404),
    ],
)
def test_another_site_gets_no_page_in_the_readers_name(
    client: Client, headers: dict[str, str], status: int
) -> None:
    sign_in(client, member(Role.CASEWORKER).user)
    assert client.get("/konto/", headers=headers).status_code == status
