"""Share bars: missing is never zero, figures stand beside their bars, markers do not cover them."""

from __future__ import annotations

from kvinnofrid.charts.answers import Answer
from kvinnofrid.charts.share_bars import Share, ShareBars, ShareGroup
from kvinnofrid.charts.words import ENGLISH, SWEDISH
from tests.charts.reading import drawn, named, of_class, texts, titles

KNOWN = Share("Aktuell rutin", 36, n=254, href="/indikator/1")
UNKNOWN = Share("Samlad plan", None, n=None)
ZERO = Share("Uppföljning", 0, n=254)


def bars(*items: Share, **fields: object) -> ShareBars:
    defaults: dict[str, object] = {
        "title": "Andel ja",
        "groups": (ShareGroup("Trygghet", items),),
        "share_name": "riket",
    }
    return ShareBars(**(defaults | fields))  # type: ignore[arg-type]


def accents(chart: ShareBars, width: int = 880) -> int:
    return len(
        [e for e in of_class(drawn(chart, width=width), "ch-accent") if e.tag.endswith("path")]
    )


def test_an_item_without_data_is_said_in_words_and_has_nothing_that_looks_like_a_bar() -> None:
    root = drawn(bars(UNKNOWN))
    assert accents(bars(UNKNOWN)) == 0
    assert not named(root, "pattern")
    assert not of_class(root, "ch-missing")
    assert texts(root).count("uppgift saknas") == 1
    assert not any("%" in t and t.startswith("0") for t in texts(root)[3:])


def test_a_share_of_zero_is_said_as_zero_and_not_as_missing() -> None:
    root = drawn(bars(ZERO))
    assert "0\u00a0%" in texts(root)
    assert "uppgift saknas" not in texts(root)
    assert accents(bars(ZERO)) == 0


def test_a_bar_is_as_long_as_its_share() -> None:
    lengths = {}
    for share in (25, 50, 100):
        root = drawn(bars(Share("x", share)))
        d = next(e for e in of_class(root, "ch-accent") if e.tag.endswith("path")).attrib["d"]
        lengths[share] = float(d.split("h")[1].split("q")[0]) + 2
    assert abs(lengths[50] - 2 * lengths[25]) < 0.2
    assert abs(lengths[100] - 4 * lengths[25]) < 0.3


def test_a_row_with_an_address_is_one_link_named_with_its_figures() -> None:
    chart = bars(KNOWN, UNKNOWN, marker_name="länet", answer_name="Lunds svar")
    root = drawn(chart)
    assert [a.get("href") for a in named(root, "a")] == ["/indikator/1"]
    assert root.get("role") == "group"  # role img would hide the link
    assert titles(root)[0] == (
        "Aktuell rutin: 36\u00a0% (n = 254); länet: uppgift saknas; Lunds svar: uppgift saknas"
    )


def test_without_links_the_picture_is_an_image() -> None:
    assert drawn(bars(ZERO)).get("role") == "img"


def test_n_is_said_once_when_it_is_the_same_and_per_bar_when_it_differs() -> None:
    same = texts(drawn(bars(KNOWN, ZERO)))
    assert "riket, n = 254" in same
    assert "n 254" not in same
    differing = texts(drawn(bars(KNOWN, Share("y", 12, n=1200))))
    assert {"n 254", "n 1\u00a0200"} <= set(differing)


def test_the_value_gives_way_to_a_marker_that_would_cover_it() -> None:
    def value_at(marker: float | None) -> float:
        root = drawn(bars(Share("x", 40, marker=marker), marker_name="länet"))
        return float(next(e for e in named(root, "text") if e.text == "40\u00a0%").attrib["x"])

    assert value_at(42) > value_at(None)
    assert value_at(90) == value_at(None) == value_at(10)


def test_words_for_missing_data_give_way_to_a_marker() -> None:
    chart = bars(Share("x", None, marker=10), Share("y", None, marker=90), marker_name="länet")
    starts = [
        float(e.attrib["x"]) for e in named(drawn(chart), "text") if e.text == "uppgift saknas"
    ]
    assert starts[0] > starts[1]


def test_largest_first_puts_missing_last() -> None:
    chart = bars(UNKNOWN, ZERO, KNOWN, largest_first=True)
    assert [row[1] for row in chart.table().rows] == ["Aktuell rutin", "Uppföljning", "Samlad plan"]


def test_the_table_says_the_same_as_the_picture() -> None:
    chart = bars(
        Share("Rutin", 36.5, n=254, marker=40, answer=Answer.PARTLY),
        UNKNOWN,
        marker_name="länet",
        answer_name="Lund",
    )
    table = chart.table()
    assert table.header == ("Område", "Indikator", "Andel, riket", "n", "Andel, länet", "Lund")
    assert table.rows[0] == ("Trygghet", "Rutin", "36,5\u00a0%", "254", "40\u00a0%", "Delvis")
    assert table.rows[1][2:] == ("uppgift saknas",) * 3 + ("Uppgift saknas",)


def test_the_description_names_the_highest_and_the_lowest() -> None:
    assert bars(KNOWN, ZERO, UNKNOWN).point() == (
        "Högst: Aktuell rutin, 36\u00a0%; lägst: Uppföljning, 0\u00a0%. 2 av 3 har uppgift."
    )
    assert bars(UNKNOWN).point(ENGLISH) == "0 of 1 have data."
    assert bars(KNOWN, description="Sagt med egna ord.").point(SWEDISH) == "Sagt med egna ord."


def test_in_a_narrow_place_labels_stand_over_the_bars() -> None:
    narrow, wide = drawn(bars(KNOWN), width=360), drawn(bars(KNOWN), width=880)

    def bar_left(root: object) -> float:
        d = next(e for e in of_class(root, "ch-accent") if e.tag.endswith("path")).attrib["d"]  # type: ignore[arg-type]
        return float(d[1:].split(" ")[0])

    assert bar_left(narrow) == 0
    assert bar_left(wide) > 350


def test_a_group_without_a_heading_draws_none() -> None:
    chart = bars(groups=(ShareGroup("", (KNOWN,)),))
    assert not [e for e in of_class(drawn(chart), "ch-strong") if e.get("font-size") == "15"]
