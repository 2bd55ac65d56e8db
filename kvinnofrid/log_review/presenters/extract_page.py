"""The extract about one record: who did what with it and when, to read, print or take along."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from kvinnofrid.audit import queries
from kvinnofrid.audit.queries import LoggedEvent
from kvinnofrid.log_review.presenters.page import Around, Names, address, around, facts, moment
from kvinnofrid.spreadsheets.writing import Sheet, csv_bytes, xlsx_bytes
from kvinnofrid.web.components import Column, DataTable, Download, Term
from kvinnofrid.web.drawing import language


@dataclass(frozen=True, slots=True)
class ExtractPage:
    """Everything that the log says of one record."""

    around: Around
    about: list[Term]
    events: DataTable
    files: list[Download]


def extract(
    organisation: str, object_id: str, events: Sequence[LoggedEvent], *, on: datetime
) -> ExtractPage:
    """The extract, made at a time."""
    names = Names(events)
    place = around(organisation, on=on.date())
    query = urlencode({"akt": object_id})
    return ExtractPage(
        around=place,
        about=[
            Term(_("Organisation"), place.place),
            Term(_("Akt"), object_id),
            Term(_("Uttaget"), moment(on)),
            Term(_("Händelser"), len(events)),
        ],
        events=DataTable(
            "extract",
            _("Allt som har gjorts, eller nekats, med akten i tidsordning"),
            [
                Column(one)
                for one in (_("Tidpunkt"), _("Vem"), _("Vad"), _("Utfall"), _("Upplysningar"))
            ],
            [
                [
                    moment(one.at),
                    names.of(one.actor),
                    queries.action_in_words(one.action, language()),
                    queries.outcome_in_words(one, language()),
                    facts(one),
                ]
                for one in events
            ],
            stacked=True,
        ),
        files=[
            Download("CSV", f"{address('csv', organisation)}?{query}"),
            Download("XLSX", f"{address('xlsx', organisation)}?{query}"),
        ],
    )


def file(page: ExtractPage, form: str) -> bytes:
    """The extract as a file."""
    header = [str(column.label) for column in page.events.columns]
    rows = [[str(cell) for cell in row] for row in page.events.rows]
    about = [(str(term.label), str(term.value)) for term in page.about]
    if form == "csv":
        return csv_bytes(header, rows)
    return xlsx_bytes([Sheet(_("Logg"), header, rows)], about=about)
