"""What there is to do: only what one may find, the most urgent first; days without content."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import Membership
from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.calendar_file import TITLE, calendar_file
from kvinnofrid.follow_up.models import CalendarLink, Client, Draft, Wave
from kvinnofrid.records.operations import block
from kvinnofrid.records.rules import BlockReason
from tests.accounts.people import NOW, TODAY, sign_in
from tests.client_surveys.answering import answer_by, code_by
from tests.follow_up.cases import look, new_client, new_episode
from tests.follow_up.test_waves import draft
from tests.records.people import Colleague, colleague


def listed(by: Colleague) -> operations.WorkingList:
    """The list of somebody."""
    return operations.working_list(by=by.actor, now=NOW)


def test_the_most_urgent_stands_first(anna: Colleague) -> None:
    for name, ago in (("Asta", 30), ("Britt", 5), ("Cilla", 60)):
        new_episode(anna, new_client(anna, name=name), on=TODAY - timedelta(days=ago))
    found = listed(anna)
    assert [one.client.values["name"] for one in found.due] == ["Cilla", "Asta", "Britt"]
    assert [one.urgency.value for one in found.due] == ["overdue", "overdue", "due"]
    assert found.clients == 3


def test_what_one_may_not_find_is_on_no_list_and_in_no_count(anna: Colleague) -> None:
    client = new_client(anna)
    new_episode(anna, client, on=TODAY)
    chief = colleague("Cecilia Chef", Role.UNIT_MANAGER)
    assert len(listed(chief).due) == listed(chief).clients == 1
    assert listed(colleague("Bo Berg")).due == ()
    block(
        model=Client,
        public_id=client.record,
        whom=chief.user,
        reason=BlockReason.CLOSE,
        by=anna.actor,
        now=NOW,
    )
    assert (listed(chief).due, listed(chief).clients) == ((), 0)
    assert operations.days_with_work(by=chief.actor, now=NOW) == {}


def test_ones_own_drafts_are_listed_and_nobody_elses(anna: Colleague) -> None:
    client = new_client(anna)
    new_episode(anna, client, on=TODAY)
    wave = look(anna, client, lambda folder: folder.of(Wave).first())
    draft(anna, client, wave, {"safety": 4})
    assert [one.wave for one in listed(anna).drafts] == [str(wave.pk)]
    assert listed(colleague("Cecilia Chef", Role.UNIT_MANAGER)).drafts == ()
    operations.discard_draft(client=client.record, wave=wave.pk, by=anna.actor, now=NOW)
    assert listed(anna).drafts == ()
    assert look(anna, client, lambda folder: folder.of(Draft).count()) == 0


def test_a_survey_that_is_not_answered_is_listed_until_it_is(
    shipped_data: None, anna: Colleague
) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    reference = uuid.UUID(str(episode.part))
    code_by(anna)
    given, second = code_by(anna, reference=reference), code_by(anna, reference=reference)
    chief, bo = colleague("Cecilia Chef", Role.UNIT_MANAGER), colleague("Bo Berg")
    for who, expected in ((anna, [str(reference)]), (chief, [str(reference)]), (bo, [])):
        assert [one.episode for one in listed(who).surveys] == expected
    browser = Browser()
    sign_in(browser, anna.user)
    said = browser.get("/uppfoljning/").content.decode()
    assert "Obesvarade enkäter" in said
    for one in (given, second):
        assert answer_by(one.code, {"treatment": ["badly"]}) == "taken"
    assert listed(anna).surveys == ()
    later = NOW + timedelta(days=3650)
    code_by(anna, reference=reference)
    assert operations.working_list(by=anna.actor, now=later).surveys == ()


def test_a_calendar_says_days_and_nothing_else(anna: Colleague) -> None:
    new_episode(anna, new_client(anna, name="Asta Hemligsson"), on=TODAY - timedelta(days=10))
    secret = operations.make_link(by=anna.actor, now=NOW)
    days = operations.days_of_secret(secret=secret, now=NOW)
    assert days == {TODAY + timedelta(days=4): 1}
    file = calendar_file(days, now=NOW)
    assert f"SUMMARY:{TITLE}" in file
    assert "Asta" not in file
    assert "vinnofrid" not in file
    assert file.count("BEGIN:VEVENT") == 1
    body = Browser().get(reverse("follow_up:feed", args=[secret]))
    assert (body.status_code, body.headers["Content-Type"][:13]) == (200, "text/calendar")
    assert not body.cookies


def test_a_secret_that_is_taken_back_or_was_never_given_is_the_same(anna: Colleague) -> None:
    first = operations.make_link(by=anna.actor, now=NOW)
    second = operations.make_link(by=anna.actor, now=NOW)
    assert operations.days_of_secret(secret=first, now=NOW) is None
    assert operations.days_of_secret(secret=second, now=NOW) == {}
    operations.revoke_link(by=anna.actor, now=NOW)
    operations.revoke_link(by=anna.actor, now=NOW)
    assert not operations.has_link(by=anna.actor)
    never = Browser().get(reverse("follow_up:feed", args=["x" * 43]))
    taken = Browser().get(reverse("follow_up:feed", args=[second]))
    assert never.status_code == taken.status_code == 404
    assert len(never.content) == len(taken.content)
    assert second not in str(CalendarLink.objects.values_list("secret_hash", flat=True))


def test_who_has_left_has_no_days(anna: Colleague) -> None:
    new_episode(anna, new_client(anna), on=TODAY)
    secret = operations.make_link(by=anna.actor, now=NOW)
    assert operations.days_of_secret(secret=secret, now=NOW)
    Membership.objects.filter(user=anna.user).update(valid_to=TODAY)
    assert operations.days_of_secret(secret=secret, now=NOW) == {}
    anna.user.is_active = False
    anna.user.save()
    assert operations.days_of_secret(secret=secret, now=NOW) is None


@pytest.mark.parametrize("name", ["start", "search", "calendar", "locate", "new-client"])
def test_pages_without_a_client_answer_whoever_works_there(anna: Colleague, name: str) -> None:
    browser = Browser()
    sign_in(browser, anna.user)
    assert browser.get(reverse(f"follow_up:{name}")).status_code == 200
    assert "/konto/" in Browser().get(reverse(f"follow_up:{name}")).headers["Location"]
