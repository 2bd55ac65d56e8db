"""Two records of one person: found by name or number, seen beside each other, made one for good."""

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.models import Client, Episode
from kvinnofrid.follow_up.rules import ImpossibleError, Wrong
from kvinnofrid.records.operations import protect
from kvinnofrid.records.permissions import RecordMissing
from kvinnofrid.records.rules import Saved
from tests.accounts.people import NOW, sign_in
from tests.follow_up.cases import look, new_client, new_episode
from tests.records.people import NUMBER, OTHER_NUMBER, Colleague, colleague


@pytest.fixture
def signed_in(anna: Colleague) -> Browser:
    """A browser in which the caseworker has signed in."""
    found = Browser()
    sign_in(found, anna.user)
    return found


def page(browser: Browser, keep: Saved, **sent: str) -> Any:
    """The page where the record is merged, after something was sent."""
    address = reverse("follow_up:merge", args=[keep.record])
    return browser.post(address, sent) if sent else browser.get(address)


def others(answer: Any) -> list[str]:
    """The records that can be chosen."""
    return re.findall(r'name="other" value="([^"]+)"', answer.content.decode())


def test_the_other_record_is_found_by_number_by_another_name_or_has_the_same(
    anna: Colleague, signed_in: Browser
) -> None:
    keep = new_client(anna, name="Asta Påhitt")
    same, other = new_client(anna, name="Asta Påhitt"), new_client(anna, name="Vera", number=NUMBER)
    theirs = new_client(colleague("Bo Berg"), name="Vera")
    assert others(page(signed_in, keep)) == [same.record]
    assert others(page(signed_in, keep, do="search", q=NUMBER)) == [other.record]
    assert others(page(signed_in, keep, do="search", q="vera")) == [other.record]
    assert theirs.record not in page(signed_in, keep, do="search", q="vera").content.decode()
    nothing = page(signed_in, keep, do="search", q="finns inte").content.decode()
    assert "Du har ingen annan öppen akt" in nothing
    unknown = new_client(anna, name="")
    assert "Ingen annan öppen akt har samma namn" in page(signed_in, unknown).content.decode()


def test_what_becomes_of_both_is_shown_before_and_nothing_is_changed(
    anna: Colleague, signed_in: Browser
) -> None:
    keep = new_client(anna, number=NUMBER)
    gone = new_client(anna, name="Asta P", values={"phone": "070-1"})
    episode = new_episode(anna, gone)
    answer = page(signed_in, keep, do="preview", other=gone.record)
    said = answer.content.decode()
    assert "Våldsutsatt vuxen, från" in said
    assert "får: telefon" in said
    assert "<li>Namn</li>" in said
    assert "Det går inte att ångra" in said
    assert look(anna, gone, lambda folder: folder.record.closed_at) is None
    done = page(signed_in, keep, do="merge", other=gone.record)
    assert done.headers["Location"] == reverse("follow_up:client", args=[keep.record])
    assert look(anna, keep, lambda folder: folder.part(Episode, episode.part)) is not None
    assert (
        "slagits ihop"
        in signed_in.get(reverse("follow_up:client", args=[gone.record])).content.decode()
    )
    for do in ("preview", "merge"):
        again = page(signed_in, keep, do=do, other=gone.record)
        assert again.status_code == 422
        assert "redan sammanslagna" in again.content.decode()


def test_what_cannot_be_merged_says_why_and_what_is_hidden_is_missing(
    anna: Colleague, signed_in: Browser
) -> None:
    keep, other = new_client(anna, number=NUMBER), new_client(anna, number=OTHER_NUMBER)
    for do in ("preview", "merge"):
        answer = page(signed_in, keep, do=do, other=other.record)
        assert (answer.status_code, "olika personnummer" in answer.content.decode()) == (422, True)
    hidden = new_client(colleague("Bo Berg"))
    for wrong in (hidden.record, keep.record, "nonsense", "00000000-0000-0000-0000-000000000000"):
        for do in ("preview", "merge"):
            assert page(signed_in, keep, do=do, other=wrong).status_code == 404
    assert "Välj en av akterna" in page(signed_in, keep, do="preview").content.decode()


def test_a_protected_record_is_not_shown_beside_another(anna: Colleague) -> None:
    keep, gone = new_client(anna), new_client(anna)
    protect(model=Client, public_id=gone.record, by=anna.actor, now=NOW)
    with pytest.raises(RecordMissing):
        operations.preview_merge(keep=keep.record, gone=gone.record, by=anna.actor, now=NOW)


def test_what_was_merged_is_never_merged_on(anna: Colleague) -> None:
    first, second, third = (new_client(anna) for _ in range(3))
    operations.merge(keep=second.record, gone=first.record, by=anna.actor, now=NOW)
    operations.merge(keep=third.record, gone=second.record, by=anna.actor, now=NOW)
    for keep, gone in ((third, first), (first, third), (second, first)):
        with pytest.raises(ImpossibleError) as caught:
            operations.merge(keep=keep.record, gone=gone.record, by=anna.actor, now=NOW)
        assert caught.value.wrong is Wrong.MERGED
