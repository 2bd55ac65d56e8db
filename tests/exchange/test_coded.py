"""A unit's coded data: a row for each wave, codes that are explained, and nobody by name."""

import csv
import io
import zipfile
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client as Browser

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.catalogue import Instrument, Text
from kvinnofrid.catalogue.wordings import Wording
from kvinnofrid.exchange import coded_operations, files, rules
from kvinnofrid.exchange.coded_operations import Taken, Wanted
from kvinnofrid.exchange.coded_rows import coded_data
from kvinnofrid.exchange.rules import Reason
from kvinnofrid.exchange.variables import Variable
from kvinnofrid.follow_up.facts import WaveFact
from kvinnofrid.follow_up.models import Client, Wave
from kvinnofrid.follow_up.rules import Move
from kvinnofrid.instruments.queries import shipped
from kvinnofrid.records.operations import block, protect
from kvinnofrid.records.rules import BlockReason
from tests.accounts.people import NOW, member, organisation, sign_in, unit
from tests.follow_up.cases import OPENED, look, new_client, new_episode, take
from tests.follow_up.test_waves import BASELINE, send
from tests.records.people import NUMBER, Colleague
from tests.unit_results.cases import facts_of_a_unit

pytestmark = pytest.mark.django_db
HOSTILE = '=HYPERLINK("http://x.example","a")'
SECRETS = ("Asta", NUMBER, NUMBER[2:], "Ring aldrig", "0701234567", "Gatan")


def taken(by: Colleague, *, year: int | None = None) -> Taken:
    wanted = Wanted(organisation(), unit().pk, year, Reason.QUALITY)
    return coded_operations.take_coded(wanted=wanted, by=by.actor, now=NOW)


def as_dicts(found: Taken) -> list[dict[str, Any]]:
    return [dict(zip(found.data.columns, row, strict=True)) for row in found.data.rows]


@pytest.fixture
def asta(anna: Colleague) -> Any:
    """A client with everything that must not leave, an episode, and a first wave."""
    client = new_client(
        anna,
        number=NUMBER,
        values={"phone": "0701234567", "address": "Gatan 1", "safe_warning": "Ring aldrig"},
    )
    episode = new_episode(anna, client, way_in="own", overall_goal="Asta ska bo tryggt")
    row = look(anna, client, lambda folder: folder.of(Wave).first())
    send(anna, client, row, {**BASELINE, "safety": 3}, held_on=OPENED + timedelta(days=9))
    take(anna, client, episode, Move.START, OPENED + timedelta(days=20))
    return client


def test_a_row_for_each_wave_with_codes_months_and_weeks(asta: Any, chief: Colleague) -> None:
    (row,) = as_dicts(taken(chief))
    assert row["occasion"] == "baseline"
    assert row["opened"] == f"{OPENED:%Y-%m}"
    assert (row["weeks_to_wave"], row["weeks_to_start"], row["weeks_open"]) == (1, 2, None)
    assert row["q_safety"] == 3
    assert row["way_in"] == "own"
    assert row["q_violence_kinds__psychological"] in {0, 1}
    assert row["sex"] == "woman"


@pytest.mark.parametrize("form", files.FORMS)
def test_nothing_that_says_who_somebody_is_stands_in_the_file(
    asta: Any, chief: Colleague, form: str
) -> None:
    found = taken(chief)
    content = files.file_of(found.data, form, language="sv", about=[("Enhet", "Mottagningen")])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        said = b"".join(archive.read(name) for name in archive.namelist())
    for secret in (*SECRETS, asta.record, OPENED.isoformat(), "Asta ska bo tryggt"):
        assert secret.encode() not in said


def test_every_column_and_every_code_is_explained(asta: Any, chief: Colleague) -> None:
    data = taken(chief).data
    explained = {one.name for one in data.variables}
    assert set(data.columns) == explained
    known: dict[str, set[str]] = {}
    for name, code, *_ in files.code_rows(data.variables):
        known.setdefault(str(name), set()).add(str(code))
    kinds = {one.name: one.kind for one in data.variables}
    for row in as_dicts(taken(chief)):
        for name, value in row.items():
            if kinds[name] in {"code", "yes_no"} and value not in {None, ""}:
                assert str(value) in known[name], name


def test_two_files_name_the_same_client_differently(asta: Any, chief: Colleague) -> None:
    one, other = as_dicts(taken(chief)), as_dicts(taken(chief))
    assert one[0]["client"] != other[0]["client"]
    assert one[0]["episode"] != other[0]["episode"]


def test_what_is_hidden_from_the_manager_is_not_there(
    asta: Any, anna: Colleague, chief: Colleague
) -> None:
    hidden = new_client(anna, name="Bea Påhitt")
    new_episode(anna, hidden)
    assert len(taken(chief).data.rows) == 2
    block(
        model=Client, public_id=hidden.record, whom=chief.user, reason=BlockReason.CLOSE,
        by=anna.actor, now=NOW,
    )  # fmt: skip
    assert len(taken(chief).data.rows) == 1
    protect(model=Client, public_id=asta.record, by=anna.actor, now=NOW)
    assert taken(chief).data.rows == ()


def test_each_client_and_the_file_are_in_the_log_with_the_reason(
    asta: Any, chief: Colleague
) -> None:
    found = taken(chief)
    events = AuditEvent.objects.filter(action="unit.export_coded").order_by("pk")
    assert [(one.object_kind, one.object_id) for one in events] == [
        ("follow_up.client", asta.record),
        ("accounts.unit", str(unit().pk)),
    ]
    assert all('"reason":"quality"' in one.details for one in events)
    assert found.name in events[1].details


