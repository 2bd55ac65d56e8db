"""An extract of a case system: understood, tried, and taken in whole or not at all, once."""

import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.conf import settings

from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.exchange import import_operations, import_rules, vault
from kvinnofrid.exchange.import_operations import NoSuchExtractError, UnfitFileError
from kvinnofrid.exchange.import_rules import Understanding
from kvinnofrid.exchange.models import CaseSystemExtract
from kvinnofrid.follow_up import facts
from kvinnofrid.follow_up.facts import EpisodeFact, Selection
from kvinnofrid.follow_up.kept import KEPT
from kvinnofrid.follow_up.models import Client
from kvinnofrid.keys.errors import KeyDestroyed, KeyServiceUnavailable
from kvinnofrid.records.operations import block
from kvinnofrid.records.rules import BlockReason
from kvinnofrid.spreadsheets.errors import SpreadsheetError
from tests.accounts.people import NOW, TOMORROW, organisation, unit
from tests.exchange.extracts import (
    HEADER,
    csv_of,
    line,
    put_in,
    second,
    taken_in,
    told,
    tried,
    understood,
)
from tests.follow_up.cases import new_client
from tests.records.people import NUMBER, OTHER_NUMBER, Colleague

pytestmark = pytest.mark.django_db


def episodes() -> list[EpisodeFact]:
    return facts.episodes(Selection(organisation(), str(unit().pk)))


def test_a_client_with_an_episode_and_two_waves_is_taken_in(chief: Colleague) -> None:
    done = taken_in(chief, csv_of([line(), second()]))
    assert (done.clients, done.episodes, done.waves, done.interventions) == (1, 1, 2, 1)
    (one,) = episodes()
    assert (one.status, one.way_in, one.closure_reason) == ("closed", "police", "finished")
    assert (one.sex, one.age_band) == ("woman", "35-44")
    assert [(w.occasion, w.held_on, w.answers["safety"]) for w in one.waves] == [
        ("baseline", date(2026, 1, 12), 3),
        ("exit", date(2026, 6, 2), 8),
    ]
    assert one.waves[0].answers["relation"] == "not_asked!"
    assert [(i.kind, i.form, i.provider) for i in one.interventions] == [
        ("talks", "by_decision", "own_unit")
    ]


def test_the_same_extract_twice_adds_nothing(chief: Colleague) -> None:
    rows = [line(), second(), line(Klientnr="K-2", Ärendenr="A-2", Namn="Bea Påhitt")]
    taken_in(chief, csv_of(rows))
    before = episodes()
    again = put_in(chief, csv_of(rows))
    seen = tried(chief, again)
    assert (seen.new_clients, seen.new_episodes, seen.new_waves) == (0, 0, 0)
    assert seen.known_clients == 2
    done = taken_in(chief, csv_of(rows))
    assert (done.clients, done.episodes, done.waves, done.interventions) == (0, 0, 0, 0)
    assert episodes() == before


def test_what_has_happened_since_the_last_extract_is_added(chief: Colleague) -> None:
    taken_in(chief, csv_of([line()]))
    done = taken_in(chief, csv_of([line(), second()]))
    assert (done.clients, done.episodes, done.waves, done.changed) == (0, 0, 1, 1)
    (one,) = episodes()
    assert one.status == "closed"


def test_a_client_who_comes_back_gets_an_episode_that_says_so(chief: Colleague) -> None:
    later = line(Ärendenr="A-9", Öppnad="2026-08-01", Mätt="2026-08-02")
    later["Insatser började"] = ""
    taken_in(chief, csv_of([line(), second(), later]))
    assert [one.came_back for one in episodes()] == [False, True]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("cp1252", ";"), ("utf-16", "\t")],
)
def test_any_encoding_and_delimiter_and_order_of_columns_is_read(
    chief: Colleague, encoding: str, delimiter: str
) -> None:
    header = tuple(reversed(HEADER))
    content = csv_of([line()], header=header, encoding=encoding, delimiter=delimiter)
    extract = put_in(chief, content)
    assert tried(chief, extract).new_clients == 1
    notes = import_operations.open_waiting(
        unit=unit(), extract=extract, by=chief.actor, now=NOW
    ).notes
    assert bool([one for one in notes if "1252" in one.sv]) is (encoding == "cp1252")


def test_a_workbook_with_real_dates_is_read_and_one_with_formulas_refused(
    chief: Colleague,
) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(list(HEADER))
    row = line()
    sheet.append([date(2026, 1, 10) if n == "Öppnad" else row.get(n, "") for n in HEADER])
    out = io.BytesIO()
    book.save(out)
    assert tried(chief, put_in(chief, out.getvalue(), name="a.xlsx")).new_clients == 1
    sheet.append(["=1+1"])
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(SpreadsheetError):
        put_in(chief, out.getvalue(), name="a.xlsx")


