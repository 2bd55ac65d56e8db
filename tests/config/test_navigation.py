"""Menu and footer come from the registry of domains and know where one is."""

import pytest
from django.test import Client, RequestFactory

from kvinnofrid.access.roles import Role
from kvinnofrid.config.context import navigation
from tests.accounts.people import member, sign_in, user


def test_the_menu_marks_the_domain_that_the_page_belongs_to() -> None:
    lines = navigation(RequestFactory().get("/jamforelser/oj/"))["menu"]
    assert [(line.address, line.current) for line in lines[:4]] == [
        ("/lagesbild/", False),
        ("/jamforelser/", True),
        ("/statistik/", False),
        ("/omraden/", False),
    ]


def test_the_footer_leads_to_what_is_said_about_the_site() -> None:
    lines = navigation(RequestFactory().get("/"))["footer"]
    assert [line.address for line in lines] == [
        "/om/",
        "/oppna-data/",
        "/om/kallor/",
        "/om/tillganglighet/",
    ]
    assert not any(line.current for line in lines)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "there"),
    [
        (Role.CASEWORKER, "/uppfoljning/"),
        (Role.UNIT_MANAGER, "/uppfoljning/"),
        (Role.COORDINATOR, "/resultat/"),
        (Role.BOARD_READER, "/jamforelser/"),
        (Role.COUNTY_LEADER, "/jamforelser/"),
        (Role.LOG_REVIEWER, "/logg/"),
        (Role.ARCHIVIST, "/gallring/"),
        (Role.SYSTEM_ADMINISTRATOR, "/drift/"),
        (None, "/konto/"),
    ],
)
@pytest.mark.usefixtures("shipped_data")
def test_everybody_begins_where_their_work_is(
    client: Client, role: Role | None, there: str
) -> None:
    sign_in(client, member(role).user if role else user())
    assert client.get("/mitt-arbete/").headers["Location"] == there
    assert client.get("/en/mitt-arbete/").headers["Location"] == f"/en{there}"
    page = client.get("/om/").content.decode()
    home = there if role else "/"
    assert f'class="kv-wordmark" href="{home}"' in page


def test_a_visitor_has_no_work_here_and_the_name_leads_to_the_start(client: Client) -> None:
    assert client.get("/mitt-arbete/").headers["Location"].startswith("/konto/logga-in/")
    assert 'class="kv-wordmark" href="/"' in client.get("/om/").content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("shipped_data")
def test_a_page_stands_under_one_line_of_the_menu_alone(client: Client) -> None:
    sign_in(client, member(Role.NATIONAL_ANALYST).user)
    here = [
        line.address for line in client.get("/statistik/arbete/").context["menu"] if line.current
    ]
    assert here == ["/statistik/arbete/"]
