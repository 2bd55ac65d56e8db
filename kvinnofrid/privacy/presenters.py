"""The page of the data protection papers: what each is for, and what is left to fill in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kvinnofrid.documents.paper import Paper, gaps
from kvinnofrid.organisations.queries import register
from kvinnofrid.web.components import Download, Link

KINDS = {"docx": "Word", "pdf": "PDF", "md": "Markdown"}

PURPOSES: dict[str, Promise] = {
    "registerforteckning": gettext_lazy(
        "Vilka personuppgifter som behandlas, varför, med vilken rätt och hur länge. Krävs av"
        " dataskyddsförordningen artikel 30."
    ),
    "konsekvensbedomning": gettext_lazy(
        "Riskerna för dem som uppgifterna rör, vad som görs mot var och en och vad som återstår."
        " Krävs av artikel 35 innan uppgifter om klienter registreras."
    ),
    "informationsklassning": gettext_lazy(
        "Förslag till nivåer för konfidentialitet, riktighet och tillgänglighet, med skäl."
    ),
    "roller-och-atkomst": gettext_lazy(
        "Varje roll, varje handling och hur långt den når, ur den tabell som programmet självt"
        " avgör åtkomst med."
    ),
    "incidentexport": gettext_lazy(
        "Formulär att fylla i vid en personuppgiftsincident. Loggens rader tas ut för sig av den"
        " som sköter servern, eller läses av logggranskaren."
    ),
}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper on the page."""

    key: str
    title: str
    purpose: str
    left: str
    files: list[Download]


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The papers of an organisation."""

    place: str
    papers: list[PaperLine]
    demo: bool


def places(organisations: Sequence[str], *, on: date) -> list[Link]:
    """The organisations whose papers somebody may take out."""
    known = register()
    return [
        Link(known.place(int(one), on=on).full_name, reverse("privacy:overview", args=[one]))
        for one in organisations
    ]


def overview(organisation: str, papers: Sequence[Paper], *, on: date) -> OverviewPage:
    """The page of an organisation's papers."""
    return OverviewPage(
        place=register().place(int(organisation), on=on).full_name,
        papers=[_line(organisation, paper) for paper in papers],
        demo=settings.MODE != "production",
    )


def _line(organisation: str, paper: Paper) -> PaperLine:
    number = gaps(paper)
    left = ngettext("%(n)d lucka att fylla i.", "%(n)d luckor att fylla i.", number)
    return PaperLine(
        key=paper.name,
        title=paper.title,
        purpose=str(PURPOSES[paper.name]),
        left=left % {"n": number} if number else _("Inget att fylla i."),
        files=[
            Download(
                KINDS[form], reverse("privacy:download", args=[organisation, paper.name, form])
            )
            for form in KINDS
        ],
    )
