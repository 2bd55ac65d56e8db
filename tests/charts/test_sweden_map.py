"""The map: all areas, those without data named and not links, keyboard order, small enough."""

from __future__ import annotations

import gzip
import re
from itertools import combinations

import pytest

from kvinnofrid.charts.answers import Answer
from kvinnofrid.charts.geography import load_geography
from kvinnofrid.charts.map_land import inset_of
from kvinnofrid.charts.map_values import AreaValue, Category, answer_categories
from kvinnofrid.charts.placing import Wish, overlap, place
from kvinnofrid.charts.publish import embed
from kvinnofrid.charts.sweden_map import SwedenMap
from kvinnofrid.charts.swedish import swedish_order
from tests.charts.reading import drawn, named, of_class, texts, titles

GEOGRAPHY = load_geography()
MUNICIPALITIES = GEOGRAPHY.areas["municipality"]
COUNTIES = GEOGRAPHY.areas["county"]
STEPS = tuple(Category(str(i), f"{20 * i - 20}–{20 * i} %", step=i) for i in range(1, 6))
EIGHT = {
    "1480": "yes",
    "1284": "yes",
    "1281": "partly",
    "0140": "no",
    "1081": "yes",
    "2482": "yes",
    "1488": "no",
    "0138": "not_applicable",
}


def answers(values: dict[str, str], **fields: object) -> SwedenMap:
    listed = tuple(
        AreaValue(code, answer, answer, f"/kommuner/{code}") for code, answer in values.items()
    )
    return SwedenMap("Aktuell rutin", answer_categories(), listed, **fields)  # type: ignore[arg-type]


EVERY = answers(dict.fromkeys(MUNICIPALITIES, "yes"))
COUNTY_MAP = SwedenMap(
    "Andel ja",
    STEPS,
    tuple(AreaValue(code, "3", "48 %", f"/lan/{code}") for code in COUNTIES),
    level="county",
)


def test_all_290_municipalities_are_areas_with_their_own_address() -> None:
    links = named(drawn(EVERY), "a")
    assert {a.attrib["href"] for a in links} == {f"/kommuner/{code}" for code in MUNICIPALITIES}
    assert len(links) == 290
    assert all(named(a, "path")[0].attrib["d"].startswith("M") for a in links)


def test_all_21_counties_are_areas_with_their_own_address() -> None:
    links = named(drawn(COUNTY_MAP), "a")
    assert {a.attrib["href"] for a in links} == {f"/lan/{code}" for code in COUNTIES}


def test_links_stand_in_swedish_alphabetical_order_with_name_and_value() -> None:
    found = titles(drawn(EVERY))
    assert found[0] == "Ale: yes"
    assert found[-1] == "Övertorneå: yes"
    assert found.index("Habo: yes") < found.index("Håbo: yes")
    assert [t.split(":")[0] for t in found] == sorted(
        (a.name for a in MUNICIPALITIES.values()), key=swedish_order
    )


def test_areas_without_data_are_hatched_named_in_the_legend_and_not_links() -> None:
    root = drawn(answers(EIGHT))
    assert len(named(root, "a")) == 8
    hatched = [e for e in named(root, "path") if e.get("fill") == "url(#c-missing)"]
    assert len(hatched) == 1
    assert hatched[0].attrib["d"].count("M") >= 282
    assert "Uppgift saknas (282)" in texts(root)


def test_an_area_without_data_is_never_in_a_category() -> None:
    root = drawn(answers({"0138": "yes"}))
    areas = [e for e in of_class(root, "ch-yes") if e.tag.endswith("path")]
    assert len(areas) == 1
    assert "Nej (0)" in texts(root)


def test_when_every_area_has_data_none_is_said_to_lack_it() -> None:
    assert not [t for t in texts(drawn(EVERY)) if "saknas" in t]


def test_no_is_told_from_yes_without_colour() -> None:
    root = drawn(answers(EIGHT))
    lined = [e for e in named(root, "path") if e.get("fill") == "url(#c-no)"]
    assert len(lined) == 2


def test_everything_drawn_lies_inside_the_picture() -> None:
    for width in (360, 520, 880):
        root = drawn(EVERY, width=width)
        box = [float(n) for n in root.attrib["viewBox"].split()]
        moved = named(root, "g")[0].attrib["transform"]
        left, top, scale = (float(n) for n in re.findall(r"[\d.]+", moved))
        grid = GEOGRAPHY.whole
        for code in ("0980", "0180", "2584", "1287"):  # Gotland, Stockholm, Kiruna, Trelleborg
            for point in GEOGRAPHY.largest_part(MUNICIPALITIES[code])[0]:
                x, y = grid.cell(point)
                assert 0 <= left + x * scale <= box[2]
                assert 0 <= top + y * scale <= box[3]


