"""One review: its cases, why each was chosen and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kvinnofrid.audit.models import ReviewBatch
from kvinnofrid.audit.queries import ReviewOutcome
from kvinnofrid.log_review.operations import ReadCase
from kvinnofrid.log_review.presenters.overview_page import period
from kvinnofrid.log_review.presenters.page import (
    Around,
    Names,
    around,
    event_cells,
    event_columns,
    moment,
    outcome_words,
    reasons,
    review_address,
)
from kvinnofrid.web.components import (
    Choice,
    Column,
    DataTable,
    FilterForm,
    Option,
    Pages,
    Term,
)

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The cases of a review."""

    around: Around
    period: str
    about: list[Term]
    filters: FilterForm
    cases: DataTable | None
    pages: Pages


def review(
    batch: ReviewBatch,
    cases: list[ReadCase],
    *,
    wanted: Mapping[str, str],
    organisation: str,
    on: date,
) -> ReviewPage:
    """The cases of a review that have the wanted outcome, on the wanted page."""
    chosen = wanted.get("utfall", "")
    found = [one for one in cases if chosen not in set(ReviewOutcome) or one.case.outcome == chosen]
    count = max(1, -(-len(found) // PER_PAGE))
    asked = wanted.get("sida", "1")
    number = min(max(int(asked) if asked.isdecimal() and len(asked) < 7 else 1, 1), count)
    here = review_address(organisation, batch.pk)
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    query = urlencode({"utfall": chosen}) + "&" if chosen in set(ReviewOutcome) else ""
    names = Names((one.event for one in shown), batch.by)
    return ReviewPage(
        around=around(organisation, on=on),
        period=period(batch),
        about=[
            Term(_("Utvald"), f"{moment(batch.at)}, {names.of(batch.by)}"),
            Term(_("Ärenden"), len(cases)),
            Term(_("Frö till det slumpade urvalet"), batch.seed),
        ],
        filters=_filters(here, chosen),
        cases=_cases(shown, names) if shown else None,
        pages=Pages(number, count, f"{here}?{query}sida={{page}}"),
    )


def _filters(here: str, chosen: str) -> FilterForm:
    options = [Option("", _("Alla")), *(Option(one, outcome_words(one)) for one in ReviewOutcome)]
    return FilterForm(
        "cases",
        _("Vilka ärenden som visas"),
        [Choice("utfall", _("Bedömning"), options, chosen)],
        "results",
        here,
    )


def _cases(cases: list[ReadCase], names: Names) -> DataTable:
    return DataTable(
        "case-list",
        _("Utvalda händelser i tidsordning. Öppna en för att bedöma den."),
        [*event_columns(), Column(_("Utvald därför att")), Column(_("Bedömning"))],
        [
            [
                *event_cells(one.event, names),
                reasons(one.case.why),
                outcome_words(one.case.outcome),
            ]
            for one in cases
        ],
        stacked=True,
    )
