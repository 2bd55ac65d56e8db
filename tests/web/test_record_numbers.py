"""Numbers in addresses that no database can hold."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.converters import IntConverter
from django.urls.resolvers import URLResolver

from kvinnofrid.access.roles import Role
from kvinnofrid.web.record_numbers import RecordNumber
from tests.accounts.people import member, sign_in

LARGEST = 2**63 - 1


def numbers(found: list[Any]) -> Iterator[tuple[str, object]]:
    for one in found:
        if isinstance(one, URLResolver):
            yield from numbers(one.url_patterns)
        else:
            of = one.pattern.converters.values()
            yield from ((str(one.pattern), each) for each in of if isinstance(each, IntConverter))


def test_every_number_in_an_address_is_one_that_databases_hold() -> None:
    found = list(numbers(get_resolver().url_patterns))
    assert len(found) > 20
    assert [route for route, each in found if type(each) is not RecordNumber] == []
    assert LARGEST > 10**18 - 1


@pytest.mark.django_db
@pytest.mark.parametrize("number", [LARGEST, LARGEST + 1, 10**400])
def test_a_number_that_is_too_long_is_no_address(client: Client, number: int) -> None:
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR).user)
    address = f"/konto/behorigheter/{number}/{UUID(int=7)}/identitet/"
    assert client.post(address).status_code == 404
