"""What somebody may try at the account's pages: others' ids, methods, sizes, fields, clocks."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import URLResolver

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import (
    Leave,
    Membership,
    OrganisationSecurity,
    SignInService,
    Team,
    TeamMember,
    Unit,
    User,
)
from kvinnofrid.accounts.operations import SEEN, STARTED
from kvinnofrid.accounts.urls import _ours as account_addresses
from tests.accounts.people import NOW, PASSWORD, TODAY, member, organisation, sign_in, unit, user
from tests.accounts.test_door_log import SECRET, app_code
from tests.accounts.test_keys_and_codes import key_of
from tests.accounts.test_memberships import list_of, page_of

pytestmark = pytest.mark.django_db
OURS = {pattern.name for pattern in account_addresses if isinstance(pattern, URLPattern)}
RANDOM = UUID("11111111-2222-4333-8444-555555555555")


def routes(found: list[Any] | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address under /konto/, with its pattern."""
    for one in get_resolver().url_patterns if found is None else found:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif "konto/" in route:
            yield route, one


def with_parameters() -> list[tuple[str, set[str]]]:
    """Names of the account's addresses that take ids, and which."""
    found = {}
    for route, pattern in routes():
        if pattern.pattern.converters and "organisation" in pattern.pattern.converters:
            found[pattern.name or route] = set(pattern.pattern.converters)
    return sorted(found.items())


def other_session(page: str) -> str:
    """Where a session of one's own is ended."""
    start = "/konto/inloggning/"
    return start + page.partition(f'action="{start}')[2].partition('"')[0]


def address_of(name: str, **ids: object) -> str:
    return reverse(f"accounts:{name}", kwargs=ids)


class Foreign:
    """Somebody else's organisation, with one of everything in it."""

    def __init__(self) -> None:
        self.place = unit("Annan", code="0305")
        self.member = member(Role.CASEWORKER, "Främmande Person", code="0305", unit=self.place)
        self.team = Team.objects.create(unit=self.place, name="Deras")
        TeamMember.objects.create(team=self.team, user=self.member.user, valid_from=TODAY)
        self.leave = Leave.objects.create(user=self.member.user, first=TODAY)
        self.service = SignInService.objects.create(
            organisation_id=organisation("0305"),
            slug="deras",
            name="Deras",
            protocol=SignInService.Protocol.OIDC,
            proposed={"issuer": "https://idp.example.se"},
            created_at=NOW,
        )

    def ids(self) -> dict[str, object]:
        return {
            "organisation": organisation("0305"),
            "user": self.member.user_id,
            "unit": self.place.pk,
            "team": self.team.pk,
            "service": self.service.pk,
        }

    def facts(self) -> list[Any]:
        """Everything of theirs that could have been changed."""
        tables = (Membership, Unit, Team, TeamMember, Leave, SignInService)
        found: list[Any] = [list(table.objects.order_by("pk").values_list()) for table in tables]
        return [*found, list(OrganisationSecurity.objects.values_list())]


FORMS: list[dict[str, Any]] = [
    {"do": "end"},
    {"do": "end_all"},
    {"do": "leave", "first": TODAY.isoformat()},
    {"do": "way_in"},
    {"do": "back"},
    {"do": "close", "until": TODAY.isoformat()},
    {"do": "rename", "name": "Kapad"},
    {"do": "forget"},
    *(dict[str, object](do=do) for do in ("check", "propose", "approve", "withdraw")),
    {"do": "present", "name": "Kapad"},
    {"name": "Kapad"},
    {"required_assurance": 2, "idle_minutes": 2, "allows_password": "on"},
]


@pytest.mark.parametrize("role", [Role.UNIT_MANAGER, Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR])
def test_ids_of_others_in_every_parameter_lead_nowhere(client: Client, role: Role) -> None:
    foreign = Foreign()
    sign_in(client, member(role, "Egen Chef").user)
    own = {"organisation": organisation(), "unit": unit().pk, "user": RANDOM}
    own |= {"team": RANDOM, "service": RANDOM}
    before, theirs, tried = foreign.facts(), foreign.ids(), 0
    assert len(with_parameters()) >= 9
    for name, parameters in with_parameters():
        mixtures = [theirs, *({**own, one: theirs[one]} for one in parameters)]
        for ids in mixtures:
            address = address_of(name, **{key: ids[key] for key in parameters})
            if ids is not theirs and ids["organisation"] == own["organisation"]:
                hidden = {403, 404, 405}  # the own organisation exists: a role may fall short
                if parameters <= {"organisation"}:
                    continue
                if parameters == {"organisation", "unit"} and ids["unit"] == own["unit"]:
                    continue
            else:
                hidden = {404, 405}
            for form in ({}, *FORMS):
                sent = {
                    **form,
                    "membership": str(foreign.member.pk),
                    "leave": str(foreign.leave.pk),
                    "user": str(foreign.member.user_id),
                    "organisation": str(theirs["organisation"]),
                }
                answer = client.post(address, sent) if form else client.get(address)
                assert answer.status_code in hidden, (address, form, answer.status_code)
                assert form or answer.status_code != 405
                tried += 1
    assert foreign.facts() == before
    assert tried > 100


