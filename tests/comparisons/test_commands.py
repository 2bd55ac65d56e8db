"""The commands of open comparisons, as somebody at the command line meets them."""

import csv
import io
import json
from pathlib import Path

import pytest

from kvinnofrid.comparisons.models import Answer, Round
from kvinnofrid.config.commands import main
from tests.comparisons.tables import WIDE, text_of

pytestmark = pytest.mark.django_db
SLUG = "oj-brottsoffer-2015"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "svar.csv"
    path.write_bytes(text_of(WIDE))
    return path


def test_the_ranking_as_csv_is_as_promised(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ranking", SLUG, "--format", "csv"]) == 0
    assert capsys.readouterr().out == (
        "respondent,yes,partly,no,published_yes\n"
        '"Göteborg, Askim, Frölunda, Högsbo",53,1,6,53\n'
        "Trollhättan,53,1,6,53\n"
        "Tyresö,48,1,11,49\n"
        "Lund,47,3,10,47\n"
        "Skellefteå,47,2,11,47\n"
        "Nykvarn,45,0,15,45\n"
        "Höganäs,44,0,16,44\n"
        "Ronneby,43,0,17,43\n"
    )


def test_the_ranking_as_a_table_tells_ties_and_differences(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["ranking", SLUG]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].startswith("1 delad  Göteborg, Askim, Frölunda, Högsbo  53")
    assert lines[4].endswith("49  (räknat: 48)")


def test_the_ranking_as_json_tells_the_places(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ranking", SLUG, "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert (first["position"], first["sharing"], first["of"], first["yes"]) == (1, 2, 8, 53)


def test_what_is_exported_can_be_imported_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ut.csv"
    assert main(["export", "comparisons", SLUG, "--out", str(path)]) == 0
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert len(rows) == 9
    assert rows[0][:4] == ["respondent_code", "respondent", "published_yes", "KUN01"]
    assert main(["import", "comparisons", str(path), "--round", SLUG]) == 0
    assert capsys.readouterr().out.endswith("Allt är som förut: inget har ändrats.\n")


def test_the_export_as_json_has_definitions_shares_and_answers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["export", "comparisons", SLUG, "--format", "json"]) == 0
    exported = json.loads(capsys.readouterr().out)
    assert exported["round"]["synthetic"] is False
    assert exported["indicators"][0]["published_percent"] == 69
    assert exported["indicators"][0]["computed"]["yes_percent"] == 87.5
    tyreso = next(one for one in exported["respondents"] if one["code"] == "0138")
    assert (tyreso["published_yes"], tyreso["counted"]["yes"]) == (49, 48)
    assert tyreso["answers"]["KUN01"] == "yes"


def test_an_export_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "saknas" / "ut.csv"
    assert main(["export", "comparisons", SLUG, "--out", str(path)]) == 2
    assert str(path) in capsys.readouterr().err


@pytest.mark.parametrize("command", [["ranking"], ["export", "comparisons"]])
def test_an_unknown_round_is_told_with_those_that_there_are(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "oj-2099"]) == 2
    assert capsys.readouterr().err == (f"Omgången oj-2099 finns inte. Det finns: {SLUG}.\n")


def test_a_round_of_indicators_that_the_catalogue_lacks_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Round.objects.create(slug="annan", indicator_set="annan", version="1", year=2016)
    assert main(["ranking", "annan"]) == 2
    assert "KV_CATALOGUE" in capsys.readouterr().err


def test_a_new_round_needs_indicators_and_a_year(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["import", "comparisons", str(file), "--round"]
    assert main([*command, "ny"]) == 2
    assert "ange --set och --year" in capsys.readouterr().err
    assert main([*command, "Ny omgång"]) == 2
    assert "bindestreck" in capsys.readouterr().err
    assert main([*command, "ny", "--set", "oj-brottsoffer", "--year", "15"]) == 2
    assert "Året" in capsys.readouterr().err
    assert main([*command, "ny", "--set", "annan", "--year", "2016"]) == 2
    assert "Katalogen saknar annan" in capsys.readouterr().err
    assert not Round.objects.filter(slug="ny").exists()
    new = [*command, "ny", "--set", "oj-brottsoffer", "--year", "2016", "--synthetic"]
    assert main([*new, "--source", "Prov"]) == 0
    made = Round.objects.get(slug="ny")
    assert (made.year, made.version, made.source, made.synthetic) == (2016, "2015", "Prov", True)
    assert main([*command, "ny"]) == 0
    assert main([*command, "ny", "--year", "2017"]) == 2
    assert "påhittade svar, källa ”Prov”" in capsys.readouterr().err
    assert main(["ranking", "ny"]) == 0
    assert "PÅHITTADE SVAR" in capsys.readouterr().out


def test_what_is_refused_gives_exit_code_1_a_report_and_no_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, report = tmp_path / "svar.csv", tmp_path / "fel.csv"
    path.write_bytes(text_of([*WIDE, ["0305", "Habo", "", "ja", "ja"]]))
    before = Answer.objects.count()
    command = ["import", "comparisons", str(path), "--round", SLUG, "--report", str(report)]
    assert main(command) == 1
    assert "1 fel. Inget har lästs in." in capsys.readouterr().out
    assert "0305 Håbo" in report.read_text(encoding="utf-8-sig")
    assert Answer.objects.count() == before


def test_a_file_that_is_no_table_is_told_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "svar.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    command = ["import", "comparisons", str(path), "--round", SLUG]
    assert main([*command, "--lang", "en"]) == 2
    assert "The file" in capsys.readouterr().err


def test_made_up_rounds_are_loaded_marked_and_removed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small = ["--respondents", "4", "--indicators", "5", "--years", "2", "--folder", str(tmp_path)]
    assert main(["demo-round", *small]) == 0
    first = (tmp_path / "pahittad-2020.csv").read_bytes()
    made = Round.objects.filter(synthetic=True)
    assert [one.slug for one in made] == ["pahittad-2020", "pahittad-2019"]
    assert all(one.respondents.count() == 4 for one in made)
    monkeypatch.setenv("KV_CATALOGUE", str(tmp_path / "catalogue"))
    assert main(["check"]) == 0
    assert main(["demo-round", *small, "--files-only"]) == 0
    assert (tmp_path / "pahittad-2020.csv").read_bytes() == first
    assert main(["demo-round", "--remove"]) == 0
    assert capsys.readouterr().out.endswith("2 påhittade omgångar borttagna.\n")
    assert not Round.objects.filter(synthetic=True).exists()


@pytest.mark.parametrize(
    "option", [["--respondents", "9999"], ["--indicators", "0"], ["--years", "99"]]
)
def test_made_up_rounds_have_their_limits(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo-round", *option]) == 2
    assert f"{option[0]} ska vara mellan 1 och" in capsys.readouterr().err
