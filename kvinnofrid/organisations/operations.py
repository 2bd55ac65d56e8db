"""Changes of organisations over time. Nothing that was is lost: a change begins a new version.

Changes take `on`, the first day of the new state, and `by`, who recorded it; all are atomic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from kvinnofrid.organisations.alphabet import sort_key
from kvinnofrid.organisations.loading import Loaded, load_reference, note_revision
from kvinnofrid.organisations.models import (
    Change,
    Kind,
    Organisation,
    OrganisationVersion,
    Population,
    Succession,
)
from kvinnofrid.organisations.reference import ReferenceDataError

__all__ = [
    "AlreadyEndedError",
    "ChildrenLeftError",
    "CodeTakenError",
    "LaterVersionError",
    "Loaded",
    "NotBegunError",
    "NothingChangedError",
    "OrganisationChangeError",
    "ParentMissingError",
    "Part",
    "ReferenceDataError",
    "TooFewError",
    "WrongKindError",
    "change_code",
    "change_county",
    "end",
    "load_reference",
    "merge",
    "record_population",
    "rename",
    "split",
]


class OrganisationChangeError(ValueError):
    """A change of an organisation that cannot be made as asked; nothing was changed."""


class AlreadyEndedError(OrganisationChangeError):
    """The organisation does not exist on that day: it ended before."""


class NotBegunError(OrganisationChangeError):
    """The organisation has not begun on that day, or begins on it."""


class LaterVersionError(OrganisationChangeError):
    """A later change is recorded already, and the two would overlap."""


class CodeTakenError(OrganisationChangeError):
    """Another organisation of the same kind has the code at that time."""


class NothingChangedError(OrganisationChangeError):
    """All is as it was."""


class WrongKindError(OrganisationChangeError):
    """The organisations are of kinds that cannot be put together so."""


class TooFewError(OrganisationChangeError):
    """A merger takes at least two and a split gives at least two."""


class ParentMissingError(OrganisationChangeError):
    """Those to merge belong to different ones and nobody has said where the new one belongs."""


class ChildrenLeftError(OrganisationChangeError):
    """Something belongs to the organisation and nobody has said where it goes."""


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation that comes out of a split, and the ids of those that then belong to it."""

    code: str
    name: str
    full_name: str
    children: tuple[int, ...] = ()


@transaction.atomic
def change_code(*, organisation: int, code: str, on: date, by: str) -> None:
    """Give an organisation another code from a day; the old one stays true of the time before."""
    _change(organisation, on, by, [Change.What.CODE], code=code)


@transaction.atomic
def rename(*, organisation: int, name: str, full_name: str, on: date, by: str) -> None:
    """Give an organisation another name from a day."""
    _change(
        organisation,
        on,
        by,
        [Change.What.NAME],
        name=name,
        full_name=full_name,
        sort_key=sort_key(name),
    )


@transaction.atomic
def change_county(
    *, organisation: int, county: int, on: date, by: str, code: str | None = None
) -> None:
    """Move a municipality, region or county board to another county, mostly with a new code."""
    if not Organisation.objects.filter(pk=county, kind=Kind.COUNTY).exists():
        raise WrongKindError(_("En kommun kan bara flyttas till ett län."))
    _existing(county, on)
    values: dict[str, Any] = {"parent_id": county}
    what = [Change.What.PARENT]
    if code is not None:
        values["code"] = code
        what.append(Change.What.CODE)
    _change(organisation, on, by, what, **values)


@transaction.atomic
def merge(
    *,
    organisations: Sequence[int],
    code: str,
    name: str,
    full_name: str,
    on: date,
    by: str,
    parent: int | None = None,
) -> int:
    """End several organisations and begin one in their place; the new one's id.

    What belonged to them belongs to the new one. It belongs to `parent`, which may be left out
    when they all belonged to the same. It has no groups and no figures until it is given some.
    """
    if len(set(organisations)) < 2:
        raise TooFewError(_("Ange minst två olika som ska läggas samman."))
    old = [_existing(id_, on) for id_ in organisations]
    if len({version.organisation.kind for version in old}) > 1:
        raise WrongKindError(_("Bara organisationer av samma slag kan läggas samman."))
    parents = {version.parent_id for version in old}
    if parent is None and len(parents) > 1:
        raise ParentMissingError(
            _("De hör till olika län. Ange vilket den nya organisationen ska höra till.")
        )
    for version in old:
        _end(version, on, by, Change.What.MERGER)
    new = _begin(old[0], Part(code, name, full_name), on, by, parent or old[0].parent_id)
    for version in old:
        _succeed(version.organisation_id, new, Succession.How.MERGER, on)
        for child in _children(version.organisation_id, on):
            _change(child.organisation_id, on, by, [Change.What.PARENT], parent_id=new)
    note_revision()
    return new


