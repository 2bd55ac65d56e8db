"""The picture of the country: no dot covers another, missing is counted, callouts are legible."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.charts.callouts import Callout, arrange
from kvinnofrid.charts.dot_strip import DotStrip, StripDot, StripRow, swarm
from tests.charts.reading import drawn, named, of_class, texts, titles


def strip(*dots: StripDot, **fields: object) -> DotStrip:
    return DotStrip("x", (StripRow("Trygghet", dots),), share_name="riket", **fields)  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 100), max_size=60))
def test_no_dot_covers_another(shares: list[int]) -> None:
    xs = [share * 3.0 for share in shares]
    places = list(zip(xs, swarm(xs, 6.5), strict=True))
    for (ax, ay), (bx, by) in combinations(places, 2):
        assert (ax - bx) ** 2 + (ay - by) ** 2 >= 13**2


def test_a_dot_with_room_stands_on_the_line() -> None:
    assert swarm([10, 50, 90], 6.5) == [0, 0, 0]


def test_a_dot_stands_at_its_share() -> None:
    root = drawn(strip(StripDot("A", 0), StripDot("B", 50), StripDot("C", 100)))
    a, b, c = (float(e.attrib["cx"]) for e in of_class(root, "ch-dot-soft"))
    assert b - a == c - b


def test_an_indicator_without_data_is_counted_and_has_no_dot() -> None:
    chart = strip(StripDot("A", None), StripDot("B", 12))
    root = drawn(chart)
    assert len(of_class(root, "ch-dot-soft")) == 1
    assert "uppgift saknas: 1" in texts(root)
    assert chart.table().rows[0] == ("Trygghet", "A", "uppgift saknas")


def test_a_row_without_any_data_says_so() -> None:
    chart = strip(StripDot("A", None))
    assert chart.point() == "Trygghet: uppgift saknas (n = 1)."
    assert not of_class(drawn(chart), "ch-dot-soft")


def test_the_span_is_said() -> None:
    assert (
        strip(StripDot("A", 6), StripDot("B", 83)).point() == "Trygghet: 6 till 83\u00a0% (n = 2)."
    )
    assert strip(StripDot("A", 6), description="Egna ord.").point() == "Egna ord."


def test_each_dot_is_a_link_named_with_its_share() -> None:
    root = drawn(strip(StripDot("B", 60, "/b"), StripDot("A", 40, "/a")))
    assert [a.get("href") for a in named(root, "a")] == ["/a", "/b"]  # from low to high
    assert titles(root) == ["A: 40\u00a0%", "B: 60\u00a0%"]


def test_of_equal_dots_the_one_pointed_out_stands_uppermost() -> None:
    root = drawn(strip(StripDot("A", 54), StripDot("B", 54, callout="B"), StripDot("C", 54)))
    (pointed,) = of_class(root, "ch-dot")
    others = [float(e.attrib["cy"]) for e in of_class(root, "ch-dot-soft")]
    assert float(pointed.attrib["cy"]) < min(others)
    assert "B 54\u00a0%" in texts(root)


def test_callouts_do_not_cover_each_other() -> None:
    callouts = [Callout(x, 0, f"Rutin vid samverkan nummer {x}") for x in (20, 60, 90, 200, 340)]
    arranged = arrange(callouts, room=150, low=0, high=350)
    assert len(arranged.placed) == 5
    for a, b in combinations(arranged.placed, 2):
        assert a.lane != b.lane or a.right <= b.left or b.right <= a.left
    assert all(p.left >= 0 and p.right <= 350 for p in arranged.placed)


def test_callouts_with_room_stand_in_one_lane() -> None:
    arranged = arrange([Callout(50, 0, "A"), Callout(250, 0, "B")], room=150, low=0, high=350)
    assert (len(arranged.lanes), arranged.crossings) == (1, 0)


def test_in_a_narrow_place_words_move_over_their_line_rather_than_be_crossed() -> None:
    words = "Aktuell överenskommelse om extern samverkan 74 %"
    callouts = [Callout(x, 0, words) for x in (31, 153, 255)]
    assert arrange(callouts, room=150, low=2, high=360).crossings == 0


def test_no_callouts_take_no_room() -> None:
    assert arrange([], room=150, low=0, high=350).height == 0
