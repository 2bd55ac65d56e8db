"""Which instruments there are for an organisation: shipped, its county's and its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from kvinnofrid.catalogue import Instrument, UnknownDefinitionError, load_shipped
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.organisations.queries import register
from kvinnofrid.questionnaires import content_hash

Status = InstrumentVersion.Status


@dataclass(frozen=True, slots=True)
class Offered:
    """An instrument that an organisation can use. `whose` is empty for a shipped one."""

    instrument: Instrument
    whose: str = ""


def local(moment: datetime) -> datetime:
    """The moment in Swedish time, by which days are reckoned."""
    return moment.astimezone(timezone.get_default_timezone())


def instrument_of(version: InstrumentVersion) -> Instrument:
    """What the version holds, typed."""
    return Instrument.model_validate(version.content)


def own_versions(organisation: str) -> list[InstrumentVersion]:
    """All versions that the organisation has taken in, newest first."""
    return list(
        InstrumentVersion.objects.filter(organisation=organisation).order_by("-made_at", "id")
    )


def own_version(organisation: str, version: UUID) -> InstrumentVersion | None:
    """One of the organisation's own versions, or None."""
    return InstrumentVersion.objects.filter(organisation=organisation, id=version).first()


def version_before(version: InstrumentVersion) -> Instrument | None:
    """What to compare a version with: the published one before it, else what it extends."""
    before = (
        InstrumentVersion.objects.filter(
            organisation=version.organisation,
            instrument=version.instrument,
            made_at__lt=version.made_at,
        )
        .exclude(status=Status.DRAFT)
        .order_by("-made_at")
        .first()
    )
    if before is not None:
        return instrument_of(before)
    extends = instrument_of(version).extends
    return None if extends is None else shipped(extends.id, extends.version)


def shipped(instrument: str, version: str | None = None) -> Instrument | None:
    """A shipped instrument, the latest version when none is named; None when there is none."""
    try:
        return load_shipped().instrument(instrument, version)
    except UnknownDefinitionError:
        return None


def shipped_instruments(*, on: date) -> list[Instrument]:
    """The shipped instruments that hold on the day, in order of title."""
    held = [one for one in load_shipped().instruments if one.holds_on(on)]
    return sorted(held, key=lambda one: (not one.items, one.title.sv))


def offered(
    organisation: str, *, on: date, target_group: str | None = None, purpose: str | None = None
) -> list[Offered]:
    """Every instrument that the organisation can begin with on the day.

    Shipped ones that have text, and the latest published version of each of its county's and its
    own; its own stands in the place of the county's, and either in the place of what it extends.
    """
    found = {one.id: Offered(one) for one in shipped_instruments(on=on) if one.items}
    for whose in _lineage(organisation, on=on):
        for version in _published(whose):
            instrument = instrument_of(version)
            base = instrument.extends
            if base is not None:
                found = {key: one for key, one in found.items() if not _stands_for(one, base.id)}
            found[instrument.id] = Offered(instrument, whose)
    return [
        one
        for one in found.values()
        if (target_group is None or target_group in one.instrument.target_groups)
        and (purpose is None or purpose == one.instrument.purpose)
    ]


def _stands_for(offered: Offered, base: str) -> bool:
    """Whether it is the core with this id, or extends it."""
    extends = offered.instrument.extends
    return offered.instrument.id == base or (extends is not None and extends.id == base)


def by_reference(
    organisation: str, *, instrument: str, version: str, on: date
) -> Instrument | None:
    """The very version that something was answered in, withdrawn or not; None when unknown.

    Looked for among the organisation's own, then its county's, then the shipped ones.
    """
    around = _lineage(organisation, on=on)
    found = list(
        InstrumentVersion.objects.filter(
            organisation__in=around, instrument=instrument, version=version
        ).exclude(status=Status.DRAFT)
    )
    if found:
        return instrument_of(max(found, key=lambda one: around.index(one.organisation)))
    return shipped(instrument, version)


def _lineage(organisation: str, *, on: date) -> list[str]:
    """The county of the organisation, when it has one, and itself."""
    known = register()
    around = known.parent(known.place(int(organisation), on=on), on=on)
    return [organisation] if around is None else [str(around.id), organisation]


def _published(organisation: str) -> Iterable[InstrumentVersion]:
    latest: dict[str, InstrumentVersion] = {}
    for version in InstrumentVersion.objects.filter(
        organisation=organisation, status=Status.PUBLISHED
    ).order_by("published_at", "id"):
        latest[version.instrument] = version
    return latest.values()


def stored_faults() -> list[str]:
    """Published versions whose content is not what was published: a line each."""
    return [
        f"instruments: {version.id} is not what was published"
        for version in InstrumentVersion.objects.exclude(status=Status.DRAFT)
        if content_hash(instrument_of(version)) != version.digest
    ]
