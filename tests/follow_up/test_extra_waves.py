"""One wave more than the usual: after the others, within reason, and it stays."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.models import Wave
from kvinnofrid.follow_up.rules import (
    Course,
    ImpossibleError,
    Move,
    Occasion,
    Wrong,
    check_extra,
)
from kvinnofrid.records.operations import SavedPart
from kvinnofrid.records.rules import Saved
from tests.accounts.people import NOW, TODAY, sign_in
from tests.follow_up.cases import OPENED, key, look, new_client, new_episode, take
from tests.records.people import Colleague

DAY = timedelta(days=1)


def add(by: Colleague, client: Saved, episode: SavedPart, due: date) -> SavedPart:
    """One wave more."""
    return operations.add_wave(
        client=client.record,
        episode=episode.part,
        due_on=due,
        by=by.actor,
        now=NOW,
        key=key(),
    )


def planned(by: Colleague, client: Saved) -> list[tuple[str, int, bool]]:
    """The waves of the client."""

    def see(folder: object) -> list[tuple[str, int, bool]]:
        rows = folder.of(Wave).order_by("occasion", "number")  # type: ignore[attr-defined]
        return list(rows.values_list("occasion", "number", "extra"))

    found: list[tuple[str, int, bool]] = look(by, client, see)
    return found


@pytest.mark.parametrize(
    ("occasion", "course", "due", "wrong"),
    [
        (Occasion.DURING, Course(OPENED), TODAY, None),
        (Occasion.DURING, Course(OPENED), TODAY - DAY, Wrong.IN_PAST),
        (Occasion.DURING, Course(OPENED), date(9999, 1, 1), Wrong.TOO_FAR),
        (Occasion.DURING, Course(OPENED, None, TODAY), TODAY, Wrong.NOT_ALLOWED),
        (Occasion.FOLLOW_UP, Course(OPENED), TODAY, Wrong.NOT_ALLOWED),
        (Occasion.FOLLOW_UP, Course(OPENED, None, TODAY), TODAY, None),
        (Occasion.BASELINE, Course(OPENED), TODAY, Wrong.NOT_ALLOWED),
        (Occasion.EXIT, Course(OPENED, None, TODAY), TODAY, Wrong.NOT_ALLOWED),
    ],
)
def test_the_day_of_an_extra_wave_is_possible(
    occasion: Occasion, course: Course, due: date, wrong: Wrong | None
) -> None:
    if wrong is None:
        check_extra(due, occasion, course, [TODAY], today=TODAY)
        return
    with pytest.raises(ImpossibleError) as caught:
        check_extra(due, occasion, course, [], today=TODAY)
    assert caught.value.wrong == wrong


def test_it_comes_after_the_others_of_its_kind() -> None:
    with pytest.raises(ImpossibleError) as caught:
        check_extra(TODAY, Occasion.DURING, Course(OPENED), [TODAY + DAY], today=TODAY)
    assert caught.value.wrong == Wrong.BEFORE_ANOTHER


def test_it_stays_when_the_usual_ones_are_planned_anew_and_goes_with_the_closure(
    anna: Colleague,
) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    add(anna, client, episode, TODAY + 30 * DAY)
    assert ("during", 1, True) in planned(anna, client)
    take(anna, client, episode, Move.START, OPENED)
    assert ("during", 1, True) in planned(anna, client)
    add(anna, client, episode, TODAY + 60 * DAY)
    add(anna, client, episode, TODAY + 60 * DAY)
    assert [one for one in planned(anna, client) if one[0] == "during"] == [
        ("during", 1, True),
        ("during", 2, True),
        ("during", 3, True),
    ]
    take(anna, client, episode, Move.CLOSE, TODAY)
    assert not [one for one in planned(anna, client) if one[0] == "during"]
    add(anna, client, episode, TODAY + 400 * DAY)
    assert ("follow_up", 2, True) in planned(anna, client)
    take(anna, client, episode, Move.REOPEN, TODAY, why="Det var fel dag")
    assert not [one for one in planned(anna, client) if one[0] == "follow_up"]


def test_it_is_planned_on_the_page_and_stands_in_the_working_list(anna: Colleague) -> None:
    client = new_client(anna)
    episode = new_episode(anna, client)
    browser = Browser()
    sign_in(browser, anna.user)
    form = reverse("follow_up:add-wave", args=[client.record, episode.part])
    for page in ("client", "episode"):
        about = [client.record] if page == "client" else [client.record, episode.part]
        assert form in browser.get(reverse(f"follow_up:{page}", args=about)).content.decode()
    wrong = browser.post(form, {"key": key(), "due_on": (TODAY - DAY).isoformat()})
    assert wrong.status_code == 422
    assert "Dagen har varit" in wrong.content.decode()
    sent = {"key": key(), "due_on": (TODAY + 3 * DAY).isoformat()}
    assert browser.post(form, sent).status_code == 302
    assert browser.post(form, sent).status_code == 302
    assert planned(anna, client).count(("during", 1, True)) == 1
    found = operations.working_list(by=anna.actor, now=NOW)
    assert [one.occasion for one in found.due if one.due_on == TODAY + 3 * DAY] == ["during"]
