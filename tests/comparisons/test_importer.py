"""The importer: what it reads, what it refuses and why, and that nothing is half loaded."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.utils import timezone

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.audit import queries as audit
from kvinnofrid.audit.queries import LoggedEvent
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.importer.importing import Imported, import_answers
from kvinnofrid.comparisons.importer.reporting import report_csv, tell
from kvinnofrid.comparisons.models import Answer, Respondent, Round
from kvinnofrid.comparisons.operations import (
    Answered,
    RoundDefinition,
    RoundMismatchError,
    remove_synthetic_rounds,
    replace_answers,
    replace_published_shares,
)
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.spreadsheets.errors import FormulasRefused
from tests.comparisons.tables import ACROSS, LONG, ROUND, WIDE, text_of, workbook_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def load(rows: list[list[str]], *, dry_run: bool = False, skip_refused: bool = False) -> Imported:
    return import_answers(
        source=text_of(rows),
        filename="svar.csv",
        round=ROUND,
        dry_run=dry_run,
        skip_refused=skip_refused,
        by=OPERATOR,
        now=NOW,
    )


def reasons(rows: list[list[str]]) -> list[tuple[int, str, str]]:
    """Line, reason and remedy of everything that is refused; nothing must have been loaded."""
    done = load(rows)
    assert done.replacement is None
    assert not Round.objects.filter(slug=ROUND.slug).exists()
    return [(one.line, one.reason.sv, one.remedy.sv) for one in done.read.refusals]


def stored() -> dict[str, dict[str, str]]:
    board = queries.board(ROUND.slug)
    return {
        one.code: {
            i.code: board.answer(one.code, i.code)
            for i in board.indicators
            if board.answer(one.code, i.code) != "missing"
        }
        for one in board.respondents
    }


EXPECTED = {"0138": {"KUN01": "yes", "KUN02": "partly"}, "1281": {"KUN01": "no"}}


@pytest.mark.parametrize(
    "source",
    [
        text_of(WIDE),
        text_of(WIDE, encoding="utf-8-sig"),
        text_of(WIDE, encoding="cp1252"),
        text_of(WIDE, encoding="utf-16"),
        text_of(WIDE, delimiter=","),
        text_of([row[::-1] for row in WIDE]),
        text_of([["Kommunkod", "Kommun", "Publicerat antal ja", "kun01", "KUN02 "], *WIDE[1:]]),
        text_of([["kommun", "KUN01", "KUN02"], ["0138 Tyresö", "JA ", "1"], ["1281", "0", "-"]]),
        text_of([["kod", "KUN01", "KUN02"], ["138", "2", "Delvis"], ["1281", "Nej", ""]]),
        text_of(LONG),
        text_of([row[::-1] for row in LONG]),
        text_of(ACROSS),
        text_of([["code", "0138", "1281"], *ACROSS[2:]]),
        text_of([ACROSS[0], ["respondent_code", "0138", "1281"], *ACROSS[2:]]),
        workbook_of(WIDE),
        workbook_of(LONG),
    ],
    ids=[
        *("utf-8", "bom", "windows-1252", "utf-16", "commas", "shuffled", "Swedish headings"),
        *("code and name in one cell", "codes alone", "long", "long shuffled", "across"),
        *("across with codes", "across with names and codes", "workbook", "long workbook"),
    ],
)
def test_the_same_answers_are_read_however_they_are_written(source: bytes) -> None:
    done = import_answers(source=source, filename="svar", round=ROUND, by=OPERATOR, now=NOW)
    assert done.read.refusals == ()
    assert stored() == EXPECTED


def test_a_refused_row_stops_the_whole_file_unless_it_may_be_left_out() -> None:
    rows = [*WIDE, ["9999", "Ingenstans", "", "ja", "ja"]]
    assert reasons(rows) == [
        (4, "Koden ”9999” finns inte.", "Slå upp koden på sidan Kommuner och län.")
    ]
    assert load(rows, skip_refused=True).replacement is not None
    assert stored() == EXPECTED


def test_habo_is_not_habo_with_a_ring() -> None:
    assert reasons([WIDE[0], ["0305", "Habo", "", "ja", "ja"]]) == [
        (
            2,
            "Koden 0305 är Håbo, men namnet är ”Habo”.",
            "Menade du ”0305 Håbo” eller ”0643 Habo”?",
        )
    ]
    load([["kommun", "KUN01"], ["Habo", "ja"], ["Håbo kommun", "nej"]])
    assert stored() == {"0643": {"KUN01": "yes"}, "0305": {"KUN01": "no"}}


def test_an_unknown_code_or_name_is_refused_with_those_it_is_like() -> None:
    assert reasons([WIDE[0], ["0137", "Tyresö", "", "ja", "ja"]]) == [
        (2, "Koden ”0137” finns inte.", "Menade du ”0138 Tyresö”?")
    ]
    ((_line, _reason, either),) = reasons([["kommun", "KUN01"], ["Habå", "ja"]])
    assert either == "Menade du ”0643 Habo” eller ”0305 Håbo” eller ”1984 Arboga”?"
    ((line, reason, remedy),) = reasons([["kommun", "KUN01"], ["Tyreso", "ja"]])
    assert (line, reason) == (2, "Ingen heter ”Tyreso”.")
    assert remedy.startswith("Menade du ”0138 Tyresö”")
    ((_, reason, remedy),) = reasons([["kod", "KUN01"], ["01380", "ja"]])
    assert reason == "Koden ”01380” finns inte."
    assert "0138 Tyresö" in remedy


def test_a_row_without_any_respondent_is_refused() -> None:
    assert reasons([WIDE[0], ["", "", "", "ja", "ja"]])[0][1] == "Det står inte vem som svarar."


def test_a_name_that_several_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from kvinnofrid.comparisons.importer import importing
    from kvinnofrid.comparisons.importer.matching import Candidate

    both = [
        Candidate(1, "1280-norr", "Norr", "Norr (Malmö)", "Malmö"),
        Candidate(2, "0180-norr", "Norr", "Norr (Stockholm)", "Stockholm"),
    ]
    monkeypatch.setattr(importing, "who_may_answer", lambda year: both)
    done = load([["kommun", "KUN01"], ["Norr", "ja"]])
    assert done.read.refusals[0].in_language("en") == (
        'Row 2: More than one is called "Norr". '
        'Did you mean "0180-norr 0180-norr Norr" or "1280-norr Norr"?'
    ).replace("0180-norr 0180-norr", "0180-norr")


def test_a_city_district_may_be_named_with_its_city() -> None:
    load([["svarande", "KUN01"], ["Göteborg, Askim, Frölunda, Högsbo", "ja"]])
    (only,) = queries.board(ROUND.slug).respondents
    assert only.code == "1480-askim-frolunda-hogsbo"
    assert only.name == "Göteborg, Askim, Frölunda, Högsbo"


def test_a_city_district_may_answer_before_the_day_it_is_listed_from() -> None:
    early = RoundDefinition(
        slug="prov-2012", indicator_set="oj-brottsoffer", version="2015", year=2012
    )
    rows = [["kod", "KUN01"], ["0180-bromma", "ja"]]
    done = import_answers(
        source=text_of(rows), filename="svar.csv", round=early, by=OPERATOR, now=NOW
    )
    assert done.read.refusals == ()
    (only,) = queries.board("prov-2012").respondents
    assert (only.name, only.municipality_name) == ("Bromma", "Stockholm")


def test_a_city_district_that_has_ended_cannot_answer() -> None:
    late = RoundDefinition(
        slug="prov-2021", indicator_set="oj-brottsoffer", version="2015", year=2021
    )
    rows = [["kod", "KUN01"], ["1480-angered", "ja"]]
    done = import_answers(
        source=text_of(rows), filename="svar.csv", round=late, by=OPERATOR, now=NOW
    )
    assert done.replacement is None


def test_an_unknown_answer_is_refused_with_its_cell() -> None:
    done = load([WIDE[0], ["0138", "Tyresö", "", "kanske", "dellvis"]])
    first, second = done.read.refusals
    assert (first.line, first.column, first.value) == (2, "D (KUN01)", "kanske")
    assert first.in_language("sv") == (
        "Rad 2, kolumn D (KUN01): ”kanske” är inget svar. "
        "Skriv ja, delvis, nej (eller 2, 1, 0) eller lämna cellen tom."
    )
    assert second.remedy.en == 'Did you mean "delvis"?'


def test_an_unknown_indicator_is_refused_with_those_it_is_like() -> None:
    ((line, reason, remedy),) = reasons([["kod", "KUN1"], ["0138", "ja"]])
    assert line == 1
    assert reason.startswith("Indikatorn ”KUN1” finns inte i Öppna jämförelser 2015")
    assert "”KUN01”" in remedy


def test_the_same_respondent_twice_is_refused() -> None:
    assert reasons([*WIDE, ["0138", "Tyresö", "", "ja", "ja"]]) == [
        (4, "Samma svarande finns redan på rad 2.", "Ta bort den ena.")
    ]
    ((_, reason, _),) = reasons([["indikator", "Tyresö", "Tyresö kommun"], ["KUN01", "ja", "ja"]])
    assert reason == "Samma svarande finns redan på kolumn B (Tyresö)."


def test_the_same_indicator_twice_is_refused() -> None:
    ((_, reason, _),) = reasons([["kod", "KUN01", "kun01 x"], ["0138", "ja", "ja"]])[:1]
    assert "finns inte" in reason
    ((line, reason, _),) = reasons([*ACROSS, ["kun01", "ja", "ja"]])
    assert (line, reason) == (5, "Indikatorn KUN01 finns redan i rad 3.")


def test_the_same_answer_twice_is_refused_in_a_long_table() -> None:
    assert reasons([*LONG, ["0138", "Tyresö", "KUN01", "nej"]]) == [
        (5, "Tyresö har redan svarat på KUN01 på rad 2.", "Ta bort den ena raden.")
    ]


def test_each_row_of_an_unknown_respondent_or_indicator_is_refused_in_a_long_table() -> None:
    found = reasons(
        [
            *LONG,
            ["0305", "Habo", "KUN01", "ja"],
            ["0305", "Habo", "KUN02", "ja"],
            ["1281", "Lund", "KUN99", "ja"],
        ]
    )
    assert [line for line, _, _ in found] == [5, 6, 7]


def test_a_table_that_does_not_show_who_answers_what_is_refused_with_the_shapes() -> None:
    ((line, reason, remedy),) = reasons([["a", "b"], ["1", "2"]])
    assert (line, reason) == (1, "Kolumnerna visar inte vem som svarar på vad.")
    assert "respondent_code" in remedy


def test_two_columns_of_the_same_thing_are_refused() -> None:
    ((_, reason, _),) = reasons([["kod", "kommunkod", "KUN01"], ["0138", "0138", "ja"]])
    assert reason == "Kolumnen säger samma slags sak som kolumn A (kod)."


def test_a_table_without_rows_has_no_answers() -> None:
    assert reasons([WIDE[0]])[0][:2] == (0, "Det finns inga svar i tabellen.")


def test_a_printed_number_of_yes_must_be_one() -> None:
    found = reasons([WIDE[0], ["0138", "Tyresö", "61", "ja", "ja"], ["1281", "Lund", "x", "", ""]])
    assert [reason for _, reason, _ in found] == [
        "”61” är inget antal ja mellan 0 och 60.",
        "”x” är inget antal ja mellan 0 och 60.",
    ]


def test_two_printed_numbers_of_yes_for_one_respondent_are_refused() -> None:
    rows = [[*LONG[0], "published_yes"], [*LONG[1], "2"], [*LONG[2], "3"]]
    assert reasons(rows) == [(3, "Tyresö har redan antalet 2.", "Skriv samma antal på alla rader.")]


def test_formulas_are_refused_as_a_whole() -> None:
    with pytest.raises(FormulasRefused):
        import_answers(
            source=workbook_of([WIDE[0], ["0138", "Tyresö", "", '="ja"', ""]]),
            filename="svar.xlsx",
            round=ROUND,
            by=OPERATOR,
            now=NOW,
        )
    assert not Round.objects.filter(slug=ROUND.slug).exists()


def test_a_dry_run_tells_everything_and_changes_nothing() -> None:
    done = load(WIDE, dry_run=True)
    assert done.replacement is not None
    assert done.replacement.created
    assert not Round.objects.filter(slug=ROUND.slug).exists()
    assert list(tell(done, language="en", dry_run=True))[-1] == (
        "This was a dry run: nothing has been changed."
    )


def test_the_same_file_again_changes_nothing() -> None:
    first = load(WIDE).replacement
    again = load(WIDE)
    assert first is not None
    assert again.replacement is not None
    assert not again.replacement.anything
    assert again.replacement.revision == first.revision == 1
    assert list(tell(again, language="sv", dry_run=False))[-1] == (
        "Allt är som förut: inget har ändrats."
    )


def test_a_changed_file_replaces_the_answers_and_says_what_changed() -> None:
    load(WIDE)
    kept = Respondent.objects.get(round__slug=ROUND.slug, published_yes=2).pk
    done = load([WIDE[0], WIDE[1], ["1281", "Lund", "", "ja", ""], ["0305", "Håbo", "", "ja", ""]])
    assert done.replacement is not None
    assert done.replacement.revision == 2
    assert list(tell(done, language="sv", dry_run=False))[-3:] == [
        "Nya svarande: 1 (Håbo).",
        "Ändrade svar: 1 (Lund).",
        "Omgången har nu 3 svarande och 4 svar (revision 2).",
    ]
    assert Respondent.objects.filter(pk=kept).exists()
    gone = load(WIDE[:2])
    assert "Removed respondents: 2 (Håbo, Lund)." in list(
        tell(gone, language="en", dry_run=False)
    ) or "Removed respondents: 2 (Lund, Håbo)." in list(tell(gone, language="en", dry_run=False))
    assert stored() == {"0138": EXPECTED["0138"]}


def test_what_is_not_read_is_told() -> None:
    done = load([[*LONG[0], "kvalitetsområde"], [*LONG[1], "A"]])
    said = list(tell(done, language="sv", dry_run=False))
    assert said[:2] == [
        "Läste 1 svarande och 1 svar (en rad per svar).",
        "Läses inte: kvalitetsområde.",
    ]
    assert said[2].startswith("59 indikatorer finns inte i filen och blir utan svar: KUN02,")


def test_many_refusals_are_counted_and_stand_in_the_report() -> None:
    rows = [WIDE[0], *([f"9{n:03}", "", "", "ja", "ja"] for n in range(25))]
    done = load(rows)
    said = list(tell(done, language="sv", dry_run=False))
    assert said[-2:] == [
        "… och 5 till. Alla står i rapporten om du anger --report FIL.",
        "25 fel. Inget har lästs in.",
    ]
    report = report_csv(done.read.refusals).decode("utf-8-sig").splitlines()
    assert report[0] == '"rad";"kolumn";"värde";"skäl";"åtgärd";"reason";"remedy"'
    assert len(report) == 26
    skipped = load([*WIDE, rows[1]], skip_refused=True)
    assert "1 errors have been left out." in list(tell(skipped, language="en", dry_run=False))


def test_a_file_in_windows_1252_says_so_that_its_letters_are_looked_at() -> None:
    old = import_answers(
        source=text_of(WIDE, encoding="cp1252"),
        filename="svar.csv",
        round=ROUND,
        by=OPERATOR,
        now=NOW,
    )
    assert "Windows-1252" in " ".join(tell(old, language="sv", dry_run=False))
    assert "Windows-1252" not in " ".join(tell(load(WIDE), language="sv", dry_run=False))


def test_a_round_cannot_become_another_by_an_import() -> None:
    load(WIDE)
    other = RoundDefinition(
        slug=ROUND.slug, indicator_set="oj-brottsoffer", version="2015", year=2017
    )
    with pytest.raises(RoundMismatchError) as caught:
        import_answers(source=text_of(WIDE), filename="svar.csv", round=other, by=OPERATOR, now=NOW)
    assert caught.value.existing == ROUND


def test_a_respondent_cannot_be_given_twice() -> None:
    one = Answered(organisation_id=1, label="", published_yes=None, answers={})
    with pytest.raises(ValueError, match="twice"):
        replace_answers(round=ROUND, respondents=[one, one], by=OPERATOR, now=NOW)


def logged() -> list[LoggedEvent]:
    """What the log of the nation says of the round."""
    nation = str(organisations.nation(on=timezone.localdate(NOW)).id)
    return audit.events_of_object(nation, object_kind="round", object_id=ROUND.slug)


def test_an_import_is_logged_with_who_did_it_and_what_it_came_to() -> None:
    load(WIDE)
    (event,) = logged()
    assert (event.actor, event.action, event.outcome) == ("operator", "comparison.load", "allowed")
    assert event.details == {"result": "made", "count": "3", "version": "1"}


def test_what_changes_nothing_or_is_taken_back_is_not_logged() -> None:
    load(WIDE, dry_run=True)
    assert logged() == []
    load(WIDE)
    load(WIDE)
    assert len(logged()) == 1


def test_what_is_removed_is_logged() -> None:
    load(WIDE)
    Round.objects.filter(slug=ROUND.slug).update(synthetic=True)
    remove_synthetic_rounds(indicator_set="oj-brottsoffer", by=OPERATOR, now=NOW)
    assert [event.details["result"] for event in logged()] == ["made", "removed"]


def test_only_synthetic_rounds_are_removed() -> None:
    load(WIDE)
    assert remove_synthetic_rounds(indicator_set="oj-brottsoffer", by=OPERATOR, now=NOW) == 0
    Round.objects.filter(slug=ROUND.slug).update(synthetic=True)
    before = Answer.objects.count()
    assert remove_synthetic_rounds(indicator_set="oj-brottsoffer", by=OPERATOR, now=NOW) == 1
    assert Answer.objects.count() == before - 3


def test_a_round_that_is_removed_and_made_again_is_read_anew() -> None:
    load(WIDE)
    assert stored() == EXPECTED
    Round.objects.filter(slug=ROUND.slug).delete()
    load(WIDE[:2])
    assert stored() == {"0138": EXPECTED["0138"]}


def test_the_same_printed_shares_again_change_nothing() -> None:
    board = queries.board("oj-brottsoffer-2015")
    changed = replace_published_shares(
        slug="oj-brottsoffer-2015",
        organisation_id=organisations.nation(on=board.round.day).id,
        percents=board.published.items(),
        by=OPERATOR,
        now=NOW,
    )
    assert not changed


def test_a_file_with_nothing_but_errors_is_given_up() -> None:
    rows = [WIDE[0], *([f"{n:05}", "", "", "ja", "ja"] for n in range(1_200))]
    done = load(rows, skip_refused=True)
    assert done.replacement is None
    assert done.read.refusals[0].reason.en == "Reading stopped after 1000 errors."
    assert len(done.read.refusals) == 1_001


@pytest.mark.parametrize("name", ["svar-en-rad-per-kommun.csv", "svar-en-rad-per-svar.csv"])
def test_the_examples_in_the_documentation_can_be_read(name: str) -> None:
    path = settings.PROJECT / "docs" / "examples" / name
    done = import_answers(source=path, filename=name, round=ROUND, by=OPERATOR, now=NOW)
    assert done.read.refusals == ()
    assert {"0138", "1281"} <= stored().keys()