def test_what_belongs_to_somebody_else_is_answered_as_what_is_not_there(client: Client) -> None:
    foreign = Foreign()
    sign_in(client, member(Role.COORDINATOR, "Disa").user)
    theirs = client.get(page_of(foreign.member.user))
    missing = client.get(f"{list_of()}{RANDOM}/")
    assert theirs.status_code == missing.status_code == 404
    assert theirs.content.replace(
        str(foreign.member.user_id).encode(), b"?"
    ) == missing.content.replace(str(RANDOM).encode(), b"?")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND"])
def test_no_other_method_does_anything_anywhere(client: Client, method: str) -> None:
    who = member(Role.SYSTEM_ADMINISTRATOR, "Adam")
    sign_in(client, who.user)
    ids = {"organisation": organisation(), "user": who.user_id, "unit": unit().pk, "team": RANDOM}
    before = list(Membership.objects.values_list()), User.objects.count()
    tried = 0
    for _route, pattern in routes():
        wanted = set(pattern.pattern.converters)
        if not wanted <= set(ids):
            continue
        kwargs = {key: ids[key] for key in wanted}
        name = pattern.name or ""
        ours = name in OURS
        address = reverse(f"accounts:{name}" if ours else name, kwargs=kwargs)
        answer = client.generic(method, address)
        assert answer.status_code == 405 or method == "OPTIONS", (address, answer.status_code)
        assert answer.status_code in {200, 302, 403, 404, 405}, (address, answer.status_code)
        tried += 1
    assert tried > 25
    assert (list(Membership.objects.values_list()), User.objects.count()) == before


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_a_method_in_a_header_or_a_field_is_not_believed(client: Client, header: str) -> None:
    one = member(Role.COORDINATOR)
    sign_in(client, one.user)
    other = Client()
    sign_in(other, one.user)
    page = client.get("/konto/").content.decode()
    address = (
        "/konto/inloggning/" + page.partition('action="/konto/inloggning/')[2].partition('"')[0]
    )
    assert client.get(address, headers={header: "POST"}).status_code == 405
    assert client.get(f"{address}?_method=POST").status_code == 405
    assert other.get("/konto/").status_code == 200


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_a_made_up_host_never_gets_into_a_link(client: Client, header: str) -> None:
    sign_in(client, member(Role.UNIT_MANAGER, "Cecilia Chef").user)
    form = {
        "email": "ny@example.se",
        "full_name": "Ny",
        "place": f"caseworker:{unit().pk}",
        "valid_from": TODAY.isoformat(),
    }
    answer = client.post(f"{list_of()}ge/", form, headers={header: "evil.example"})
    assert b"evil.example" not in answer.content
    assert answer.status_code == (400 if header == "Host" else 200)
    assert User.objects.filter(email="ny@example.se").exists() is (header != "Host")


@pytest.mark.parametrize(
    "address", ["/konto/logga-in/", "/konto/vem-du-ar/", "/konto/losenord/", "ge/", "enheter/"]
)
@pytest.mark.parametrize(
    "body",
    ["name=" + "x" * 11_000_000, "&".join(f"f{n}=1" for n in range(1_500))],
    ids=["eleven million bytes", "fifteen hundred fields"],
)
def test_an_oversized_body_is_refused_before_it_is_read(
    client: Client, address: str, body: str
) -> None:
    sign_in(client, member(Role.COORDINATOR, user=user(password=PASSWORD)).user)
    there = address if address.startswith("/") else f"{list_of()}{address}"
    client.raise_request_exception = False
    answer = client.post(there, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 400, 413}, answer.status_code
    assert Unit.objects.count() == 0


