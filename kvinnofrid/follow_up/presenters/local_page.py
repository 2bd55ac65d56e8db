"""A unit's own interventions, in words."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.accounts.models import Unit
from kvinnofrid.follow_up import codes
from kvinnofrid.follow_up.models import LocalIntervention
from kvinnofrid.follow_up.operations import local_interventions as operations
from kvinnofrid.follow_up.presenters import words
from kvinnofrid.web.numbers import format_day


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One of them: what it counts as, since when, what it was called before."""

    name: str
    kind: str
    when: str
    before: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Those that can be chosen, and those that have ended."""

    unit: str
    used: list[OwnLine]
    retired: list[OwnLine]


def page(unit: Unit) -> Page:
    """The page of a unit."""
    used = [_line(one, unit) for one in operations.in_use(unit=unit.pk)]
    return Page(unit.name, used, [_line(one) for one in operations.retired(unit=unit.pk)])


def _line(one: LocalIntervention, unit: Unit | None = None) -> OwnLine:
    former = operations.former_names(one)
    first = (former[-1] if former else one).at.date()
    when = _("från %(first)s") % {"first": format_day(first)}
    if one.ended_at is not None:
        span = {"first": format_day(first), "last": format_day(one.ended_at.date())}
        when = _("%(first)s – %(last)s") % span
    names = ", ".join(
        _("%(name)s till %(day)s") % {"name": was.name, "day": format_day(was.ended_at.date())}
        for was in former
        if was.ended_at is not None
    )
    return OwnLine(
        one.name,
        words.coded(codes.INTERVENTION, one.kind),
        when,
        _("Hette %(names)s.") % {"names": names} if names else "",
        reverse("follow_up:own-intervention", args=[unit.organisation_id, unit.pk, one.pk])
        if unit
        else "",
    )
