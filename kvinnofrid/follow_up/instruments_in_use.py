"""Which version of a questionnaire a wave is begun with, and the one that it was answered in."""

from datetime import date

from kvinnofrid.catalogue import Instrument, UnknownDefinitionError, load_shipped
from kvinnofrid.follow_up.rules import ImpossibleError, Wrong


def current(instrument: str, *, today: date) -> Instrument:
    """The version to begin with on a day: the latest that holds and is not withdrawn.

    Raises ImpossibleError when there is none.
    """
    found = [
        one
        for one in load_shipped().instruments
        if one.id == instrument and one.holds_on(today) and not is_withdrawn(one, today=today)
    ]
    if not found:
        raise ImpossibleError(Wrong.WITHDRAWN)
    return max(found, key=lambda one: one.valid_from)


def version(instrument: str, version: str) -> Instrument:
    """A version, whether it may be begun with or not; raises ImpossibleError for none."""
    try:
        return load_shipped().instrument(instrument, version)
    except UnknownDefinitionError:
        raise ImpossibleError(Wrong.WITHDRAWN) from None


def is_withdrawn(instrument: Instrument, *, today: date) -> bool:
    """Whether the version is not to be begun with any more."""
    return instrument.withdrawn is not None and instrument.withdrawn.on <= today
