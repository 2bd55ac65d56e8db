"""Choosing, looking, judging: what a reviewer does, and that all of it is logged."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.models import User
from kvinnofrid.audit.models import AuditEvent, ReviewCase
from kvinnofrid.log_review.references import reference
from tests.accounts.people import member, organisation, sign_in
from tests.log_review.reviewing import days, event_page, home, read_record, reviewer, write

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, *, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, (address, answer.status_code, answer.headers)
    return answer.content.decode()


def drawn(client: Client, **given: str) -> str:
    """The address of a new review."""
    answer = client.post(home("ny/"), {**days(), **given})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def judged(client: Client, case: ReviewCase, outcome: str, note: str = "Frågade chefen.") -> int:
    form = {
        "case": reference("case", case.organisation, case.pk),
        "outcome": outcome,
        "note": note,
    }
    return client.post(f"{event_page(case.event.number)}bedom/", form).status_code


def stale(client: Client, who: User) -> None:
    """The second factor was given too long ago."""
    old = 1_000_000_000
    sign_in(client, who, {"method": "password"}, {"method": "mfa", "type": "totp", "at": old})


def logged(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_a_review_shows_what_was_chosen_and_why_in_words(client: Client) -> None:
    reviewer(client)
    someone = member(Role.CASEWORKER, "Klara Klok").user
    read_record("rec-1", actor=str(someone.pk), details={"relation": "same_surname"})
    shown = page(client, drawn(client))
    assert "Samma efternamn som den akten gäller, Slumpvis utvald" in shown
    assert "Klara Klok" in shown
    assert "akt rec-1" in shown
    assert "Läsa en akt" in shown
    assert "○ Att granska" in shown
    english = page(client, f"/en{drawn(client)}".replace("/en/en", "/en"))
    assert "Same surname as in the record, Drawn at random" in english


def test_the_sample_is_as_large_as_asked_for(client: Client) -> None:
    reviewer(client)
    write(30)
    assert page(client, drawn(client, sample="7")).count(">Slumpvis utvald<") == 7


def test_what_happened_today_can_be_reviewed_today(client: Client) -> None:
    reviewer(client)
    write(now=timezone.now())
    form = client.get(home("ny/")).content.decode()
    today = timezone.localdate().isoformat()
    assert f'name="last" value="{today}"' in form
    shown = page(client, drawn(client, last=today))
    assert f"– {today}" in shown
    assert "Slumpvis utvald<" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"last": "2100-01-01"}, "Perioden är inte slut"),
        ({"first": "2100-01-01"}, "Perioden ska sluta efter att den börjar"),
        ({"sample": "-1"}, "större än eller lika med 0"),
        ({"first": "i går"}, "giltigt datum"),
    ],
)
def test_a_period_that_cannot_be_reviewed_is_told_beside_the_form(
    client: Client, wrong: dict[str, str], said: str
) -> None:
    reviewer(client)
    answer = client.post(home("ny/"), {**days(), **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_event_is_shown_with_what_the_same_person_did_around_it(client: Client) -> None:
    reviewer(client)
    write(25, actor="actor-a")
    write(1, actor="actor-b", action="unit.manage", object_kind="unit")
    shown = page(client, event_page(12))
    assert shown.count("actor-a") == 22  # ten each way, the event, and who it is
    assert "◆ den här händelsen" in shown
    assert "actor-b" not in shown


def test_every_look_is_an_event_of_the_log(client: Client) -> None:
    reviewer(client)
    number = write()
    review = drawn(client)
    assert (logged("log.draw"), logged("log.read")) == (1, 0)
    for count, address in enumerate((home(), review, event_page(number)), 1):
        page(client, address)
        assert logged("log.read") == count
    client.post(home("kedjan/"))
    assert logged("log.verify") == 1


def test_a_case_is_judged_once_with_a_reason(client: Client) -> None:
    who = reviewer(client)
    write()
    drawn(client)
    case = ReviewCase.objects.get()
    assert judged(client, case, "in_order", note=" ") == 422
    assert judged(client, case, "pending") == 422
    assert judged(client, case, "follow_up") == 302
    assert judged(client, case, "misuse", note="Ingen rätt att\nläsa.") == 302
    assert judged(client, case, "in_order") == 422
    case.refresh_from_db()
    assert (case.outcome, case.by) == ("misuse", str(who.pk))
    shown = page(client, event_page(case.event.number))
    assert "✕ Missbruk" in shown
    assert "Ingen rätt att\nläsa." in shown
    assert "Spara bedömningen" not in shown
    assert logged("log.review") == 2
    overview = re.sub(r"\s+", " ", page(client, home()))
    assert '✕ Missbruk</p> <p class="kv-key-figure-value">1<' in overview


def test_nobody_judges_an_event_of_their_own(client: Client) -> None:
    who = reviewer(client)
    write(actor=str(who.pk))
    drawn(client)
    case = ReviewCase.objects.get()
    shown = page(client, event_page(case.event.number))
    assert "Det här är din egen händelse" in shown
    assert "Spara bedömningen" not in shown
    assert judged(client, case, "in_order") == 403
    case.refresh_from_db()
    assert case.outcome == "pending"
    sign_in(client, member(Role.LOG_REVIEWER, "En Annan").user)
    assert judged(client, case, "in_order") == 302


def test_what_was_written_stays_when_one_must_confirm_again(client: Client) -> None:
    who = reviewer(client)
    write()
    drawn(client)
    case = ReviewCase.objects.get()
    stale(client, who)
    address = f"{event_page(case.event.number)}bedom/"
    ref = reference("case", case.organisation, case.pk)
    form = {"case": ref, "outcome": "misuse", "note": "Lång och viktig text"}
    answer = client.post(address, form)
    assert answer.status_code == 403
    assert "Lång och viktig text" in answer.content.decode()
    assert "Bekräfta i en ny flik" in answer.content.decode()
    case.refresh_from_db()
    assert case.outcome == "pending"


def test_reading_and_choosing_ask_for_the_second_factor_again(client: Client) -> None:
    who = reviewer(client)
    number = write()
    review = drawn(client)
    stale(client, who)
    for address in (home(), home("ny/"), review, event_page(number)):
        answer = client.get(address)
        assert answer.status_code == 302, address
        assert "next=" in answer.headers["Location"]
    assert client.get(home("kedjan/")).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LOG_REVIEWER])
def test_nobody_else_reads_the_log(client: Client, role: Role) -> None:
    number = write()
    sign_in(client, member(role, code="0380").user)
    for address in (home(), home("ny/"), event_page(number), home("utdrag/?akt=rec-1")):
        assert client.get(address).status_code == 403, address
    bad = client.post(f"{event_page(number)}bedom/", {})
    assert bad.status_code == 403
    menu = client.get("/om/").content.decode()
    assert ('href="/logg/"' in menu) is (role is Role.SYSTEM_ADMINISTRATOR)
    assert logged("log.read") == 0


def test_a_reviewer_of_another_organisation_finds_nothing_here(client: Client) -> None:
    number = write()
    sign_in(client, member(Role.LOG_REVIEWER, code="0305").user)
    for address in (home(), home("ny/"), event_page(number), home("kedjan/"), home("utdrag/")):
        assert client.get(address).status_code == 404, address
    assert client.post(f"{event_page(number)}bedom/", {}).status_code == 404
    own = organisation("0305")
    moved = event_page(number).replace(f"/{organisation()}/", f"/{own}/")
    assert client.get(moved).status_code == 404


def test_the_menu_leads_reviewers_and_administrators_to_what_they_may_see(client: Client) -> None:
    assert 'href="/logg/"' not in client.get("/om/").content.decode()
    assert client.get("/logg/").status_code == 302
    who = reviewer(client)
    assert 'href="/logg/"' in client.get("/om/").content.decode()
    assert client.get("/logg/").headers["Location"] == home()
    member(Role.LOG_REVIEWER, code="0305", user=who)
    assert page(client, "/logg/").count('<li><a href="/logg/') >= 2
    sign_in(client, member(Role.SYSTEM_ADMINISTRATOR, "Adam Admin").user)
    assert client.get("/logg/").headers["Location"] == home("kedjan/")
    assert "Tillbaka till granskningarna" not in page(client, home("kedjan/"))
    sign_in(client, member(Role.ARCHIVIST, "Arvid Arkiv").user)
    assert client.get("/logg/").status_code == 403


def test_the_list_of_cases_is_filtered_and_divided_into_pages(client: Client) -> None:
    reviewer(client)
    write(60)
    review = drawn(client, sample="60")
    assert page(client, review).count(">Slumpvis utvald<") == 50
    assert page(client, f"{review}?sida=2").count(">Slumpvis utvald<") == 10
    assert page(client, f"{review}?sida=99").count(">Slumpvis utvald<") == 10
    judged(client, ReviewCase.objects.all()[0], "misuse")
    assert page(client, f"{review}?utfall=misuse&sida=x").count(">Slumpvis utvald<") == 1
    assert "Inga ärenden att visa" in page(client, f"{review}?utfall=follow_up")


@pytest.mark.parametrize("ref", ["x", "1", "å", "A" * 32])
def test_a_made_up_reference_leads_nowhere(client: Client, ref: str) -> None:
    reviewer(client)
    for address in (f"granskning/{ref}/", f"handelse/{ref}/"):
        assert client.get(home(address)).status_code == 404
    other = reference("review", str(organisation()), 999)
    assert client.get(home(f"granskning/{other}/")).status_code == 404
    assert client.get(home(f"handelse/{other}/")).status_code == 404
    assert client.get(event_page(999)).status_code == 404


def test_the_chain_is_proved_on_request(client: Client) -> None:
    reviewer(client)
    write(3)
    shown = page(client, home("kedjan/"))
    assert "aldrig" in shown
    assert "Kedjan är hel" not in shown
    answer = client.post(home("kedjan/")).content.decode()
    assert "Kedjan är hel" in answer
