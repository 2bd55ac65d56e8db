"""Lists show what the policy allows of each record, no more and no less."""

import random
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction

from kvinnofrid.access.policy import decide
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import NOBODY, Record
from kvinnofrid.records import queries
from kvinnofrid.records.row_security import stay_within
from tests.accounts.people import NOW
from tests.records import world
from tests.records_app.models import Case

ACTIONS = sorted(
    row.name for row in TABLE.values() if row.on is Record and not row.confirm and not row.by_two
)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_a_list_is_what_the_policy_says_of_each_record(keys: Path, seed: int) -> None:
    made = world.make(random.Random(seed), people=25, records=25, now=NOW)
    shown = 0
    with transaction.atomic():
        stay_within({one.facts.organisation for one in made.records})
        for person in made.people:
            for action in ACTIONS:
                expected = {
                    one.facts.id
                    for one in made.records
                    if decide(person.actor, action, one.facts, NOW)
                }
                found = Case.objects.visible_to(person.actor, now=NOW, action=action)
                assert {str(key) for key in found.values_list("pk", flat=True)} == expected
                assert found.count() == len(expected)
                assert found.exists() is bool(expected)
                shown += len(expected)
        assert not Case.objects.visible_to(NOBODY, now=NOW).exists()
    assert shown > 100


@pytest.mark.django_db
def test_the_rows_say_of_a_record_what_the_policy_should_know(keys: Path) -> None:
    made = world.make(random.Random(7), people=20, records=20, now=NOW)
    with transaction.atomic():
        stay_within({one.facts.organisation for one in made.records})
        for one in made.records:
            row = Case.objects.unscoped(because="test").get(pk=one.facts.id)
            assert queries.as_policy_knows(row, now=NOW) == one.facts
        for person in made.people:
            known = queries.with_openings(person.actor, now=NOW)
            held = {g for g in person.actor.break_glass if g.until > NOW}
            assert set(known.break_glass) == held


def test_now_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="not asked for many"):
        Case.objects.visible_to(NOBODY, now=datetime.now(NOW.tzinfo), action="record.clear")
