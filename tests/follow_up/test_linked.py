"""A perpetrator's identity blocks whoever has it, in the moment that it is written."""

from dataclasses import replace

import pytest

from kvinnofrid.access.roles import Role
from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.models import LinkedPerson
from kvinnofrid.follow_up.operations import LinkedFacts
from kvinnofrid.keys.identity import IdentityError
from kvinnofrid.records import vault
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.records.rules import Saved
from tests.accounts.people import NOW, organisation
from tests.follow_up.cases import key, look, new_client
from tests.records.people import NUMBER, OTHER_NUMBER, Colleague, colleague


def identified(who: Colleague, number: str) -> Colleague:
    """The colleague, with the identity that has the number."""
    token = vault.client().token(str(organisation()), number)
    return Colleague(who.user, replace(who.actor, tokens=frozenset({token})))


def link(by: Colleague, client: Saved, *, identity_number: str) -> str:
    """Link a perpetrator."""
    return operations.save_linked(
        client=client.record,
        facts=LinkedFacts(
            LinkedPerson.Kind.PERPETRATOR, "Påhittad Person", identity_number=identity_number
        ),
        by=by.actor,
        now=NOW,
        key=key(),
    ).part


def test_a_perpetrator_who_works_here_is_blocked_at_once(anna: Colleague) -> None:
    anna = identified(anna, OTHER_NUMBER)
    client = new_client(anna)
    bo = identified(colleague("Bo Berg"), NUMBER)
    chief = identified(colleague("Cecilia Chef", Role.UNIT_MANAGER), NUMBER)
    assert operations.read_client(client=client.record, by=chief.actor, now=NOW)
    link(anna, client, identity_number=NUMBER)
    for who in (bo, chief):
        with pytest.raises(RecordMissing):
            operations.read_client(client=client.record, by=who.actor, now=NOW)
    assert operations.read_client(client=client.record, by=anna.actor, now=NOW).linked


def test_who_has_given_no_identity_cannot_be_told_from_the_perpetrator(anna: Colleague) -> None:
    client = new_client(anna)
    link(identified(anna, OTHER_NUMBER), client, identity_number=NUMBER)
    unknown = replace(anna.actor, tokens=frozenset(), identified_in=frozenset())
    with pytest.raises(RecordMissing):
        operations.read_client(client=client.record, by=unknown, now=NOW)


def test_what_is_no_number_is_refused_and_nothing_is_linked(anna: Colleague) -> None:
    client = new_client(anna)
    with pytest.raises(IdentityError):
        link(anna, client, identity_number="inget nummer")
    assert look(anna, client, lambda folder: folder.of(LinkedPerson).count()) == 0


def test_the_link_to_a_persons_own_record_is_shown_to_those_who_may_find_it(
    anna: Colleague,
) -> None:
    client, child = new_client(anna), new_client(anna, name="Barn Påhitt", number=NUMBER)
    operations.save_linked(
        client=client.record,
        facts=LinkedFacts(LinkedPerson.Kind.CHILD, "Barn Påhitt", identity_number=NUMBER),
        by=anna.actor,
        now=NOW,
        key=key(),
    )
    page = operations.read_client(client=client.record, by=anna.actor, now=NOW)
    assert page.linked[0].record is not None
    assert page.linked[0].record.id == child.record


def test_an_unlinked_person_is_gone_from_the_page_and_the_block_stays(anna: Colleague) -> None:
    anna = identified(anna, OTHER_NUMBER)
    client = new_client(anna)
    person = link(anna, client, identity_number=NUMBER)
    operations.unlink(client=client.record, linked=person, by=anna.actor, now=NOW, key=key())
    assert operations.read_client(client=client.record, by=anna.actor, now=NOW).linked == ()
    with pytest.raises(RecordMissing):
        operations.read_client(client=client.record, by=identified(anna, NUMBER).actor, now=NOW)
