"""What a reviewer may not know of leaves no trace: not in lists, not in counts, not in numbers."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Actor, Membership, Period
from kvinnofrid.accounts.models import User
from kvinnofrid.audit import queries
from kvinnofrid.audit.models import AuditEvent, ReviewCase
from kvinnofrid.log_review.kinds import logged_kinds
from kvinnofrid.log_review.permissions import Sight
from kvinnofrid.log_review.references import UnknownReferenceError, number_of, reference
from tests.accounts.people import TODAY, member, organisation, sign_in
from tests.log_review.reviewing import (
    RECORDS,
    days,
    event_page,
    home,
    read_record,
    reviewer,
    write,
)

pytestmark = pytest.mark.django_db


def block(id_: str, who: User) -> None:
    RECORDS.there.add(id_)
    RECORDS.blocked[id_] = frozenset({str(who.pk)})


def plain(answer: Any) -> str:
    """A page without what is new each time: tokens, references, seeds and times."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
    text = re.sub(r"/(granskning|handelse)/[\w-]{32}/", "", text)
    text = re.sub(r'name="case" value="[\w-]{32}"', "", text)
    return re.sub(r"\b[0-9a-f]{32}\b|\d\d:\d\d:\d\d", "", text)


def everything(client: Client, sample: str = "20") -> list[str]:
    """All pages as one reviewer sees them: a new review, its cases, the overview, an event."""
    review = client.post(home("ny/"), {**days(), "sample": sample}).headers["Location"]
    first = ReviewCase.objects.order_by("event__number")[0].event.number
    return [plain(client.get(one)) for one in (review, home(), event_page(first))]


def test_a_log_with_lines_about_a_blocked_record_looks_as_one_without(client: Client) -> None:
    who = reviewer(client)
    block("secret", who)
    actor = str(member(Role.CASEWORKER, "Klara Klok").user.pk)
    seen = []
    for hidden in (0, 9):
        with transaction.atomic():
            write(12, actor=actor)
            for _ in range(hidden):
                read_record("secret", actor=actor, details={"relation": "same_surname"})
            write(12, actor=actor, action="unit.manage", object_kind="unit")
            seen.append(everything(client, "100"))
            chosen = ReviewCase.objects.filter(event__object_id="secret").count()
            assert chosen == hidden
            transaction.set_rollback(True)
    assert seen[0] == seen[1]
    assert ["Klara Klok" in page for page in seen[0]] == [True, False, True]


def test_a_sample_has_the_size_that_was_asked_for_however_much_is_hidden(client: Client) -> None:
    who = reviewer(client)
    write(8)
    block("secret", who)
    for _ in range(30):
        read_record("secret")
    pages = everything(client, "5")
    assert pages[0].count(">Slumpvis utvald<") == 5
    assert ReviewCase.objects.filter(event__object_id="secret").count() > 0


def test_around_an_event_stand_as_many_as_if_the_hidden_were_not_there(client: Client) -> None:
    who = reviewer(client)
    actor = "someone"
    write(12, actor=actor)
    block("secret", who)
    read_record("secret", actor=actor)
    number = write(1, actor=actor)
    write(12, actor=actor)
    assert plain(client.get(event_page(number))).count(actor) == 22


def test_a_hidden_event_answers_as_one_that_does_not_exist(client: Client) -> None:
    who = reviewer(client)
    block("secret", who)
    hidden = read_record("secret")
    there, gone = client.get(event_page(hidden)), client.get(event_page(hidden + 500))
    assert there.status_code == gone.status_code == 404
    assert plain(there) == plain(gone)
    assert AuditEvent.objects.filter(action="log.read", object_kind="audit_event").count() == 2


def test_a_hidden_case_cannot_be_judged(client: Client) -> None:
    who = reviewer(client)
    block("secret", who)
    number = read_record("secret", details={"relation": "same_surname"})
    client.post(home("ny/"), days())
    case = ReviewCase.objects.get(event__number=number)
    form = {
        "case": reference("case", str(organisation()), case.pk),
        "outcome": "in_order",
        "note": "Inget fel.",
    }
    there = client.post(f"{event_page(number)}bedom/", form)
    gone = client.post(f"{event_page(number + 500)}bedom/", form)
    assert there.status_code == gone.status_code == 404
    case.refresh_from_db()
    assert case.outcome == "pending"
    sign_in(client, member(Role.LOG_REVIEWER, "En Annan").user)
    assert client.post(f"{event_page(number)}bedom/", form).status_code == 302


def actor_of(who: User) -> Actor:
    held = Membership(str(organisation()), Role.LOG_REVIEWER, Period(TODAY))
    return Actor(id=str(who.pk), memberships=(held,), assurance=2)


def sight(who: User) -> Callable[[int], bool]:
    """Whether the reviewer may know of an event, by its number."""
    seeing = Sight(actor_of(who), str(organisation()), now=timezone.localtime())

    def sees(number: int) -> bool:
        event = queries.event(str(organisation()), number=number)
        assert event is not None
        return seeing(event)

    return sees


