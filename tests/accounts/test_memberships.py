"""Who gives which role to whom, and how it is taken away, through the pages."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts import operations
from kvinnofrid.accounts.models import Invitation, Leave, Membership, User
from kvinnofrid.accounts.operations import AlreadyHeldError, PeriodError
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.accounts.queries import actor_of
from kvinnofrid.accounts.rules import Step
from kvinnofrid.audit.models import AuditEvent
from tests.accounts.people import (
    NOW,
    PASSWORD,
    TODAY,
    TOMORROW,
    YESTERDAY,
    member,
    organisation,
    sign_in,
    unit,
    user,
)

pytestmark = pytest.mark.django_db


def list_of(code: str = "0380") -> str:
    return f"/konto/behorigheter/{organisation(code)}/"


def page_of(who: User, code: str = "0380") -> str:
    return f"{list_of(code)}{who.pk}/"


def acting(who: User) -> Any:
    """The user as an actor who has just given a second factor."""
    return actor_of(who, [Step("password", NOW), Step("mfa", NOW)])


def manager(client: Client) -> Membership:
    one = member(Role.UNIT_MANAGER, "Cecilia Chef")
    sign_in(client, one.user)
    return one


def invite(client: Client, place: str, **given: str) -> str:
    form = {
        "email": "ny@example.se",
        "full_name": "Ny Person",
        "place": place,
        "valid_from": TODAY.isoformat(),
        **given,
    }
    return client.post(f"{list_of()}ge/", form).content.decode()


def link_in(page: str) -> str:
    return page.partition('<code class="kv-link">http://testserver')[2].partition("<")[0]


def test_a_manager_lets_in_a_caseworker_who_chooses_a_password(client: Client) -> None:
    chief = manager(client)
    page = invite(client, f"caseworker:{unit().pk}")
    link = link_in(page)
    assert "är nu Handläggare" in page
    made = Membership.objects.get(user__email="ny@example.se")
    assert made.granted_at is not None
    assert made.proposed_by_id == chief.user_id
    assert link.rsplit("/", 2)[1] not in str(Invitation.objects.values_list("token_hash"))
    guest = Client()
    assert "Ny Person" in guest.get(link).content.decode()
    guest.post(link, {"password": PASSWORD, "again": PASSWORD})
    assert guest.get(link).status_code == 410
    answer = guest.post("/konto/logga-in/", {"login": "ny@example.se", "password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    "weak", ["kort", "Lösenord1234", "Sommaren2026!", "ny person 12", "123456789012"]
)
def test_weak_passwords_are_refused_and_the_link_stays(client: Client, weak: str) -> None:
    manager(client)
    link = link_in(invite(client, f"caseworker:{unit().pk}"))
    page = Client().post(link, {"password": weak, "again": weak}).content.decode()
    assert "kv-field-error" in page
    assert Client().get(link).status_code == 200


def test_passwords_that_differ_are_refused(client: Client) -> None:
    manager(client)
    link = link_in(invite(client, f"caseworker:{unit().pk}"))
    page = Client().post(link, {"password": PASSWORD, "again": PASSWORD + "x"}).content.decode()
    assert "är olika" in page


def test_a_link_is_spent_by_a_newer_one_and_by_time(client: Client) -> None:
    chief = manager(client)
    link = link_in(invite(client, f"caseworker:{unit().pk}"))
    new = operations.new_way_in(
        by=acting(chief.user), user=User.objects.get(email="ny@example.se").pk, now=NOW
    )
    assert Client().get(link).status_code == 410
    Invitation.objects.update(expires_at=NOW, created_at=NOW.replace(year=2020))
    assert Client().get(f"/konto/valkommen/{new}/").status_code == 410
    assert Client().get("/konto/valkommen/nonsense/").status_code == 410


@pytest.mark.parametrize("role", ["unit_manager", "system_administrator", "log_reviewer"])
def test_nobody_gives_upward(client: Client, role: str) -> None:
    manager(client)
    place = f"{role}:{unit().pk}" if role == "unit_manager" else role
    page = invite(client, place)
    assert not User.objects.filter(email="ny@example.se").exists()
    assert "kv-field-error" in page


def test_a_manager_gives_roles_in_the_own_unit_alone(client: Client) -> None:
    manager(client)
    other = unit("Barn")
    invite(client, f"caseworker:{other.pk}")
    assert not User.objects.filter(email="ny@example.se").exists()
    foreign = unit("Annan", code="0305")
    invite(client, f"caseworker:{foreign.pk}")
    assert not User.objects.filter(email="ny@example.se").exists()


def test_extra_fields_in_a_form_change_nothing(client: Client) -> None:
    manager(client)
    invite(
        client,
        f"caseworker:{unit().pk}",
        role="system_administrator",
        organisation=str(organisation("0305")),
        granted_at="2020-01-01",
        is_active="0",
        synthetic="1",
        user=str(uuid4()),
    )
    made = Membership.objects.get(user__email="ny@example.se")
    assert (made.role, made.organisation_id) == (Role.CASEWORKER, organisation())
    assert made.user.synthetic is False


def test_what_two_decide_waits_for_another(client: Client) -> None:
    first = member(Role.SYSTEM_ADMINISTRATOR, "Adam Admin")
    second = member(Role.SYSTEM_ADMINISTRATOR, "Beata Admin")
    sign_in(client, first.user)
    assert "är föreslagen som" in invite(client, "coordinator")
    made = Membership.objects.get(user__email="ny@example.se")
    assert made.granted_at is None
    form = {"do": "approve", "membership": str(made.pk)}
    assert client.post(page_of(made.user), form).status_code == 403
    sign_in(client, second.user)
    assert "Ny Person" in client.get(list_of()).content.decode()
    assert client.post(page_of(made.user), form).status_code == 302
    approved = Membership.objects.get(pk=made.pk)
    assert approved.granted_at is not None
    assert approved.approved_by_id == second.user_id


def test_a_second_factor_that_is_not_fresh_is_asked_for_again(client: Client) -> None:
    one = member(Role.UNIT_MANAGER, user=user("Cecilia Chef", password=PASSWORD))
    sign_in(client, one.user, {"method": "password"}, {"method": "mfa", "at": 1_000_000})
    answer = client.get(f"{list_of()}ge/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/konto/bekrafta/")


def test_ending_a_role_ends_the_session_the_same_second(client: Client) -> None:
    manager(client)
    worker = member(Role.CASEWORKER, "Anna Andersson")
    theirs = Client()
    sign_in(theirs, worker.user)
    assert theirs.get("/konto/").status_code == 200
    client.post(page_of(worker.user), {"do": "end", "membership": str(worker.pk)})
    assert theirs.get("/konto/").status_code == 302
    worker.refresh_from_db()
    assert worker.valid_to == TODAY


def test_leave_ends_the_session_and_gives_nothing_until_back(client: Client) -> None:
    manager(client)
    worker = member(Role.CASEWORKER, "Anna Andersson")
    theirs = Client()
    sign_in(theirs, worker.user)
    form = {"do": "leave", "first": TODAY.isoformat(), "until": ""}
    assert client.post(page_of(worker.user), form).status_code == 302
    assert theirs.get("/konto/").status_code == 302
    leave = Leave.objects.get()
    assert "Åter i arbete" in client.get(page_of(worker.user)).content.decode()
    client.post(page_of(worker.user), {"do": "back", "leave": str(leave.pk)})
    leave.refresh_from_db()
    assert leave.until == TODAY
    wrong = client.post(
        page_of(worker.user),
        {"do": "leave", "first": TODAY.isoformat(), "until": YESTERDAY.isoformat()},
    )
    assert "efter den första" in wrong.content.decode()


def test_who_has_left_everywhere_cannot_sign_in(client: Client) -> None:
    manager(client)
    worker = member(Role.CASEWORKER, user=user(password=PASSWORD))
    client.post(page_of(worker.user), {"do": "end_all"})
    gone = User.objects.get(pk=worker.user_id)
    assert (gone.is_active, gone.ended) == (False, TODAY)
    page = Client().post("/konto/logga-in/", {"login": gone.email, "password": PASSWORD})
    assert "hör inte ihop" in page.content.decode()
    back = operations.invite(
        by=acting(User.objects.get(full_name="Cecilia Chef")),
        email=gone.email,
        full_name="x",
        organisation=organisation(),
        unit=unit().pk,
        role=Role.CASEWORKER,
        valid_from=TODAY,
        valid_to=None,
        now=NOW,
    )
    assert back.token
    again = User.objects.get(pk=worker.user_id)
    assert again.is_active
    assert not again.has_usable_password()


def test_a_new_way_in_takes_power_over_all_that_it_opens(client: Client) -> None:
    chief = manager(client)
    worker = member(Role.CASEWORKER, user=user(password=PASSWORD))
    member(Role.BOARD_READER, user=worker.user)
    answer = client.post(page_of(worker.user), {"do": "way_in"})
    assert answer.status_code == 403
    assert User.objects.get(pk=worker.user_id).has_usable_password()
    Membership.objects.filter(role=Role.BOARD_READER).update(valid_to=TODAY)
    page = client.post(page_of(worker.user), {"do": "way_in"}).content.decode()
    assert link_in(page).startswith("/konto/valkommen/")
    assert not User.objects.get(pk=worker.user_id).has_usable_password()
    assert chief.user.full_name


def test_ids_of_others_lead_nowhere(client: Client) -> None:
    manager(client)
    worker = member(Role.CASEWORKER, "Anna Andersson")
    foreign = member(Role.CASEWORKER, "Främmande Person", code="0305")
    assert client.get(list_of("0305")).status_code == 404
    assert client.get(page_of(foreign.user)).status_code == 404
    assert client.get(page_of(foreign.user, "0305")).status_code == 404
    for form in (
        {"do": "end", "membership": str(foreign.pk)},
        {"do": "end", "membership": "nonsense"},
        {"do": "back", "leave": str(uuid4())},
        {"do": "everything"},
    ):
        assert client.post(page_of(worker.user), form).status_code == 404
    foreign.refresh_from_db()
    assert foreign.valid_to is None


def test_a_caseworker_sees_no_list(client: Client) -> None:
    worker = member(Role.CASEWORKER)
    sign_in(client, worker.user)
    assert client.get(list_of()).status_code == 403
    assert client.get(f"{list_of()}ge/").status_code == 403
    assert client.get(f"{list_of()}enhet/{unit().pk}/").status_code == 403


def test_a_colleague_covers_for_a_time(client: Client) -> None:
    manager(client)
    absent, covering = member(Role.CASEWORKER, "Anna A"), member(Role.CASEWORKER, "Bo B")
    address = f"{list_of()}enhet/{unit().pk}/"
    form = {
        "absent": str(absent.user_id),
        "covering": str(covering.user_id),
        "first": TODAY.isoformat(),
        "until": TOMORROW.isoformat(),
    }
    assert client.post(address, form).status_code == 302
    assert "Bo B täcker upp för Anna A" in client.get(address).content.decode()
    same = client.post(address, {**form, "covering": form["absent"]}).content.decode()
    assert "två olika personer" in same
    assert client.get(f"{list_of()}enhet/{unit('Barn').pk}/").status_code == 403


def test_a_role_is_not_given_twice_nor_for_no_time(client: Client) -> None:
    chief = manager(client)
    given: dict[str, Any] = {
        "by": acting(chief.user),
        "email": "ny@example.se",
        "full_name": "Ny",
        "organisation": organisation(),
        "unit": unit().pk,
        "role": Role.CASEWORKER,
        "valid_from": TODAY,
        "valid_to": None,
        "now": NOW,
    }
    operations.invite(**given)
    with pytest.raises(AlreadyHeldError):
        operations.invite(**given)
    with pytest.raises(PeriodError):
        operations.invite(**{**given, "valid_to": TODAY})
    with pytest.raises(DeniedError):
        operations.invite(**{**given, "email": chief.user.email})


def test_units_and_teams_come_and_go() -> None:
    admin = acting(member(Role.SYSTEM_ADMINISTRATOR, "Adam").user)
    place = operations.begin_unit(by=admin, organisation=organisation(), name="Ny", now=NOW)
    with pytest.raises(AlreadyHeldError):
        operations.begin_unit(by=admin, organisation=organisation(), name="Ny", now=NOW)
    chief = member(Role.UNIT_MANAGER, "Cecilia", unit=place)
    lead = acting(chief.user)
    team = operations.begin_team(by=lead, unit=place.pk, name="Vuxna", now=NOW)
    operations.join_team(by=lead, team=team.pk, user=chief.user_id, now=NOW)
    assert acting(chief.user).teams == {str(team.pk)}
    with pytest.raises(AlreadyHeldError):
        operations.join_team(by=lead, team=team.pk, user=chief.user_id, now=NOW)
    operations.leave_team(by=lead, team=team.pk, user=chief.user_id, now=NOW)
    with pytest.raises(AlreadyHeldError):
        operations.end_unit(by=admin, unit=place.pk, now=NOW)
    Membership.objects.filter(pk=chief.pk).update(valid_to=TODAY)
    assert operations.end_unit(by=admin, unit=place.pk, now=NOW).valid_to == TODAY
    with pytest.raises(DeniedError):
        operations.begin_team(by=admin, unit=place.pk, name="X", now=NOW)


def test_an_organisation_raises_what_it_demands_and_sleeping_memberships_show(
    client: Client,
) -> None:
    admin = member(Role.SYSTEM_ADMINISTRATOR, "Adam")
    operations.set_demands(
        by=acting(admin.user),
        organisation=organisation(),
        required_assurance=3,
        idle_minutes=10,
        allows_password=True,
        allows_passkey=True,
        allows_service=True,
        now=NOW,
    )
    sign_in(client, admin.user)
    assert "Vilar:" in client.get("/konto/").content.decode()


def test_every_change_stands_in_the_organisations_log(client: Client) -> None:
    manager(client)
    invite(client, f"caseworker:{unit().pk}")
    made = Membership.objects.get(user__email="ny@example.se")
    client.post(page_of(made.user), {"do": "end", "membership": str(made.pk)})
    actions = list(
        AuditEvent.objects.filter(object_id=str(made.pk)).values_list("action", flat=True)
    )
    assert actions == ["membership.propose", "membership.end"]


def test_the_first_two_are_let_in_by_whoever_has_the_server() -> None:
    def first(name: str) -> str:
        return operations.invite_first(
            email=f"{name}@example.se",
            full_name=name,
            organisation=organisation(),
            now=NOW,
            today=TODAY,
        )

    assert first("a")
    with pytest.raises(AlreadyHeldError):
        first("a")
    token = first("b")
    with pytest.raises(AlreadyHeldError):
        first("c")
    who = operations.accept(token=token, password=PASSWORD, now=NOW)
    assert who.check_password(PASSWORD)
    assert acting(who).memberships[0].role is Role.SYSTEM_ADMINISTRATOR
