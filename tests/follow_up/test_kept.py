"""Clients are kept for disposal and the log, destroyed with all parts, and give coded facts."""

from datetime import date, timedelta

import pytest

from kvinnofrid.follow_up import facts, operations
from kvinnofrid.follow_up.facts import Selection
from kvinnofrid.follow_up.kept import LOGGED_CLIENTS, RETAINED_CLIENTS, RETAINED_DRAFTS
from kvinnofrid.follow_up.models import Draft, Intervention, Wave
from kvinnofrid.follow_up.operations import InterventionFacts
from kvinnofrid.follow_up.rules import Move, Target
from kvinnofrid.keys.errors import KeyDestroyed
from kvinnofrid.log_review.kinds import logged_kinds
from kvinnofrid.records import vault
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.retention.kinds import retained_kinds
from tests.accounts.people import NOW, TODAY, organisation
from tests.follow_up.cases import OPENED, key, new_client, new_episode, take
from tests.follow_up.test_waves import BASELINE, draft, first_wave, send
from tests.records.people import NUMBER, Colleague


def test_the_kinds_are_registered() -> None:
    assert {"client_record", "draft"} <= set(retained_kinds())
    assert "follow_up.client" in logged_kinds()


def test_the_time_of_disposal_is_counted_from_the_last_entry(anna: Colleague) -> None:
    client = new_client(anna, number=NUMBER)
    here = str(organisation())
    found = RETAINED_CLIENTS.facts(here, client.record)
    assert found is not None
    assert found.events == {"last_entry": TODAY}
    assert found.born == date(2000, 1, int(NUMBER[6:8]))
    assert [one.id for one in RETAINED_CLIENTS.candidates(here)] == [client.record]
    assert RETAINED_CLIENTS.facts(here, "nobody") is None


def test_a_placed_child_is_a_trait_that_rules_make_an_exception_for(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client, target=Target.CHILD)
    operations.save_intervention(
        client=client.record,
        episode=episode.part,
        facts=InterventionFacts("placement", Intervention.Form.BY_DECISION, "own_unit"),
        by=anna.actor,
        now=NOW,
        key=key(),
    )
    found = RETAINED_CLIENTS.facts(str(organisation()), client.record)
    assert found is not None
    assert found.traits == {"child-placed"}


def test_a_destroyed_client_leaves_no_part_and_no_key(anna: Colleague) -> None:
    here, client = str(organisation()), new_client(anna)
    new_episode(anna, client)
    draft(anna, client, first_wave(anna, client), {"safety": 3})
    (wrapped,) = RETAINED_CLIENTS.data_keys(here, client.record)
    known = RETAINED_CLIENTS.guarded(here, client.record)
    assert known is not None
    assert known.assigned == {anna.actor.id}
    RETAINED_CLIENTS.destroy(here, client.record)
    RETAINED_CLIENTS.destroy(here, client.record)
    assert RETAINED_CLIENTS.facts(here, client.record) is None
    for part in (Draft, Wave):
        assert not part.objects.unscoped(because="test").exists()
    with pytest.raises(RecordMissing):
        operations.read_client(client=client.record, by=anna.actor, now=NOW)
    vault.client().destroy_data_key(here, wrapped)
    with pytest.raises(KeyDestroyed):
        vault.client().unwrap(here, wrapped)


def test_a_draft_is_destroyed_alone(anna: Colleague) -> None:
    here, client = str(organisation()), new_client(anna)
    new_episode(anna, client)
    draft(anna, client, first_wave(anna, client), {"safety": 3})
    (found,) = RETAINED_DRAFTS.candidates(here)
    assert found.events == {"last_entry": TODAY}
    assert RETAINED_DRAFTS.guarded(here, found.id) is not None
    assert RETAINED_DRAFTS.data_keys(here, found.id) == ()
    RETAINED_DRAFTS.destroy(here, found.id)
    assert RETAINED_DRAFTS.facts(here, found.id) is None
    assert RETAINED_DRAFTS.guarded(here, found.id) is None
    assert RETAINED_CLIENTS.facts(here, client.record) is not None


def test_the_logs_review_knows_a_client_as_the_policy_does(anna: Colleague) -> None:
    client = new_client(anna)
    found = LOGGED_CLIENTS.guarded(str(organisation()), [client.record, "no id"], now=NOW)
    assert list(found) == [client.record]


def test_facts_are_codes_of_episodes_and_name_nobody(anna: Colleague) -> None:
    client = new_client(anna, name="Asta Hemligsson", values={"home_municipality": "0380"})
    episode = new_episode(anna, client, way_in="own", overall_goal="Hemligt mål")
    send(anna, client, first_wave(anna, client))
    take(anna, client, episode, Move.START, OPENED)
    found = facts.episodes(Selection(organisation()))
    assert [one.episode for one in found] == [episode.part]
    assert (found[0].age_band, found[0].sex, found[0].way_in) == ("35-44", "woman", "own")
    assert found[0].waves[0].answers["safety"] == 3
    rows = list(facts.rows(found))
    kinds = next(row for row in rows if row.variable == "violence_kinds")
    assert (kinds.municipality, kinds.county, kinds.wave) == ("0380", "03", "baseline")
    assert "emlig" not in str(rows)
    assert client.record not in str(rows)
    assert len([row for row in rows if row.variable == "violence_kinds"]) == len(
        BASELINE["violence_kinds"]  # type: ignore[arg-type]
    )


def test_facts_are_of_the_period_in_which_the_episode_was_active(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    take(anna, client, episode, Move.CLOSE, OPENED + timedelta(days=10))
    here = organisation()

    def count(**period: date) -> int:
        return len(facts.episodes(Selection(here, **period)))  # type: ignore[arg-type]

    assert count(first=OPENED, last=TODAY) == 1
    assert count(last=OPENED - timedelta(days=1)) == 0
    assert count(first=OPENED + timedelta(days=11)) == 0
