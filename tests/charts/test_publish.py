"""What every chart keeps to: well-formed, no style or script, escaped, unique ids, stands alone."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from kvinnofrid.charts.__main__ import STYLESHEET, main
from kvinnofrid.charts.classes import CLASSES, INTERACTIVE
from kvinnofrid.charts.publish import (
    HALF_PAGE,
    WHOLE_PAGE,
    Chart,
    Frame,
    embed,
    png,
    raster,
    responsive,
    standalone,
)
from kvinnofrid.charts.svg import number
from kvinnofrid.charts.text import width_of, wrap
from kvinnofrid.charts.theme import DARK, LIGHT, PRINT, Theme, stylesheet
from kvinnofrid.charts.words import ENGLISH, SWEDISH
from tests.charts.reading import drawn, named, parsed, texts, used_classes
from tests.charts.samples import EVIL, SAMPLES

every_chart = pytest.mark.parametrize("chart", SAMPLES.values(), ids=SAMPLES.keys())
FRAME = Frame(source="Socialstyrelsen <2015>", subtitle="Andel", note="Läs så här.")


@every_chart
@pytest.mark.parametrize("width", [360, 880])
def test_a_chart_in_a_page_is_well_formed_and_carries_no_style_or_script(
    chart: Chart, width: int
) -> None:
    svg = embed(chart, prefix="c", width=width)
    root = parsed(svg)
    assert root.attrib["viewBox"] == f"0 0 {root.attrib['width']} {root.attrib['height']}"
    assert not named(root, "style")
    assert not named(root, "script")
    for element in root.iter():
        assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


@every_chart
def test_all_text_is_escaped(chart: Chart) -> None:
    svg = embed(chart, prefix="c")
    assert EVIL in "".join(parsed(svg).itertext())
    assert "<script" not in svg


@every_chart
def test_every_class_is_documented(chart: Chart) -> None:
    assert used_classes(responsive(chart, prefix="c")) <= CLASSES.keys() | INTERACTIVE.keys()


@every_chart
def test_ids_are_unique_on_the_page_and_references_meet(chart: Chart) -> None:
    page = responsive(chart, prefix="one") + responsive(chart, prefix="two")
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    references = re.findall(r'(?:url\(#|aria-(?:labelledby|describedby)=")([^")]+)', page)
    assert set(references) <= set(ids)


@every_chart
def test_the_picture_has_a_name_and_says_its_point(chart: Chart) -> None:
    root = drawn(chart)
    assert root[0].text == chart.title
    assert root[1].text == chart.point(SWEDISH)
    assert len(chart.point(ENGLISH)) > 10
    assert root.get("role") == ("group" if named(root, "a") else "img")


@every_chart
def test_the_table_has_a_cell_for_every_heading(chart: Chart) -> None:
    header, rows = chart.table()
    assert rows
    assert all(len(row) == len(header) for row in rows)


@every_chart
@pytest.mark.parametrize("width", [320, 360, 880])
def test_text_is_large_enough_and_stays_inside_the_picture(chart: Chart, width: int) -> None:
    root = drawn(chart, width=width)
    for element in named(root, "text"):
        size, x = float(element.attrib["font-size"]), float(element.attrib["x"])
        assert size >= 12 or element.text == "?"
        bold = element.get("class") in {"ch-strong", "ch-name", "ch-on"}
        wide = width_of(element.text or "", size, bold=bold)
        anchor = element.get("text-anchor", "start")
        left = x - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
        assert left >= -2, element.text
        assert left + wide <= width + 2, element.text


@every_chart
def test_the_same_values_give_the_same_picture(chart: Chart) -> None:
    assert embed(chart, prefix="c") == embed(chart, prefix="c")


@every_chart
def test_a_download_stands_alone(chart: Chart) -> None:
    svg = standalone(chart, frame=FRAME, width=360)
    root = parsed(svg)
    assert 'class="' not in svg
    assert "var(" not in svg
    assert "--chart" not in svg
    assert not named(root, "a")
    seen = " ".join(texts(root))
    assert "Källa: Socialstyrelsen <2015>" in seen
    assert "Läs så här." in seen
    assert root[0].text == chart.title


def test_a_download_without_subtitle_and_note_has_only_title_and_source() -> None:
    chart = SAMPLES["share bars"]
    short = standalone(chart, frame=Frame(source="SCB"), words=ENGLISH)
    long = standalone(chart, frame=FRAME, words=ENGLISH)
    assert int(parsed(short).attrib["height"]) < int(parsed(long).attrib["height"])
    assert "Source: SCB" in texts(parsed(short))


def test_a_png_has_the_pixels_asked_for() -> None:
    chart = SAMPLES["share bars"]
    height = int(parsed(standalone(chart, frame=FRAME)).attrib["height"])
    drawn_png = png(chart, frame=FRAME)
    assert drawn_png.startswith(b"\x89PNG")
    wide = int.from_bytes(drawn_png[16:20])
    high = int.from_bytes(drawn_png[20:24])
    assert (wide, high) == (1760, 2 * height)


def test_a_png_of_several_pages_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typst.compile", lambda *_, **__: [b"", b""])
    with pytest.raises(TypeError, match="one picture"):
        raster("<svg/>")


def test_the_stylesheet_is_the_one_that_the_classes_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert STYLESHEET.read_text(encoding="utf-8") == stylesheet(), (
        "charts.css is older than the classes: run `python -m kvinnofrid.charts`"
    )
    monkeypatch.setattr("kvinnofrid.charts.__main__.STYLESHEET", tmp_path / "css" / "charts.css")
    main()
    assert (tmp_path / "css" / "charts.css").read_text(encoding="utf-8") == stylesheet()


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda theme: theme.name)
def test_shapes_have_contrast_3_and_text_4_5_against_the_surface(theme: Theme) -> None:
    surface = theme.colours["--chart-surface"]
    for name in ("yes", "partly", "no", "na", "missing", "accent", "soft", "border", "focus"):
        assert contrast(theme.colours[f"--chart-{name}"], surface) >= 2.99, name
    for name in ("text", "muted", "accent"):
        assert contrast(theme.colours[f"--chart-{name}"], surface) >= 4.5, name
    assert contrast(theme.colours["--chart-text"], theme.colours["--chart-land"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_five_steps_differ_in_lightness_each_from_the_next(theme: Theme) -> None:
    steps = [luminance(theme.colours[f"--chart-bin-{i}"]) for i in range(1, 6)]
    assert steps == sorted(steps, reverse=theme is LIGHT)
    colours = [theme.colours[f"--chart-bin-{i}"] for i in range(1, 6)]
    assert all(contrast(a, b) >= 1.3 for a, b in pairwise(colours))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("lacking", ["red", "green"])
def test_the_answers_differ_for_those_who_see_fewer_colours(theme: Theme, lacking: str) -> None:
    """Viénot's dichromat projections in linear light; distance in that plane."""

    def seen(colour: str) -> tuple[float, float, float]:
        r, g, b = (
            luminance(f"#{colour[i : i + 2]}{colour[i : i + 2]}{colour[i : i + 2]}")
            for i in (1, 3, 5)
        )
        if lacking == "red":
            yellow, blue = 0.11238 * r + 0.88762 * g, 0.00401 * r - 0.00401 * g + b
        else:
            yellow, blue = 0.29275 * r + 0.70725 * g, -0.02234 * r + 0.02234 * g + b
        return yellow ** (1 / 2.2), yellow ** (1 / 2.2), max(blue, 0) ** (1 / 2.2)

    answers = [seen(theme.colours[f"--chart-{n}"]) for n in ("yes", "partly", "no")]
    for i, one in enumerate(answers):
        for other in answers[i + 1 :]:
            assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 0.12


