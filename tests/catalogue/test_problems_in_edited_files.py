"""An edited catalogue that will not do says file, line, what and the remedy, for every fault."""

from pathlib import Path

import pytest

from kvinnofrid.catalogue import check, load_catalogue

from .small_catalogue import SIZES, SOUND, write_small_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_catalogue(tmp_path / "katalog")


def test_the_small_catalogue_is_sound(folder: Path) -> None:
    assert check(folder) == []
    assert len(load_catalogue(folder).definitions) == len(SOUND)


# file, text to replace, its replacement, line of the problem, part of where, what, remedy
CASES = {
    "retention rule twice": (
        "retention.yaml",
        "id: utkast",
        "id: akter",
        31,
        "rules[2] (akter) › id",
        "Regeln",
        "eget värde",
    ),
    "two rules about the same": (
        "retention.yaml",
        "concerns: draft",
        "concerns: client_record",
        33,
        "rules[2] (utkast) › concerns",
        "En regel om",
        "eget värde",
    ),
    "retention for no time": (
        "retention.yaml",
        "    keep_months: 1\n",
        "",
        35,
        "rules[2] (utkast) › keep_years",
        "noll",
        "keep_months",
    ),
    "an exception twice": (
        "retention.yaml",
        "id: urval",
        "id: placerad",
        26,
        "rules[1] (akter) › exceptions[2] (placerad) › id",
        "Undantaget",
        "eget värde",
    ),
    "an exception of everything": (
        "retention.yaml",
        "        trait: placerad\n",
        "",
        23,
        "rules[1] (akter) › exceptions[1] (placerad)",
        "villkor",
        "trait",
    ),
    "a proposal with a decision": (
        "retention.yaml",
        "status: decided",
        "status: proposal",
        13,
        "status",
        "decision",
        "proposal",
    ),
    "a decision that nobody made": (
        "retention.yaml",
        "decision: { body: N, on: 2014-12-01, reference: R }\n",
        "",
        13,
        "status",
        "decision",
        "proposal",
    ),
    "a decision for nobody": (
        "retention.yaml",
        "organisations: ['1780']\n",
        "",
        13,
        "status",
        "organisations",
        "proposal",
    ),
    "measure twice": (
        "context.yaml",
        "id: plats",
        "id: brott",
        18,
        "measures[2] (brott) › id",
        "Måttet",
        "eget värde",
    ),
    "a count ranked": (
        "context.yaml",
        "value: rank",
        "value: count",
        22,
        "measures[2] (plats) › ranked",
        "placering",
        "ranked",
    ),
    "a rank of unknown many": (
        "context.yaml",
        "    ranked: 200\n",
        "",
        18,
        "measures[2] (plats)",
        "placering",
        "ranked",
    ),
    "unknown kind": ("set.yaml", "kind: indicator_set", "kind: sett", 1, "kind", "sett", "classif"),
    "kind missing": ("set.yaml", "kind: indicator_set\n", "", 1, "kind", "None", "indicator_set"),
    "kind a list": ("set.yaml", "kind: indicator_set", "kind: [a]", 1, "kind", "slag", "kind:"),
    "other schema": ("set.yaml", "schema: 1", "schema: 2", 2, "schema", "2", "schema: 1"),
    "unknown key": (
        "set.yaml",
        "version: a",
        "version: a\nversionn: b",
        5,
        "versionn",
        "känner",
        "",
    ),
    "missing field": (
        "set.yaml",
        "    scale: ja-nej\n",
        "",
        21,
        "(X1) › scale",
        "saknas",
        "egen rad",
    ),
    "missing English": ("set.yaml", "{ sv: Q, en: Q }", "{ sv: Q }", 15, "name › en", "saknas", ""),
    "text is a list": (
        "set.yaml",
        "version: a",
        "version: [a]",
        4,
        "version",
        "text",
        "Skriv en text",
    ),
    "text for a map": ("set.yaml", "{ sv: Q, en: Q }", "Q", 15, "name", "nycklar", "sv: och en:"),
    "bad id": ("set.yaml", "id: prov", "id: Prov A", 3, "id", "rätt sätt", "mönstret"),
    "empty text": ("set.yaml", "sv: Q,", "sv: ' ',", 15, "sv", "tom", "Fyll i"),
    "bad date": ("set.yaml", "2015-01-01", "2015-02-30", 5, "valid_from", "datum", "2015-12-31"),
    "date a number": ("set.yaml", "2015-01-01", "20150101", 5, "valid_from", "datum", "2015-12-31"),
    "date missing": ("set.yaml", "2015-01-01", "", 5, "valid_from", "datum", "2015-12-31"),
    "date backwards": (
        "set.yaml",
        "valid_from: 2015-01-01",
        "valid_from: 2015-01-01\nvalid_to: 2014-01-01",
        6,
        "valid_to",
        "före första dagen",
        "Rätta datumen",
    ),
    "not a number": ("scale.yaml", "value: 1", "value: ett", 13, "value", "heltal", "siffror"),
    "a list for a number": ("scale.yaml", "value: 1", "value: [1]", 13, "value", "heltal", ""),
    "not a choice": ("scale.yaml", "code: yes", "code: ja", 12, "code", "”ja”", "'not_applicable'"),
    "too many months": (
        "set.yaml",
        "scale: ja-nej",
        "scale: ja-nej\n    follow_up_months: 500",
        27,
        "follow_up_months",
        "för stort",
        "högst 120",
    ),
    "too few months": (
        "set.yaml",
        "scale: ja-nej",
        "scale: ja-nej\n    follow_up_months: 0",
        27,
        "follow_up_months",
        "för litet",
        "minst 1",
    ),
    "empty list": (
        "sizes.yaml",
        SIZES[SIZES.index("groups:") :],
        "groups: []\n",
        14,
        "groups",
        "för få",
        "minst 1",
    ),
    "text too long": ("set.yaml", "sv: Q,", f"sv: {'q' * 4001},", 15, "sv", "för lång", "4000"),
    "no scale": ("set.yaml", "scale: ja-nej", "scale: jan", 26, "scale", "”jan”", "ja-nej"),
    "no quality area": (
        "set.yaml",
        "  - code: X1\n    quality_area: q",
        "  - code: X1\n    quality_area: z",
        22,
        "(X1) › quality_area",
        "”z”",
        "Finns: q",
    ),
    "area without quality area": (
        "set.yaml",
        "  - id: a\n    quality_area: q",
        "  - id: a\n    quality_area: z",
        18,
        "(a) › quality_area",
        "”z”",
        "Finns: q",
    ),
    "no indicator area": (
        "set.yaml",
        "indicator_area: a",
        "indicator_area: z",
        23,
        "(X1) › indicator_area",
        "”z”",
        "Finns: a",
    ),
    "kolada without caution": (
        "set.yaml",
        "scale: ja-nej",
        "scale: ja-nej\n    kolada_id: U12345",
        20,
        "indicators",
        "Kolada",
        "kolada_caution",
    ),
    "no set": (
        "series.yaml",
        "_set: prov",
        "_set: pro",
        21,
        "[1] › indicator_set",
        "”pro a”",
        "prov a",
    ),
    "no version": (
        "series.yaml",
        "version: a",
        "version: b",
        21,
        "indicator_set",
        "prov b",
        "prov a",
    ),
    "no indicator": ("series.yaml", "indicator: X1", "indicator: X2", 23, "indicator", "X2", "X1"),
    "breaks out of order": (
        "series.yaml",
        "    corresponds_to:",
        "      - year: 2019\n        reason: { sv: R, en: R }\n    corresponds_to:",
        17,
        "(s1) › breaks",
        "årsordning",
        "Sortera",
    ),
    "value on missing": (
        "scale.yaml",
        "code: no\n    value: 0",
        "code: missing\n    value: 0",
        19,
        "(missing) › value",
        "fel slags värde",
        "aldrig noll",
    ),
    "no value on yes": (
        "scale.yaml",
        "    value: 1\n",
        "",
        12,
        "(yes) › value",
        "fel slags värde",
        "heltal",
    ),
    "values fall": ("scale.yaml", "value: 1", "value: -1", 13, "(yes) › value", "stiger", "0, 1"),
    "same written form": ("scale.yaml", "[nej]", "[nej, JA]", 23, "[2]", "”ja” finns", "eget"),
    "same answer code": (
        "scale.yaml",
        "code: no",
        "code: yes",
        18,
        "(yes) › code",
        "finns redan",
        "",
    ),
    "no main group": (
        "listed.yaml",
        "main_group: A",
        "main_group: B",
        21,
        "main_group",
        "”B”",
        "A",
    ),
    "limits on listed": (
        "listed.yaml",
        "    main_group: A",
        "    main_group: A\n    min_population: 1",
        18,
        "(A1)",
        "invånargränser",
        "by_population",
    ),
    "gap between classes": (
        "sizes.yaml",
        "min_population: 100",
        "min_population: 101",
        20,
        "(2)",
        "hänger inte ihop",
        "Börja på 0",
    ),
    "closed last class": (
        "sizes.yaml",
        "min_population: 100",
        "min_population: 100\n    max_population: 200",
        20,
        "(2)",
        "hänger inte ihop",
        "bara i den sista",
    ),
    "class backwards": (
        "sizes.yaml",
        "max_population: 99\n",
        "max_population: 99\n  - code: '1b'\n    name: { sv: B, en: B }\n"
        "    definition: { sv: B, en: B }\n    min_population: 100\n    max_population: 50\n",
        20,
        "(1b)",
        "hänger inte ihop",
        "",
    ),
    "key twice": (
        "set.yaml",
        "id: prov",
        "id: prov\nid: prov2",
        4,
        "",
        "”id” finns redan på rad 3",
        "",
    ),
    "alias": ("set.yaml", "sv: Titel", "sv: *t", 6, "", "alias", "citattecken"),
    "anchor": ("set.yaml", "sv: Titel", "sv: &t Titel", 6, "", "ankare", "Skriv ut"),
    "python tag": (
        "set.yaml",
        "id: prov",
        "id: !!python/object:os.system x",
        3,
        "",
        "taggar",
        "Ta bort",
    ),
    "tag on a list": ("set.yaml", "indicators:", "indicators: !!set", 20, "", "taggar", "Ta bort"),
    "tab": ("set.yaml", "  - id: q", "\t- id: q", 14, "", "YAML", "tabb"),
    "unclosed quote": ("set.yaml", "id: prov", "id: 'prov", 27, "", "YAML", "citattecken"),
    "control sign": ("set.yaml", "sv: Titel", "sv: Ti\x07tel", 6, "", "YAML", ""),
    "key is a list": ("set.yaml", "id: prov", "[a]: prov", 3, "", "nyckel", "ord"),
    "key is empty": ("set.yaml", "id: prov", "? \n: prov", 3, "", "nyckel", "ord"),
    "two documents": (
        "set.yaml",
        "quality_areas:",
        "---\nquality_areas:",
        13,
        "",
        "flera dokument",
        "",
    ),
    "too deep": ("set.yaml", "id: prov", f"id: {'[' * 60}{']' * 60}", 3, "", "djupa", "högst"),
    "odd published": ("set.yaml", "published: 2015", "published: maj", 11, "published", "rätt", ""),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_fault_is_told_with_file_line_and_remedy(
    folder: Path, case: tuple[str, str, str, int, str, str, str]
) -> None:
    name, old, new, line, where, what, remedy = case
    text = SOUND[name]
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check(folder)
    assert [problem.file for problem in problems] == [f"katalog/{name}"] * len(problems)
    (problem,) = [p for p in problems if what in p.what.sv and where in p.where]
    assert problem.line == line
    assert remedy in problem.remedy.sv
    assert str(problem).startswith(f"katalog/{name}:{line}:")
    assert "Gör så här:" in str(problem)
    assert "What to do:" in problem.in_language("en")
