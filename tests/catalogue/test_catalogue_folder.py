"""A catalogue is a whole folder: what it holds, what it refuses, and all that is wrong at once."""

import os
from pathlib import Path

import pytest

from kvinnofrid.catalogue import (
    CatalogueError,
    UnknownDefinitionError,
    check,
    load_catalogue,
    load_shipped,
)
from kvinnofrid.catalogue.explanations import explain
from kvinnofrid.catalogue.reading import MAX_BYTES, MAX_VALUES

from .small_catalogue import LISTED, SCALE, SERIES, SET, write_small_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_catalogue(tmp_path / "katalog")


def whats(folder: Path) -> list[str]:
    return [problem.what.sv for problem in check(folder)]


def test_every_problem_of_every_file_is_told_at_once(folder: Path) -> None:
    (folder / "set.yaml").write_text(SET.replace("version: a\n", "").replace("sv: X,", ""))
    (folder / "scale.yaml").write_text(SCALE.replace("colour_role: yes", "colour_role: röd"))
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(folder)
    assert [(problem.file, problem.line) for problem in caught.value.problems] == [
        ("katalog/scale.yaml", 16),
        ("katalog/set.yaml", 1),
        ("katalog/set.yaml", 23),
        ("katalog/set.yaml", 24),
    ]
    swedish, english = str(caught.value), caught.value.in_language("en")
    assert swedish.startswith("Katalogen kan inte användas. Att rätta: 4.\nkatalog/scale.yaml:16:")
    assert english.startswith("The catalogue cannot be used. To put right: 4.\n")
    assert swedish.count("Gör så här:") == english.count("What to do:") == 4


def test_what_refers_to_a_broken_file_is_left_alone(folder: Path) -> None:
    (folder / "scale.yaml").write_text(SCALE.replace("title:", "titel:"))
    (folder / "set.yaml").write_text(SET.replace("title:", "titel:"))
    assert {problem.file for problem in check(folder)} == {
        "katalog/scale.yaml",
        "katalog/set.yaml",
    }


def test_two_files_cannot_define_the_same_thing(folder: Path) -> None:
    (folder / "z.yaml").write_text(SCALE, encoding="utf-8")
    (problem,) = check(folder)
    assert (problem.file, problem.line, problem.where) == ("katalog/z.yaml", 3, "id")
    assert "”ja-nej” finns redan i en annan fil" in problem.what.sv


def test_two_versions_of_an_id_cannot_hold_on_the_same_day(folder: Path) -> None:
    newer = SET.replace("version: a", "version: b").replace("2015-01-01", "2020-01-01")
    (folder / "set-b.yaml").write_text(newer, encoding="utf-8")
    (problem,) = check(folder)
    assert problem.where == "valid_from"
    assert "Gäller samtidigt" in problem.what.sv


def test_versions_that_follow_each_other_are_welcome(folder: Path) -> None:
    older = SET.replace("2015-01-01\n", "2015-01-01\nvalid_to: 2019-12-31\n")
    newer = SET.replace("version: a", "version: b").replace("2015-01-01", "2020-01-01")
    (folder / "set.yaml").write_text(older, encoding="utf-8")
    (folder / "set-b.yaml").write_text(newer, encoding="utf-8")
    catalogue = load_catalogue(folder)
    assert catalogue.indicator_set("prov").version == "b"
    assert catalogue.indicator_set("prov", "a").version == "a"


