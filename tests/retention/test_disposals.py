"""A disposal: proposed by one, decided by another, tried again at the moment of destruction."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from kvinnofrid.retention.models import Disposal, DisposalItem, Hold, Tombstone
from kvinnofrid.retention.operations import (
    Carried,
    NotDecidedError,
    NothingDueError,
    WrongStatusError,
    approve,
    carry_out,
    lift_hold,
    place_hold,
    preview_as,
    propose,
    reject,
)
from kvinnofrid.retention.outside import tombstone_file
from kvinnofrid.retention.permissions import NotAllowedError
from kvinnofrid.retention.queries import UnknownOrganisationError, disposals, preview
from tests.retention.conftest import House, Told
from tests.retention.minimal import KIND, LONG_AGO, NOW, TODAY, add, archivist, municipality, there

A_DAY = timedelta(days=1)


def proposed(house: House) -> UUID:
    return propose(
        organisation=house.organisation,
        concerns="client_record",
        by=archivist("ann", house.organisation),
        now=NOW,
    )


def decided(house: House) -> UUID:
    disposal = proposed(house)
    approve(disposal=disposal, by=archivist("bo", house.organisation), now=NOW)
    return disposal


def carried(house: House, disposal: UUID) -> Carried:
    return carry_out(disposal=disposal, by=archivist("ann", house.organisation), now=NOW)


def test_what_is_due_is_destroyed_with_its_key_and_remembered(house: House, told: Told) -> None:
    add("old", house.organisation)
    add("new", house.organisation, entry=date(2026, 1, 1))
    add("sample", house.organisation, born=date(1980, 1, 15))
    assert carried(house, decided(house)) == Carried(destroyed=1, spared=0, gone=0)
    assert there(house.organisation) == {"new", "sample"}
    assert told.keys == [(house.organisation, b"key of old")]
    assert told.actions() == [
        "retention.propose",
        "retention.approve",
        "retention.destroy",
        "retention.carry_out",
    ]
    stone = Tombstone.objects.get()
    assert (stone.object_id, stone.rule) == ("old", "client-records")
    assert (stone.proposed_by, stone.decided_by, stone.carried_out_by) == ("ann", "bo", "ann")
    assert [line.object_id for line in tombstone_file().read()] == ["old"]
    assert disposals(house.organisation)[0].status == Disposal.Status.CARRIED_OUT


def test_who_proposed_cannot_decide(house: House, told: Told) -> None:
    add("old", house.organisation)
    disposal = proposed(house)
    with pytest.raises(NotAllowedError, match="Någon annan"):
        approve(disposal=disposal, by=archivist("ann", house.organisation), now=NOW)
    with pytest.raises(WrongStatusError):
        carried(house, disposal)
    assert there(house.organisation) == {"old"}
    assert told.actions() == ["retention.propose"]


def test_the_database_too_refuses_one_person_in_both_roles(house: House) -> None:
    add("old", house.organisation)
    disposal = proposed(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        Disposal.objects.filter(pk=disposal).update(
            status="approved", decided_by="ann", decided_at=NOW
        )


def test_nobody_without_role_here_and_fresh_second_factor_gets_in(house: House) -> None:
    add("old", house.organisation)
    elsewhere = archivist("eve", municipality("1480"))
    stale = archivist("ann", house.organisation, confirmed=False)
    for by in (elsewhere, stale):
        with pytest.raises(NotAllowedError):
            propose(organisation=house.organisation, concerns="client_record", by=by, now=NOW)
    with pytest.raises(NotAllowedError):
        preview_as(organisation=house.organisation, by=elsewhere, now=NOW)


def test_a_proposal_of_rules_destroys_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KV_CATALOGUE")
    add("old", house.organisation)
    seen = preview(house.organisation, today=TODAY)
    assert seen is not None
    assert not seen.decided
    assert seen.rows[0].due_now == 1
    with pytest.raises(NotDecidedError):
        proposed(house)


def test_rules_decided_elsewhere_do_not_hold_here(house: House) -> None:
    house.decide("1480")
    add("old", house.organisation)
    with pytest.raises(NotDecidedError):
        proposed(house)


def test_a_decision_that_is_gone_spares_what_was_to_be_destroyed(house: House) -> None:
    add("old", house.organisation)
    disposal = decided(house)
    house.decide("1480")
    assert carried(house, disposal) == Carried(destroyed=0, spared=1, gone=0)
    assert there(house.organisation) == {"old"}


def test_a_new_entry_or_a_hold_since_the_decision_spares_it(house: House, told: Told) -> None:
    for name in ("written", "held", "left", "gone"):
        add(name, house.organisation)
    disposal = decided(house)
    kind = there(house.organisation)
    assert len(kind) == 4
    KIND.destroy(house.organisation, "gone")
    KIND.destroy(house.organisation, "written")
    add("written", house.organisation, entry=TODAY)
    ann = archivist("ann", house.organisation)
    place_hold(
        organisation=house.organisation,
        concerns="client_record",
        object_id="held",
        reference="SN-2026-7",
        by=ann,
        now=NOW,
    )
    assert carried(house, disposal) == Carried(destroyed=1, spared=2, gone=1)
    assert there(house.organisation) == {"written", "held"}
    assert "retention.hold" in told.actions()


def test_a_hold_on_everything_stops_all_and_another_lifts_it(house: House) -> None:
    add("old", house.organisation)
    ann, bo = (archivist(name, house.organisation) for name in ("ann", "bo"))
    hold = place_hold(organisation=house.organisation, reference="SN-1", by=ann, now=NOW)
    with pytest.raises(NothingDueError):
        proposed(house)
    seen = preview_as(organisation=house.organisation, by=ann, now=NOW)
    assert seen is not None
    assert (seen.rows[0].held, seen.rows[0].due_now) == (1, 0)
    with pytest.raises(NotAllowedError):
        lift_hold(hold=hold, by=ann, now=NOW)
    lift_hold(hold=hold, by=bo, now=NOW)
    with pytest.raises(WrongStatusError):
        lift_hold(hold=hold, by=bo, now=NOW)
    assert Hold.objects.get().lifted_by == "bo"
    assert proposed(house)


def test_a_rejected_disposal_destroys_nothing_and_can_be_proposed_again(house: House) -> None:
    add("old", house.organisation)
    disposal = proposed(house)
    with pytest.raises(NothingDueError):
        proposed(house)
    bo = archivist("bo", house.organisation)
    reject(disposal=disposal, by=bo, now=NOW)
    with pytest.raises(WrongStatusError):
        approve(disposal=disposal, by=bo, now=NOW)
    with pytest.raises(WrongStatusError):
        carried(house, disposal)
    assert proposed(house) != disposal


def test_without_log_nothing_is_destroyed(house: House, told: Told) -> None:
    add("old", house.organisation)
    disposal = decided(house)
    told.log_fails = True
    with pytest.raises(RuntimeError, match="log"):
        carried(house, disposal)
    assert there(house.organisation) == {"old"}
    assert not Tombstone.objects.exists()
    assert told.keys == []
    assert tombstone_file().read() == []


def test_a_key_service_that_is_down_loses_nothing_and_it_can_be_tried_again(
    house: House, told: Told
) -> None:
    add("old", house.organisation)
    disposal = decided(house)
    told.keys_fail = True
    with pytest.raises(RuntimeError, match="key service"):
        carried(house, disposal)
    assert there(house.organisation) == {"old"}
    assert tombstone_file().read() == []
    assert DisposalItem.objects.get().outcome == DisposalItem.Outcome.WAITING
    told.keys_fail = False
    assert carried(house, disposal).destroyed == 1


def test_what_was_carried_out_is_not_carried_out_again(house: House, told: Told) -> None:
    add("old", house.organisation)
    disposal = decided(house)
    carried(house, disposal)
    with pytest.raises(WrongStatusError):
        carried(house, disposal)
    assert told.actions().count("retention.destroy") == 1


def test_the_preview_counts_what_is_due_late_kept_and_ahead(house: House) -> None:
    add("due", house.organisation, entry=TODAY.replace(year=2021) - A_DAY)
    add("late", house.organisation, entry=LONG_AGO.replace(year=2010))
    add("sample", house.organisation, born=date(1980, 1, 25))
    add("ahead", house.organisation, entry=date(2022, 1, 1))
    add("elsewhere", municipality("1480"))
    seen = preview(house.organisation, today=TODAY)
    assert seen is not None
    assert seen.decided
    row = seen.rows[0]
    assert (row.total, row.due_now, row.overdue) == (4, 2, 1)
    assert row.kept == {"research-sample": 1}
    assert row.next_due == date(2027, 1, 2)
    assert not seen.rows[1].known


def test_an_organisation_that_is_not_there_is_said_so(house: House) -> None:
    for unknown in ("0", "nobody"):
        with pytest.raises(UnknownOrganisationError):
            preview(unknown, today=TODAY)


def test_what_is_blocked_for_somebody_is_not_there_for_them(house: House) -> None:
    for name in ("open", "hidden"):
        add(name, house.organisation)
    KIND.blocked["hidden"] = frozenset({"ann"})
    ann, bo = (archivist(name, house.organisation) for name in ("ann", "bo"))
    counted = []
    for by in (ann, bo):
        seen = preview_as(organisation=house.organisation, by=by, now=NOW)
        assert seen is not None
        counted.append((seen.rows[0].total, seen.rows[0].due_now))
    assert counted == [(1, 1), (2, 2)]
    disposal = proposed(house)
    assert [item.object_id for item in DisposalItem.objects.filter(disposal=disposal)] == ["open"]


def test_what_is_blocked_for_who_decides_or_carries_out_waits_for_another(house: House) -> None:
    for name in ("open", "from-bo", "from-ann"):
        add(name, house.organisation)
    disposal = proposed(house)
    KIND.blocked = {"from-bo": frozenset({"bo"}), "from-ann": frozenset({"ann"})}
    cy = archivist("cy", house.organisation)
    approve(disposal=disposal, by=archivist("bo", house.organisation), now=NOW)
    assert carried(house, disposal) == Carried(destroyed=1, spared=0, gone=0)
    assert there(house.organisation) == {"from-bo", "from-ann"}
    waiting, undecided = (
        Disposal.objects.get(items__object_id=name) for name in ("from-ann", "from-bo")
    )
    assert (waiting.status, undecided.status) == ("approved", "proposed")
    with pytest.raises(Disposal.DoesNotExist):
        carried(house, waiting.pk)
    carry_out(disposal=waiting.pk, by=cy, now=NOW)
    approve(disposal=undecided.pk, by=cy, now=NOW)
    carried(house, undecided.pk)
    assert there(house.organisation) == set()
