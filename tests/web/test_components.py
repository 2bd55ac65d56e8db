"""The components say what they are given, escaped, and never pass missing off as zero."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template
from django.utils.translation import override

from kvinnofrid.web import drawing
from kvinnofrid.web.components import (
    Answer,
    AnswerCode,
    Cell,
    Column,
    DataTable,
    Link,
    Pages,
    Share,
)


def draw(source: str, **values: object) -> str:
    """A piece of template with the components at hand."""
    return Template("{% load kvinnofrid %}" + source).render(Context(values))


def table(*rows: tuple[Cell, ...]) -> DataTable:
    """A table of a name and a figure."""
    return DataTable("t", "Titel", [Column("Namn"), Column("Tal", numeric=True)], rows)


@pytest.mark.parametrize("expression", ["number", "percent", "share", "day", "cell"])
def test_none_is_shown_as_missing_by_every_filter(expression: str) -> None:
    shown = draw("{{ nothing|" + expression + " }}", nothing=None)
    assert shown == '<span class="kv-missing">uppgift saknas</span>'


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ value|number }}", "12\u00a0345"),
        ("{{ value|number:1 }}", "12\u00a0345,0"),
        ("{{ value|percent }}", "12\u00a0345\u00a0%"),
    ],
)
def test_filters_write_figures_in_the_language_of_the_page(source: str, shown: str) -> None:
    assert draw(source, value=12345) == shown
    with override("en"):
        assert draw("{{ value|number }}", value=12345) == "12,345"


def test_a_share_and_a_day_have_filters() -> None:
    assert draw("{{ v|share:1 }}", v=0.5371) == "53,7\u00a0%"
    assert draw("{{ v|day }}", v=date(2015, 12, 31)) == "2015-12-31"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("<b>", "&lt;b&gt;"),
        (0, "0"),
        (1200, "1\u00a0200"),
        (Share(0.5), "50\u00a0%"),
        (Share(None), '<span class="kv-missing">uppgift saknas</span>'),
        (Link("A&B", "/x?a=1&b=2"), '<a class="ds-link" href="/x?a=1&amp;b=2">A&amp;B</a>'),
    ],
)
def test_a_cell_is_escaped_and_formatted(cell: Cell, shown: str) -> None:
    assert drawing.draw_cell(cell) == shown


def test_a_cell_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot hold object"):
        drawing.draw_cell(object())  # type: ignore[arg-type]


def test_every_answer_has_colour_symbol_and_its_own_word() -> None:
    found = finders.find("web/tables.css")
    assert isinstance(found, str)
    stylesheet = Path(found).read_text(encoding="utf-8")
    codes = get_args(AnswerCode)
    assert len({drawing.answer_word(code) for code in codes}) == len(codes)
    for code in codes:
        badge = drawing.answer_badge(code)
        assert f'data-answer="{code}"' in badge
        assert drawing.answer_word(code) in badge
    signs = re.findall(r"--kv-answer-sign: (url.*?);\n", stylesheet)
    assert len(set(signs)) == len(codes)


def test_an_answer_follows_the_language_of_the_page() -> None:
    assert "Delvis" in drawing.answer_badge("partly")
    with override("en"):
        assert "Partly" in drawing.answer_badge("partly")
    assert "Delvis" in drawing.answer_badge("partly", compact=True)


def test_an_answer_may_be_a_link() -> None:
    assert drawing.draw_cell(Answer("no", "/fraga/")).startswith('<a href="/fraga/"><span')


def test_a_stacked_table_says_its_roles_and_the_heading_of_every_cell() -> None:
    wide = replace(table(("Alsele", 3)), stacked=True)
    shown = draw("{% data_table t %}", t=wide)
    assert 'role="table"' in shown
    assert shown.count('role="columnheader"') == len(wide.columns)
    assert '<th scope="row" role="rowheader">Alsele</th>' in shown
    label = str(wide.columns[1].label)
    assert f'role="cell" data-label="{label}">3</td>' in shown
    assert "data-label" not in draw("{% data_table t %}", t=table(("Alsele", 3)))


def test_rows_have_a_heading_and_figures_to_the_right() -> None:
    shown = draw("{% data_table t %}", t=table(("Alsele", 3), ("Ärla", None)))
    assert '<th scope="row">Alsele</th><td class="kv-number">3</td>' in shown
    assert '<td class="kv-number"><span class="kv-missing">uppgift saknas</span></td>' in shown
    assert '<th scope="col" class="kv-number">Tal</th>' in shown


def test_a_row_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="'t' has 1 cells for 2 columns"):
        drawing.draw_rows(table(("Alsele",)))


@pytest.mark.parametrize(
    ("number", "count", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (5, 12, [1, None, 4, 5, 6, None, 12]),
        (12, 12, [1, None, 11, 12]),
    ],
)
def test_pages_near_first_and_last_are_shown(
    number: int, count: int, numbers: list[int | None]
) -> None:
    assert Pages(number, count, "?sida={page}").numbers() == numbers


def test_a_single_page_needs_no_pagination() -> None:
    assert draw("{% pagination p %}", p=Pages(1, 1, "?sida={page}")).strip() == ""
    first = draw("{% pagination p %}", p=Pages(1, 2, "?sida={page}"))
    assert "Föregående" not in first
    assert 'href="?sida=2" rel="next"' in first


def test_a_warning_says_so_in_words() -> None:
    shown = draw('{% notice "warning" t %}<p>Text</p>{% endnotice %}', t="<Obs>")
    assert "Varning" in shown
    assert "&lt;Obs&gt;" in shown
    assert "<p>Text</p>" in shown
