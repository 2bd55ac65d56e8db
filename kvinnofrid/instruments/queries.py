"""Which instruments there are for an organisation: shipped, its county's and its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import CharField
from django.utils import timezone

from kvinnofrid.catalogue import Instrument, UnknownDefinitionError, load_shipped
from kvinnofrid.database.queries import Objects
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
    """What to compare a version with: the published one before it, else what it is built on."""
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
    made = instrument_of(version)
    if made.through is not None:
        day = local(version.made_at).date()
        return by_reference(
            version.organisation,
            instrument=made.through.id,
            version=made.through.version,
            on=day,
        )
    return None if made.extends is None else shipped(made.extends.id, made.extends.version)


def regional_versions(organisation: str, *, on: date) -> list[InstrumentVersion]:
    """The county's published versions of the core, which a municipality can add local items to."""
    county = _lineage(organisation, on=on)[:-1]
    return [one for whose in county for one in _published(whose) if instrument_of(one).extends]


def regional_version(organisation: str, version: UUID, *, on: date) -> InstrumentVersion | None:
    """One of them, or None."""
    return next((one for one in regional_versions(organisation, on=on) if one.id == version), None)


def base(organisation: str, instrument: str, *, on: date) -> Instrument | None:
    """What a form can be built on: a shipped instrument, or the county's version of one."""
    found = shipped(instrument)
    if found is not None:
        return found
    county = regional_versions(organisation, on=on)
    return next((instrument_of(one) for one in county if one.instrument == instrument), None)


def newer_regional(version: InstrumentVersion, *, on: date) -> InstrumentVersion | None:
    """The county's version of today, when a version is built on a former one or on the core."""
    made = instrument_of(version)
    if made.extends is None:
        return None
    for one in regional_versions(version.organisation, on=on):
        county = instrument_of(one)
        held = made.through and (made.through.id, made.through.version)
        same_core = county.extends is not None and county.extends.id == made.extends.id
        if same_core and (county.id, county.version) != held:
            return one
    return None


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
    for whose in reversed(around):
        found = _OUT.first(organisation=whose, instrument=instrument, version=version)
        if found is not None:
            return instrument_of(found)
    return shipped(instrument, version)


_OUT = Objects(
    InstrumentVersion,
    lambda organisation, instrument, version: InstrumentVersion.objects.filter(
        organisation=organisation, instrument=instrument, version=version
    ).exclude(status=Status.DRAFT),
    organisation=CharField(),
    instrument=CharField(),
    version=CharField(),
)


def _lineage(organisation: str, *, on: date) -> list[str]:
    """The county of the organisation, when it has one, and itself."""
    known = register()
    around = known.parent(known.place(int(organisation), on=on), on=on)
    return [organisation] if around is None else [str(around.id), organisation]


_PUBLISHED = Objects(
    InstrumentVersion,
    lambda organisation: InstrumentVersion.objects.filter(
        organisation=organisation, status=Status.PUBLISHED
    ).order_by("published_at", "id"),
    organisation=CharField(),
)


def _published(organisation: str) -> Iterable[InstrumentVersion]:
    latest: dict[str, InstrumentVersion] = {}
    for version in _PUBLISHED(organisation=organisation):
        latest[version.instrument] = version
    return latest.values()


def stored_faults() -> list[str]:
    """Published versions whose content is not what was published: a line each."""
    return [
        f"instruments: {version.id} is not what was published"
        for version in InstrumentVersion.objects.exclude(status=Status.DRAFT)
        if content_hash(instrument_of(version)) != version.digest
    ]