def test_that_somebody_looked_at_a_hidden_event_is_hidden_too(client: Client) -> None:
    who = reviewer(client)
    block("secret", who)
    hidden = read_record("secret")
    looked = write(action="log.read", object_kind="audit_event", object_id=str(hidden))
    again = write(action="log.read", object_kind="audit_event", object_id=str(looked))
    of_itself = write(action="log.read", object_kind="audit_event", object_id=str(again + 1))
    of_none = write(action="log.read", object_kind="audit_event", object_id="99999")
    sees = sight(who)
    assert [sees(one) for one in (hidden, looked, again)] == [False] * 3
    assert sees(of_itself)
    assert sees(of_none)


def test_doubt_hides(client: Client) -> None:
    who = reviewer(client)
    gone = read_record("gone")
    RECORDS.there.clear()
    foreign = write(object_kind="strange", object_id="x")
    mixed = write(action="record.read", object_kind="unit", object_id="x")
    sees = sight(who)
    assert not any(sees(one) for one in (gone, foreign, mixed))
    assert sees(write())


def test_many_events_cost_one_question_for_each_kind(client: Client) -> None:
    who = reviewer(client)
    for number in range(20):
        read_record(f"rec-{number}")
    events = queries.events_of_period(
        str(organisation()), first=AuditEvent.objects.earliest("at").at, until=timezone.now()
    )
    seeing = Sight(actor_of(who), str(organisation()), now=timezone.localtime())
    RECORDS.asked = 0
    assert len(seeing.shown(events)) == 20
    assert RECORDS.asked == 1


def test_facts_that_count_everything_are_not_shown(client: Client) -> None:
    reviewer(client)
    number = write(action="log.draw", object_kind="audit_log", details={"count": "4711"})
    shown = client.get(event_page(number)).content.decode()
    assert "4711" not in shown


# The extract


def test_an_extract_can_be_read_printed_and_taken_along(client: Client) -> None:
    reviewer(client)
    someone = str(member(Role.CASEWORKER, "Klara Klok").user.pk)
    read_record("rec-1", actor=someone, details={"fields": "content"})
    read_record("rec-2", actor=someone)
    shown = client.get(home("utdrag/?akt=rec-1")).content.decode()
    assert "Klara Klok" in shown
    assert "Läsa en akt" in shown
    assert "rec-2" not in shown
    csv = client.get(home("utdrag/csv/?akt=rec-1"))
    assert "loggutdrag-" in csv.headers["Content-Disposition"]
    assert "rec-1" not in csv.headers["Content-Disposition"]
    assert '"Klara Klok";"Läsa en akt";"genomfört"' in csv.content.decode("utf-8-sig")
    book = openpyxl.load_workbook(
        io.BytesIO(client.get(f"/en{home('utdrag/xlsx/?akt=rec-1')}").content)
    )
    rows = list(book["Log"].iter_rows(values_only=True))
    assert rows[0][:3] == ("Time", "Who", "What")
    assert rows[1][2] == "Read a record"
    assert AuditEvent.objects.filter(action="log.extract", object_id="rec-1").count() == 3


def test_an_extract_of_a_hidden_record_answers_as_of_none(client: Client) -> None:
    who = reviewer(client)
    block("secret", who)
    read_record("secret")
    answers = [
        client.get(home(f"utdrag/{form}?akt={id_}"))
        for form in ("", "csv/", "xlsx/")
        for id_ in ("secret", "nosuch", "")
    ]
    assert {answer.status_code for answer in answers} == {404}
    pages = {re.sub(r"akt=\w*", "", plain(answer)) for answer in answers[:3]}
    assert len(pages) == 1
    assert "Ingen akt med det id:t" in pages.pop()
    assert not AuditEvent.objects.filter(action="log.extract").exists()


def test_an_extract_asks_for_the_second_factor_again(client: Client) -> None:
    who = reviewer(client)
    read_record("rec-1")
    old = {"method": "mfa", "type": "totp", "at": 1_000_000_000}
    sign_in(client, who, {"method": "password"}, old)
    assert client.get(home("utdrag/?akt=rec-1")).status_code == 302


def test_without_records_there_is_nothing_to_extract(client: Client, settings: Settings) -> None:
    settings.LOGGED_KINDS = []
    reviewer(client)
    assert "Det finns inga akter i systemet ännu" in client.get(home()).content.decode()
    assert client.get(home("utdrag/?akt=rec-1")).status_code == 404


# References and kinds


def test_a_reference_is_of_one_organisation_and_kind_and_tells_no_order() -> None:
    texts = [reference("event", "1", number) for number in range(200)]
    assert len(set(texts)) == 200
    assert {len(text) for text in texts} == {32}
    assert texts != sorted(texts)
    assert number_of("event", "1", texts[17]) == 17
    for kind, place in (("case", "1"), ("event", "2")):
        with pytest.raises(UnknownReferenceError):
            number_of(kind, place, texts[17])


def test_two_kinds_of_record_may_not_share_a_name(settings: Settings) -> None:
    settings.LOGGED_KINDS = ["tests.log_review.reviewing.RECORDS"] * 2
    with pytest.raises(ValueError, match="already have a kind"):
        logged_kinds()


def test_an_id_copied_from_a_printed_column_is_the_id(client: Client) -> None:
    reviewer(client)
    read_record("rec-1")
    assert client.get(home("utdrag/?akt=rec-%E2%80%8B1")).status_code == 200