BAD: list[tuple[dict[str, str], str, str]] = [
    ({"Öppnad": "10/1 2026"}, "Öppnad", "Det är inte ett datum."),
    ({"Öppnad": "2026-02-30"}, "Öppnad", "Det är inte ett datum."),
    ({"Öppnad": TOMORROW.isoformat()}, "Öppnad", "Datumet ligger i framtiden."),
    ({"Öppnad": ""}, "Öppnad", "Dagen då insatsperioden öppnades saknas."),
    ({"Målgrupp": ""}, "Målgrupp", "Målgruppen saknas."),
    ({"Väg in": "Rymden"}, "Väg in", "Värdet har ingen kod."),
    ({"Väg in": "Skola eller förskola"}, "Väg in", "Koden kan inte väljas för målgruppen."),
    ({"Födelseår": "88"}, "Födelseår", "Det är inte ett årtal."),
    ({"Födelseår": "1820"}, "Födelseår", "Födelseåret är före 1890."),
    ({"Insatser började": "2026-01-01"}, "Insatser började", "Datumet är före"),
    ({"Avslutad": "2026-06-01"}, "Avslutsorsak", "Avslutad, men skälet saknas."),
    ({"Mätt": "2025-12-01"}, "Mätt", "Datumet är före den dag då insatsperioden"),
    ({"Mätt": ""}, "Mätt", "En mätning behöver både"),
    ({"Tillfälle": "Efter"}, "Mätt", "Mätningen Efter görs när"),
    ({"q_safety": "11"}, "q_safety", "Välj ett heltal från 0 till 10."),
    ({"q_safety": "mycket"}, "q_safety", "Välj ett heltal"),
    ({"Utförare": ""}, "Insats", "En insats behöver form"),
    ({"Personnummer": "19880101-0000"}, "Personnummer", ""),
]


@pytest.mark.parametrize(("wrong", "column", "why"), BAD)
def test_what_cannot_be_is_refused_by_row_and_column_and_the_rest_taken_in(
    chief: Colleague, wrong: dict[str, str], column: str, why: str
) -> None:
    good = line(Klientnr="K-2", Ärendenr="A-2")
    extract = put_in(chief, csv_of([line(**wrong), good]))
    found = tried(chief, extract)
    assert [
        one for one in told(found) if one[0] == 2 and one[1] == column and one[2].startswith(why)
    ]
    assert (found.refused_clients, found.new_clients) == (1, 1)
    assert taken_in(chief, csv_of([line(**wrong), good])).clients == 1


def test_a_wave_during_help_after_the_closure_is_refused(chief: Colleague) -> None:
    late = second(Tillfälle="Under", Mätt="2026-07-01")
    found = tried(chief, put_in(chief, csv_of([line(), late])))
    assert told(found)[0][:2] == (3, "Mätt")
    assert "efter avslutet" in told(found)[0][2]
    assert not found.anything


def test_waves_out_of_order_and_twice_are_refused(chief: Colleague) -> None:
    early = second(Mätt="2026-01-11")
    found = tried(chief, put_in(chief, csv_of([line(), early])))
    assert [one for one in told(found) if "i ordning" in one[2]]
    twice = line(Mätt="2026-02-01")
    found = tried(chief, put_in(chief, csv_of([line(), twice])))
    assert [one for one in told(found) if "redan en mätning" in one[2]]
    differs = line(q_safety="9")
    found = tried(chief, put_in(chief, csv_of([line(), differs])))
    assert [one for one in told(found) if "två gånger" in one[2]]


def test_rows_that_are_the_same_count_once_and_rows_that_disagree_not_at_all(
    chief: Colleague,
) -> None:
    found = tried(chief, put_in(chief, csv_of([line(), line()])))
    assert (found.read.same_rows, found.new_clients) == (1, 1)
    found = tried(chief, put_in(chief, csv_of([line(), second(Namn="Bea Påhitt")])))
    assert [one[2] for one in told(found)] == ["Raderna säger olika om samma sak."]
    assert "Bea" not in str(found.refusals)


def test_two_numbers_for_one_client_are_refused_without_showing_either(chief: Colleague) -> None:
    rows = [line(Personnummer=NUMBER), second(Personnummer=OTHER_NUMBER)]
    found = tried(chief, put_in(chief, csv_of(rows)))
    assert told(found)[0][2].startswith("Samma klient har två personnummer")
    assert NUMBER not in str(found.refusals)


