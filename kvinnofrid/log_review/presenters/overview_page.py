"""The log of an organisation: its reviews, what came of them, and the proof of its chain."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.audit import queries
from kvinnofrid.audit.models import ReviewBatch
from kvinnofrid.audit.queries import LOCAL, ChainProof, ReviewOutcome
from kvinnofrid.log_review.kinds import logged_kinds
from kvinnofrid.log_review.operations import ReadCase
from kvinnofrid.log_review.presenters.page import (
    Around,
    Names,
    address,
    around,
    moment,
    outcome_words,
    place_name,
    review_address,
    said,
)
from kvinnofrid.web.components import Cell, Column, DataTable, KeyFigure, Link, Term

SUGGESTED_DAYS = 30
SUGGESTED_SAMPLE = 20


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The reviews of an organisation's log."""

    around: Around
    figures: list[KeyFigure]
    reviews: DataTable | None
    reasons: DataTable | None
    extract: str
    has_records: bool


@dataclass(frozen=True, slots=True)
class ChainPage:
    """When the chain was vouched for outside, and what a proof found."""

    around: Around
    reads: bool
    status: list[Term]
    waiting: int
    never: bool
    proof: ChainProof | None


def logs(places: Sequence[str], readable: set[str], *, on: date) -> list[Link]:
    """The logs that somebody may follow: to read, or only the proof."""
    return [
        Link(
            place_name(one, on=on),
            address("overview" if one in readable else "chain", one),
        )
        for one in places
    ]


def suggested_period(today: date) -> dict[str, object]:
    """The days up to today, and a sample that somebody has time for."""
    return {
        "first": (today - timedelta(days=SUGGESTED_DAYS)).isoformat(),
        "last": today.isoformat(),
        "sample": SUGGESTED_SAMPLE,
    }


def overview(
    organisation: str, batches: list[ReviewBatch], cases: list[ReadCase], *, on: date
) -> OverviewPage:
    """All reviews of an organisation."""
    counted = Counter(ReviewOutcome(one.case.outcome) for one in cases)
    context = ngettext(
        "av %(cases)s ärende i alla granskningar", "av %(cases)s ärenden i alla granskningar",
        len(cases),
    ) % {"cases": len(cases)}  # fmt: skip
    return OverviewPage(
        around=around(organisation, on=on),
        figures=[KeyFigure(outcome_words(one), counted[one], context) for one in ReviewOutcome],
        reviews=_reviews(organisation, batches, cases) if batches else None,
        reasons=_reasons(cases) if cases else None,
        extract=address("extract", organisation),
        has_records=bool(logged_kinds()),
    )


def period(batch: ReviewBatch) -> str:
    """The days of a review, both included."""
    first, last = _day(batch.first), _day(batch.until - timedelta(microseconds=1))
    return f"{first} – {last}"


def _day(at: datetime) -> str:
    return at.astimezone(LOCAL).date().isoformat()


def _reviews(organisation: str, batches: list[ReviewBatch], cases: list[ReadCase]) -> DataTable:
    names = Names((), *(batch.by for batch in batches))
    rows: list[list[Cell]] = []
    for batch in batches:
        counted = Counter(
            ReviewOutcome(one.case.outcome) for one in cases if one.case.batch_id == batch.pk
        )
        rows.append(
            [
                Link(period(batch), review_address(organisation, batch.pk)),
                _day(batch.at),
                names.of(batch.by),
                counted.total(),
                *(counted[one] for one in ReviewOutcome),
            ]
        )
    return DataTable(
        "reviews",
        _("Granskningar, den senaste perioden först"),
        [
            Column(_("Period")),
            Column(_("Utvald")),
            Column(_("Av")),
            Column(_("Ärenden"), numeric=True),
            *(Column(outcome_words(one), numeric=True) for one in ReviewOutcome),
        ],
        rows,
        stacked=True,
    )


def _reasons(cases: list[ReadCase]) -> DataTable:
    found: dict[str, Counter[ReviewOutcome]] = {}
    for one in cases:
        for code in one.case.why:
            found.setdefault(code, Counter())[ReviewOutcome(one.case.outcome)] += 1
    rows: list[list[Cell]] = [
        [said(queries.words_of(code)), counted.total(), *(counted[one] for one in ReviewOutcome)]
        for code, counted in sorted(found.items(), key=lambda pair: -pair[1].total())
    ]
    return DataTable(
        "reasons",
        _("Vad det blev av ärendena, efter varför de valdes ut. Ett ärende kan ha flera skäl."),
        [
            Column(_("Skäl")),
            Column(_("Ärenden"), numeric=True),
            *(Column(outcome_words(one), numeric=True) for one in ReviewOutcome),
        ],
        rows,
        stacked=True,
    )


def chain(organisation: str, proof: ChainProof | None, *, reads: bool, on: date) -> ChainPage:
    """What is known of the organisation's chain."""
    taken = queries.last_acknowledged(organisation)
    waiting = queries.waiting_heads(organisation)
    return ChainPage(
        around=around(organisation, on=on),
        reads=reads,
        status=[
            Term(_("Senast kvitterat av mottagaren"), moment(taken) if taken else _("aldrig")),
            Term(_("Undertecknade huvuden som väntar"), waiting),
        ],
        waiting=waiting,
        never=taken is None,
        proof=proof,
    )
