"""Organisations change code, name and county, merge and split, and nothing that was is lost.

The division of the story is made up: Håbo and Knivsta merge into Mälarbygd, and Heby moves to
Västmanland with a new code, as it once moved the other way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from kvinnofrid.organisations import operations, queries
from kvinnofrid.organisations.models import Change, Kind
from kvinnofrid.organisations.queries import Place

pytestmark = pytest.mark.django_db

BEFORE = date(2026, 11, 22)
DAY = date(2027, 1, 1)
BY = "Karin Ek"


def municipality(code: str, on: date = BEFORE) -> Place:
    return queries.organisation_by_code(Kind.MUNICIPALITY, code, on=on)


def county(code: str, on: date = BEFORE) -> Place:
    return queries.organisation_by_code(Kind.COUNTY, code, on=on)


def codes_in(place: Place, on: date) -> set[str]:
    return {p.code for p in queries.children(place, on=on, kind=Kind.MUNICIPALITY)}


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = queries.register().places
    yield
    assert queries.register().places == before
    assert not Change.objects.exists()


@pytest.fixture
def malarbygd() -> Place:
    """The municipality that Håbo and Knivsta become in 2027."""
    id_ = operations.merge(
        organisations=[municipality("0305").id, municipality("0330").id],
        code="0390",
        name="Mälarbygd",
        full_name="Mälarbygds kommun",
        on=DAY,
        by=BY,
    )
    return queries.register().place(id_, on=DAY)


@pytest.fixture
def heby() -> Place:
    """Heby, which moves from Uppsala county to Västmanland in 2027."""
    place = municipality("0331")
    operations.change_county(
        organisation=place.id, county=county("19").id, code="1990", on=DAY, by=BY
    )
    return place


def test_two_municipalities_become_one(malarbygd: Place) -> None:
    uppsala = county("03")
    assert codes_in(uppsala, BEFORE) - codes_in(uppsala, DAY) == {"0305", "0330"}
    assert codes_in(uppsala, DAY) - codes_in(uppsala, BEFORE) == {"0390"}
    assert len(queries.municipalities(on=DAY)) == 289
    assert len(queries.municipalities(on=BEFORE)) == 290


def test_after_a_merger_the_old_ones_and_their_figures_remain(malarbygd: Place) -> None:
    habo = municipality("0305")
    assert habo.ended == DAY
    in_2024 = queries.population(habo, 2024)
    assert in_2024 is not None
    assert in_2024.inhabitants == 22_973
    assert [p.name for p in queries.lineage(habo).successors] == ["Mälarbygd"]
    assert {p.name for p in queries.lineage(malarbygd).predecessors} == {"Håbo", "Knivsta"}
    with pytest.raises(queries.UnknownOrganisationError):
        municipality("0305", DAY)


def test_a_municipality_changes_county_and_code(heby: Place) -> None:
    assert "0331" in codes_in(county("03"), BEFORE)
    assert "0331" not in codes_in(county("03"), DAY)
    assert "1990" in codes_in(county("19"), DAY)
    after = municipality("1990", DAY)
    assert (after.id, after.name) == (heby.id, "Heby")
    assert municipality("0331", BEFORE).id == heby.id


def test_a_county_sums_those_who_belonged_to_it_that_year(malarbygd: Place, heby: Place) -> None:
    uppsala, vastmanland = county("03"), county("19")
    assert queries.population(uppsala, 2027) is None
    operations.record_population(
        figures={
            place.id: 50_000 if place.name == "Mälarbygd" else 1000
            for place in queries.municipalities(on=date(2027, 12, 31))
        },
        year=2027,
        source="Påhittad",
    )
    in_uppsala = queries.population(uppsala, 2027)
    in_vastmanland = queries.population(vastmanland, 2027)
    in_nation = queries.population(queries.nation(on=DAY), 2027)
    assert in_uppsala is not None
    assert in_vastmanland is not None
    assert in_nation is not None
    assert (in_uppsala.inhabitants, in_uppsala.computed) == (50_000 + 5 * 1000, True)
    assert in_vastmanland.inhabitants == 11 * 1000
    assert in_nation.inhabitants == 50_000 + 288 * 1000
    in_2024 = queries.population(uppsala, 2024)
    assert in_2024 is not None
    figures = queries.populations_in(2024)
    assert in_2024.inhabitants == sum(
        figures[place.id].inhabitants
        for place in queries.children(uppsala, on=BEFORE, kind=Kind.MUNICIPALITY)
    )


def test_one_municipality_has_no_sum_of_parts(malarbygd: Place) -> None:
    assert queries.population(malarbygd, 2024) is None


def test_groups_of_a_time_keep_their_members(malarbygd: Place) -> None:
    then = queries.group_members(queries.SKR_GROUPS, "2017", "A2", on=BEFORE)
    now = queries.group_members(queries.SKR_GROUPS, "2017", "A2", on=DAY)
    assert {p.name for p in then} - {p.name for p in now} == {"Håbo"}
    assert len(then) == 43


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("1990-heby", "Heby"),
        ("0331-heby", "Heby"),
        ("0331", "Heby"),
        ("1990-nagot-annat", "Heby"),
        ("0305-habo", "Håbo"),
        ("0390-malarbygd", "Mälarbygd"),
        ("0330-knivsta", "Knivsta"),
    ],
)
def test_an_old_address_still_leads_to_who_it_meant(
    malarbygd: Place, heby: Place, address: str, name: str
) -> None:
    register = queries.register()
    found = register.at_address(Kind.MUNICIPALITY, address, on=DAY)
    assert found is not None
    assert register.place(found, on=DAY).name == name


def test_the_address_of_one_who_changed_code_is_the_new_one(heby: Place) -> None:
    assert queries.register().place(heby.id, on=DAY).address == "1990-heby"
    assert queries.address(municipality("0331")) == "/omraden/kommun/1990-heby/"


def test_a_code_that_never_was_leads_nowhere() -> None:
    assert queries.register().at_address(Kind.MUNICIPALITY, "9999-ingenstans", on=DAY) is None
    assert queries.register().at_address(Kind.MUNICIPALITY, "03", on=DAY) is None


def test_a_merged_municipality_may_keep_a_code_and_name_of_old() -> None:
    old = municipality("0305")
    new = operations.merge(
        organisations=[old.id, municipality("0330").id],
        code="0305",
        name="Håbo",
        full_name="Håbo kommun",
        on=DAY,
        by=BY,
    )
    register = queries.register()
    assert register.at_address(Kind.MUNICIPALITY, "0305-habo", on=DAY) == new
    assert municipality("0305").address == f"0305-habo-2026-{old.id}"
    assert register.at_address(Kind.MUNICIPALITY, f"0305-habo-2026-{old.id}", on=DAY) == old.id
    assert municipality("0305", BEFORE).id == old.id
    assert municipality("0305", DAY).id == new


def test_city_districts_follow_their_municipality_into_a_merger() -> None:
    malmo = municipality("1280")
    new = operations.merge(
        organisations=[malmo.id, municipality("1233").id],
        code="1299",
        name="Sydstaden",
        full_name="Sydstadens kommun",
        on=DAY,
        by=BY,
    )
    register = queries.register()
    assert len(register.children(register.place(new, on=DAY), on=DAY)) == 5
    assert len(register.children(malmo, on=BEFORE)) == 5
    assert register.children(malmo, on=DAY) == ()


def test_a_merger_over_a_county_border_asks_for_the_county() -> None:
    both = [municipality("0331").id, municipality("1980").id]
    merged = {"code": "1991", "name": "Ny", "full_name": "Ny kommun", "on": DAY, "by": BY}
    with nothing_changes(), pytest.raises(operations.ParentMissingError):
        operations.merge(organisations=both, **merged)  # type: ignore[arg-type]
    new = operations.merge(organisations=both, parent=county("19").id, **merged)  # type: ignore[arg-type]
    place = queries.register().place(new, on=DAY)
    assert place.parent_id == county("19").id


def test_a_municipality_is_divided(heby: Place) -> None:
    made = operations.split(
        organisation=heby.id,
        parts=[
            operations.Part("1991", "Heby", "Heby kommun"),
            operations.Part("1992", "Östervåla", "Östervåla kommun"),
        ],
        on=date(2031, 1, 1),
        by=BY,
    )
    after = queries.lineage(heby).successors
    assert [p.name for p in after] == ["Heby", "Östervåla"]
    assert tuple(p.id for p in after) == made
    assert {p.parent_id for p in after} == {county("19").id}
    register = queries.register()
    assert register.at_address(Kind.MUNICIPALITY, "1990-heby", on=date(2031, 1, 1)) == heby.id


def test_when_a_city_is_divided_each_district_must_get_a_place() -> None:
    malmo = municipality("1280")
    districts = [p.id for p in queries.children(malmo, on=BEFORE)]
    parts = [
        operations.Part("1298", "Malmö norra", "Malmö norra kommun", tuple(districts[:2])),
        operations.Part("1299", "Malmö södra", "Malmö södra kommun"),
    ]
    with nothing_changes(), pytest.raises(operations.ChildrenLeftError):
        operations.split(organisation=malmo.id, parts=parts, on=DAY, by=BY)
    parts[1] = operations.Part("1299", "Malmö södra", "Malmö södra", tuple(districts[2:]))
    made = operations.split(organisation=malmo.id, parts=parts, on=DAY, by=BY)
    register = queries.register()
    assert [len(register.children(register.place(id_, on=DAY), on=DAY)) for id_ in made] == [2, 3]


def test_a_name_changes_and_the_old_one_still_finds_it() -> None:
    place = municipality("0643")
    operations.rename(
        organisation=place.id, name="Vättersta", full_name="Vättersta kommun", on=DAY, by=BY
    )
    assert municipality("0643", BEFORE).name == "Habo"
    assert municipality("0643", DAY).name == "Vättersta"
    hit = queries.search("Habo", on=DAY).hits[0]
    assert (hit.place.name, hit.by) == ("Vättersta", "Habo")


def test_two_changes_the_same_day_make_one_version() -> None:
    place = municipality("0643")
    operations.rename(
        organisation=place.id, name="Vättersta", full_name="Vättersta kommun", on=DAY, by=BY
    )
    operations.change_code(organisation=place.id, code="0699", on=DAY, by=BY)
    versions = queries.register().versions[place.id]
    assert [(v.code, v.name) for v in versions] == [("0643", "Habo"), ("0699", "Vättersta")]


def test_a_city_district_ends_and_nobody_follows() -> None:
    district = queries.organisation_by_code(Kind.CITY_DISTRICT, "1280-norr", on=BEFORE)
    operations.end(organisation=district.id, on=DAY, by=BY)
    ended = queries.register().place(district.id, on=DAY)
    assert ended.ended == DAY
    assert queries.lineage(ended) == queries.Lineage((), ())


def test_who_recorded_a_change_is_kept(heby: Place) -> None:
    rows = Change.objects.filter(organisation=heby.id).values_list("what", "took_effect", "by")
    assert set(rows) == {("parent", DAY, BY), ("code", DAY, BY)}


def test_what_has_ended_cannot_change(malarbygd: Place) -> None:
    habo = municipality("0305")
    with pytest.raises(operations.AlreadyEndedError, match="Håbo finns inte längre 2028-01-01"):
        operations.change_code(organisation=habo.id, code="0301", on=date(2028, 1, 1), by=BY)
    with pytest.raises(operations.AlreadyEndedError):
        operations.merge(
            organisations=[habo.id, municipality("0331").id],
            code="0391",
            name="Ny",
            full_name="Ny kommun",
            on=DAY,
            by=BY,
        )


def test_a_change_before_a_recorded_one_is_refused(heby: Place) -> None:
    with pytest.raises(operations.LaterVersionError, match="2027-01-01"):
        operations.change_code(organisation=heby.id, code="0399", on=date(2026, 12, 1), by=BY)


def test_a_merger_before_a_recorded_end_is_refused(malarbygd: Place) -> None:
    with pytest.raises(operations.LaterVersionError):
        operations.change_code(
            organisation=municipality("0305").id, code="0301", on=date(2026, 12, 1), by=BY
        )


def test_refusals_leave_everything_as_it_was() -> None:
    habo, heby = municipality("0305"), municipality("0331")
    part = operations.Part("0390", "Ny", "Ny kommun")

    def merge(*organisations: int, code: str = "0390") -> None:
        operations.merge(
            organisations=organisations, code=code, name="Ny", full_name="Ny", on=DAY, by=BY
        )

    with nothing_changes():
        with pytest.raises(operations.NotBegunError):
            operations.change_code(organisation=habo.id, code="0301", on=habo.begun, by=BY)
        with pytest.raises(operations.CodeTakenError, match="0331 tillhör Heby"):
            operations.change_code(organisation=habo.id, code="0331", on=DAY, by=BY)
        with pytest.raises(operations.NothingChangedError):
            operations.change_code(organisation=habo.id, code="0305", on=DAY, by=BY)
        with pytest.raises(operations.TooFewError):
            merge(habo.id, habo.id)
        with pytest.raises(operations.TooFewError):
            operations.split(organisation=habo.id, parts=[part], on=DAY, by=BY)
        with pytest.raises(operations.WrongKindError):
            merge(habo.id, county("03").id)
        with pytest.raises(operations.WrongKindError):
            operations.change_county(organisation=habo.id, county=heby.id, on=DAY, by=BY)
        with pytest.raises(operations.ChildrenLeftError):
            operations.end(organisation=municipality("1280").id, on=DAY, by=BY)
        with pytest.raises(operations.CodeTakenError):
            merge(habo.id, municipality("0330").id, code="0331")
