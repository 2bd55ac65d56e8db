"""What stands beside the figures: the open comparison, inhabitants, reported crime."""

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import UnknownDefinitionError
from kvinnofrid.comparisons import queries as comparisons
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind, Place
from kvinnofrid.situation.presenters.told import number
from kvinnofrid.statistics.shares import rounded
from kvinnofrid.web.components import Link, Term
from kvinnofrid.web.public_pages import say


def terms(place: Place, *, on: date) -> list[Term]:
    """What else is known of a place, each with its year and source, the latest of each."""
    return [*_inhabitants(place), *_comparison(place), *_context(place, on)]


def _inhabitants(place: Place) -> list[Term]:
    years = organisations.latest_population_year()
    found = None if years is None else organisations.population(place, years)
    if found is None:
        return []
    label = _("Invånare %(year)s") % {"year": found.year}
    return [
        Term(label, number(found.inhabitants), _("Källa: %(source)s.") % {"source": found.source})
    ]


def _comparison(place: Place) -> list[Term]:
    """What was answered in the latest round of real answers."""
    for one in comparisons.rounds():
        if one.synthetic:
            continue
        try:
            board = comparisons.board(one.slug)
        except UnknownDefinitionError:
            continue
        name = say(board.indicator_set.title)
        round_address = reverse("comparisons:round", args=[one.slug])
        if place.kind == Kind.MUNICIPALITY:
            own = next((r for r in board.respondents if r.organisation_id == place.id), None)
            if own is None:
                return [Term(name, None, _("Kommunens svar är inte publicerade här."))]
            said = _("%(yes)s ja av %(all)s") % {"yes": own.counted.yes, "all": own.counted.asked}
            address = reverse("comparisons:profile", args=[one.slug, place.address])
            return [
                Term(name, Link(said, address), _("Vad kommunen har på plats, enligt egna svar."))
            ]
        rows = board.rows(county=place.code) if place.kind == Kind.COUNTY else board.respondents
        said = _("%(n)s svarande") % {"n": number(len(rows))}
        note = _("Vad kommunerna har på plats, enligt egna svar.")
        return [Term(name, Link(said, round_address), note)]
    return []


def _plain(value: Decimal) -> int | Decimal:
    """A whole number without the decimals that a database keeps of it."""
    return int(value) if value == value.to_integral_value() else value


def _context(place: Place, on: date) -> list[Term]:
    """Measures that others publish: of the place, or of the nation where there are none."""
    nation = organisations.nation(on=on)
    found = []
    for whose in dict.fromkeys((place, nation)):
        for one in comparisons.context(whose):
            point = one.points[-1]
            label = _("%(name)s %(year)s, %(where)s") % {
                "name": say(one.measure.name),
                "year": point.year,
                "where": _("hela riket") if whose.kind == Kind.NATION else whose.name,
            }
            value = number(_plain(point.value))
            if one.measure.ranked:
                value = _("plats %(place)s av %(of)s") % {"place": value, "of": one.measure.ranked}
            elif point.per_100_000 is not None:
                value = _("%(value)s, %(rate)s per 100\u00a0000 invånare") % {
                    "value": value,
                    "rate": number(rounded(point.per_100_000)),
                }
            source = one.measures.source.publisher
            note = f"{say(one.measure.definition)} {_('Källa: %(source)s.') % {'source': source}}"
            found.append(Term(label, value, note))
    return found