def test_extra_fields_never_change_what_a_page_is_for(client: Client) -> None:
    admin = member(Role.SYSTEM_ADMINISTRATOR, "Adam")
    sign_in(client, admin.user)
    extra = {
        "organisation": str(organisation("0305")),
        "organisation_id": str(organisation("0305")),
        "valid_from": "1999-01-01",
        "valid_to": "1999-01-01",
        "id": str(RANDOM),
        "is_active": "0",
        "synthetic": "1",
        "role": "coordinator",
        "by": str(RANDOM),
    }
    client.post(f"{list_of()}enheter/", {"name": "Ny", **extra})
    made = Unit.objects.get(name="Ny")
    assert (made.organisation_id, made.valid_from, made.valid_to) == (organisation(), TODAY, None)
    assert made.pk != RANDOM
    demands = {"required_assurance": "2", "idle_minutes": "9", "allows_password": "on"}
    client.post(f"{list_of()}krav/", {**demands, **extra})
    assert OrganisationSecurity.objects.get().organisation_id == organisation()
    again = User.objects.get(pk=admin.user_id)
    assert (again.is_active, again.synthetic) == (True, False)


# A session after revocation


def test_a_revoked_session_can_neither_read_nor_write(client: Client) -> None:
    chief = member(Role.UNIT_MANAGER, "Cecilia Chef")
    worker = member(Role.CASEWORKER, "Anna Andersson")
    thief = Client()
    sign_in(thief, chief.user)
    stolen = thief.cookies["kv-session"].value
    sign_in(client, chief.user)
    page = client.get("/konto/").content.decode()
    address = (
        "/konto/inloggning/" + page.partition('action="/konto/inloggning/')[2].partition('"')[0]
    )
    assert client.post(address).status_code == 302
    for _ in range(2):
        again = Client()
        again.cookies["kv-session"] = stolen
        assert again.get("/konto/").status_code == 302
        form = {"do": "end", "membership": str(worker.pk)}
        assert again.post(page_of(worker.user), form).status_code == 302
    assert Membership.objects.get(pk=worker.pk).valid_to is None


# A clock that jumps


@pytest.mark.parametrize("hours", [-24, -1, 1, 9, 24 * 365])
def test_a_clock_that_jumps_never_makes_a_session_last_longer(
    client: Client, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    sign_in(client, member(Role.COORDINATOR).user)
    session = client.session
    for name in (STARTED, SEEN):
        session[name] = (NOW - timedelta(hours=hours)).isoformat()
    session.save()
    assert client.get("/konto/").status_code == 302
    session_gone = client.get("/konto/")
    assert session_gone.headers["Location"].startswith("/konto/logga-in/")


def test_a_lock_holds_when_the_clock_is_set_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    member(Role.COORDINATOR, user=user(password=PASSWORD))

    def come_in(word: str) -> int:
        given = {"login": "anna.andersson@example.se", "password": word}
        return client.post("/konto/logga-in/", given).status_code

    assert [come_in("fel") for _ in range(6)] == [200] * 6
    assert come_in(PASSWORD) == 200
    now = time.time()
    for back in (60, 3600, 86_400):
        monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda b=back: now - b)
        assert come_in(PASSWORD) == 200, back


def test_a_code_is_used_once_although_the_clock_is_set_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    one = member(Role.COORDINATOR, user=user(password=PASSWORD))
    totp.TOTP.activate(one.user, SECRET)
    given = {"login": "anna.andersson@example.se", "password": PASSWORD}
    code = app_code()
    client.post("/konto/logga-in/", given)
    assert client.post("/konto/logga-in/kod/", {"code": code}).status_code == 302
    thief, now = Client(), time.time()
    thief.post("/konto/logga-in/", given)
    for back in (0, 1, 20):
        monkeypatch.setattr(
            "allauth.mfa.totp.internal.auth.time.time", lambda b=back: now - b, raising=False
        )
        assert thief.post("/konto/logga-in/kod/", {"code": code}).status_code == 200
    assert thief.get("/konto/").status_code == 302


@pytest.mark.parametrize("minutes", [-1, -60, 60])
def test_a_second_factor_of_another_time_confirms_nothing(client: Client, minutes: int) -> None:
    one = member(Role.UNIT_MANAGER, "Cecilia Chef")
    key_of(one.user)
    at = time.time() - minutes * 60
    sign_in(client, one.user, {"method": "password"}, {"method": "mfa", "at": at})
    answer = client.get(f"{list_of()}ge/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/konto/bekrafta/")
    assert Authenticator.objects.count() == 1
