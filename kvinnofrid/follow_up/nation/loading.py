"""Putting a made-up nation into the database, and taking it away. Only in a demo."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, models

from kvinnofrid.accounts.operations import made_up
from kvinnofrid.catalogue import Instrument
from kvinnofrid.client_surveys import operations as survey_operations
from kvinnofrid.client_surveys import queries as surveys
from kvinnofrid.client_surveys.models import Gathered
from kvinnofrid.follow_up import codes, queries
from kvinnofrid.follow_up.models import (
    PARTS,
    Client,
    Episode,
    EpisodeMove,
    Goal,
    Intervention,
    LinkedPerson,
    MadeUpNation,
    Wave,
)
from kvinnofrid.follow_up.nation import help as given
from kvinnofrid.follow_up.nation import making, tables
from kvinnofrid.follow_up.nation.courses import Ready, UnitHere, World
from kvinnofrid.follow_up.nation.lives import YEARS
from kvinnofrid.follow_up.nation.plan import Municipality, plan
from kvinnofrid.follow_up.operations.planning import INSTRUMENTS
from kvinnofrid.follow_up.rules import Target
from kvinnofrid.instruments import queries as instruments
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.questionnaires import check
from kvinnofrid.records import operations as records
from kvinnofrid.records.models import Assignment
from kvinnofrid.records.operations import Bulk

TRIED = 25
"""How many forms of each kind are tried against the questionnaire's own rules beforehand."""
BESIDE_FROM = 2_000
"""Episodes from which a second process is worth its start."""

MODELS: dict[str, type[models.Model]] = {
    tables.CLIENT: Client,
    tables.ASSIGNMENT: Assignment,
    tables.LINKED: LinkedPerson,
    tables.EPISODE: Episode,
    tables.MOVE: EpisodeMove,
    tables.INTERVENTION: Intervention,
    tables.GOAL: Goal,
    tables.WAVE: Wave,
    tables.GATHERED: Gathered,
}


