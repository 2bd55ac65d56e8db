"""Over HTTP, what is hidden answers exactly as what is not there, at every address of a client."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse

from kvinnofrid.access.roles import Role
from kvinnofrid.follow_up import operations, urls
from kvinnofrid.follow_up.models import Client, LinkedPerson, Wave
from kvinnofrid.follow_up.operations import LinkedFacts
from kvinnofrid.records.operations import block, clear, propose_clearance, protect
from kvinnofrid.records.rules import BlockReason, ProtectedIdentity, Saved
from tests.accounts.people import NOW, member, sign_in, unit
from tests.follow_up.cases import key, look, new_client, new_episode
from tests.records.people import NUMBER, Colleague, colleague
from tests.records.requests import NOBODYS, Seen

SECRET = ("Asta", "Hemligsson", "Trygghet", "0701234567")
PATTERNS: list[Any] = list(urls.urlpatterns)
ABOUT_A_CLIENT = sorted(str(one.name) for one in PATTERNS if "client" in one.pattern.converters)
METHODS = ("get", "post")


@pytest.fixture
def hidden(anna: Colleague) -> dict[str, str]:
    """Ids of a client and its parts, which Anna alone reaches."""
    client = new_client(anna, name="Asta Hemligsson", number=NUMBER, values={"phone": SECRET[3]})
    episode = new_episode(anna, client, overall_goal="Trygghet")
    wave = look(anna, client, lambda folder: folder.of(Wave).first().pk)
    person = operations.save_linked(
        client=client.record,
        facts=LinkedFacts(LinkedPerson.Kind.CHILD, "Barn Hemligsson"),
        by=anna.actor,
        now=NOW,
        key=key(),
    )
    return {
        "client": client.record,
        "episode": episode.part,
        "wave": str(wave),
        "person": person.part,
        "intervention": NOBODYS,
        "goal": NOBODYS,
    }


def address(name: str, ids: dict[str, str]) -> str:
    """The address of a page about a client."""
    pattern = next(one for one in PATTERNS if str(one.name) == name)
    wanted = {part: ids[part] for part in pattern.pattern.converters}
    return reverse(f"follow_up:{name}", kwargs=wanted)


def asked(browser: Browser, name: str, ids: dict[str, str], method: str) -> Seen:
    """What somebody sees of an address, with the ids made the same."""
    data = {"key": "k", "reason": "life", "text": "Det är bråttom nu"} if method == "post" else {}
    response: Any = getattr(browser, method)(address(name, ids), data)
    seen = Seen.of(response, ids["client"])
    headers, body = seen.headers, seen.body
    for one in ids.values():
        body = body.replace(one.encode(), NOBODYS.encode())
        headers = tuple((name, value.replace(one, NOBODYS)) for name, value in headers)
    body = re.sub(rb'csrfmiddlewaretoken" value="[^"]+"', b"", body)
    body = re.sub(rb'name="key" value="[^"]+"', b"", body)
    return Seen(seen.status, headers, body)


def strangers(hidden: dict[str, str], anna: Colleague) -> dict[str, Browser]:
    """Browsers of those from whom the client is hidden, each for another reason."""
    blocked = colleague("Cecilia Chef", Role.UNIT_MANAGER)
    block(
        model=Client,
        public_id=hidden["client"],
        whom=blocked.user,
        reason=BlockReason.CLOSE,
        by=anna.actor,
        now=NOW,
    )
    people = {
        "not assigned": colleague("Bo Berg").user,
        "blocked": blocked.user,
        "another unit": member(Role.UNIT_MANAGER, "Disa Dal", unit=unit("Barn och familj")).user,
        "another municipality": member(Role.CASEWORKER, "Eva Ek", code="0305").user,
        "no content role": member(Role.SYSTEM_ADMINISTRATOR, "Frej Fors").user,
    }
    found = {}
    for why, user in people.items():
        found[why] = Browser()
        sign_in(found[why], user)
    return found


def test_every_address_of_a_client_is_tried() -> None:
    assert len(ABOUT_A_CLIENT) > 25


@pytest.mark.parametrize("method", METHODS)
def test_what_is_hidden_equals_what_is_missing_to_the_byte(
    hidden: dict[str, str], anna: Colleague, method: str
) -> None:
    nobodys = {part: str(uuid.uuid4()) for part in hidden}
    for why, browser in strangers(hidden, anna).items():
        for name in ABOUT_A_CLIENT:
            if name == "glass" and why in {"not assigned", "another unit"}:
                continue  # an emergency opening is for whoever works there
            there = asked(browser, name, hidden, method)
            missing = asked(browser, name, nobodys, method)
            assert there == missing, f"{method} {name} for {why}: {there.status}"
            assert not any(word.encode() in there.body for word in SECRET), name


def test_a_protected_client_answers_as_missing_even_in_an_emergency(
    hidden: dict[str, str], anna: Colleague
) -> None:
    protect(model=Client, public_id=hidden["client"], by=anna.actor, now=NOW)
    browser = Browser()
    sign_in(browser, colleague("Bo Berg").user)
    nobodys = {part: str(uuid.uuid4()) for part in hidden}
    there = asked(browser, "glass", hidden, "post")
    assert there == asked(browser, "glass", nobodys, "post")
    assert there.status == 404


def test_a_search_tells_nothing_of_what_is_hidden(hidden: dict[str, str], anna: Colleague) -> None:
    for browser in strangers(hidden, anna).values():
        for text in ("Hemligsson", NUMBER):
            body = browser.post(reverse("follow_up:search"), {"q": text}).content.decode()
            other = browser.post(reverse("follow_up:search"), {"q": "Ingen"}).content.decode()
            assert hidden["client"] not in body
            assert ("0 klienter" in body) == ("0 klienter" in other)


def test_an_emergency_opening_by_number_says_the_same_of_hidden_and_missing(
    hidden: dict[str, str], anna: Colleague
) -> None:
    browsers = strangers(hidden, anna)
    form = {"key": "k", "reason": "life", "text": "Det är bråttom nu", "identity_number": NUMBER}
    page = reverse("follow_up:locate")
    blocked = browsers["blocked"].post(page, form)
    assert blocked.status_code == 422
    assert "Ingen akt kan öppnas" in blocked.content.decode()
    opened = browsers["not assigned"].post(page, form)
    assert opened.status_code == 302
    assert hidden["client"] in opened.headers["Location"]
    body = browsers["not assigned"].get(opened.headers["Location"]).content.decode()
    assert "nödöppning" in body
    assert "Ändra uppgifter" not in body


def test_an_identity_number_stands_in_no_address_and_no_answer(anna: Colleague) -> None:
    browser = Browser()
    sign_in(browser, anna.user)
    form = {
        "key": key(),
        "unit": str(unit().pk),
        "identity_number": NUMBER,
        "name": "Asta",
        "protection": "",
    }
    made = browser.post(reverse("follow_up:new-client"), form)
    assert made.status_code == 302
    assert NUMBER not in made.headers["Location"]
    page = browser.get(made.headers["Location"]).content.decode()
    assert NUMBER not in page
    again = browser.post(reverse("follow_up:new-client"), form | {"key": key()})
    assert again.status_code == 422
    assert "har redan en akt" in again.content.decode()


def test_the_client_page_warns_before_contact_and_shows_the_badge(anna: Colleague) -> None:
    client: Saved = new_client(
        anna,
        protection=ProtectedIdentity.MARKING,
        values={"safe_warning": "Ring aldrig på kvällen"},
    )
    browser = Browser()
    sign_in(browser, anna.user)
    for page in (
        reverse("follow_up:client", args=[client.record]),
        reverse("follow_up:change", args=[client.record]),
        reverse("follow_up:new-episode", args=[client.record]),
    ):
        body = browser.get(page).content.decode()
        assert "Sekretessmarkering" in body
        assert "Ring aldrig på kvällen" in body


def test_two_managers_let_somebody_in_to_a_protected_client(
    hidden: dict[str, str], anna: Colleague
) -> None:
    browsers = {}
    for name in ("Cecilia Chef", "Disa Dal"):
        browsers[name] = Browser()
        sign_in(browsers[name], colleague(name, Role.UNIT_MANAGER).user)
    own = Browser()
    sign_in(own, anna.user)
    done = own.post(address("protect", hidden)).content.decode()
    assert address("clearance", hidden) in done
    assert own.get(address("client", hidden)).status_code == 404
    first, second = browsers.values()
    form = {"key": key(), "user": anna.actor.id}
    assert first.post(address("clearance", hidden), form).status_code == 302
    page = second.get(address("clearance", hidden)).content.decode()
    assert "Anna Andersson" in page
    assert not any(word in page for word in SECRET)
    waiting = re.findall(r'name="clearance" value="([^"]+)"', page)
    assert (
        re.findall(r'name="clearance"', first.get(address("clearance", hidden)).content.decode())
        == []
    )
    assert second.post(address("clear", hidden), {"clearance": waiting[0]}).status_code == 302
    assert own.get(address("client", hidden)).status_code == 200
    assert first.get(address("client", hidden)).status_code == 404
    heading, there = "Skyddade klienter", address("client", hidden)
    assert heading in (list_of_hers := own.get("/uppfoljning/").content.decode())
    assert there in list_of_hers.partition(heading)[2]
    assert "Skyddad nivå" in own.get("/uppfoljning/sok/?alla=1").content.decode()
    for other in (first, second):
        assert heading not in (theirs := other.get("/uppfoljning/").content.decode())
        assert there not in theirs


def test_who_is_let_in_to_a_protected_client_has_the_client(
    hidden: dict[str, str], anna: Colleague
) -> None:
    chiefs = [colleague(name, Role.UNIT_MANAGER) for name in ("Cecilia Chef", "Disa Dal")]
    bo = colleague("Bo Berg")
    given: dict[str, Any] = {"model": Client, "public_id": hidden["client"], "now": NOW}
    protect(**given, by=anna.actor)
    proposed = propose_clearance(**given, user=bo.user, by=chiefs[0].actor)
    assert operations.working_list(by=bo.actor, now=NOW).protected == ()
    clear(**given, clearance_id=proposed, by=chiefs[1].actor)
    found = operations.working_list(by=bo.actor, now=NOW)
    assert [one.id for one in found.protected] == [hidden["client"]]
    assert found.clients == 1
    for other in (anna, *chiefs):
        assert operations.working_list(by=other.actor, now=NOW).protected == ()
        assert operations.working_list(by=other.actor, now=NOW).clients == 0
