"""The start page of a caseworker: what there is to do, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.catalogue import Text
from kvinnofrid.follow_up.forms import WORDS_OF_GLASS
from kvinnofrid.follow_up.operations import WorkingList
from kvinnofrid.follow_up.presenters import words
from kvinnofrid.follow_up.presenters.client_page import urgency_words
from kvinnofrid.follow_up.presenters.head import name_of
from kvinnofrid.follow_up.rules import Urgency
from kvinnofrid.records.models import Notice
from kvinnofrid.records.operations import Line, Page
from kvinnofrid.records.rules import GlassReason, ProtectedIdentity
from kvinnofrid.web.numbers import format_day


@dataclass(frozen=True, slots=True)
class ClientLink:
    """A client in a list: name, badge, where it leads."""

    name: str
    address: str
    protection: Text | None
    closed: bool = False
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do: with whom, what, when."""

    client: ClientLink
    what: str
    when: str
    kind: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under a heading."""

    key: str
    title: str
    tasks: list[Task]


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """An emergency opening that one is told of."""

    id: str
    who: str
    when: str
    why: str
    record: str


@dataclass(frozen=True, slots=True)
class Start:
    """The start page."""

    groups: list[Group]
    count: str
    more: bool
    notices: list[NoticeLine]
    protected: list[ClientLink]

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return not any(group.tasks for group in self.groups)


def link(line: Line) -> ClientLink:
    """A client in a list."""
    hidden = line.protection is ProtectedIdentity.NONE
    return ClientLink(
        name_of(line.values, line.id),
        reverse("follow_up:client", args=[line.id]),
        None if hidden else line.protection.words,
        line.closed,
        line.protected,
    )


def start(found: WorkingList, notices: Sequence[Notice], *, on: date) -> Start:
    """The start page."""
    del on
    due: dict[Urgency, list[Task]] = {one: [] for one in Urgency}
    for one in found.due:
        due[one.urgency].append(
            Task(
                link(one.client),
                _("Mätning %(occasion)s")
                % {"occasion": words.occasion(one.occasion, one.number).lower()},
                format_day(one.due_on),
                one.urgency.value,
                reverse("follow_up:wave", args=[one.client.id, one.wave]),
                _("påbörjad") if one.has_draft else "",
            )
        )
    groups = [
        Group(
            one.value,
            urgency_words(one) if one is not Urgency.OVERDUE else _("Försenade"),
            due[one],
        )
        for one in Urgency
    ]
    drafts = [
        Task(
            link(one.client),
            _("Mätning %(occasion)s") % {"occasion": words.occasion(one.occasion).lower()},
            words.moment(one.saved_at),
            "draft",
            reverse("follow_up:wave", args=[one.client.id, one.wave]),
            _("en kollega har redan sparat mätningen") if one.submitted else "",
        )
        for one in found.drafts
    ]
    closing = [
        Task(
            link(one.client),
            _("Insatsperioden beräknas sluta"),
            format_day(one.planned_end_on),
            "closing",
            reverse("follow_up:episode", args=[one.client.id, one.episode]),
        )
        for one in found.closing
    ]
    surveys = [
        Task(
            link(one.client),
            _("Enkäten är inte besvarad"),
            _("koden gäller till %(day)s") % {"day": format_day(one.until)},
            "survey",
            reverse("follow_up:episode", args=[one.client.id, one.episode]),
        )
        for one in found.surveys
    ]
    groups[1:1] = [Group("drafts", _("Påbörjade men inte sparade"), drafts)]
    groups.append(Group("closing", _("Avslutas snart"), closing))
    groups.append(Group("surveys", _("Obesvarade enkäter"), surveys))
    count = ngettext("%(n)s klient", "%(n)s klienter", found.clients) % {"n": found.clients}
    return Start(
        [group for group in groups if group.tasks],
        count,
        found.more,
        [_notice(one) for one in notices],
        [link(one) for one in found.protected],
    )


def _notice(one: Notice) -> NoticeLine:
    return NoticeLine(
        str(one.pk),
        one.opening.user.full_name,
        words.moment(one.at),
        str(WORDS_OF_GLASS[GlassReason(one.opening.reason)]),
        str(one.record)[:6].upper(),
    )


def lines(found: Page) -> list[ClientLink]:
    """The clients that a search found."""
    return [link(one) for one in found.lines]
