"""The published national shares over the years, all series and one by one."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.charts import (
    HALF_PAGE,
    Certainty,
    Frame,
    SeriesBreak,
    TrendLines,
    TrendPoint,
    TrendSeries,
)
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.queries import NationalSeries, SeriesPoint
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.web.components import Column, DataTable, Link
from kvinnofrid.web.pictures import Drawing, words
from kvinnofrid.web.public_pages import Choices, Draw, NoSuchPageError, Page, say

LINES_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Cluster:
    """Series that are drawn together, up to four: those whose id and name begin alike."""

    stem: str
    key: str
    series: tuple[NationalSeries, ...]
    part: tuple[int, int] = (1, 1)
    """Which of how many pictures of those that begin alike."""


def address_of(series_id: str) -> str:
    """The page of a series."""
    return reverse("comparisons:series", args=[series_id])


def basis_word(basis: str) -> str:
    """How a value is known, in a word or two."""
    match basis:
        case "stated":
            return pgettext("basis", "angiven")
        case "derived":
            return pgettext("basis", "framräknad")
        case _:
            return pgettext("basis", "tolkad")


def chart(title: str, several: Iterable[NationalSeries]) -> TrendLines:
    """The lines of some series, cut where a definition changed."""
    chosen = tuple(several)
    lines = tuple(
        TrendSeries(
            say(one.definition.name),
            tuple(
                TrendPoint(point.year, float(point.percent), Certainty(point.basis))
                for point in one.points
            ),
            address_of(one.definition.id),
        )
        for one in chosen
    )
    years = sorted({cut.year for one in chosen for cut in one.definition.breaks})
    breaks = tuple(
        SeriesBreak(
            year,
            _("ny definition"),
            tuple(
                say(one.definition.name)
                for one in chosen
                if any(cut.year == year for cut in one.definition.breaks)
            ),
        )
        for year in years
        if any(point.year < year for one in chosen for point in one.points)
    )
    return TrendLines(title, lines, breaks)


PUBLISHERS = {
    "skl.se": "SKL",
    "skr.se": "SKR",
    "socialstyrelsen.se": "Socialstyrelsen",
    "kalmar.se": "Kalmar kommun",
}
"""Who publishes at an address, by its host; another host is named as it is."""


def source_link(page: str, published: Iterable[str] = ()) -> SafeString:
    """A publisher's page as a link that says whose it is and when it was published."""
    host = page.split("/", 1)[0]
    dates = ", ".join(sorted(one for one in set(published) if one[:1].isdigit()))
    said = f"{PUBLISHERS.get(host, host)} ({dates})" if dates else PUBLISHERS.get(host, host)
    return format_html('<a class="ds-link" href="https://{}" rel="external">{}</a>', page, said)


def sources(several: Iterable[NationalSeries]) -> str:
    """The publishers' pages that the values stand on, in full, as a file needs them."""
    return "; ".join(_pages(several))


def linked_sources(several: Iterable[NationalSeries]) -> SafeString:
    """The publishers' pages as links, as a page shows them."""
    links = [(source_link(page, dates),) for page, dates in _pages(several).items()]
    return format_html_join("; ", "{}", links)


def _pages(several: Iterable[NationalSeries]) -> dict[str, list[str]]:
    """The pages with the dates of what they published."""
    pages: dict[str, list[str]] = {}
    for one in several:
        for point in one.points:
            pages.setdefault(point.source_page, []).append(point.source_published)
    return pages


def note_of(point: SeriesPoint) -> str:
    """What needs saying about a value."""
    return say(point.note) if point.note else ""


class TrendBase(Page):
    """A page of published national shares."""

    def __init__(self, *, address: str, asked: QueryDict) -> None:
        super().__init__(address=address, choices=Choices(asked))
        self.series = queries.national_series()

    @property
    def mark(self) -> tuple[Hashable, ...]:
        return (queries.beside_mark(), load_shipped().digest)

    @property
    def trail(self) -> Sequence[Link]:
        return [Link(_("Öppna jämförelser"), reverse("comparisons:index"))]

    @property
    def note(self) -> str:
        """How to read the values."""
        return _(
            "Fylld punkt: angiven i källan. Ihålig: framräknad ur en publicerad förändring."
            " Prickad: tolkad. Vid ett brott har definitionen ändrats; före och efter går inte"
            " att jämföra. Ett år utan värde är okänt."
        )

    def _sheet(self, several: Iterable[NationalSeries]) -> Sheet:
        header = [
            _("Serie"), _("Namn"), _("År"), _("Procent"), _("Uppgiftens slag"), _("Anmärkning"),
            _("Ny definition från"), _("Källa"), _("Källans datum"),
        ]  # fmt: skip
        rows: list[list[Cell]] = [
            [
                one.definition.id,
                say(one.definition.name),
                point.year,
                point.percent,
                basis_word(point.basis),
                note_of(point),
                ", ".join(str(cut.year) for cut in one.definition.breaks),
                point.source_page,
                point.source_published,
            ]
            for one in several
            for point in one.points
        ]
        return Sheet(_("Riksandelar"), header, rows)


