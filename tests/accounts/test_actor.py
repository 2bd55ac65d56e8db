"""Whoever asks, as the policy knows them: read anew for each request, in few questions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone

from kvinnofrid.access.policy import decide
from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import NOBODY, Organisation, Period, Reason
from kvinnofrid.accounts.models import (
    IdentityToken,
    Leave,
    Membership,
    OrganisationSecurity,
    Team,
    TeamMember,
    User,
)
from kvinnofrid.accounts.queries import ANONYMOUS, actor_for, actor_of
from kvinnofrid.accounts.rules import ASLEEP, Step
from tests.accounts.people import NOW, TODAY, TOMORROW, YESTERDAY, member, organisation, unit, user

STRONG = [Step("password", NOW), Step("mfa", NOW, kind="totp")]
pytestmark = pytest.mark.django_db


def request_of(who: User | AnonymousUser) -> Any:
    request = RequestFactory().get("/")
    request.user = who
    request.session = SessionStore()
    return request


def test_who_has_not_signed_in_is_nobody_and_costs_no_question(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(0):
        assert actor_for(request_of(AnonymousUser())) is ANONYMOUS
    assert ANONYMOUS is NOBODY


def test_an_actor_is_read_in_three_questions(django_assert_num_queries: Any) -> None:
    one = member(Role.CASEWORKER)
    member(Role.COORDINATOR, user=one.user)
    request = request_of(one.user)
    with django_assert_num_queries(3):
        actor = actor_for(request)
    with django_assert_num_queries(0):
        assert actor_for(request) is actor
    assert {m.role for m in actor.memberships} == {Role.CASEWORKER, Role.COORDINATOR}


def test_everything_the_policy_asks_of_is_there() -> None:
    one = member(Role.CASEWORKER, valid_to=TOMORROW)
    team = Team.objects.create(unit=unit(), name="Vuxna")
    TeamMember.objects.create(team=team, user=one.user, valid_from=YESTERDAY)
    Leave.objects.create(user=one.user, first=TODAY, until=TOMORROW)
    IdentityToken.objects.create(user=one.user, organisation_id=organisation(), token=b"\x01" * 32)
    actor = actor_of(one.user, STRONG)
    assert actor.id == str(one.user.pk)
    assert actor.teams == {str(team.pk)}
    assert actor.leave == (Period(TODAY, TOMORROW),)
    assert actor.tokens == {b"\x01" * 32}
    assert (actor.assurance, actor.confirmed_at) == (2, NOW)
    (held,) = actor.memberships
    assert (held.organisation, held.unit) == (str(organisation()), str(unit().pk))
    assert held.period == Period(one.valid_from, TOMORROW)


def may_see(who: User, *, steps: list[Step] = STRONG) -> Reason:
    actor = actor_of(User.objects.get(pk=who.pk), steps)
    return decide(actor, "membership.see", Organisation(str(organisation())), NOW).reason


def test_what_ends_today_has_ended_and_what_begins_today_holds() -> None:
    one = member(Role.COORDINATOR, valid_from=TODAY)
    assert may_see(one.user) is Reason.ALLOWED
    Membership.objects.filter(pk=one.pk).update(valid_to=TODAY)
    assert may_see(one.user) is Reason.NOT_ACTIVE


def test_what_is_only_proposed_gives_nothing() -> None:
    one = member(Role.COORDINATOR, granted_at=None)
    assert may_see(one.user) is Reason.NOT_ACTIVE


def test_leave_and_leaving_take_effect_at_once() -> None:
    one = member(Role.COORDINATOR)
    leave = Leave.objects.create(user=one.user, first=TODAY)
    assert may_see(one.user) is Reason.NOT_ACTIVE
    leave.delete()
    assert may_see(one.user) is Reason.ALLOWED
    User.objects.filter(pk=one.user_id).update(ended=TODAY, is_active=False)
    assert may_see(one.user) is Reason.NOT_ACTIVE


def test_a_membership_sleeps_below_what_the_organisation_demands() -> None:
    one = member(Role.COORDINATOR)
    assert may_see(one.user, steps=[Step("password", NOW)]) is Reason.NOT_ACTIVE
    OrganisationSecurity.objects.create(organisation_id=organisation(), required_assurance=3)
    assert may_see(one.user) is Reason.NOT_ACTIVE
    vouched = Step("service", NOW, level=3, service=str(organisation()))
    assert may_see(one.user, steps=[vouched]) is Reason.ALLOWED


def test_a_service_vouches_for_its_own_organisation_alone() -> None:
    one = member(Role.COORDINATOR)
    foreign = Step("service", NOW, level=3, service=str(organisation("0305")))
    (held,) = actor_of(one.user, [foreign]).memberships
    assert held.required_assurance == ASLEEP


def test_a_way_in_that_the_organisation_has_closed_opens_nothing() -> None:
    one = member(Role.COORDINATOR)
    OrganisationSecurity.objects.create(organisation_id=organisation(), allows_password=False)
    assert may_see(one.user) is Reason.NOT_ACTIVE
    key = Step("mfa", NOW, kind="webauthn", passwordless=True)
    assert may_see(one.user, steps=[key]) is Reason.ALLOWED


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": Role.CASEWORKER, "unit": None},
        {"role": "everything"},
        {"valid_to": YESTERDAY, "valid_from": TODAY},
        {"proposed_by": "self", "granted_at": None},
        {"proposed_by": "other", "approved_by": "other"},
        {"proposed_by": "other"},
    ],
    ids=["no unit", "no such role", "ends first", "own", "same two", "two must agree"],
)
def test_the_database_itself_refuses_what_must_not_be(wrong: dict[str, Any]) -> None:
    who, other = user("En"), user("Två")
    people = {"self": who, "other": other}
    given = {
        "role": Role.COORDINATOR,
        "valid_from": TODAY,
        "proposed_at": NOW,
        "granted_at": datetime.now(UTC),
        **{
            key: people.get(value, value) if isinstance(value, str) else value
            for key, value in wrong.items()
        },
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=who, organisation_id=organisation(), **given)


def test_a_role_is_held_once_at_a_time() -> None:
    one = member(Role.COORDINATOR)
    with pytest.raises(IntegrityError), transaction.atomic():
        member(Role.COORDINATOR, user=one.user)
    Membership.objects.filter(pk=one.pk).update(valid_to=TODAY)
    member(Role.COORDINATOR, user=one.user)


def test_who_has_left_a_team_or_not_yet_joined_it_is_not_in_it() -> None:
    one = member(Role.CASEWORKER)
    today = timezone.localdate()
    day = timedelta(days=1)
    stays = {
        "Lämnade i dag": (today - day, today),
        "Börjar i morgon": (today + day, None),
        "Är med": (today, today + day),
    }
    teams = {name: Team.objects.create(unit=unit(), name=name) for name in stays}
    for name, (first, until) in stays.items():
        TeamMember.objects.create(team=teams[name], user=one.user, valid_from=first, valid_to=until)
    assert actor_of(one.user, STRONG).teams == {str(teams["Är med"].pk)}
