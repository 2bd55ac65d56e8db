"""The reference data: all of it, once, and never half."""

import csv
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from kvinnofrid.organisations import operations, queries
from kvinnofrid.organisations.models import Kind, Organisation, OrganisationVersion, Population

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
IN_2017 = date(2017, 6, 1)


@pytest.mark.parametrize(
    ("kind", "on", "count"),
    [
        (Kind.NATION, TODAY, 1),
        (Kind.NATIONAL_BODY, TODAY, 4),
        (Kind.COUNTY, TODAY, 21),
        (Kind.COUNTY_BOARD, TODAY, 21),
        (Kind.REGION, TODAY, 21),
        (Kind.MUNICIPALITY, TODAY, 290),
        (Kind.MUNICIPALITY, date(2015, 12, 31), 290),
        (Kind.CITY_DISTRICT, IN_2017, 29),
        (Kind.CITY_DISTRICT, date(2020, 12, 31), 29),
        (Kind.CITY_DISTRICT, date(2021, 1, 1), 19),
    ],
)
def test_all_organisations_are_there(kind: Kind, on: date, count: int) -> None:
    assert len(queries.register().of_kind(kind, on=on)) == count


def test_every_municipality_is_in_one_county_and_one_group_of_each_division() -> None:
    municipalities = queries.municipalities(on=TODAY)
    in_counties = [
        place
        for county in queries.counties(on=TODAY)
        for place in queries.children(county, on=TODAY, kind=Kind.MUNICIPALITY)
    ]
    assert Counter(p.id for p in in_counties) == Counter(p.id for p in municipalities)
    for version in ("2017", "2023"):
        groups = Counter(queries.group_of(p, queries.SKR_GROUPS, version) for p in municipalities)
        assert None not in groups
        assert sum(groups.values()) == 290
        assert set(groups) == {"A1", "A2", "B3", "B4", "B5", "C6", "C7", "C8", "C9"}


def test_a_county_has_a_region_and_a_county_board() -> None:
    county = queries.organisation_by_code(Kind.COUNTY, "17", on=TODAY)
    names = {
        place.kind: place.name
        for place in queries.children(county, on=TODAY)
        if place.kind != Kind.MUNICIPALITY
    }
    assert names == {"region": "Region Värmland", "county_board": "Länsstyrelsen i Värmlands län"}
    assert county.identifier("letter") == "S"
    assert county.identifier("nuts3") == "SE311"


def test_a_region_had_its_name_of_2017_then() -> None:
    then = queries.organisation_by_code(Kind.REGION, "0017", on=IN_2017)
    now = queries.organisation_by_code(Kind.REGION, "0017", on=TODAY)
    assert (then.name, now.name) == ("Landstinget Värmland", "Region Värmland")
    assert then.id == now.id
    assert not now.begin_known


def test_an_unknown_code_is_a_named_error() -> None:
    with pytest.raises(queries.UnknownOrganisationError):
        queries.organisation_by_code(Kind.MUNICIPALITY, "9999", on=TODAY)