def test_the_year_chooses_episodes_that_went_on_then(asta: Any, chief: Colleague) -> None:
    assert taken(chief, year=OPENED.year).data.episodes == 1
    assert taken(chief, year=OPENED.year - 1).data.episodes == 0


def test_only_the_units_own_manager_takes_data_out(asta: Any, anna: Colleague) -> None:
    with pytest.raises(DeniedError):
        taken(anna)
    assert not AuditEvent.objects.filter(action="unit.export_coded").exists()


def data_of(answers: dict[str, Any]) -> dict[str, Any]:
    """The row of one wave with these answers."""
    core = shipped("core-victim-survivor")
    assert core is not None
    wave = WaveFact("baseline", 1, date(2026, 3, 3), core.id, core.version, answers)
    (one,) = facts_of_a_unit(1, waves=(wave,))
    found = coded_data([one], get=lambda _name, _version: core)
    return dict(zip(found.columns, found.rows[0], strict=True))


def test_missing_answers_say_why_in_codes_that_no_answer_has(db: None) -> None:
    row = data_of({"safety": "unknown!", "relation": "declined!", "violence_kinds": "not_asked!"})
    assert row["q_safety"] == -997
    assert row["q_relation"] == "declined!"
    assert row["q_violence_kinds__physical"] == -999
    assert row["q_health"] is None


def test_a_missed_wave_and_an_episode_without_any_have_rows(db: None) -> None:
    first, second = facts_of_a_unit(2, waves=())
    found = coded_data([second], get=lambda _n, _v: None)
    assert len(found.rows) == 1
    (one,) = facts_of_a_unit(1, waves=(), missed={"exit": "moved"})
    found = coded_data([one], get=lambda _n, _v: None)
    row = dict(zip(found.columns, found.rows[0], strict=True))
    assert (row["occasion"], row["wave_status"], row["missed_reason"]) == (
        "exit",
        "missed",
        "moved",
    )
    assert first


def test_a_formula_in_an_own_question_is_inert(db: None) -> None:
    core = shipped("core-victim-survivor")
    assert core is not None
    section = core.sections[0]
    item = section.items[0].model_copy(update={"text": Wording(sv=HOSTILE, en=HOSTILE)})
    hostile: Instrument = core.model_copy(
        update={"sections": (section.model_copy(update={"items": (item,)}),)}
    )
    wave = WaveFact("baseline", 1, date(2026, 3, 3), core.id, core.version, {})
    data = coded_data(facts_of_a_unit(1, waves=(wave,)), get=lambda _n, _v: hostile)
    book = openpyxl.load_workbook(io.BytesIO(files.file_of(data, "xlsx", language="sv", about=[])))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.value == HOSTILE]
    assert not [cell for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(
        io.BytesIO(files.file_of(data, "zip", language="sv", about=[]))
    ) as archive:
        text = archive.read("variabler.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


@pytest.mark.parametrize(
    ("code", "said"),
    [("0380", "own"), ("0305", "county"), ("1480", "elsewhere"), ("", "")],
)
def test_where_somebody_lives_becomes_three_classes(code: str, said: str) -> None:
    assert rules.home(code, own="0380", county="03") == said


def test_weeks_are_whole_and_unknown_when_a_day_is() -> None:
    assert rules.weeks(date(2026, 1, 1), date(2026, 1, 14)) == 1
    assert rules.weeks(None, date(2026, 1, 14)) is None
    assert rules.month(None) == ""


def test_a_variable_says_what_it_is_in_both_languages(db: None) -> None:
    (row,) = files.variable_rows(
        [Variable("x", "code", Text(sv="A", en="B"), Text(sv="C", en="D"))]
    )
    assert row[:6] == ("x", "kod / code", "A", "B", "C", "D")


def manager() -> Browser:
    browser = Browser()
    sign_in(browser, member(Role.UNIT_MANAGER, "Maria Chef").user)
    return browser


def address(language: str = "") -> str:
    return f"{language}/in-och-ut/{organisation()}/{unit().pk}/uttag/"


def test_the_manager_finds_the_page_and_gets_the_file(asta: Any) -> None:
    browser = manager()
    assert address() in browser.get("/in-och-ut/").content.decode()
    said = browser.get(address("/en")).content.decode()
    assert "Take out coded data" in said
    answer = browser.post(address(), {"year": "", "reason": "board", "form": "zip"})
    assert answer["Content-Type"] == "application/zip"
    assert "attachment" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == [
            *("koder.csv", "om.csv", "uppgifter.csv", "variabler.csv"),
        ]
    assert browser.post(address(), {"form": "xlsx"}).status_code == 422


def test_others_are_refused_in_words_or_as_missing(asta: Any) -> None:
    for role, code in ((Role.CASEWORKER, "0380"), (Role.UNIT_MANAGER, "0305")):
        browser = Browser()
        sign_in(browser, member(role, f"Nils {code}", code=code).user)
        assert browser.get(address()).status_code in {403, 404}
        assert browser.post(address(), {"reason": "board"}).status_code in {403, 404}
    missing = f"/in-och-ut/{organisation()}/{organisation():032x}/uttag/"
    assert manager().get(missing).status_code in {403, 404}