class NationError(ValueError):
    """A nation cannot be made here; the text says why and what to do, in Swedish."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The nation to make: how many municipalities and episodes, measurements of each, and seed."""

    municipalities: int
    episodes: int
    waves: int = 3
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: units, and a tally by word (`episodes`, `held baseline` …)."""

    units: tuple[UnitHere, ...]
    tally: Counter[str]


Tell = Callable[[int, int], None]
"""Told how many episodes are stored, of how many."""


def load(*, wanted: Wanted, now: datetime, tell: Tell = lambda _done, _of: None) -> Made:
    """Make a nation and store it. Raises NationError, OnlyInDemoError, a KeysError.

    Each batch is stored whole, with a line in the log of its organisation. Broken off in the midst,
    what is stored stays, marked as an unfinished nation, until `remove`.
    """
    records.refuse_outside_demo()
    _refuse_beside()
    today = now.date()
    places = _places(wanted, today)
    world = World(
        wanted.seed, today, wanted.waves, _instruments(today), surveys.shipped(today=today)
    )
    _try_forms(world)
    _try_codes()
    planned = plan(places, episodes=wanted.episodes, seed=wanted.seed)
    here_now = MadeUpNation.objects.create(
        pk=1,
        seed=wanted.seed,
        municipalities=wanted.municipalities,
        episodes=wanted.episodes,
        waves=wanted.waves,
        begun_at=now,
    )
    queries.forget_nation()
    made = made_up.make_units(
        [
            made_up.NewUnit(one.number, one.organisation, one.name, one.caseworkers)
            for one in planned
        ],
        seed=wanted.seed,
        since=date(today.year - YEARS + 1, 1, 1),
        now=now,
    )
    units = tuple(
        UnitHere(one, unit.unit.hex, tuple(user.hex for user in unit.caseworkers))
        for one, unit in zip(planned, made, strict=True)
    )
    tally: Counter[str] = Counter()
    with _quick_writing():
        for unit, batch in making.batches(
            units, world, socket=Path(settings.KEY_SOCKET), beside=wanted.episodes >= BESIDE_FROM
        ):
            records.put_made_up(
                organisation=unit.plan.organisation,
                tables=[
                    Bulk(MODELS[name], tables.COLUMNS[name], rows)
                    for name, rows in batch.rows.items()
                ],
                now=now,
                details={
                    "count": str(batch.tally["episodes"]),
                    "result": "synthetic",
                    "seed": str(wanted.seed),
                    "unit": str(made[unit.plan.number - 1].unit),
                },
            )
            tally.update(batch.tally)
            tell(tally["episodes"], wanted.episodes)
    here_now.finished_at = now
    here_now.save(update_fields=["finished_at"])
    return Made(units, tally)


def remove(*, now: datetime) -> int:
    """Take the nation away, and every other made-up client with it; how many clients.

    The demo's own clients come back at the next start. Raises OnlyInDemoError, RealRecordsError.
    """
    records.refuse_outside_demo()
    count = 0
    for organisation in records.organisations_with(Client):
        count += records.take_out_made_up(
            model=Client,
            parts=PARTS,
            organisation=organisation,
            now=now,
            details={"result": "removed"},
        )
    units = made_up.units()
    survey_operations.take_out(units=units)
    made_up.remove_units()
    MadeUpNation.objects.all().delete()
    queries.forget_nation()
    return count


def _refuse_beside() -> None:
    if MadeUpNation.objects.exists():
        raise NationError(
            "Det finns redan ett påhittat land i databasen. Ta bort det först: ./kv demo --remove"
        )
    if records.real_records(Client):
        raise NationError(
            "Databasen har klienter som inte är märkta som påhittade. Ett påhittat land får inte"
            " ligga bredvid dem. Välj en annan datamapp: ./kv --data MAPP demo …"
        )


def _places(wanted: Wanted, today: date) -> list[Municipality]:
    """Municipalities with their inhabitants; drawn by the seed when fewer than all are wanted."""
    year = organisations.latest_population_year(until=today)
    every = organisations.municipalities(on=today)
    people = organisations.populations_in(year or 0)
    known = [one for one in every if one.id in people]
    if not 1 <= wanted.municipalities <= len(known):
        raise NationError(f"--municipalities ska vara mellan 1 och {len(known)}.")
    chance = random.Random(f"{wanted.seed}:places")  # noqa: S311 - nothing secret
    chosen = sorted(chance.sample(known, wanted.municipalities), key=lambda one: one.code)
    return [
        Municipality(one.id, one.code, one.code[:2], people[one.id].inhabitants) for one in chosen
    ]


def _instruments(today: date) -> dict[Target, Instrument]:
    found = {}
    for target, name in INSTRUMENTS.items():
        latest = instruments.shipped(name)
        if latest is None or not latest.holds_on(today):
            raise NationError(f"Formuläret {name} gäller inte den {today.isoformat()}.")
        found[target] = latest
    return found


def _try_forms(world: World) -> None:
    """Refuse to make anything when the questionnaires' rules would refuse it."""
    chance = random.Random(world.seed)  # noqa: S311 - nothing secret
    for (target, occasion), form in Ready(world).forms.items():
        for _ in range(TRIED):
            _, _, values = form.fill(chance, chance.random(), {})
            found = check(world.instruments[target], values, today=world.today, occasion=occasion)
            if not found.may_be_submitted:
                raise NationError(
                    f"Påhittade svar på {form.instrument} {form.version} håller inte formulärets"
                    f" egna regler ({found}). Rätta follow_up/nation/likely.py."
                )


def _try_codes() -> None:
    """Raise UnknownCodeError when a list does not have a code that made-up help uses."""
    for target in Target:
        of_group = (
            (codes.WAY_IN, given.WAYS_IN[target]),
            (codes.INTERVENTION, given.INTERVENTIONS[target]),
            *((codes.PROVIDER, one) for one in given.PROVIDERS.values()),
            *((codes.CLOSURE, one) for one in (given.LEFT, given.STAYED, given.NEVER_BEGAN)),
            (codes.MISSED, given.MISSED),
        )
        for name, weighted in of_group:
            for code, _ in weighted:
                codes.checked(name, code, target.value)


@contextmanager
def _quick_writing() -> Iterator[None]:
    """Let SQLite keep more in memory meanwhile, and move what is written in bigger pieces.

    PostgreSQL is told to count its tables afterwards: until it has, in its own time, it looks
    through all of them for the results of a unit.
    """
    if connection.vendor != "sqlite":
        yield
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-262144")
        cursor.execute("PRAGMA wal_autocheckpoint=16000")
    try:
        yield
    finally:
        connection.close()