def test_a_row_about_nobody_is_refused(chief: Colleague) -> None:
    found = tried(chief, put_in(chief, csv_of([line(Klientnr="")])))
    assert told(found)[0][2].startswith("Raden säger inte vilken klient")


def test_a_client_who_is_there_already_gets_the_episode(anna: Colleague, chief: Colleague) -> None:
    there = new_client(anna, number=NUMBER)
    done = taken_in(chief, csv_of([line(Personnummer=NUMBER)]))
    assert (done.clients, done.episodes) == (0, 1)
    assert episodes()[0].client == there.record


def test_a_client_who_is_hidden_from_the_manager_is_as_if_not_there(
    anna: Colleague, chief: Colleague
) -> None:
    hidden = new_client(anna, number=NUMBER)
    block(
        model=Client, public_id=hidden.record, whom=chief.user, reason=BlockReason.CLOSE,
        by=anna.actor, now=NOW,
    )  # fmt: skip
    rows = csv_of([line(Personnummer=NUMBER)])
    found = tried(chief, put_in(chief, rows))
    assert (found.new_clients, found.known_clients, found.refusals) == (1, 0, [])
    assert taken_in(chief, rows).clients == 1
    assert episodes()[0].client != hidden.record


def test_protected_identity_is_kept_and_an_assumed_one_never_taken_in(chief: Colleague) -> None:
    header = (*HEADER, "Skyddade personuppgifter")
    rows = [
        line(**{"Skyddade personuppgifter": "Sekretessmarkering"}),
        line(Klientnr="K-2", Ärendenr="A-2", **{"Skyddade personuppgifter": "Fingerade uppgifter"}),
    ]
    extract = put_in(chief, csv_of(rows, header=header))
    found = tried(chief, extract)
    assert (found.new_clients, found.refused_clients) == (1, 1)
    assert "inger" not in str(found.refusals)
    import_operations.take_in(unit=unit(), extract=extract, by=chief.actor, now=NOW)
    with KEPT.of(str(organisation())) as clients:
        assert [one.protected_identity for one in clients] == ["marking"]


