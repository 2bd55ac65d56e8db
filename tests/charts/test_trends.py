"""Lines over years: breaks cut, missing years are gaps, certainty is seen, scales are honest."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from kvinnofrid.charts.certainty import Certainty
from kvinnofrid.charts.count_line import CountLine, Sparkline
from kvinnofrid.charts.trend_lines import TrendLines
from kvinnofrid.charts.trend_values import SeriesBreak, TrendPoint, TrendSeries
from kvinnofrid.charts.words import SWEDISH
from kvinnofrid.charts.years import Plane, round_ticks, spread, year_ticks
from tests.charts.reading import drawn, named, of_class, texts, titles


def series(name: str, shares: dict[int, float], **fields: object) -> TrendSeries:
    points = tuple(TrendPoint(year, share) for year, share in shares.items())
    return TrendSeries(name, points, **fields)  # type: ignore[arg-type]


def test_adjacent_years_are_joined_and_missing_years_only_dotted() -> None:
    root = drawn(TrendLines("x", (series("Rutin", {2017: 10, 2018: 20, 2021: 30}),)))
    assert len(of_class(root, "ch-s1-line")) == 1
    gaps = of_class(root, "ch-s1-gap")
    assert len(gaps) == 2  # between 2018 and 2021, and its sign in the legend
    assert SWEDISH.gap_in_years in texts(root)


def test_without_missing_years_the_legend_does_not_speak_of_them() -> None:
    root = drawn(TrendLines("x", (series("Rutin", {2017: 10, 2018: 20}),)))
    assert SWEDISH.gap_in_years not in texts(root)
    assert not of_class(root, "ch-s1-gap")


@pytest.mark.parametrize("width", [360, 880])
def test_nothing_is_drawn_over_a_break_and_the_break_is_named(width: int) -> None:
    chart = TrendLines(
        "x",
        (series("Rutin", {2017: 10, 2018: 20, 2019: 40, 2020: 41}),),
        breaks=(SeriesBreak(2019, "ny definition"),),
    )
    root = drawn(chart, width=width)
    assert len(of_class(root, "ch-s1-line")) == 2 + (1 if width == 360 else 0)  # and the list
    (dashed,) = of_class(root, "ch-break")
    assert "ny definition" in texts(root)
    dots = [float(e.attrib["cx"]) for e in of_class(root, "ch-s1-dot")]
    assert dots[1] < float(dashed.attrib["x1"]) < dots[2]
    assert "Brott i serien 2019: ny definition." in chart.point()
    assert [row[4] for row in chart.table().rows] == ["", "", "ny definition", ""]


def test_a_break_of_one_series_leaves_the_others_whole() -> None:
    chart = TrendLines(
        "x",
        (series("A", {2018: 1, 2019: 2}), series("B", {2018: 1, 2019: 2})),
        breaks=(SeriesBreak(2019, "ny fråga", ("A",)),),
    )
    root = drawn(chart)
    assert not of_class(root, "ch-s1-line")
    assert len(of_class(root, "ch-s2-line")) == 1
    assert [row[4] for row in chart.table().rows] == ["", "ny fråga", "", ""]


def test_breaks_outside_the_years_shown_are_not_drawn() -> None:
    chart = TrendLines("x", (series("A", {2018: 1, 2019: 2}),), breaks=(SeriesBreak(2024, "sen"),))
    assert not of_class(drawn(chart), "ch-break")


def test_how_a_value_is_known_is_seen_in_its_dot_and_said_in_the_table() -> None:
    points = tuple(TrendPoint(2017 + i, 10, kind) for i, kind in enumerate(Certainty))
    chart = TrendLines("x", (TrendSeries("Rutin", points),))
    root = drawn(chart)
    for cls in ("ch-s1-dot", "ch-s1-hollow", "ch-s1-dotted"):
        assert len(of_class(root, cls)) == 2  # the value and the legend
    assert [row[3] for row in chart.table().rows] == [
        "publicerat värde",
        "härlett ur publicerad förändring",
        "tolkat, osäker uppgift",
    ]


def test_a_single_point_is_a_dot_with_its_year() -> None:
    root = drawn(TrendLines("x", (series("Rutin", {2024: 28}),)))
    assert len(of_class(root, "ch-s1-dot")) == 1
    assert "2024" in texts(root)
    assert titles(root)[0] == "Rutin 2024: 28\u00a0%"


def test_no_series_is_joined_to_another_years_label() -> None:
    """A leader line from an earlier year to the names would look like a course of the series."""
    chart = TrendLines("x", (series("A", {2018: 10}), series("B", {2018: 20, 2024: 30})))
    root = drawn(chart)
    assert len(of_class(root, "ch-leader")) == 1
    assert any("(2018)" in t for t in texts(root))


def test_names_that_would_cover_each_other_are_moved_apart() -> None:
    many = tuple(series(f"Serie {i}", {2018: 10, 2019: 20 + i}) for i in range(6))
    root = drawn(TrendLines("x", many))
    heights = sorted(float(e.attrib["y"]) for e in named(root, "text") if "Serie" in (e.text or ""))
    assert all(b - a >= 15 for a, b in pairwise(heights))


def test_values_of_one_year_do_not_cover_other_dots() -> None:
    chart = TrendLines("x", tuple(series(str(s), {2018: s, 2024: 50}) for s in (20.0, 24.0, 27.0)))
    assert "24\u00a0%" not in texts(drawn(chart))


def test_a_series_without_points_is_left_out_and_a_chart_without_any_is_refused() -> None:
    chart = TrendLines("x", (series("A", {2018: 1}), series("Tom", {})))
    for width in (360, 880):
        assert not [t for t in texts(drawn(chart, width=width)) if "Tom" in t]
    assert "Tom" not in chart.point()
    with pytest.raises(ValueError, match="no points"):
        TrendLines("x", (series("Tom", {}),))


def test_a_series_with_an_address_is_a_link() -> None:
    chart = TrendLines("x", (series("A", {2018: 1, 2019: 2}, href="/a"),), description="Egna ord.")
    assert [a.get("href") for a in named(drawn(chart), "a")] == ["/a"]
    assert chart.point() == "Egna ord."


def test_counts_start_at_zero_and_leave_gaps() -> None:
    chart = CountLine("x", ((2014, 10), (2015, 20), (2016, None), (2017, 30)), "brott")
    root = drawn(chart)
    assert len(of_class(root, "ch-s1-line")) == 2
    assert "0" in texts(root)
    assert chart.table().rows[2] == ("2016", "uppgift saknas")
    assert chart.point() == "Från 10 (2014) till 30 brott (2017)."


def test_first_highest_and_last_count_are_written_unless_they_would_meet() -> None:
    chart = CountLine("x", ((2000, 1000), (2008, 9000), (2016, 4000)), "brott")
    assert {"1\u00a0000", "9\u00a0000", "4\u00a0000"} <= set(texts(drawn(chart)))
    near = CountLine("x", tuple((2000 + i, 1000.0 + i) for i in range(60)), "brott")
    assert len(of_class(drawn(near), "ch-s1-dot")) == 2
    close = CountLine("x", ((2000, 5), (2099, 1001), (2100, 1000)), "brott")
    assert len(of_class(drawn(close), "ch-s1-dot")) == 2


def test_a_lone_count_is_said_with_its_year() -> None:
    chart = CountLine("x", ((2015, 1200),), "invånare")
    assert chart.point() == "1\u00a0200 invånare (2015)."
    assert len(of_class(drawn(chart), "ch-s1-dot")) == 1


def test_a_sparkline_has_no_words_and_a_level_one_is_level() -> None:
    chart = Sparkline("x", ((2017, 10), (2018, 10)))
    root = drawn(chart, width=120)
    assert texts(root) == []
    assert root.attrib["height"] == "30"
    (d,) = [e.attrib["d"] for e in of_class(root, "ch-s1-line")]
    heights = re.findall(r"[\d.]+ ([\d.]+)", d)
    assert len(set(heights)) == 1
    assert chart.point() == "Från 10 (2017) till 10\u00a0% (2018)."


@pytest.mark.parametrize("kind", [CountLine, Sparkline])
def test_charts_without_values_are_refused(kind: type[CountLine] | type[Sparkline]) -> None:
    with pytest.raises(ValueError, match="no values"):
        kind("x", ((2017, None),), "%")


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (100, (0, 25, 50, 75, 100)),
        (48333, (0, 20000, 40000, 60000)),
        (9, (0, 2.5, 5, 7.5, 10)),
        (0, (0, 1)),
    ],
)
def test_scales_go_in_round_steps(highest: float, ticks: tuple[float, ...]) -> None:
    assert round_ticks(highest) == pytest.approx(ticks)


def test_years_are_named_as_room_allows_first_and_last_always() -> None:
    assert year_ticks(2017, 2024, 700) == tuple(range(2017, 2025))
    assert year_ticks(2017, 2024, 300) == (2017, 2020, 2022, 2024)
    assert year_ticks(1950, 2019, 300) == (1950, 1980, 2000, 2019)
    assert year_ticks(2015, 2015, 300) == (2015,)


def test_a_lone_year_stands_in_the_middle() -> None:
    plane = Plane(years=(2015, 2015), values=(0, 1), box=(0, 0, 100, 10))
    assert plane.x(2015) == 50


def test_spreading_keeps_order_and_room() -> None:
    assert spread([10, 12, 50], [0, 20, 20], 0, 100) == [10, 30, 50]
    assert spread([90, 95], [0, 20], 0, 100) == [80, 100]


def test_a_first_value_beside_a_label_of_the_scale_stands_under_its_dot() -> None:
    def height_of_first(first: float) -> tuple[float, float]:
        root = drawn(CountLine("x", ((1950, first), (2024, 608_993)), "invånare"), width=326)
        said = next(e for e in named(root, "text") if e.text == SWEDISH.number(first))
        dot = max(named(root, "circle"), key=lambda e: float(e.attrib["cy"]))
        return float(said.attrib["y"]), float(dot.attrib["cy"])

    said, dot = height_of_first(370_832)  # its place would be on the label of 400 000
    assert said > dot
    said, dot = height_of_first(285_000)
    assert said < dot
