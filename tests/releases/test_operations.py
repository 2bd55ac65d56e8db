"""Two persons make a release: proposed, made, checked, approved by the other: then it stands."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Actor, Membership, Period
from kvinnofrid.accounts.models import User
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.follow_up import facts
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.releases import operations, queries, snapshots
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.operations import ReleaseError, Wish, making
from kvinnofrid.releases.rules import MOST_ATTEMPTS
from tests.releases.releasing import NOW, SET, analyst, approved, sign, table, version
from tests.unit_results.cases import facts_of_a_unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
HOUR = timedelta(hours=1)


def actor(who: User, **given: Any) -> Actor:
    """An analyst who has just given the second factor, and who is known."""
    nation = str(organisations.nation(on=NOW.date()).id)
    whole: dict[str, Any] = {
        "memberships": (Membership(nation, Role.NATIONAL_ANALYST, Period(date(2020, 1, 1))),),
        "assurance": 3,
        "confirmed_at": NOW,
        "tokens": frozenset({who.pk.bytes}),
        "identified_in": frozenset({nation}),
        **given,
    }
    return Actor(id=str(who.pk), **whole)


@pytest.fixture
def moa() -> Actor:
    return actor(analyst("Moa"))


@pytest.fixture
def nora() -> Actor:
    return actor(analyst("Nora"))


def wish(**given: Any) -> Wish:
    whole: dict[str, Any] = {
        "title": "Uppföljningen",
        "first_year": 2025,
        "last_year": 2026,
        "publish_at": NOW + HOUR,
        "synthetic": True,
        "outcome_set": SET,
        "version": version(),
        **given,
    }
    return Wish(**whole)


@pytest.fixture
def proposed(moa: Actor, given_tables: None) -> Callable[..., Release]:
    """Propose and make one."""

    def propose(**given: Any) -> Release:
        made = operations.propose(wish=wish(**given), by=moa, now=NOW)
        making.make(release=made, now=NOW)
        return Release.objects.get(pk=made)

    return propose


Propose = Callable[..., Release]


def test_the_whole_way_from_proposal_to_publication(
    proposed: Propose, nora: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    row = proposed()
    assert row.status == Release.Status.PROPOSED
    assert row.made_from["episodes"] == 60
    assert snapshots.folder_of(row.pk).is_dir()
    with django_capture_on_commit_callbacks(execute=True):
        done = operations.decide_on(release=row.pk, yes=True, by=nora, now=NOW)
    assert done.number == 1
    assert not snapshots.folder_of(row.pk).exists()
    assert queries.published(NOW) == []
    (out,) = queries.published(NOW + HOUR)
    assert queries.tables(1)["target_group", ""] == table()
    assert out.synthetic
    assert operations.stored_faults() == []
    told = AuditEvent.objects.filter(object_kind="release").order_by("number")
    assert [one.action for one in told] == ["release.propose", "release.propose", "release.approve"]


def test_nobody_approves_what_they_proposed(proposed: Propose, moa: Actor, nora: Actor) -> None:
    row = proposed()
    for who in (moa, replace(nora, tokens=moa.tokens), replace(nora, confirmed_at=None)):
        with pytest.raises(DeniedError):
            operations.decide_on(release=row.pk, yes=True, by=who, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=row.pk).update(decided_by=row.proposed_by)
    row.refresh_from_db()
    assert row.status == Release.Status.PROPOSED


def test_only_one_of_two_approvals_counts(proposed: Propose, nora: Actor) -> None:
    row = proposed()
    operations.decide_on(release=row.pk, yes=True, by=nora, now=NOW)
    with pytest.raises(ReleaseError, match="redan beslutat"):
        operations.decide_on(release=row.pk, yes=True, by=actor(analyst("Olle")), now=NOW)
    assert Release.objects.filter(number__isnull=False).count() == 1


def test_of_two_proposals_the_second_must_be_tried_against_the_first(
    proposed: Propose, nora: Actor
) -> None:
    first, second = proposed(), proposed()
    operations.decide_on(release=first.pk, yes=True, by=nora, now=NOW)
    with pytest.raises(ReleaseError, match="inte prövade mot varandra"):
        operations.decide_on(release=second.pk, yes=True, by=nora, now=NOW)
    third = proposed()
    assert third.against == [[1, Release.objects.get(number=1).digest]]
    assert operations.decide_on(release=third.pk, yes=True, by=nora, now=NOW).number == 2


def test_a_rejected_release_leaves_nothing(
    proposed: Propose, nora: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    row = proposed()
    with django_capture_on_commit_callbacks(execute=True):
        assert operations.decide_on(release=row.pk, yes=False, by=nora, now=NOW).number is None
    assert queries.published(NOW + 100 * HOUR) == []
    assert not snapshots.folder_of(row.pk).exists()


def test_a_clock_set_back_turns_no_order_around(proposed: Propose, nora: Actor) -> None:
    operations.decide_on(release=proposed().pk, yes=True, by=nora, now=NOW)
    second = proposed()
    earlier = NOW - 30 * HOUR
    clocked = replace(nora, confirmed_at=earlier)
    operations.decide_on(release=second.pk, yes=True, by=clocked, now=earlier)
    decided = list(Release.objects.order_by("number").values_list("decided_at", flat=True))
    assert decided == [NOW, NOW]
    assert operations.stored_faults() == []


def spoil(row: Release) -> None:
    file = next(snapshots.folder_of(row.pk).glob("*.parquet"))
    file.write_bytes(file.read_bytes() + b"x")


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (spoil, "inte det som utgåvan räknades i"),
        (lambda row: shutil.rmtree(snapshots.folder_of(row.pk)), "inte det som utgåvan räknades i"),
        (lambda row: row.tables.update(content=b"no"), "inte det som gjordes"),
        (lambda row: Release.objects.update(catalogue="0" * 64), "Katalogen har ändrats"),
        (
            lambda row: Release.objects.update(checks=[{"kind": "validation", "stops": True}]),
            "En kontroll stoppar",
        ),
        (lambda row: Release.objects.update(status="making"), "inte färdig"),
    ],
)
def test_what_is_not_as_it_was_made_is_not_approved(
    proposed: Propose, nora: Actor, spoiled: Callable[[Release], object], said: str
) -> None:
    row = proposed()
    spoiled(row)
    with pytest.raises(ReleaseError, match=said):
        operations.decide_on(release=row.pk, yes=True, by=nora, now=NOW)
    assert not Release.objects.filter(number__isnull=False).exists()


def test_a_release_holds_made_up_episodes_or_real_ones_never_both(
    proposed: Propose, monkeypatch: pytest.MonkeyPatch
) -> None:
    mixed = facts_of_a_unit(60)
    mixed[:20] = [replace(one, synthetic=False) for one in mixed[:20]]
    monkeypatch.setattr(facts, "episodes", lambda _: mixed)
    made_up, real = proposed(), proposed(synthetic=False)
    assert (made_up.made_from["episodes"], real.made_from["episodes"]) == (40, 20)
    left = [one["number"] for one in real.checks if one["code"] == "left_out"]
    assert left == [40]


def test_a_release_that_supersedes_says_why_and_does_so_once(
    proposed: Propose, nora: Actor
) -> None:
    with pytest.raises(ReleaseError, match="finns inte"):
        proposed(supersedes=7, reason="Fel")
    operations.decide_on(release=proposed().pk, yes=True, by=nora, now=NOW)
    with pytest.raises(ReleaseError, match="Skriv varför"):
        proposed(supersedes=1)
    with pytest.raises(ReleaseError, match="påhittade"):
        proposed(supersedes=1, reason="Fel", synthetic=False)
    row = proposed(supersedes=1, reason="Ett län saknades.")
    operations.decide_on(release=row.pk, yes=True, by=nora, now=NOW)
    newest = queries.current(NOW + 2 * HOUR)
    assert newest is not None
    assert (newest.number, newest.supersedes) == (2, 1)
    with pytest.raises(ReleaseError, match="redan ersatt"):
        proposed(supersedes=1, reason="Igen")


@pytest.mark.parametrize(
    "given",
    [{"first_year": 2027, "last_year": 2027}, {"first_year": 2000}, {"version": "1"}],
)
def test_what_cannot_be_counted_is_not_proposed(moa: Actor, given: dict[str, Any]) -> None:
    with pytest.raises(ReleaseError):
        operations.propose(wish=wish(**given), by=moa, now=NOW)


def test_a_release_of_nothing_says_so(moa: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "episodes", lambda _: [])
    made = operations.propose(wish=wish(), by=moa, now=NOW)
    with pytest.raises(ReleaseError, match="inga insatsperioder"):
        making.make(release=made, now=NOW)
    row = Release.objects.get(pk=made)
    assert (row.status, row.told) == (Release.Status.FAILED, making.NOTHING.sv)
    with pytest.raises(operations.NoSuchReleaseError):
        making.make(release=made, now=NOW)


def test_upkeep_notes_what_has_come_out_and_gives_up_what_nobody_decides(
    proposed: Propose, nora: Actor, moa: Actor
) -> None:
    operations.decide_on(release=proposed().pk, yes=True, by=nora, now=NOW)
    waiting, stuck = proposed(), operations.propose(wish=wish(), by=moa, now=NOW)
    later: datetime = NOW + timedelta(days=40)
    assert operations.clear_away(now=NOW + timedelta(minutes=1)).startswith("releases_out=0")
    assert operations.clear_away(now=NOW + HOUR).startswith(
        "releases_out=1 releases_given_up=0 releases_begun_again=1"
    )
    for _ in range(MOST_ATTEMPTS - 1):
        assert Release.objects.get(pk=stuck).status == Release.Status.MAKING
        later += HOUR
        said = operations.clear_away(now=later)
    assert "releases_given_up=0 releases_begun_again=0" in said
    states = dict(Release.objects.filter(pk__in=[waiting.pk, stuck]).values_list("pk", "status"))
    assert states == {waiting.pk: Release.Status.FAILED, stuck: Release.Status.FAILED}
    assert "3 gånger" in Release.objects.get(pk=stuck).told
    queries.forget()
    assert len(queries.published(NOW - HOUR)) == 1


def test_a_stored_release_that_was_changed_is_found() -> None:
    first, second, third = approved(), approved(), approved()
    Release.objects.filter(pk=first.pk).update(title="En annan")
    Release.objects.filter(pk=second.pk).update(signature="AAAA")
    third.tables.update(content=b"no")
    assert [fault.split(" ", 1)[0] for fault in operations.stored_faults()] == [
        "Utgåva",
        "Utgåva",
        "Tabellen",
    ]
    first.delete()
    assert operations.stored_faults()[0] == "Utgåva 1 saknas: numren har en lucka."
    sign(second)