def test_loading_the_same_again_does_nothing() -> None:
    before = set(OrganisationVersion.objects.values_list("pk", flat=True))
    done = operations.load_reference(data=settings.REFERENCE_DATA, today=TODAY)
    assert not done.changed
    assert str(done) == "Organisationer: oförändrade."
    assert set(OrganisationVersion.objects.values_list("pk", flat=True)) == before


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the data to change."""
    shutil.copytree(settings.REFERENCE_DATA / "organisations", tmp_path / "organisations")
    return tmp_path


def _edit(data: Path, name: str, old: str, new: str) -> None:
    path = data / "organisations" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_correction_in_the_data_is_loaded_without_a_new_identity(copy: Path) -> None:
    before = queries.organisation_by_code(Kind.MUNICIPALITY, "0305", on=TODAY)
    _edit(copy, "municipalities.csv", "0305,Håbo,", "0305,Håboö,")
    _edit(copy, "scb-population-1950-2019.csv", "0305,Håbo,", "0305,Håbo,1")
    done = operations.load_reference(data=copy, today=TODAY)
    after = queries.organisation_by_code(Kind.MUNICIPALITY, "0305", on=TODAY)
    assert done.changed
    assert str(done) == "Organisationer: 387 och 22464 folkmängder inlästa."
    assert (after.id, after.name) == (before.id, "Håboö")
    in_1950 = queries.population(after, 1950)
    assert in_1950 is not None
    assert str(in_1950.inhabitants).startswith("1")
    assert Organisation.objects.count() == 387


def test_what_somebody_has_changed_is_not_undone_by_loading(copy: Path) -> None:
    habo = queries.organisation_by_code(Kind.MUNICIPALITY, "0643", on=TODAY)
    operations.rename(
        organisation=habo.id, name="Vättersta", full_name="Vättersta kommun", on=TODAY, by="A"
    )
    _edit(copy, "counties.csv", "Stockholms län", "Stockholms  län")
    operations.load_reference(data=copy, today=TODAY)
    assert queries.organisation_by_code(Kind.MUNICIPALITY, "0643", on=TODAY).name == "Vättersta"
    earlier = queries.organisation_by_code(Kind.MUNICIPALITY, "0643", on=IN_2017)
    assert earlier.name == "Habo"


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "organisations" / "counties.csv").unlink()
    with pytest.raises(operations.ReferenceDataError, match=r"counties\.csv saknas"):
        operations.load_reference(data=copy, today=TODAY)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0305,Håbo,", "0305,Håbo,x", "0305 i kolumnen 1950"),
        ("0305,Håbo,", "0305,Håbo,,,", "rad 28"),
    ],
)
def test_a_malformed_row_is_named_and_nothing_is_loaded(
    copy: Path, old: str, new: str, told: str
) -> None:
    _edit(copy, "municipalities.csv", "0305,Håbo,", "0305,Fel,")
    _edit(copy, "scb-population-1950-2019.csv", old, new)
    with pytest.raises(operations.ReferenceDataError, match=told):
        operations.load_reference(data=copy, today=TODAY)
    assert queries.organisation_by_code(Kind.MUNICIPALITY, "0305", on=TODAY).name == "Håbo"


def test_a_year_that_lacks_a_municipality_has_no_sum(copy: Path) -> None:
    path = copy / "organisations" / "municipalities.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("0305,"))
    fields = lines[at].split(",")
    fields[lines[0].split(",").index("pop_2021")] = ""
    lines[at] = ",".join(fields)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    operations.load_reference(data=copy, today=TODAY)
    assert not Population.objects.filter(year=2021, computed=True).exists()
    assert queries.population(queries.nation(on=TODAY), 2021) is None
    assert queries.population(queries.nation(on=TODAY), 2024) is not None


def test_sums_of_inhabitants_are_those_of_statistics_sweden() -> None:
    nation = queries.nation(on=TODAY)
    in_2019 = queries.population(nation, 2019)
    in_2024 = queries.population(nation, 2024)
    assert in_2019 is not None
    assert in_2024 is not None
    assert (in_2019.inhabitants, in_2024.inhabitants) == (10_327_589, 10_587_710)
    assert in_2019.computed
    assert "BE0101" in in_2019.source
    figures = queries.populations_in(2019)
    assert sum(figures[c.id].inhabitants for c in queries.counties(on=TODAY)) == 10_327_589
    assert queries.population(nation, 2020) is None
    assert queries.latest_population_year() == 2024
    assert queries.latest_population_year(until=date(2024, 12, 31)) == 2024
    assert queries.latest_population_year(until=date(2024, 12, 30)) == 2021


def test_a_municipality_has_its_years_in_order() -> None:
    place = queries.organisation_by_code(Kind.MUNICIPALITY, "0305", on=TODAY)
    years = [one.year for one in queries.populations(place)]
    assert years == [*range(1950, 2020), 2021, 2024]
    assert not any(one.computed for one in queries.populations(place))


def test_size_classes_follow_from_inhabitants_as_in_the_data() -> None:
    path = settings.REFERENCE_DATA / "organisations" / "municipalities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        given = {row["municipality_code"]: row["size_class_2018"] for row in csv.DictReader(file)}
    computed = queries.size_classes(2018)
    places = queries.municipalities(on=TODAY)
    assert {place.code: computed[place.id] for place in places} == given


def test_a_city_district_has_the_size_class_of_its_municipality() -> None:
    angered = queries.organisation_by_code(Kind.CITY_DISTRICT, "1480-angered", on=IN_2017)
    assert queries.size_class(angered, 2015) == "5"
    assert queries.size_class(angered, 2020) is None
    assert queries.size_class(queries.organisation_by_code("municipality", "0305", on=TODAY), 2024)
