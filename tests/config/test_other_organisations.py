"""Whoever works in one organisation finds nothing at any address of another's."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver

from kvinnofrid.access.roles import Role
from tests.accounts.people import member, organisation, sign_in, unit

pytestmark = pytest.mark.django_db
FORMS = ("do=end&decision=approve&name=Kapad&reference=X&concerns=session&outcome=fine", "")
MADE_UP = {"slug": "oj-x", "str": "1", "uuid": UUID(int=0x11111111222243338444555555555555)}


def patterns(found: list[Any], before: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every address that names an organisation by its id, and its parameters' converters."""
    for one in found:
        route = before + str(one.pattern).lstrip("^")
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, route)
        elif isinstance(one, URLPattern) and "<number:organisation>" in route:
            yield route, one.pattern.converters


def address(route: str, place: int, theirs: UUID) -> str:
    """The address with another's organisation, their unit, and made-up ids for the rest."""
    made = "/" + route.replace("<number:organisation>", str(place))
    made = made.replace("<uuid:unit>", str(theirs))
    while "<" in made:
        kind = made[made.index("<") + 1 :].partition(":")[0]
        whole = made[made.index("<") : made.index(">") + 1]
        made = made.replace(whole, str(MADE_UP.get(kind, "1")), 1)
    return made


@pytest.mark.parametrize(
    "roles",
    [
        (Role.UNIT_MANAGER, Role.ARCHIVIST),
        (Role.COORDINATOR, Role.LOG_REVIEWER),
    ],
    ids=lambda roles: "+".join(roles),
)
def test_no_address_of_another_organisation_answers(
    client: Client, roles: tuple[Role, ...]
) -> None:
    theirs = unit("Deras", code="0305").pk
    one = member(roles[0], "Egen Person")
    for role in roles[1:]:
        member(role, user=one.user)
    sign_in(client, one.user)
    place = organisation("0305")
    routes = list(dict(patterns(get_resolver().url_patterns)))
    assert len(routes) > 35
    answered = []
    for route in routes:
        there = address(route, place, theirs)
        for form in FORMS:
            answer = (
                client.post(there, form, content_type="application/x-www-form-urlencoded")
                if form
                else client.get(there)
            )
            if answer.status_code not in {404, 405}:
                answered.append((there, "POST" if form else "GET", answer.status_code))
    assert answered == []
