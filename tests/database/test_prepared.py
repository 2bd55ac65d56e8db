"""A prepared question is answered as the query that it was made of."""

import gc
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import (
    CharField,
    DateField,
    DateTimeField,
    IntegerField,
    Q,
    QuerySet,
    UUIDField,
)
from django.test.utils import CaptureQueriesContext

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import Membership, Unit, User
from kvinnofrid.database.queries import Objects, Rows
from kvinnofrid.organisations.models import OrganisationVersion
from tests.accounts.people import member, unit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def anna(shipped_data: None) -> User:
    """Somebody with a role."""
    return member(Role.CASEWORKER).user


def _of(user: uuid.UUID, first: date) -> "QuerySet[Any, Any]":
    return Membership.objects.filter(user=user, valid_from__gte=first).values_list(
        "organisation_id", "role", "valid_from", "unit_id", "organisation__security__idle_minutes"
    )


def test_rows_are_those_of_the_query_in_the_types_of_the_model(anna: User) -> None:
    asked = Rows(_of, user=UUIDField(), first=DateField())
    for first in (date(1900, 1, 1), date(2199, 1, 1)):
        assert asked(user=anna.pk, first=first) == list(_of(anna.pk, first))
    assert asked(user=uuid.uuid4(), first=date(1900, 1, 1)) == []


def test_objects_are_whole_and_can_be_saved(anna: User) -> None:
    one = unit()
    asked = Objects(Unit, lambda key: Unit.objects.filter(pk=key), key=UUIDField())
    found = asked.first(key=one.pk)
    assert found == one
    assert found is not None
    assert not found.get_deferred_fields()
    found.name = "Ett annat namn"
    found.save()
    assert Unit.objects.get(pk=one.pk).name == "Ett annat namn"
    assert asked.first(key=uuid.uuid4()) is None


def test_every_kind_of_value_is_put_in_its_place(anna: User) -> None:
    def of(code: str, organisation: int, on: date) -> "QuerySet[Any, Any]":
        return (
            OrganisationVersion.objects.filter(Q(code=code) | Q(organisation=organisation))
            .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
            .order_by("code")
            .values_list("code", "name")
        )

    asked = Rows(of, on=DateField(), code=CharField(), organisation=IntegerField())
    day = date(2026, 1, 1)
    assert asked(code="0180", organisation=3, on=day) == list(of("0180", 3, day))
    assert asked(organisation=0, on=day, code="0180") == list(of("0180", 0, day))


def test_times_are_put_in_as_the_database_keeps_them(anna: User) -> None:
    asked = Rows(
        lambda since: User.objects.filter(created_at__gt=since).values_list("pk"),
        since=DateTimeField(),
    )
    joined = anna.created_at
    assert asked(since=joined - timedelta(seconds=1)) == [(anna.pk,)]
    assert asked(since=joined) == []


def test_a_question_is_put_together_once(anna: User) -> None:
    built = []

    def of(user: uuid.UUID) -> "QuerySet[Any, Any]":
        built.append(user)
        return Membership.objects.filter(user=user).values_list("pk")

    asked = Rows(of, user=UUIDField())
    with CaptureQueriesContext(connection) as sent:
        assert asked(user=anna.pk) == asked(user=anna.pk)
    assert len(built) == 1
    assert len(sent) == 2


def test_a_value_that_the_question_does_not_depend_on_is_a_mistake(anna: User) -> None:
    asked = Rows(lambda user: User.objects.values_list("pk"), user=UUIDField())
    with pytest.raises(ValueError, match="does not depend on user"):
        asked(user=anna.pk)


def test_every_prepared_question_of_the_house_can_be_asked(anna: User) -> None:
    """What is put together when it is first asked would else fail in somebody's hands."""
    import kvinnofrid.config.urls  # noqa: F401  everything that asks

    questions = [one for one in gc.get_objects() if type(one) is Rows]
    ours = [one for one in questions if one._build.__module__.startswith("kvinnofrid.")]
    assert len(ours) > 15
    with transaction.atomic():
        for one in ours:
            one(**one.samples())