def test_a_key_service_that_dies_on_the_way_leaves_nothing_half_done(
    chief: Colleague, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = csv_of([line(), line(Klientnr="K-2", Ärendenr="A-2")])
    extract = put_in(chief, rows)
    client, asked = vault.client(), [0]
    make = client.new_data_key

    def dying(place: str) -> tuple[bytes, bytes]:
        asked[0] += 1
        if asked[0] > 2:
            raise KeyServiceUnavailable(reason="gone")
        return make(place)

    monkeypatch.setattr(client, "new_data_key", dying)
    with pytest.raises(KeyServiceUnavailable):
        import_operations.take_in(unit=unit(), extract=extract, by=chief.actor, now=NOW)
    assert episodes() == []
    monkeypatch.undo()
    done = import_operations.take_in(unit=unit(), extract=extract, by=chief.actor, now=NOW)
    assert done.clients == 2


def test_the_file_lies_sealed_and_is_gone_with_its_key_when_it_is_taken_in(
    chief: Colleague,
) -> None:
    extract = put_in(chief, csv_of([line(Personnummer=NUMBER)]))
    row = CaseSystemExtract.objects.get(pk=extract)
    stored = bytes(row.content) + str(row.mapping).encode()
    for secret in ("Asta", NUMBER, "K-1"):
        assert secret.encode() not in stored
    kept = CaseSystemExtract.objects.get(pk=extract)
    import_operations.take_in(unit=unit(), extract=extract, by=chief.actor, now=NOW)
    row.refresh_from_db()
    assert (row.status, bytes(row.content), bytes(row.data_key)) == ("taken_in", b"", b"")
    with pytest.raises(KeyDestroyed):
        vault.opened(kept)
    with pytest.raises(NoSuchExtractError):
        tried(chief, extract)


def test_nothing_of_an_uploaded_file_is_ever_put_on_a_disk() -> None:
    assert settings.FILE_UPLOAD_HANDLERS == [
        "django.core.files.uploadhandler.MemoryFileUploadHandler"
    ]
    assert import_operations.LIMITS.file_bytes < settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def test_a_file_that_waits_too_long_or_is_thrown_away_holds_nothing(chief: Colleague) -> None:
    one, other = put_in(chief, csv_of([line()])), put_in(chief, csv_of([line()]))
    import_operations.discard(unit=unit(), extract=one, by=chief.actor, now=NOW)
    said = import_operations.clear_expired(now=NOW + timedelta(hours=25))
    assert said == "expired_extracts=1"
    for row in CaseSystemExtract.objects.filter(pk__in=[one, other]):
        assert (row.status, bytes(row.content), bytes(row.data_key)) == ("discarded", b"", b"")


def test_what_the_other_system_calls_somebody_is_not_stored(chief: Colleague) -> None:
    from kvinnofrid.follow_up.models import OutsideReference

    taken_in(chief, csv_of([line()]))
    with KEPT.parts_of(str(organisation()), OutsideReference) as found:
        tokens = [bytes(one.token) for one in found]
    assert len(tokens) == 2
    assert all(len(token) == 32 and b"K-1" not in token for token in tokens)


def test_a_mapping_is_saved_and_used_again(chief: Colleague) -> None:
    header = tuple("Knr" if name == "Klientnr" else name for name in HEADER)
    rows = [{**line(), "Knr": "K-1", "Väg in": "Snuten"}]
    extract = put_in(chief, csv_of(rows, header=header))
    how = import_operations.open_waiting(unit=unit(), extract=extract, by=chief.actor, now=NOW).how
    codes = {**how.codes, "way_in": {"Snuten": "police"}}
    columns = {**how.columns, "Knr": "client_reference"}
    understood(chief, extract, Understanding(columns, codes))
    import_operations.save_mapping(
        unit=unit(), extract=extract, name="Systemet", by=chief.actor, now=NOW
    )
    again = put_in(chief, csv_of(rows, header=header), mapping="Systemet")
    assert import_operations.saved_mappings(organisation()) == ["Systemet"]
    assert tried(chief, again).new_clients == 1


def test_a_target_group_may_be_chosen_for_the_whole_file(chief: Colleague) -> None:
    extract = put_in(chief, csv_of([line(Målgrupp="")]))
    how = import_operations.open_waiting(unit=unit(), extract=extract, by=chief.actor, now=NOW).how
    columns = {k: v for k, v in how.columns.items() if v != "target_group"}
    understood(chief, extract, Understanding(columns, how.codes, "victim_survivor"))
    assert tried(chief, extract).new_clients == 1


def test_files_that_nothing_can_be_made_of_are_refused_in_words(chief: Colleague) -> None:
    for content, error in (
        (b"", SpreadsheetError),
        (b"\x00\xff" * 50, SpreadsheetError),
        (csv_of([]), UnfitFileError),
        (csv_of([line()], header=("Namn", "Namn")), SpreadsheetError),
    ):
        with pytest.raises(error):
            put_in(chief, content)
    extract = put_in(chief, csv_of([line()], header=("Namn", "Mätt")))
    with pytest.raises(UnfitFileError):
        tried(chief, extract)
    assert not episodes()


def test_only_the_units_manager_takes_in_and_only_their_own_file(
    anna: Colleague, chief: Colleague, other_chief: Colleague
) -> None:
    with pytest.raises(DeniedError):
        put_in(anna, csv_of([line()]))
    extract = put_in(chief, csv_of([line()]))
    with pytest.raises(NoSuchExtractError):
        tried(other_chief, extract)


def test_each_step_is_in_the_log_and_says_nothing_of_anybody(chief: Colleague) -> None:
    taken_in(chief, csv_of([line(Personnummer=NUMBER)]))
    events = list(AuditEvent.objects.order_by("pk").values_list("action", "details"))
    actions = [action for action, _details in events]
    assert actions.count("unit.import_extract") == 2
    assert {"record.create", "record.write"} <= set(actions)
    said = str(events)
    for secret in ("Asta", NUMBER, "K-1", "A-1"):
        assert secret not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("20260301", date(2026, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        ("2026-03-01 00:00:00", date(2026, 3, 1)),
        ("3/1/2026", None),
        ("2026-13-01", None),
        ("", None),
    ],
)
def test_days_are_read_when_nobody_can_mistake_them(text: str, said: date | None) -> None:
    assert import_rules.read_day(text) == said


def test_the_answers_of_an_export_are_read_back(chief: Colleague) -> None:
    header = (
        *HEADER,
        "q_violence_kinds__psychological",
        "q_violence_kinds__physical",
        "q_relation",
    )
    row = line(
        q_violence_kinds__psychological="1", q_violence_kinds__physical="0",
        q_relation="declined!", q_health="-997",
    )  # fmt: skip
    taken_in(chief, csv_of([row], header=header))
    answers = episodes()[0].waves[0].answers
    assert answers["violence_kinds"] == ["psychological"]
    assert (answers["relation"], answers["health"]) == ("declined!", "unknown!")


def test_several_answers_in_one_cell_are_told_apart(chief: Colleague) -> None:
    header = (*HEADER, "q_violence_kinds")
    row = line(q_violence_kinds="psychological, physical")
    taken_in(chief, csv_of([row], header=header))
    assert episodes()[0].waves[0].answers["violence_kinds"] == ["psychological", "physical"]
