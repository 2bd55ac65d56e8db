"""What is published is read whole, at its time, and never when it is not what was signed."""

from datetime import timedelta

import pytest

from kvinnofrid.audit.operations import Seal
from kvinnofrid.releases.models import Release
from kvinnofrid.releases.queries import (
    BrokenReleaseError,
    NotPublishedError,
    current,
    forget,
    frozen_of,
    one_published,
    published,
    tables,
)
from kvinnofrid.releases.rules import packed, signed_message
from tests.releases.releasing import NOW, approved, table

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_release_is_read_as_it_was_frozen() -> None:
    approved({("target_group", ""): table(), ("way_in", ""): table("way_in")})
    (found,) = published(NOW)
    assert (found.number, found.years, found.superseded_by) == (1, (2024, 2025), None)
    assert found.titled("en") == "The follow-up 2024–2025"
    assert list(tables(1)) == [("target_group", ""), ("way_in", "")]
    assert tables(1)["target_group", ""] == table()
    assert tables(1) is tables(1)
    assert current(NOW) == found


def test_nothing_is_published_before_its_time() -> None:
    approved(publish_at=NOW + HOUR)
    assert published(NOW) == []
    assert current(NOW) is None
    with pytest.raises(NotPublishedError):
        tables(1)
    with pytest.raises(NotPublishedError):
        one_published(1, NOW)
    assert one_published(1, NOW + HOUR).number == 1


def test_a_clock_set_back_takes_nothing_away() -> None:
    noted = approved()
    approved(publish_at=NOW)
    assert [one.number for one in published(NOW)] == [2, 1]
    assert [one.number for one in published(NOW - 100 * HOUR)] == [2, 1]
    Release.objects.filter(pk=noted.pk).update(published_at=noted.publish_at)
    forget()
    assert [one.number for one in published(NOW - 100 * HOUR)] == [1]


def test_a_superseded_release_says_by_which_and_why() -> None:
    first = approved()
    approved(supersedes=first, reason="Ett län saknades.", publish_at=NOW)
    newer, older = published(NOW)
    assert (newer.supersedes, newer.superseded_by) == (1, None)
    assert (older.superseded_by, older.why_replaced("en")) == (2, "Ett län saknades.")
    assert current(NOW) == newer
    assert newer.why("sv") == "Ett län saknades."


def test_a_release_that_supersedes_does_so_when_it_comes_out() -> None:
    first = approved()
    approved(supersedes=first, reason="Ett län saknades.", publish_at=NOW + HOUR)
    (only,) = published(NOW)
    assert (only.number, only.superseded_by) == (1, None)


def test_rejected_ones_are_nobody_s_business() -> None:
    row = approved()
    Release.objects.filter(pk=row.pk).update(status="rejected", number=None)
    assert published(NOW) == []


def test_what_is_not_what_was_signed_is_not_given_out() -> None:
    row = approved()
    assert published(NOW)
    row.tables.update(content=packed(table(counts={("00", 2024): [1, 2, 3, 4]}).to_dict())[0])
    with pytest.raises(BrokenReleaseError):
        tables(1)["target_group", ""]
    row.tables.update(content=b"nothing")
    with pytest.raises(BrokenReleaseError):
        tables(1)["target_group", ""]
    row.tables.update(digest="0" * 64)
    forget()
    assert published(NOW)
    with pytest.raises(BrokenReleaseError):
        tables(1)


def test_each_signature_holds_and_covers_the_one_before() -> None:
    first, second = approved(), approved(publish_at=NOW)
    for row in (first, second):
        assert Seal(row.signature, row.public_key).holds(signed_message(row.digest))
    assert not Seal(first.signature, first.public_key).holds(signed_message(second.digest))
    assert not Seal("!", first.public_key).holds(b"")
    assert not Seal(first.signature, "no key").holds(signed_message(first.digest))
    assert frozen_of(second).previous == first.digest