def test_a_map_with_markers_names_each_area_on_plain_counties() -> None:
    root = drawn(answers(EIGHT, markers=True), width=360)
    assert len(named(root, "a")) == 8
    assert {"Tyresö", "Nykvarn", "Skellefteå", "Höganäs"} <= set(texts(root))
    assert len(of_class(root, "ch-land")) == 2  # the land and its place in the legend
    assert not [e for e in named(root, "path") if (e.get("fill") or "").startswith("url(")]


def test_a_city_district_is_a_named_point_in_its_municipality() -> None:
    districts = tuple(
        AreaValue("1480", "yes", "Ja", "/d", name=name) for name in ("Askim", "Lundby", "Örgryte")
    )
    chart = SwedenMap("Stadsdelar", answer_categories(), districts, markers=True)
    root = drawn(chart)
    assert titles(root) == ["Askim: Ja", "Lundby: Ja", "Örgryte: Ja"]
    rings = of_class(root, "ch-marker-halo")
    assert len({(r.get("cx"), r.get("cy")) for r in rings}) == 3
    assert chart.missing() == 289


def test_a_county_is_drawn_large_with_the_country_beside() -> None:
    inset_of.cache_clear()  # drawn here, whatever was drawn before
    chart = answers({"1281": "yes", "1280": "no"}, county="12")
    root = drawn(chart)
    assert len(chart.codes()) == 33
    assert chart.missing() == 31
    assert {"Lund", "Malmö", "Hässleholm"} <= set(texts(root))
    assert len(of_class(root, "ch-accent")) == 1
    narrow = drawn(chart, width=360)
    assert len(of_class(narrow, "ch-accent")) == 1


def test_what_is_withheld_is_plain_land_so_that_what_is_told_stands_out() -> None:
    assert Category("hidden", "Dolt", withheld=True).paint == "ch-land"
    assert Category("low", "Lågt", step=1).paint == "ch-bin-1"


def test_a_county_map_of_steps_has_names_without_symbols() -> None:
    chart = SwedenMap("x", STEPS, (AreaValue("1281", "2", "33 %"),), county="12")
    assert "Lund" in texts(drawn(chart))
    assert drawn(chart).get("role") == "img"


def test_in_a_county_a_municipality_with_districts_has_points_and_no_name() -> None:
    chart = SwedenMap(
        "x", answer_categories(), (AreaValue("1280", "yes", "Ja", name="Norr"),), county="12"
    )
    found = texts(drawn(chart))
    assert "Norr" in found
    assert "Malmö" not in found


def test_steps_can_be_marked_too() -> None:
    chart = SwedenMap("x", STEPS, (AreaValue("1281", "2", "33 %", "/a"),), markers=True)
    assert of_class(drawn(chart), "ch-bin-2")


@pytest.mark.parametrize(
    ("chart", "kilobytes"),
    [(EVERY, 80), (COUNTY_MAP, 25), (answers(EIGHT, markers=True), 40)],
    ids=["all municipalities", "counties", "few areas"],
)
def test_the_map_is_light(chart: SwedenMap, kilobytes: int) -> None:
    assert len(gzip.compress(embed(chart, prefix="m", width=480).encode())) < kilobytes * 1000


def test_the_description_counts_the_categories() -> None:
    assert answers(EIGHT).point() == (
        "Ja: 4, Delvis: 1, Nej: 2, Inte aktuellt: 1. Uppgift saknas: 282."
    )
    assert answers(EIGHT, description="Åtta svarade.").point() == "Åtta svarade."


def test_the_table_lists_the_areas_with_data_in_swedish_order() -> None:
    table = answers(EIGHT, value_name="Svar").table()
    assert table.header == ("Område", "Kod", "Kategori", "Svar")
    assert [row[0] for row in table.rows][-2:] == ["Trollhättan", "Tyresö"]
    assert table.rows[0] == ("Göteborg", "1480", "Ja", "yes")


def test_missing_is_not_a_category_of_answers() -> None:
    assert Answer.MISSING not in {c.answer for c in answer_categories()}


def test_labels_do_not_cover_each_other_or_their_points() -> None:
    wishes = [Wish(100 + dx, 100 + dy, 8, 70, 16) for dx in (0, 22, 44) for dy in (0, 20, 40)]
    placed = place(wishes, (0, 0, 400, 300))
    boxes = [p.box(w) for p, w in zip(placed, wishes, strict=True)]
    assert all(overlap(a, b) == 0 for a, b in combinations(boxes, 2))
    points = [(w.x - 8, w.y - 8, w.x + 8, w.y + 8) for w in wishes]
    assert all(overlap(a, b) == 0 for a in boxes for b in points)
    assert any(p.leader for p in placed)


def test_a_label_is_kept_inside_the_picture() -> None:
    (placed,) = place([Wish(390, 50, 8, 70, 16)], (0, 0, 400, 300))
    assert placed.left + 70 <= 400
