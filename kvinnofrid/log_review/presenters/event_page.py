"""One event: what it was, what the same person did around it, and the judgement."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kvinnofrid.access.values import Actor
from kvinnofrid.audit import queries
from kvinnofrid.audit.models import ReviewCase
from kvinnofrid.audit.queries import TRANSITIONS, LoggedEvent, ReviewOutcome
from kvinnofrid.log_review.forms import JudgeForm
from kvinnofrid.log_review.operations import ReadEvent
from kvinnofrid.log_review.presenters.overview_page import period
from kvinnofrid.log_review.presenters.page import (
    Around,
    Names,
    address,
    around,
    event_cells,
    event_columns,
    facts,
    moment,
    outcome_words,
    reasons,
    review_address,
)
from kvinnofrid.log_review.references import reference
from kvinnofrid.web.components import Cell, Column, DataTable, Link, Term
from kvinnofrid.web.drawing import language


@dataclass(frozen=True, slots=True)
class JudgedCase:
    """A case of the event: the review, why it was chosen, what came of it, and a form if open."""

    about: list[Term]
    form: JudgeForm | None


@dataclass(frozen=True, slots=True)
class EventPage:
    """An event to look at."""

    around: Around
    title: str
    about: list[Term]
    own: bool
    judge: str
    cases: list[JudgedCase]
    surroundings: DataTable


def event(found: ReadEvent, *, by: Actor, on: date) -> EventPage:
    """An event with everything that is needed to judge it."""
    here = found.event
    names = Names(found.around, *(case.by for case in found.cases))
    own = here.actor == by.id
    ref = reference("event", here.organisation, here.number)
    return EventPage(
        around=around(here.organisation, on=on),
        title=moment(here.at),
        about=[
            Term(_("Vem"), names.of(here.actor)),
            Term(_("Vad"), queries.action_in_words(here.action, language())),
            Term(_("Gäller"), names.of_object(here)),
            Term(_("Utfall"), queries.outcome_in_words(here, language())),
            Term(_("Upplysningar"), facts(here) or "–"),
        ],
        own=own,
        judge=address("judge", here.organisation, ref),
        cases=[_case(n, one, names, own=own) for n, one in enumerate(found.cases, 1)],
        surroundings=_surroundings(found, names),
    )


def _case(place: int, case: ReviewCase, names: Names, *, own: bool) -> JudgedCase:
    about = [
        Term(
            _("Granskning"),
            Link(period(case.batch), review_address(case.organisation, case.batch_id)),
        ),
        Term(_("Utvald därför att"), reasons(case.why)),
        Term(_("Bedömning"), outcome_words(case.outcome)),
    ]
    if case.at is not None:
        about += [
            Term(_("Bedömd"), f"{moment(case.at)}, {names.of(case.by)}"),
            Term(_("Skäl"), case.note),
        ]
    open_ = bool(TRANSITIONS[ReviewOutcome(case.outcome)]) and not own
    return JudgedCase(about, _form(place, case) if open_ else None)


def _form(place: int, case: ReviewCase) -> JudgeForm:
    form = JudgeForm(
        initial={"case": reference("case", case.organisation, case.pk)}, auto_id=f"case{place}-%s"
    )
    may = TRANSITIONS[ReviewOutcome(case.outcome)]
    field = form.fields["outcome"]
    field.choices = [(value, words) for value, words in field.choices if value in may]  # type: ignore[attr-defined]
    return form


def _surroundings(found: ReadEvent, names: Names) -> DataTable:
    def row(one: LoggedEvent) -> list[Cell]:
        is_here = one.number == found.event.number
        cells = event_cells(one, names, link=not is_here)
        return [*cells, _("◆ den här händelsen") if is_here else ""]

    return DataTable(
        "surroundings",
        _("Vad samma person gjorde närmast före och efter"),
        [*event_columns(), Column(_("Vilken"))],
        [row(one) for one in found.around],
        stacked=True,
    )
