"""The facts of all organisations as a snapshot: one unit at a time, and gone when it is decided.

A release is made-up or real, never both: what is of the other kind is counted and left out. What
clients answered in their own survey is made up in a demo, and real everywhere else.
"""

import gc
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings

from kvinnofrid.catalogue import Text, load_shipped
from kvinnofrid.client_surveys import facts as surveys
from kvinnofrid.engine.facts import Placed, Surveyed
from kvinnofrid.follow_up import facts
from kvinnofrid.follow_up.facts import EpisodeFact, Selection
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.models import Kind
from kvinnofrid.releases.check_rules import Gathering
from kvinnofrid.statistics.episodes import Held
from kvinnofrid.unit_results.queries import episode_of

if TYPE_CHECKING:
    from kvinnofrid.engine.snapshot import Snapshot

SYNTHETIC_IN = "demo"
"""The mode in which answers to surveys, and so releases, are made up."""


class WrongSnapshotError(ValueError):
    """The snapshot is not the one that the tables were counted in, or is not whole."""

    text = Text(
        sv="Underlaget på servern är inte det som utgåvan räknades i. Gör om förslaget.",
        en="The snapshot on the server is not the one that the release was counted in. Propose it"
        " anew.",
    )


def folder_of(release: UUID, attempt: int = 1) -> Path:
    """Where the snapshot of an attempt to make a release lies until it is decided on."""
    return settings.RELEASES / f"{release.hex}-{attempt}"


def take(
    release: UUID, attempt: int, gathering: Gathering, *, synthetic: bool, day: date
) -> "Snapshot":
    """Write the snapshot of the years that are gathered, and gather what its facts say.

    Raises SnapshotError when there is nothing to write, and a KeysError.
    """
    from kvinnofrid.engine.writing import write  # with its database, which pages never need

    folder = folder_of(release, attempt)
    shutil.rmtree(folder, ignore_errors=True)
    found = _gathered(gathering, synthetic=synthetic, day=day)
    answers: Iterator[Surveyed] = iter(())
    if synthetic == (settings.MODE == SYNTHETIC_IN):
        answers = surveyed(gathering.years[0], gathering.years[-1], day=day)
    with _collected_seldom():
        return write(folder, found, day=day, catalogue=load_shipped().digest, surveys=answers)


@contextmanager
def _collected_seldom() -> Iterator[None]:
    """Look for circles of garbage seldom: rows make none, and looking took a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def prove(release: UUID, attempt: int, made_from: Mapping[str, Any]) -> None:
    """Try that the snapshot is there, whole, and the one that was counted; WrongSnapshotError."""
    from kvinnofrid.engine.snapshot import Snapshot, SnapshotError

    try:
        Snapshot.open(folder_of(release, attempt), digest=str(made_from.get("digest")))
    except (SnapshotError, OSError):
        raise WrongSnapshotError from None


def remove(release: UUID, attempt: int | None = None) -> None:
    """Destroy the snapshot of an attempt, or of all; gone already is no fault."""
    name = f"{release.hex}-{'*' if attempt is None else attempt}"
    for pattern in (name, f".{name}-*"):
        for one in settings.RELEASES.glob(pattern):
            shutil.rmtree(one, ignore_errors=True)


def remove_all_but(waiting: Collection[UUID]) -> int:
    """Destroy every snapshot that nobody waits for; how many there were."""
    kept = {one.hex for one in waiting}
    if not settings.RELEASES.is_dir():
        return 0
    old = [one for one in settings.RELEASES.iterdir() if one.name.lstrip(".")[:32] not in kept]
    for one in old:
        shutil.rmtree(one, ignore_errors=True)
    return len(old)


def _gathered(gathering: Gathering, *, synthetic: bool, day: date) -> Iterator[Placed]:
    for one in placed(gathering.years[0], gathering.years[-1], day=day):
        if one.synthetic is synthetic:
            gathering.add(one)
            yield one
        else:
            gathering.of_the_other_kind += 1


def placed(first: int, last: int, *, day: date) -> Iterator[Placed]:
    """The episodes of all organisations that were active in the years, one unit at a time."""
    for organisation in facts.organisations_of_episodes():
        municipality, county = _codes(organisation, day)
        for unit in facts.units_of_episodes(organisation):
            of = Selection(organisation, unit, date(first, 1, 1), date(last, 12, 31))
            for one in facts.episodes(of):
                yield _placed(one, municipality, county)


def surveyed(first: int, last: int, *, day: date) -> Iterator[Surveyed]:
    """What the clients of all organisations answered in their own survey in the years."""
    for organisation in surveys.organisations_of_answers():
        place = _codes(organisation, day)
        for one in surveys.given(organisation=organisation, first=first, last=last, today=day):
            yield Surveyed(*place, one.year, one.instrument, one.item, one.value, one.people)


def _codes(organisation: int, day: date) -> tuple[str, str]:
    """The codes of municipality and county that an organisation works in, empty where in none."""
    register = organisations.register()
    here = register.place(organisation, on=day)
    above = register.parent(here, on=day)
    if here.kind == Kind.CITY_DISTRICT and above is not None:
        here, above = above, register.parent(above, on=day)
    if here.kind == Kind.MUNICIPALITY:
        return here.code, "" if above is None else above.code
    county = here if here.kind == Kind.COUNTY else above
    return "", county.code if county is not None and county.kind == Kind.COUNTY else ""


def _placed(one: EpisodeFact, municipality: str, county: str) -> Placed:
    return Placed(
        episode_of(one),
        municipality,
        county,
        organisation=str(one.organisation),
        unit=one.unit,
        synthetic=one.synthetic,
        waves=_further(one),
    )


def _further(one: EpisodeFact) -> dict[str, Held]:
    """The measurements that are neither the first at the beginning nor the first at exit."""
    return {
        f"{wave.occasion}-{wave.number}": Held(wave.held_on, wave.answers)
        for wave in one.waves
        if wave.number > 1 or wave.occasion not in {"baseline", "exit"}
    }
