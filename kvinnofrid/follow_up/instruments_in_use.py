"""Which version of a questionnaire a wave is begun with, and the one that it was answered in.

An organisation's or its county's own version stands in the place of the core that it extends. A
version is named `id:version`.
"""

from datetime import date

from kvinnofrid.catalogue import Instrument
from kvinnofrid.follow_up.models import Wave
from kvinnofrid.follow_up.rules import ImpossibleError, Wrong
from kvinnofrid.instruments import queries as instruments
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.organisations import queries as organisations


def reference(instrument: Instrument) -> str:
    """What a version is called in forms and drafts."""
    return f"{instrument.id}:{instrument.version}"


def answered_in(wave: Wave) -> str:
    """The version that a wave was answered in, empty when it was not."""
    return f"{wave.instrument}:{wave.instrument_version}" if wave.instrument_version else ""


def current(wave: Wave, *, today: date) -> Instrument:
    """The version to begin a wave with on a day; raises ImpossibleError when there is none."""
    offered = instruments.offered(str(wave.organisation_id), on=today, purpose="follow_up")
    for one in offered:
        if _serves(one.instrument, wave) and not _is_marked(one.instrument, today):
            return one.instrument
    raise ImpossibleError(Wrong.WITHDRAWN)


def version(wave: Wave, reference: str, *, today: date) -> Instrument:
    """A version for a wave, whether it may be begun with or not; ImpossibleError for none."""
    name, _, number = reference.partition(":")
    found = instruments.by_reference(
        str(wave.organisation_id), instrument=name, version=number, on=today
    )
    if found is None or not _serves(found, wave):
        raise ImpossibleError(Wrong.WITHDRAWN)
    return found


def is_withdrawn(wave: Wave, instrument: Instrument, *, today: date) -> bool:
    """Whether the version is not to be begun with any more."""
    if _is_marked(instrument, today):
        return True
    here = organisations.register().place(wave.organisation_id, on=today)
    around = organisations.parent(here, on=today)
    return any(
        one.status == InstrumentVersion.Status.WITHDRAWN
        and (one.instrument, one.version) == (instrument.id, instrument.version)
        for whose in (here, around)
        if whose is not None
        for one in instruments.own_versions(str(whose.id))
    )


def _serves(instrument: Instrument, wave: Wave) -> bool:
    """Whether it is the wave's questionnaire, or extends it."""
    base = instrument.extends
    return instrument.id == wave.instrument or (base is not None and base.id == wave.instrument)


def _is_marked(instrument: Instrument, today: date) -> bool:
    return instrument.withdrawn is not None and instrument.withdrawn.on <= today