@transaction.atomic
def split(*, organisation: int, parts: Sequence[Part], on: date, by: str) -> tuple[int, ...]:
    """End an organisation and begin several in its place; their ids in the order given."""
    if len(parts) < 2:
        raise TooFewError(_("Ange minst två delar."))
    old = _existing(organisation, on)
    homeless = {child.organisation_id for child in _children(organisation, on)}
    given = [child for part in parts for child in part.children]
    if homeless != set(given) or len(given) != len(set(given)):
        raise ChildrenLeftError(
            _("Ange för varje del vilka som ska höra till den, så att alla får plats en gång.")
        )
    _end(old, on, by, Change.What.SPLIT)
    made = []
    for part in parts:
        new = _begin(old, part, on, by, old.parent_id)
        _succeed(organisation, new, Succession.How.SPLIT, on)
        for child in part.children:
            _change(child, on, by, [Change.What.PARENT], parent_id=new)
        made.append(new)
    note_revision()
    return tuple(made)


@transaction.atomic
def end(*, organisation: int, on: date, by: str) -> None:
    """End an organisation that nobody succeeds; `on` is the first day it no longer exists."""
    version = _existing(organisation, on)
    if _children(organisation, on):
        raise ChildrenLeftError(
            _("%(name)s har andra under sig. Flytta dem först.") % {"name": version.name}
        )
    _end(version, on, by, Change.What.ENDED)
    note_revision()


@transaction.atomic
def record_population(*, figures: Mapping[int, int], year: int, source: str) -> None:
    """Record inhabitants on 31 December of a year by the organisation's id, over earlier ones."""
    Population.objects.filter(year=year, organisation__in=list(figures)).delete()
    Population.objects.bulk_create(
        Population(organisation_id=id_, year=year, inhabitants=inhabitants, source=source)
        for id_, inhabitants in figures.items()
    )
    note_revision()


def _existing(organisation: int, on: date) -> OrganisationVersion:
    """The version that holds on the day, locked, if a change can begin on it."""
    Organisation.objects.select_for_update().get(pk=organisation)
    versions = OrganisationVersion.objects.select_related("organisation").filter(
        organisation=organisation
    )
    last = versions.latest("valid_from")
    about = {"name": last.name, "day": on.isoformat()}
    if last.organisation.valid_to is not None and last.organisation.valid_to <= on:
        raise AlreadyEndedError(_("%(name)s finns inte längre %(day)s.") % about)
    if on <= last.organisation.valid_from:
        raise NotBegunError(_("%(name)s finns inte före %(day)s. Ange en senare dag.") % about)
    later = last.valid_from if last.valid_from > on else last.organisation.valid_to
    if later is not None:
        raise LaterVersionError(
            _("%(name)s har redan en ändring från %(later)s. Ange en dag efter den.")
            % {**about, "later": later.isoformat()}
        )
    return last


def _change(
    organisation: int, on: date, by: str, what: Sequence[Change.What], **values: Any
) -> None:
    version = _existing(organisation, on)
    if all(getattr(version, field) == value for field, value in values.items()):
        raise NothingChangedError(_("%(name)s har redan de uppgifterna.") % {"name": version.name})
    if "code" in values:
        _refuse_taken_code(version.organisation.kind, values["code"], on, except_for=organisation)
    if version.valid_from < on:
        OrganisationVersion.objects.filter(pk=version.pk).update(valid_to=on)
        version.pk = None
        version._state.adding = True
        version.valid_from, version.begin_known = on, True
    for field, value in values.items():
        setattr(version, field, value)
    version.save()
    for one in what:
        _record(organisation, one, on, by)
    note_revision()


def _end(version: OrganisationVersion, on: date, by: str, what: Change.What) -> None:
    OrganisationVersion.objects.filter(pk=version.pk).update(valid_to=on)
    Organisation.objects.filter(pk=version.organisation_id).update(valid_to=on)
    _record(version.organisation_id, what, on, by)


def _begin(like: OrganisationVersion, part: Part, on: date, by: str, parent: int | None) -> int:
    kind = like.organisation.kind
    _refuse_taken_code(kind, part.code, on, except_for=None)
    new = Organisation.objects.create(kind=kind, valid_from=on)
    OrganisationVersion.objects.create(
        organisation=new,
        code=part.code,
        name=part.name,
        full_name=part.full_name,
        parent_id=parent,
        sort_key=sort_key(part.name),
        valid_from=on,
    )
    _record(new.pk, Change.What.BEGAN, on, by)
    return new.pk


def _children(organisation: int, on: date) -> list[OrganisationVersion]:
    """The versions of those that belong to it on the day or come to do so later."""
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    return list(OrganisationVersion.objects.filter(still, parent=organisation))


def _refuse_taken_code(kind: str, code: str, on: date, *, except_for: int | None) -> None:
    still = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    taken = (
        OrganisationVersion.objects.filter(still, organisation__kind=kind, code=code)
        .exclude(organisation=except_for)
        .first()
    )
    if taken is not None:
        raise CodeTakenError(
            _("Koden %(code)s tillhör %(name)s den %(day)s.")
            % {"code": code, "name": taken.name, "day": on.isoformat()}
        )


def _succeed(predecessor: int, successor: int, how: Succession.How, on: date) -> None:
    Succession.objects.create(
        predecessor_id=predecessor, successor_id=successor, how=how, took_place=on
    )


def _record(organisation: int, what: Change.What, on: date, by: str) -> None:
    Change.objects.create(organisation_id=organisation, what=what, took_effect=on, by=by)
