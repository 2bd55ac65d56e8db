"""Two colleagues at once: each field that both may have changed is a choice, nothing is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.follow_up import operations
from kvinnofrid.follow_up.forms import GoalForm
from kvinnofrid.follow_up.models import Goal, Intervention, LinkedPerson, Wave
from kvinnofrid.follow_up.operations import GoalFacts, InterventionFacts, LinkedFacts
from kvinnofrid.follow_up.rules import Attainment
from kvinnofrid.records.rules import Saved
from tests.accounts.people import NOW, TODAY, sign_in
from tests.follow_up.cases import key, look, new_client, new_episode
from tests.records.people import Colleague


@pytest.fixture
def client(anna: Colleague) -> Saved:
    """A client."""
    return new_client(anna, values={"phone": "070-1740605"})


@pytest.fixture
def signed_in(anna: Colleague) -> Browser:
    """A browser in which the caseworker has signed in."""
    found = Browser()
    sign_in(found, anna.user)
    return found


def shown(browser: Browser, address: str) -> dict[str, Any]:
    """What a page holds in its form, as a browser would send it."""
    form = browser.get(address).context["form"]
    found: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list):
            found[bound.html_name] = [one for one in value if one]
        elif value not in (None, False, ""):
            found[bound.html_name] = "on" if value is True else value
    return found


def carried(answer: Any) -> dict[str, list[str]]:
    """What a comparison carries on, as a browser would send it."""
    found: dict[str, list[str]] = {}
    for name, value in answer.context["comparison"].carried:
        found.setdefault(name, []).append(value)
    return found


def choices(answer: Any) -> dict[str, tuple[str, str, str, str]]:
    """Before, mine, theirs and what is chosen, by field."""
    return {
        one.name: (one.before, one.mine, one.theirs, one.chosen)
        for one in answer.context["comparison"].choices
    }


def send(browser: Browser, address: str, sent: dict[str, Any]) -> HttpResponse:
    """Send a form."""
    answer: Any = browser.post(address, sent)
    return answer  # type: ignore[no-any-return]


def test_what_only_one_has_changed_is_chosen_and_what_both_have_must_be(
    anna: Colleague, client: Saved, signed_in: Browser
) -> None:
    address = reverse("follow_up:change", args=[client.record])
    mine, theirs = shown(signed_in, address), shown(signed_in, address)
    mine |= {"name": "Asta Ny", "safe_times": "Förmiddag", "key": key(), "safe_ways": ["letter"]}
    theirs |= {"name": "Astrid", "phone": "08-1", "key": key()}
    assert send(signed_in, address, theirs).status_code == 302
    answer = send(signed_in, address, mine)
    assert answer.status_code == 409
    found = choices(answer)
    assert found["name"] == ("Asta Påhitt", "Asta Ny", "Astrid", "")
    assert found["phone"] == ("070-1740605", "070-1740605", "08-1", "theirs")
    assert found["safe_times"] == ("tomt", "Förmiddag", "tomt", "mine")
    assert found["safe_ways"][1:] == ("Brev", "tomt", "mine")
    assert set(found) == {"name", "phone", "safe_times", "safe_ways"}
    page = answer.content.decode()
    assert page.count('type="radio"') == 8
    sent = carried(answer) | {
        "choose-phone": ["theirs"],
        "choose-safe_times": ["mine"],
        "choose-safe_ways": ["mine"],
    }
    again = send(signed_in, address, sent)
    assert again.status_code == 422
    assert "Båda har ändrat" in again.content.decode()
    done = send(signed_in, address, sent | {"choose-name": ["mine"]})
    assert done.status_code == 302, done.content.decode()
    texts = look(anna, client, lambda folder: folder.own_texts())
    assert (texts["name"], texts["phone"]) == ("Asta Ny", "08-1")
    assert (texts["safe_times"], texts["safe_ways"]) == ("Förmiddag", "letter")


def test_a_third_save_in_between_is_compared_too(
    anna: Colleague, client: Saved, signed_in: Browser
) -> None:
    address = reverse("follow_up:change", args=[client.record])
    first = shown(signed_in, address)
    assert send(signed_in, address, first | {"name": "Ett", "key": key()}).status_code == 302
    answer = send(signed_in, address, first | {"name": "Två", "key": key()})
    late = shown(signed_in, address) | {"name": "Tre", "key": key()}
    assert send(signed_in, address, late).status_code == 302
    again = send(signed_in, address, carried(answer) | {"choose-name": "mine"})
    assert again.status_code == 409
    assert choices(again) == {"name": ("Asta Påhitt", "Två", "Tre", "")}
    last = send(signed_in, address, carried(again) | {"choose-name": "theirs"})
    assert last.status_code == 302
    assert look(anna, client, lambda folder: folder.own_texts())["name"] == "Tre"


def test_goals_interventions_linked_persons_episodes_and_days_are_compared(
    anna: Colleague, client: Saved, signed_in: Browser
) -> None:
    episode = new_episode(anna, client, overall_goal="Trygghet")
    inside: list[object] = [client.record, episode.part]
    given: dict[str, Any] = {"client": client.record, "by": anna.actor, "now": NOW}
    operations.save_goal(**given, episode=episode.part, facts=GoalFacts("Bostad"), key=key())
    operations.save_intervention(
        **given,
        episode=episode.part,
        facts=InterventionFacts("talks", Intervention.Form.OPEN_SERVICE, "own_unit"),
        key=key(),
    )
    operations.save_linked(**given, facts=LinkedFacts(LinkedPerson.Kind.CHILD, "Barnet"), key=key())

    def only(model: Any) -> object:
        return look(anna, client, lambda folder: folder.of(model).first().pk)

    for name, args, field, mine, theirs in (
        ("goal", [*inside, only(Goal)], "text", "Jobb", "Skola"),
        ("intervention", [*inside, only(Intervention)], "provider", "region", "association"),
        ("linked", [client.record, only(LinkedPerson)], "relation", "Son", "Dotter"),
        ("change-episode", inside, "overall_goal", "Frihet", "Ro"),
        (
            "move-due",
            [client.record, only(Wave)],
            "due_on",
            (TODAY + timedelta(days=2)).isoformat(),
            (TODAY + timedelta(days=3)).isoformat(),
        ),
    ):
        address = reverse(f"follow_up:{name}", args=args)
        page = shown(signed_in, address)
        assert send(signed_in, address, page | {field: theirs, "key": key()}).status_code == 302
        answer = send(signed_in, address, page | {field: mine, "key": key()})
        assert answer.status_code == 409, name
        assert list(choices(answer)) == [field]
        done = send(signed_in, address, carried(answer) | {f"choose-{field}": "mine"})
        assert done.status_code == 302, name
        assert str(shown(signed_in, address)[field]) == mine


def test_when_both_have_written_the_same_there_is_nothing_to_choose(
    client: Saved, signed_in: Browser
) -> None:
    address = reverse("follow_up:change", args=[client.record])
    page = shown(signed_in, address) | {"safe_warning": "Ring aldrig\r\npå kvällen"}
    assert send(signed_in, address, page | {"key": key()}).status_code == 302
    answer = send(signed_in, address, page | {"key": key()})
    assert (answer.status_code, choices(answer)) == (409, {})
    assert "Ni har skrivit detsamma" in answer.content.decode()
    assert send(signed_in, address, carried(answer)).status_code == 302


@pytest.mark.parametrize("seen", ["", "{", "[]", '{"text": 1}', '{"text": ["a"], "x": null}'])
def test_what_a_page_had_shown_is_not_believed_blindly(seen: str) -> None:
    from kvinnofrid.follow_up.comparing import comparison

    sent = {"text": "Jobb", "key": "k", "version": "1", "seen": seen}
    initial = {"text": "Skola", "attainment": Attainment.NOT_ASSESSED.value, "version": 2}
    data: Any = _data(sent)
    found = comparison(GoalForm(data, initial=initial), key="n", missing=False)
    assert [one.name for one in found.choices] == ["text"]
    assert ("version", "2") in found.carried


def _data(sent: dict[str, str]) -> Any:
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.update(sent)
    return data
