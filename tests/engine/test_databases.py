"""All databases give the integers that the meaning in plain Python gives."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings

from tests.engine.comparing import differences
from tests.engine.drawn import Case, cases


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(cases())
def test_every_database_counts_as_the_meaning_says(case: Case) -> None:
    if connection.vendor != "postgresql":
        assert list(differences(case)) == []
        return
    with connection.cursor() as cursor:
        assert list(differences(case, cursor)) == []
