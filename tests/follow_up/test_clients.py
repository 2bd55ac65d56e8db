"""Clients are found before they are made, hidden when hidden, and merged once."""

import pytest

from kvinnofrid.access.roles import Role
from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.models import Client, Episode
from kvinnofrid.follow_up.operations import DuplicateClientError
from kvinnofrid.follow_up.rules import ImpossibleError, Move, Wrong
from kvinnofrid.records.operations import NoSuchUnitError, block
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.records.rules import BlockReason
from tests.accounts.people import NOW, TODAY, organisation, unit
from tests.follow_up.cases import key, look, new_client, new_episode, take
from tests.records.people import NUMBER, OTHER_NUMBER, Colleague, colleague


def found(by: Colleague, text: str) -> list[str]:
    """The ids that a search gives somebody."""
    return [line.id for line in operations.search(text=text, by=by.actor, now=NOW).lines]


def test_a_client_is_found_by_number_and_by_name(anna: Colleague) -> None:
    client = new_client(anna, number=NUMBER)
    new_client(anna, name="Britt Påhitt")
    assert found(anna, NUMBER) == [client.record]
    assert found(anna, f" {NUMBER[:8]}-{NUMBER[8:]} ") == [client.record]
    assert found(anna, "asta") == [client.record]
    assert len(found(anna, "påhitt")) == 2


def test_what_is_hidden_answers_as_none_and_hinders_no_new_client(anna: Colleague) -> None:
    theirs = new_client(anna, number=NUMBER)
    bo = colleague("Bo Berg")
    assert found(bo, NUMBER) == found(bo, OTHER_NUMBER) == []
    assert found(bo, "asta") == []
    mine = new_client(bo, number=NUMBER)
    assert found(bo, NUMBER) == [mine.record]
    assert theirs.record != mine.record


def test_a_second_record_in_the_unit_is_refused_when_the_first_is_seen(anna: Colleague) -> None:
    client = new_client(anna, number=NUMBER)
    with pytest.raises(DuplicateClientError) as caught:
        new_client(anna, number=NUMBER)
    assert caught.value.record == client.record


def test_a_client_sent_twice_is_one_client(anna: Colleague) -> None:
    mark = key()
    both = [
        operations.create_client(
            organisation=organisation(),
            unit=unit().pk,
            new=operations.NewClient({"name": "Asta"}, NUMBER),
            by=anna.actor,
            now=NOW,
            key=mark,
        )
        for _ in range(2)
    ]
    assert both[0].record == both[1].record


def test_a_client_without_known_identity_has_no_token(anna: Colleague) -> None:
    client = new_client(anna, name="")
    row = look(anna, client, lambda folder: folder.record)
    assert row.identity_token is None
    assert row.birth_day is None


def test_the_day_of_birth_is_kept_for_the_sample_and_the_year_is_sealed(anna: Colleague) -> None:
    client = new_client(anna, number=NUMBER, values={"birth_year": ""})
    row = look(anna, client, lambda folder: folder.record)
    texts = look(anna, client, lambda folder: folder.own_texts())
    assert row.birth_day == int(NUMBER[6:8])
    assert texts["birth_year"] == NUMBER[:4]


@pytest.mark.parametrize("year", ["1850", "3000", "nitton", "²"])
def test_a_year_of_birth_that_cannot_be_is_refused(anna: Colleague, year: str) -> None:
    with pytest.raises(ImpossibleError):
        new_client(anna, values={"birth_year": year})


def test_two_records_of_one_person_become_one_once(anna: Colleague) -> None:
    keep = new_client(anna, number=NUMBER)
    gone = new_client(anna, name="Asta P", values={"phone": "070-1"})
    episode = new_episode(anna, gone, overall_goal="Trygghet")
    operations.merge(keep=keep.record, gone=gone.record, by=anna.actor, now=NOW)
    texts = look(
        anna, keep, lambda f: (f.texts(f.part(Episode, episode.part)), f.own_texts()["phone"])
    )
    assert texts == ({"overall_goal": "Trygghet"}, "070-1")
    for again in ((keep, gone), (gone, keep)):
        with pytest.raises(ImpossibleError) as caught:
            operations.merge(keep=again[0].record, gone=again[1].record, by=anna.actor, now=NOW)
        assert caught.value.wrong is Wrong.MERGED


def test_records_of_different_people_or_out_of_reach_are_not_merged(anna: Colleague) -> None:
    one, two = new_client(anna, number=NUMBER), new_client(anna, number=OTHER_NUMBER)
    with pytest.raises(ImpossibleError) as caught:
        operations.merge(keep=one.record, gone=two.record, by=anna.actor, now=NOW)
    assert caught.value.wrong is Wrong.DIFFERENT_PEOPLE
    theirs = new_client(colleague("Bo Berg"), number=NUMBER)
    with pytest.raises(RecordMissing):
        operations.merge(keep=one.record, gone=theirs.record, by=anna.actor, now=NOW)
    with pytest.raises(RecordMissing):
        operations.merge(keep=one.record, gone=one.record, by=anna.actor, now=NOW)


def test_blocks_of_both_records_hold_after_a_merge(anna: Colleague) -> None:
    keep, gone = new_client(anna), new_client(anna)
    chief = colleague("Cecilia Chef", Role.UNIT_MANAGER)
    block(
        model=Client,
        public_id=gone.record,
        whom=chief.user,
        reason=BlockReason.CLOSE,
        by=anna.actor,
        now=NOW,
    )
    operations.merge(keep=keep.record, gone=gone.record, by=anna.actor, now=NOW)
    assert found(chief, "asta") == []


def test_a_transfer_takes_the_client_and_the_active_episode_with_it(anna: Colleague) -> None:
    client = new_client(anna)
    closed, active = new_episode(anna, client), new_episode(anna, client)
    take(anna, client, closed, Move.CLOSE, TODAY)
    chief = colleague("Cecilia Chef", Role.UNIT_MANAGER)
    there = unit("Barn och familj")
    operations.transfer(client=client.record, unit=there, why="Flyttar", by=chief.actor, now=NOW)
    assert found(anna, "asta") == found(chief, "asta") == []
    boss = colleague("Disa Chef", Role.UNIT_MANAGER, unit=there)
    units = look(
        boss,
        client,
        lambda f: {str(one.pk): one.unit_id == there.pk for one in f.of(Episode)},
    )
    assert units == {closed.part: False, active.part: True}


def test_nobody_transfers_past_the_organisation(anna: Colleague) -> None:
    client = new_client(anna)
    chief = colleague("Cecilia Chef", Role.UNIT_MANAGER)
    with pytest.raises(NoSuchUnitError):
        operations.transfer(
            client=client.record, unit=unit("Annan", "0305"), why="", by=chief.actor, now=NOW
        )
    assert found(anna, "asta") == [client.record]