def test_an_unknown_class_is_refused_by_the_theme() -> None:
    with pytest.raises(KeyError):
        LIGHT.paint("ch-unknown")


def test_numbers_are_written_in_swedish() -> None:
    assert SWEDISH.number(1234567) == "1\u00a0234\u00a0567"
    assert SWEDISH.number(36.45) == "36,5"
    assert SWEDISH.number(-0.04, 1) == "0,0"
    assert SWEDISH.number(-2.5, 0) == "\u22123"
    assert SWEDISH.percent(36) == "36\u00a0%"
    assert ENGLISH.number(1234.5) == "1,234.5"
    assert ENGLISH.percent(36.5) == "36.5%"


def test_coordinates_are_short() -> None:
    assert [number(v) for v in (1, 1.0, 1.25, -0.01, 10.0)] == ["1", "1", "1.2", "0", "10"]


def test_text_is_measured_and_broken_into_lines_that_fit() -> None:
    assert 0 < width_of("i", 14) < width_of("m", 14) < width_of("m", 14, bold=True)
    assert width_of("漢", 10) == 7
    lines = wrap("Aktuell samlad kompetensutvecklingsplan", 90, 14)
    assert all(width_of(row, 14) <= 90 for row in lines)
    assert lines[0] == "Aktuell"
    assert wrap("", 90, 14) == ("",)


def test_bad_xml_would_be_noticed() -> None:
    with pytest.raises(ElementTree.ParseError):
        parsed("<svg><g></svg>")


@every_chart
def test_a_chart_is_drawn_once_for_each_layout_the_widest_first(chart: Chart) -> None:
    for layouts in (WHOLE_PAGE, HALF_PAGE):
        page = responsive(chart, prefix="c", layouts=layouts)
        assert re.findall(r'class="ch ch-(\w+)" role="\w+" [^>]*? width="(\d+)"', page) == [
            (one.value, str(chart.draw(one.width, SWEDISH).width)) for one in layouts
        ]
