"""Level rows: rank, level, interval and n in every row, and words where there is no level."""

from __future__ import annotations

from kvinnofrid.charts.level_rows import Level, LevelGroup, LevelRows
from kvinnofrid.charts.words import ENGLISH, SWEDISH
from tests.charts.reading import drawn, named, of_class, texts, titles

LUND = Level("Lund", 54, 50, 58, n=1250, rank="2", marker=48, href="/lund")
HIDDEN = Level("Arjeplog", None, marker=1, instead="dolt")


def rows(*levels: Level, **fields: object) -> LevelRows:
    defaults: dict[str, object] = {
        "title": "Tryggare",
        "groups": (LevelGroup("Vad som ändras", levels),),
        "level_name": "kommunen",
        "interval_name": "osäkerhet",
        "marker_name": "riket",
    }
    return LevelRows(**(defaults | fields))  # type: ignore[arg-type]


def test_rank_level_interval_and_number_stand_in_the_row_and_in_its_name() -> None:
    for width in (880, 360):
        root = drawn(rows(LUND), width=width)
        assert {"2", "Lund", "54\u00a0%", "n 1\u00a0250"} <= set(texts(root))
        assert titles(root)[-1] == (
            "Lund: 54\u00a0% (50\u00a0% till 58\u00a0%), n = 1\u00a0250, plats 2; riket: 48\u00a0%"
        )
        assert [a.get("href") for a in named(root, "a")] == ["/lund"]


def test_a_line_is_as_long_as_its_interval() -> None:
    root = drawn(rows(LUND))
    stem = next(e for e in of_class(root, "ch-stem") if float(e.attrib["x1"]) > 100)
    whole = list(of_class(root, "ch-grid"))
    scale = (float(whole[1].attrib["x1"]) - float(whole[0].attrib["x1"])) / 50
    assert abs(float(stem.attrib["x2"]) - float(stem.attrib["x1"]) - 8 * scale) < 0.3


def test_what_has_no_level_says_why_and_has_no_dot() -> None:
    root = drawn(rows(HIDDEN))
    assert "dolt" in texts(root)
    assert len(of_class(root, "ch-dot")) == 1  # the key's
    assert "uppgift saknas" in texts(drawn(rows(Level("X", None), marker_name="")))


def test_one_that_is_the_own_stands_out_and_the_others_step_back() -> None:
    root = drawn(rows(LUND, Level("Skåne", 50, own=True)))
    assert len(of_class(root, "ch-dot-soft")) == 1


def test_a_rate_has_a_scale_of_its_own_from_zero() -> None:
    chart = rows(Level("Lund", 13.6, 12.1, 15.2, n=96), unit="per 10 000", marker_name="")
    assert chart.top() == (20.0, (0.0, 5.0, 10.0, 15.0, 20.0))
    assert "13,6" in texts(drawn(chart))


def test_the_same_is_said_without_a_picture() -> None:
    chart = rows(LUND, HIDDEN)
    assert (
        chart.point(SWEDISH)
        == "Högst: Lund, 54\u00a0%; lägst: Lund, 54\u00a0%. 1 av 2 har uppgift."
    )
    assert rows(HIDDEN).point(SWEDISH) == "0 av 1 har uppgift."
    assert rows(LUND, description="Så är det.").point() == "Så är det."
    header, lines = chart.table(ENGLISH)
    assert header == ("Rank", "Area", "Indicator", "kommunen", "osäkerhet", "n", "riket")
    assert lines[0] == ("2", "Vad som ändras", "Lund", "54%", "50% to 58%", "1,250", "48%")
    assert lines[1] == ("", "Vad som ändras", "Arjeplog", "dolt", "", "", "1%")
