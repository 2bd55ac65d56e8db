"""Every file the project ships loads, and says what the reports say."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from kvinnofrid.catalogue import SHIPPED, Catalogue, IndicatorSet, check, load_shipped

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def catalogue() -> Catalogue:
    return load_shipped()


@pytest.fixture
def set_2015(catalogue: Catalogue) -> IndicatorSet:
    return catalogue.indicator_set("oj-brottsoffer", "2015")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_no_shipped_file_has_anything_to_put_right() -> None:
    assert check(SHIPPED) == []


def test_no_number_of_the_catalogue_can_be_broken_between_two_lines() -> None:
    broken = [
        f"{path.name}: {line}"
        for path in SHIPPED.rglob("*.yaml")
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\d \d{3}\b", line)
    ]
    assert broken == []


def test_every_shipped_file_becomes_a_definition(catalogue: Catalogue) -> None:
    assert len(catalogue.definitions) == len(list(SHIPPED.rglob("*.yaml")))


def test_the_set_of_2015_has_sixty_indicators_in_four_quality_areas(
    set_2015: IndicatorSet,
) -> None:
    assert [area.name.sv for area in set_2015.quality_areas] == [
        "Kunskapsbaserad verksamhet",
        "Trygghet och säkerhet",
        "Helhetssyn och samordning",
        "Tillgänglighet",
    ]
    counts = Counter(indicator.quality_area for indicator in set_2015.indicators)
    assert [counts[area.id] for area in set_2015.quality_areas] == [14, 13, 25, 8]


def test_the_indicators_are_those_published_in_order_and_wording(set_2015: IndicatorSet) -> None:
    published = rows("comparisons/oj-brottsoffer-2015/indicators.csv")
    assert [
        (
            indicator.code,
            set_2015.quality_area(indicator.quality_area).name.sv,
            set_2015.indicator_area(indicator.indicator_area).name.sv,
            indicator.name.sv,
        )
        for indicator in set_2015.indicators
    ] == [
        (row["code"], row["quality_area"], row["indicator_area"], row["indicator"])
        for row in published
    ]


def test_every_name_and_definition_of_2015_is_said_once_in_each_language(
    set_2015: IndicatorSet,
) -> None:
    for code in ("sv", "en"):
        names = [indicator.name.in_language(code) for indicator in set_2015.indicators]
        definitions = [indicator.definition.in_language(code) for indicator in set_2015.indicators]
        assert len(set(names)) == len(set(definitions)) == 60
    assert not any(i.name.sv == i.name.en for i in set_2015.indicators)


def test_what_must_be_current_has_a_window_and_nothing_else_has(set_2015: IndicatorSet) -> None:
    for indicator in set_2015.indicators:
        dated = indicator.name.sv.startswith("Aktuell") and indicator.quality_area != (
            "accessibility"
        )
        assert indicator.follow_up_months == (12 if dated else None)


def test_the_set_of_2015_holds_in_2015_only(set_2015: IndicatorSet) -> None:
    assert set_2015.holds_on(date(2015, 1, 1))
    assert set_2015.holds_on(date(2015, 12, 31))
    assert not set_2015.holds_on(date(2014, 12, 31))
    assert not set_2015.holds_on(date(2016, 1, 1))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Ja", "yes"),
        (" JA ", "yes"),
        ("2", "yes"),
        ("Delvis", "partly"),
        ("1", "partly"),
        ("nej", "no"),
        ("0", "no"),
        ("Ej\N{NO-BREAK SPACE}aktuellt", "not_applicable"),
        ("", "missing"),
        ("Saknas", "missing"),
    ],
)
def test_answers_are_read_as_people_write_them(
    catalogue: Catalogue, written: str, code: str
) -> None:
    answer = catalogue.scale("yes-partly-no").read(written)
    assert answer is not None
    assert answer.code == code


@pytest.mark.parametrize("written", ["kanske", "3", "jaa", "nja"])
def test_what_is_no_answer_is_not_guessed_at(catalogue: Catalogue, written: str) -> None:
    assert catalogue.scale("yes-partly-no").read(written) is None


def test_only_yes_partly_and_no_have_a_value(catalogue: Catalogue) -> None:
    scale = catalogue.scale("yes-partly-no")
    values = {answer.code: answer.value for answer in scale.answers}
    assert values == {"yes": 2, "partly": 1, "no": 0, "not_applicable": None, "missing": None}


def test_every_published_answer_of_2015_is_on_the_scale(
    catalogue: Catalogue, set_2015: IndicatorSet
) -> None:
    for row in rows("comparisons/oj-brottsoffer-2015/answers.csv"):
        for indicator in set_2015.indicators:
            assert catalogue.scale(indicator.scale).read(row[indicator.code])


def test_every_published_share_belongs_to_a_series_and_every_series_has_a_share(
    catalogue: Catalogue,
) -> None:
    series_set = catalogue.series_set("oj-vald-national")
    shares = rows(series_set.values_file)
    assert len(shares) == 45
    assert {row["series"] for row in shares} == {series.id for series in series_set.series}
    for row in shares:
        assert (series_set.one(row["series"]).kolada_id or "") == row["kolada_kpi"]


def test_every_published_share_says_how_it_is_known(catalogue: Catalogue) -> None:
    for row in rows(catalogue.series_set("oj-vald-national").values_file):
        assert row["flag"] in ("stated", "derived", "inferred")
        assert 0 <= float(row["share_percent"]) <= 100
        assert row["source_page"]
        assert bool(row["note_sv"]) == bool(row["note_en"])
        assert row["note_sv"] or row["flag"] == "stated"


def test_agreements_break_in_2024_when_the_window_was_doubled(catalogue: Catalogue) -> None:
    series_set = catalogue.series_set("oj-vald-national")
    agreements = [s for s in series_set.series if s.id.startswith("agreement-")]
    assert len(agreements) == 6
    for series in agreements:
        assert [(b.year, "24 månader" in b.reason.sv) for b in series.breaks] == [(2024, True)]


def test_an_indicator_of_2015_finds_the_series_that_went_on_asking(catalogue: Catalogue) -> None:
    found = catalogue.series_for_indicator("oj-brottsoffer", "2015", "HEL19")
    assert [series.id for series in found] == ["agreement-womens-shelters"]
    assert found[0].corresponds_to[0].caution is not None
    assert catalogue.series_for_indicator("oj-brottsoffer", "2015", "KUN01") == ()


@pytest.mark.parametrize("version", ["2017", "2023"])
def test_every_municipality_is_in_an_skr_group(catalogue: Catalogue, version: str) -> None:
    groups = catalogue.classification("skr-groups", version)
    used = {row[f"skr_group_{version}"] for row in rows("organisations/municipalities.csv")}
    assert used == {group.code for group in groups.groups}
    assert {group.main_group for group in groups.groups} == {"A", "B", "C"}


def test_the_names_of_the_skr_groups_of_2017_are_the_published_ones(catalogue: Catalogue) -> None:
    groups = catalogue.classification("skr-groups", "2017")
    for row in rows("organisations/skr-groups-2017.csv"):
        assert groups.group(row["group"]).name.sv == row["group_name"]


def test_size_classes_agree_with_the_reference_data(catalogue: Catalogue) -> None:
    classes = catalogue.classification("size-classes")
    for row in rows("organisations/municipalities.csv"):
        group = classes.group_for_population(int(row["pop_2018"]))
        assert group.code == row["size_class_2018"]


@pytest.mark.parametrize(
    ("inhabitants", "code"),
    [
        (0, "1"),
        (14_999, "1"),
        (15_000, "2"),
        (29_999, "2"),
        (30_000, "3"),
        (69_999, "3"),
        (70_000, "4"),
        (199_999, "4"),
        (200_000, "5"),
        (2_000_000, "5"),
    ],
)
def test_size_classes_change_exactly_at_their_limits(
    catalogue: Catalogue, inhabitants: int, code: str
) -> None:
    assert catalogue.classification("size-classes").group_for_population(inhabitants).code == code


def test_a_listed_classification_cannot_be_computed(catalogue: Catalogue) -> None:
    with pytest.raises(ValueError, match="no group for"):
        catalogue.classification("skr-groups", "2023").group_for_population(10)


def test_without_a_version_the_latest_is_given(catalogue: Catalogue) -> None:
    assert catalogue.classification("skr-groups").version == "2023"


def test_every_context_value_belongs_to_a_measure_and_every_measure_has_a_value(
    catalogue: Catalogue,
) -> None:
    for measures in catalogue.context_measures:
        assert {row["measure"] for row in rows(measures.values_file)} == {
            measure.id for measure in measures.measures
        }
