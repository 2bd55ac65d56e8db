"""Charts in pages: how one is shown with what belongs to it, and the same as a file."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.safestring import mark_safe

from kvinnofrid.charts import (
    ENGLISH,
    SWEDISH,
    WHOLE_PAGE,
    Chart,
    Frame,
    Layout,
    Words,
    embed,
    png,
    responsive,
    standalone,
)
from kvinnofrid.web.components import Column, DataTable, Download, Picture
from kvinnofrid.web.drawing import language
from kvinnofrid.web.files import PICTURE_FORMS


def words() -> Words:
    """The words that charts use, in the language of the page."""
    return ENGLISH if language() == "en" else SWEDISH


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart and what stands around it."""

    chart: Chart
    frame: Frame

    def file(self, form: str) -> bytes:
        """The picture standing alone, as `svg` or `png`, with its source drawn in."""
        if form == "png":
            return png(self.chart, frame=self.frame, words=words())
        return standalone(self.chart, frame=self.frame, words=words()).encode()

    def shown(
        self,
        key: str,
        *,
        address: str = "",
        query: str = "",
        layouts: Collection[Layout] = WHOLE_PAGE,
        width: int | None = None,
        table: DataTable | bool = True,
    ) -> "Drawn":
        """The picture in a page, with its files at the address of the page and its `query`.

        It has the `layouts` that suit the room it gets, or one of a `width` for every screen. Its
        figures stand in a `table` below it, in the chart's own if none is given, in none where the
        page has them beside.
        """
        drawn = (
            responsive(self.chart, prefix=key, words=words(), layouts=layouts)
            if width is None
            else embed(self.chart, prefix=key, width=width, words=words())
        )
        if table is True:
            table = table_of(self.chart, key)
        return Drawn(
            key=key,
            title=self.chart.title,
            svg=mark_safe(drawn),  # noqa: S308  drawn by the charts, which escape what they are given
            note=self.frame.note,
            source=self.frame.source,
            table=table or None,
            downloads=[
                Download(form.upper(), f"{address}{key}.{form}{query}") for form in PICTURE_FORMS
            ],
            drawing=self,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn(Picture):
    """A picture that keeps its drawing, so that it can be had as a file beside its page."""

    drawing: Drawing


def table_of(chart: Chart, key: str) -> DataTable:
    """The figures of a chart as a table."""
    header, rows = chart.table(words())
    return DataTable(
        key=f"{key}-tabell",
        caption=chart.title,
        columns=[Column(name) for name in header],
        rows=rows,
        caption_hidden=True,
    )