class TrendsPage(TrendBase):
    """All series."""

    template = "comparisons/trends.html"

    def __init__(self, asked: QueryDict) -> None:
        super().__init__(address=reverse("comparisons:trends"), asked=asked)

    @property
    def title(self) -> str:
        return _("Utveckling i riket")

    @property
    def file_name(self) -> str:
        return "riksandelar-over-aren"

    @property
    def clusters(self) -> list[Cluster]:
        """The series in pictures of at most four lines, those about the same thing together."""
        alike: dict[tuple[str, str], list[NationalSeries]] = {}
        for one in self.series:
            stem = one.definition.id.split("-")[0]
            alike.setdefault((stem, one.definition.name.sv.split()[0]), []).append(one)
        found: list[Cluster] = []
        for (stem, _word), members in alike.items():
            runs = _runs(members)
            for number, some in enumerate(runs, 1):
                before = sum(cluster.stem == stem for cluster in found)
                key = f"{stem}-{before + 1}" if before else stem
                found.append(Cluster(stem, key, some, (number, len(runs))))
        return found

    def context(self) -> dict[str, object]:
        return {
            "pictures": [
                replace(
                    self.picture(cluster.key, layouts=HALF_PAGE),
                    note="",
                    source=linked_sources(cluster.series),
                )
                for cluster in self.clusters
            ],
            "table": self._table(),
            "note": self.note,
        }

    def drawings(self) -> Mapping[str, Draw]:
        return {cluster.key: self._drawer(cluster) for cluster in self.clusters}

    def _drawer(self, cluster: Cluster) -> Draw:
        def draw() -> Drawing:
            names = [say(one.definition.name) for one in cluster.series]
            title = names[0] if len(names) == 1 else _common(names)
            number, of = cluster.part
            if of > 1:
                title = f"{title} ({number}/{of})"
            return Drawing(
                chart(title, cluster.series),
                Frame(source=sources(cluster.series), note=self.note),
            )

        return draw

    def _table(self) -> DataTable:
        years = sorted({point.year for one in self.series for point in one.points})
        rows: list[tuple[str | Link, ...]] = []
        for one in self.series:
            by_year = {point.year: point for point in one.points}
            cells = [_cell(by_year[year]) if year in by_year else "–" for year in years]
            rows.append((Link(say(one.definition.name), address_of(one.definition.id)), *cells))
        return DataTable(
            "alla-serier",
            _("Alla publicerade riksandelar, procent"),
            [Column(_("Serie")), *(Column(str(year), numeric=True) for year in years)],
            rows,
        )

    def sheets(self) -> Sequence[Sheet]:
        return [self._sheet(self.series)]


class SeriesPage(TrendBase):
    """One series."""

    template = "comparisons/series.html"

    def __init__(self, asked: QueryDict, *, series: str) -> None:
        super().__init__(address=address_of(series), asked=asked)
        found = [one for one in self.series if one.definition.id == series]
        if not found:
            raise NoSuchPageError(series)
        self.one = found[0]

    @property
    def title(self) -> str:
        return say(self.one.definition.name)

    @property
    def file_name(self) -> str:
        return f"riksandel-{self.one.definition.id}"

    @property
    def trail(self) -> Sequence[Link]:
        return [*super().trail, Link(_("Utveckling i riket"), reverse("comparisons:trends"))]

    def context(self) -> dict[str, object]:
        definition = self.one.definition
        return {
            "definition": say(definition.definition),
            "picture_of_series": replace(
                self.picture("utveckling"), source=linked_sources([self.one])
            ),
            "breaks": [(str(cut.year), say(cut.reason)) for cut in definition.breaks],
            "kolada_id": definition.kolada_id,
            "table": self._table(),
            "questions": self._questions(),
        }

    def drawings(self) -> Mapping[str, Draw]:
        return {"utveckling": self._drawing}

    def _drawing(self) -> Drawing:
        frame = Frame(source=sources([self.one]), note=self.note)
        return Drawing(chart(self.title, [self.one]), frame)

    def _table(self) -> DataTable:
        decimals = words().decimals(point.percent for point in self.one.points)
        rows: list[tuple[str, ...]] = [
            (
                str(point.year),
                words().percent(point.percent, decimals),
                basis_word(point.basis),
                note_of(point) or "–",
                source_link(point.source_page),
                point.source_published,
            )
            for point in self.one.points
        ]
        columns = [
            Column(_("År")),
            Column(_("Andel"), numeric=True),
            Column(_("Uppgiftens slag")),
            Column(_("Anmärkning")),
            Column(_("Källa")),
            Column(_("Källans datum")),
        ]
        return DataTable("varden", _("Värdena och var de står"), columns, rows, stacked=True)

    def _questions(self) -> list[tuple[Link, str]]:
        """The questions of rounds that ask nearly the same, with what differs."""
        found = []
        for facts in queries.rounds():
            for same in self.one.definition.corresponds_to:
                if (same.indicator_set, same.version) != (facts.indicator_set, facts.version):
                    continue
                if facts.synthetic:
                    continue
                name = say(queries.indicator_set(facts).indicator(same.indicator).name)
                to = reverse("comparisons:indicator", args=[facts.slug, same.indicator])
                found.append(
                    (Link(f"{name}, {facts.year}", to), say(same.caution) if same.caution else "")
                )
        return found

    def sheets(self) -> Sequence[Sheet]:
        return [self._sheet([self.one])]


def _cell(point: SeriesPoint) -> str:
    sign = {"stated": "", "derived": " ○", "inferred": " ◌"}[point.basis]
    return f"{words().number(point.percent)}{sign}"


def _runs(members: Sequence[NationalSeries]) -> list[tuple[NationalSeries, ...]]:
    return [tuple(members[n : n + LINES_AT_MOST]) for n in range(0, len(members), LINES_AT_MOST)]


def _common(names: Sequence[str]) -> str:
    """The words that all the names begin with, or the names themselves when there are none."""
    first, last = min(names).split(), max(names).split()
    same = 0
    while same < min(len(first), len(last)) and first[same] == last[same]:
        same += 1
    return f"{' '.join(first[:same])} …" if same else "; ".join(names)
