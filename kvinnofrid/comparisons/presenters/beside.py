"""What stands beside the answers: inhabitants, groups, reported crime, other rankings, sources."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Definition, Text, load_shipped
from kvinnofrid.charts import CountLine
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.board import Board, BoardRespondent
from kvinnofrid.comparisons.presenters.round_base import SIZE_CLASSES, SKR_GROUPS
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Place
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.components import Cell, Column, DataTable, Term
from kvinnofrid.web.drawing import language
from kvinnofrid.web.pictures import words
from kvinnofrid.web.public_pages import say

CRIMES_FROM_YEARS_BACK = 1


def place_of(board: Board, own: BoardRespondent) -> Place:
    """The organisation of one who answered, on the day of the round."""
    return organisations.register().place(own.organisation_id, on=board.round.day)


def population_line(place: Place) -> tuple[CountLine, str] | None:
    """Inhabitants by year and where they come from; None when no figure is known."""
    figures = organisations.populations(place)
    if not figures:
        return None
    known = {one.year: float(one.inhabitants) for one in figures}
    years = range(figures[0].year, figures[-1].year + 1)
    chart = CountLine(
        title=_("Folkmängd i %(name)s") % {"name": place.name},
        points=tuple((year, known.get(year)) for year in years),
        unit=_("invånare"),
    )
    return chart, "; ".join(dict.fromkeys(one.source for one in figures))


def facts(board: Board, own: BoardRespondent) -> list[Term]:
    """Group, size class and other rankings, each with its definition and source."""
    return [*_groups(own), *_context(board, own)]


def _groups(own: BoardRespondent) -> list[Term]:
    found = []
    for version, code in (("2017", own.group_2017), ("2023", own.group_2023)):
        classification = load_shipped().classification(SKR_GROUPS, version)
        label = _("Kommungrupp, SKR %(version)s") % {"version": version}
        group = None if code is None else classification.group(code)
        value = None if group is None else f"{code} {say(group.name)}"
        meaning = classification.description if group is None else group.definition
        found.append(Term(label, value, _explained(meaning, classification)))
    sizes = load_shipped().classification(SIZE_CLASSES)
    size = None if own.size_class is None else sizes.group(own.size_class)
    value = None if size is None else say(size.name)
    meaning = sizes.description if size is None else size.definition
    return [*found, Term(_("Storleksklass"), value, _explained(meaning, sizes))]


def _explained(meaning: Text, definition: Definition) -> str:
    """What something means, and where that is laid down."""
    return f"{say(meaning)} {_('Källa')}: {_source(definition)}."


def _source(definition: Definition) -> str:
    source = definition.source
    return f"{source.publisher}, {source.title}, {source.published}"


def _context(board: Board, own: BoardRespondent) -> list[Term]:
    found = []
    for one in queries.context(place_of(board, own)):
        for point in one.points:
            value = words().number(point.value)
            if one.measure.ranked:
                value = _("plats %(place)s av %(all)s") % {
                    "place": value,
                    "all": one.measure.ranked,
                }
            label = f"{say(one.measure.name)}, {point.year}"
            found.append(Term(label, value, _explained(one.measure.definition, one.measures)))
    return found


@dataclass(frozen=True, slots=True)
class Crimes:
    """Reported crimes as a table, and what each of them is."""

    table: DataTable
    terms: Sequence[Term]


def crimes(board: Board) -> Crimes | None:
    """Reported crimes in the country in the round's year, and a rate; None when not known."""
    return _crimes(board, queries.beside_mark(), language())


@lru_cache(maxsize=16)
def _crimes(board: Board, _mark: Hashable, _language: str) -> Crimes | None:
    nation = organisations.nation(on=board.round.day)
    rows: list[Sequence[Cell]] = []
    terms: dict[str, Term] = {}
    for one in queries.context(nation):
        name = say(one.measure.name)
        for point in one.points:
            if board.round.year - CRIMES_FROM_YEARS_BACK <= point.year <= board.round.year:
                rate = point.per_100_000
                rate_said = None if rate is None else words().number(rounded(rate))
                rows.append((name, str(point.year), words().number(point.value), rate_said))
                explained = _explained(one.measure.definition, one.measures)
                terms[name] = Term(name, explained)
    if not rows:
        return None
    table = DataTable(
        key="anmalda",
        caption=_("Anmälda brott i hela landet"),
        columns=[
            Column(_("Brott")),
            Column(_("År"), numeric=True),
            Column(_("Anmälda"), numeric=True),
            Column(_("Per 100\u00a0000 invånare"), numeric=True),
        ],
        rows=rows,
        caption_hidden=True,
    )
    return Crimes(table, list(terms.values()))


def inhabitants_said(own: BoardRespondent) -> str:
    """Inhabitants in words, with the year."""
    if own.population is None:
        return _("Folkmängd: uppgift saknas")
    return _("%(number)s invånare %(year)s") % {
        "number": words().number(Decimal(own.population)),
        "year": own.population_year,
    }