def test_a_file_over_five_megabytes_is_refused_unread(folder: Path) -> None:
    (folder / "set.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    assert whats(folder) == ["Filen är större än 5 MB."]


def test_a_file_with_endless_values_is_refused(folder: Path) -> None:
    (folder / "set.yaml").write_text("[" + "a," * MAX_VALUES + "a]")
    assert whats(folder) == ["Filen har för många värden eller för djupa nivåer."]


def test_a_file_in_another_encoding_is_refused_with_its_line(folder: Path) -> None:
    (folder / "set.yaml").write_bytes(SET.replace("sv: Titel", "sv: Åtgärd").encode("cp1252"))
    (problem,) = check(folder)
    assert (problem.line, problem.what.sv) == (6, "Filen är inte sparad som UTF-8.")


def test_a_byte_order_mark_does_no_harm(folder: Path) -> None:
    (folder / "set.yaml").write_bytes(b"\xef\xbb\xbf" + SET.encode())
    assert check(folder) == []


@pytest.mark.parametrize("content", ["", "# bara en kommentar", "- a\n", "hej"])
def test_a_file_without_a_definition_is_refused(folder: Path, content: str) -> None:
    (folder / "ny.yaml").write_text(content)
    assert whats(folder) == ["Filen innehåller ingen definition."]


@pytest.mark.parametrize("name", ["set.yml", "anteckningar.txt", "set.yaml~"])
def test_a_file_that_would_not_be_read_is_said_to_be_so(folder: Path, name: str) -> None:
    (folder / name).write_text("x")
    (problem,) = check(folder)
    assert problem.file == f"katalog/{name}"
    assert "läses inte" in problem.what.sv


def test_a_stray_file_hides_no_dead_reference(folder: Path) -> None:
    (folder / "anteckningar.txt").write_text("x")
    (folder / "series.yaml").write_text(SERIES.replace("indicator: X1", "indicator: X9"))
    assert len(check(folder)) == 2


def test_hidden_files_are_the_editors_own_business(folder: Path) -> None:
    (folder / ".set.yaml.swp").write_bytes(b"\0")
    (folder / ".git").mkdir()
    (folder / ".git" / "config").write_text("x")
    assert check(folder) == []


def test_a_file_that_cannot_be_opened_is_told(folder: Path) -> None:
    os.symlink(folder / "nowhere", folder / "borta.yaml")
    (problem,) = check(folder)
    assert problem.file == "katalog/borta.yaml"
    assert "går inte att öppna" in problem.what.sv


@pytest.mark.parametrize("made", [True, False])
def test_a_missing_or_empty_folder_is_told(tmp_path: Path, made: bool) -> None:
    folder = tmp_path / "tom"
    if made:
        folder.mkdir()
    (problem,) = check(folder)
    assert (problem.file, problem.line) == ("tom", 1)
    assert "saknas eller är tom" in problem.what.sv


def test_the_digest_changes_with_the_content_and_with_nothing_else(folder: Path) -> None:
    before = load_catalogue(folder).digest
    assert before == load_catalogue(folder).digest
    (folder / "listed.yaml").write_text(LISTED + "# en anmärkning\n", encoding="utf-8")
    assert load_catalogue(folder).digest != before


def test_what_the_catalogue_lacks_is_answered_with_what_it_has(folder: Path) -> None:
    catalogue = load_catalogue(folder)
    with pytest.raises(UnknownDefinitionError) as caught:
        catalogue.indicator_set("prov", "b")
    assert str(caught.value) == "Katalogen saknar prov b. Finns: prov a."
    with pytest.raises(KeyError) as other:
        catalogue.scale("skala")
    assert isinstance(other.value, UnknownDefinitionError)
    assert other.value.in_language("en") == "The catalogue lacks skala. There is: ja-nej."
    with pytest.raises(UnknownDefinitionError, match="Finns: grupper 1, klasser 1"):
        catalogue.classification("x")
    with pytest.raises(UnknownDefinitionError, match="Finns: serier"):
        catalogue.series_set("x")


def test_what_a_definition_lacks_is_a_key_error(folder: Path) -> None:
    catalogue = load_catalogue(folder)
    with pytest.raises(KeyError):
        catalogue.indicator_set("prov").indicator("X2")
    with pytest.raises(KeyError):
        catalogue.scale("ja-nej").answer("missing")
    assert catalogue.scale("ja-nej").answer("no").value == 0


def test_definitions_cannot_be_changed_once_loaded(folder: Path) -> None:
    indicator = load_catalogue(folder).indicator_set("prov").indicator("X1")
    with pytest.raises(ValueError, match="frozen"):
        indicator.code = "X2"


def test_an_organisation_can_use_its_own_catalogue(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = load_shipped()
    assert load_shipped() is shipped
    monkeypatch.setenv("KV_CATALOGUE", str(folder))
    assert load_shipped().indicator_set("prov").version == "a"
    monkeypatch.setenv("KV_CATALOGUE", "")
    assert load_shipped() is shipped


def test_an_objection_without_words_of_its_own_is_still_told() -> None:
    what, remedy = explain({"type": "odd", "msg": "Odd input", "input": "\x07" + "a" * 100})
    assert what.sv == f"Värdet ”�{'a' * 58}…” duger inte (Odd input)."
    assert "docs/reference/catalogue.md" in remedy.en
