"""Units, teams and demands through their pages: begun, renamed, closed by day, never deleted."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts import operations
from kvinnofrid.accounts.models import (
    Cover,
    Membership,
    OrganisationSecurity,
    Team,
    TeamMember,
    Unit,
    User,
)
from kvinnofrid.accounts.operations import AlreadyHeldError, PeriodError
from kvinnofrid.audit.models import AuditEvent
from tests.accounts.people import (
    NOW,
    TODAY,
    TOMORROW,
    YESTERDAY,
    member,
    organisation,
    sign_in,
    unit,
)
from tests.accounts.test_memberships import acting, list_of

pytestmark = pytest.mark.django_db


def coordinator(client: Client) -> Membership:
    one = member(Role.COORDINATOR, "Disa Samordnare")
    sign_in(client, one.user)
    return one


def chief(client: Client) -> Membership:
    one = member(Role.UNIT_MANAGER, "Cecilia Chef")
    sign_in(client, one.user)
    return one


def units(code: str = "0380") -> str:
    return f"{list_of(code)}enheter/"


def teams(place: Unit | None = None, code: str = "0380") -> str:
    return f"{list_of(code)}enhet/{(place or unit()).pk}/team/"


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_coordinator_begins_renames_and_closes_a_unit(client: Client) -> None:
    coordinator(client)
    assert "Enheter" in text(client, list_of())
    assert client.post(units(), {"name": " Barnahus "}).status_code == 302
    made = Unit.objects.get(name="Barnahus")
    page = f"{units()}{made.pk}/"
    assert "finns redan" in client.post(units(), {"name": "Barnahus"}).content.decode()
    assert client.post(page, {"do": "rename", "name": "Barnahuset"}).status_code == 302
    unit("Annan")
    taken = client.post(page, {"do": "rename", "name": "Annan"}).content.decode()
    assert "finns redan" in taken
    form = {"do": "close", "until": TOMORROW.isoformat()}
    assert client.post(page, form).status_code == 302
    assert f"stänger {TOMORROW}" in text(client, units())
    client.post(page, {"do": "keep"})
    assert Unit.objects.get(pk=made.pk).valid_to is None
    client.post(page, {**form, "until": TODAY.isoformat()})
    assert f"stängd {TODAY}" in text(client, units())
    assert "stängd sedan" in text(client, page)
    events = AuditEvent.objects.filter(object_id=str(made.pk), action="unit.manage")
    assert events.count() == 5
    assert "Barnahus" not in str(list(events.values_list()))


def test_a_unit_with_people_stays_open_until_their_roles_end(client: Client) -> None:
    coordinator(client)
    one = member(Role.CASEWORKER, valid_to=TOMORROW)
    page = f"{units()}{unit().pk}/"
    soon = client.post(page, {"do": "close", "until": TODAY.isoformat()}).content.decode()
    assert "Avsluta först de behörigheter" in soon
    past = client.post(page, {"do": "close", "until": YESTERDAY.isoformat()}).content.decode()
    assert "en dag som kommer" in past
    assert client.post(page, {"do": "close", "until": TOMORROW.isoformat()}).status_code == 302
    waiting = member(Role.UNIT_MANAGER, "Ny Chef", granted_at=None, unit=unit("Annan"))
    other = f"{units()}{waiting.unit_id}/"
    assert client.post(other, {"do": "close", "until": TODAY.isoformat()}).status_code == 200
    assert one.unit_id == unit().pk


def test_a_unit_that_closes_takes_nobody_new_and_its_teams_close_with_it() -> None:
    admin = acting(member(Role.SYSTEM_ADMINISTRATOR, "Adam").user)
    place = operations.begin_unit(by=admin, organisation=organisation(), name="Ny", now=NOW)
    Team.objects.create(unit=place, name="Vuxna")
    operations.end_unit(by=admin, unit=place.pk, until=TOMORROW, now=NOW)
    assert Team.objects.get().valid_to == TOMORROW
    coordinator_ = acting(member(Role.COORDINATOR, "Disa").user)
    with pytest.raises(AlreadyHeldError):
        operations.invite(
            by=coordinator_,
            email="ny@example.se",
            full_name="Ny",
            organisation=organisation(),
            unit=place.pk,
            role=Role.UNIT_MANAGER,
            valid_from=TODAY,
            valid_to=None,
            now=NOW,
        )
    operations.begin_unit(by=admin, organisation=organisation(), name="Ny", now=NOW)
    with pytest.raises(AlreadyHeldError):
        operations.keep_unit(by=admin, unit=place.pk, now=NOW)
    Unit.objects.filter(pk=place.pk).update(valid_to=TODAY)
    for change in (operations.keep_unit, operations.end_unit):
        with pytest.raises(PeriodError):
            change(by=admin, unit=place.pk, now=NOW)
    with pytest.raises(PeriodError):
        operations.rename_unit(by=admin, unit=place.pk, name="X", now=NOW)


def test_a_manager_forms_a_team_and_lets_colleagues_in_and_out(client: Client) -> None:
    chief(client)
    worker = member(Role.CASEWORKER, "Anna Andersson")
    assert client.post(teams(), {"name": "Vuxna"}).status_code == 302
    team = Team.objects.get()
    page = f"{teams()}{team.pk}/"
    assert "Ingen är med än" in text(client, page)
    join = {"do": "join", "user": str(worker.user_id)}
    assert client.post(page, join).status_code == 302
    assert acting(worker.user).teams == {str(team.pk)}
    assert "Anna Andersson" in text(client, teams())
    assert client.post(page, join).status_code == 200
    client.post(page, {"do": "leave", "user": str(worker.user_id)})
    assert acting(worker.user).teams == frozenset()
    assert TeamMember.objects.get().valid_to == TODAY
    assert client.post(page, {"do": "rename", "name": "Unga vuxna"}).status_code == 302
    client.post(page, join)
    client.post(page, {"do": "close", "until": TODAY.isoformat()})
    assert acting(worker.user).teams == frozenset()
    assert "Det som hänt i det står kvar" in text(client, page)
    assert "Unga vuxna" in text(client, teams())


def test_a_stranger_to_the_unit_never_comes_into_its_team(client: Client) -> None:
    chief(client)
    stranger = member(Role.CASEWORKER, "Bo Berg", unit=unit("Barn"))
    client.post(teams(), {"name": "Vuxna"})
    page = f"{teams()}{Team.objects.get().pk}/"
    answer = client.post(page, {"do": "join", "user": str(stranger.user_id)})
    assert "kv-field-error" in answer.content.decode()
    assert not TeamMember.objects.exists()


def test_a_cover_is_ended_the_same_second(client: Client) -> None:
    chief(client)
    absent, covering = member(Role.CASEWORKER, "Anna A"), member(Role.CASEWORKER, "Bo B")
    page = f"{list_of()}enhet/{unit().pk}/"
    form = {
        "absent": str(absent.user_id),
        "covering": str(covering.user_id),
        "first": TODAY.isoformat(),
        "until": TOMORROW.isoformat(),
    }
    client.post(page, form)
    cover = Cover.objects.get()
    for wrong in ("", "nonsense", str(uuid4())):
        assert client.post(page, {"do": "end", "cover": wrong}).status_code == 404
    assert client.post(page, {"do": "end", "cover": str(cover.pk)}).status_code == 302
    assert Cover.objects.get().until == TODAY
    assert "Bo B täcker upp" not in text(client, page)


DEMANDS: dict[str, Any] = {
    "required_assurance": "2",
    "idle_minutes": "5",
    "allows_password": "on",
    "allows_passkey": "on",
}


def demands(code: str = "0380") -> str:
    return f"{list_of(code)}krav/"


def test_an_administrator_sets_what_a_sign_in_must_be(client: Client) -> None:
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR, "Adam").user)
    assert demands() in text(client, list_of())
    assert client.post(demands(), DEMANDS).status_code == 302
    made = OrganisationSecurity.objects.get()
    assert (made.required_assurance, made.idle_minutes, made.allows_service) == (2, 5, False)
    assert 'value="5"' in text(client, demands())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"idle_minutes": "1"}, "större än eller lika med 2"),
        ({"idle_minutes": "16"}, "mindre än eller lika med 15"),
        ({"required_assurance": "1"}, "kv-field-error"),
        ({"allows_password": "", "allows_passkey": ""}, "Minst ett sätt"),
        ({"required_assurance": "3"}, "själv bli utestängd"),
        ({"allows_password": ""}, "själv bli utestängd"),
    ],
)
def test_demands_stay_within_their_bounds_and_never_shut_out_who_makes_them(
    client: Client, wrong: dict[str, str], said: str
) -> None:
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR, "Adam").user)
    given = {key: value for key, value in {**DEMANDS, **wrong}.items() if value}
    assert said in client.post(demands(), given).content.decode()
    assert not OrganisationSecurity.objects.exists()


@pytest.mark.parametrize(
    ("role", "open_pages"),
    [
        (Role.CASEWORKER, ""),
        (Role.UNIT_MANAGER, "t"),
        (Role.COORDINATOR, "u"),
        (Role.SYSTEM_ADMINISTRATOR, "ud"),
        (Role.LOG_REVIEWER, ""),
        (Role.BOARD_READER, ""),
    ],
)
def test_each_level_manages_its_own_and_nothing_above(
    client: Client, role: Role, open_pages: str
) -> None:
    sign_in(client, member(role, "Någon Annan").user)
    pages = {"u": units(), "d": demands(), "t": teams()}
    for letter, address in pages.items():
        wanted = 200 if letter in open_pages else 403
        assert client.get(address).status_code == wanted, address
        assert client.post(address, {"name": "X"}).status_code == wanted or letter in open_pages
    foreign = unit("Annan", code="0305")
    for address in (units("0305"), demands("0305"), teams(foreign, "0305")):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "X"}).status_code == 404


def test_a_place_of_another_organisation_is_not_there(client: Client) -> None:
    coordinator(client)
    foreign = unit("Annan", code="0305")
    for wrong in (foreign.pk, uuid4()):
        assert client.get(f"{units()}{wrong}/").status_code == 404
        assert client.post(f"{units()}{wrong}/", {"do": "rename", "name": "X"}).status_code == 404
    sign_in(client, member(Role.UNIT_MANAGER, "Cecilia").user)
    theirs = Team.objects.create(unit=foreign, name="Deras")
    elsewhere = Team.objects.create(unit=unit("Barn"), name="Andras")
    for wrong in (theirs.pk, elsewhere.pk, uuid4()):
        form = {"do": "close", "until": TODAY.isoformat()}
        assert client.post(f"{teams()}{wrong}/", form).status_code == 404
    own = Team.objects.create(unit=unit(), name="Egna")
    outsider = User.objects.get(full_name="Disa Samordnare")
    for form in ({"do": "leave", "user": str(outsider.pk)}, {"do": "delete"}, {"do": ""}):
        assert client.post(f"{teams()}{own.pk}/", form).status_code == 404
    assert not Team.objects.exclude(valid_to=None).exists()
    assert Unit.objects.get(pk=foreign.pk).name == "Annan"
