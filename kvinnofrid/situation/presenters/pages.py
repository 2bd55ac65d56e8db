"""The page makers: what an address names, and what was chosen, to a page."""

from collections.abc import Hashable, Sequence
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.organisations.queries import Kind
from kvinnofrid.situation import queries
from kvinnofrid.situation.presenters.definitions_page import DefinitionsPage
from kvinnofrid.situation.presenters.place_page import PlacePage
from kvinnofrid.situation.presenters.sign_page import SignPage
from kvinnofrid.spreadsheets.writing import Sheet
from kvinnofrid.web.public_pages import Choices, Page


class EmptyPage(Page):
    """What is told before anything is published."""

    template = "situation/empty.html"

    def __init__(self) -> None:
        super().__init__(address=reverse("situation:nation"), choices=Choices(QueryDict()))

    @property
    def mark(self) -> tuple[Hashable, ...]:
        return ("nothing is published",)

    @property
    def title(self) -> str:
        return _("Lägesbild")

    @property
    def file_name(self) -> str:
        return "lagesbild"

    def context(self) -> dict[str, object]:
        return {}

    def sheets(self) -> Sequence[Sheet]:
        return [Sheet(_("Tal"), [_("Tal")], [])]


def nation(asked: QueryDict, *, now: datetime) -> Page:
    """The picture of the nation; before the first release a page that says so."""
    if queries.picture(now=now) is None:
        return EmptyPage()
    return PlacePage(asked, now=now)


def county(asked: QueryDict, *, now: datetime, place: str) -> Page:
    """The picture of a county."""
    return PlacePage(asked, now=now, kind=Kind.COUNTY, place=place)


def municipality(asked: QueryDict, *, now: datetime, place: str) -> Page:
    """The picture of a municipality."""
    return PlacePage(asked, now=now, kind=Kind.MUNICIPALITY, place=place)


sign = SignPage
definitions = DefinitionsPage
