"""One made-up episode of a client: its days, what was given, and how it was measured."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kvinnofrid.follow_up import rules
from kvinnofrid.follow_up.answers import SEX, holds_age
from kvinnofrid.follow_up.nation import help as given
from kvinnofrid.follow_up.nation import tables
from kvinnofrid.follow_up.nation.drawing import Batch, Ids, choose, dashed, iso
from kvinnofrid.follow_up.nation.forms import made_ready
from kvinnofrid.follow_up.nation.plan import UnitPlan
from kvinnofrid.follow_up.rules import Move, Occasion, Status, Target, WaveStatus
from kvinnofrid.keys.envelope import Sealer
from kvinnofrid.questionnaires import Given, Instrument, Missing

NEVER_BEGINS = 0.04
FOLLOWED_UP = 0.3


@dataclass(frozen=True, slots=True)
class UnitHere:
    """A unit that is to be filled: its plan, its id, and the ids of its caseworkers (32 digits)."""

    plan: UnitPlan
    id: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class World:
    """What is the same for all units: the seed, the day, how many measurements, and with what."""

    seed: int
    today: date
    waves: int
    instruments: Mapping[Target, Instrument]
    client_survey: Instrument


class Ready:
    """A world whose forms are made ready."""

    def __init__(self, world: World) -> None:
        self.seed, self.today, self.waves = world.seed, world.today, world.waves
        self.forms = {
            (target, occasion.value): made_ready(one, occasion=occasion.value, today=self.today)
            for target, one in world.instruments.items()
            for occasion in Occasion
        }
        self.survey = made_ready(
            world.client_survey, occasion=Occasion.EXIT.value, today=self.today
        )


@dataclass(slots=True)
class Person:
    id: str
    target: Target
    sex: str
    year: int | None
    home: str
    number: str
    protection: str
    name: str
    user: str
    leaves: bool
    level: float
    gain: float
    sealer: Sealer = field(init=False)
    same: dict[str, Given] = field(default_factory=dict)


class Place:
    """What the lives of one unit are made with: its chance, its ids, the day, the forms."""

    def __init__(self, here: UnitHere, world: Ready) -> None:
        self.here, self.plan, self.world = here, here.plan, world
        self.chance = random.Random(f"{world.seed}:unit:{here.plan.number}")  # noqa: S311
        self.ids = Ids(here.plan.number, self.chance)
        self.today = world.today.toordinal()

    def band_of(self, target: Target, age: int) -> Given:
        """The code of an age in the target group's questionnaire; unknown if it has none."""
        form = self.world.forms[target, Occasion.BASELINE.value]
        codes = form.codes("age_band")
        return next((code for code in codes if holds_age(code, age)), Missing("unknown"))


class Course:
    """One episode of a client: its days, what was given, and how it was measured."""

    def __init__(self, unit: Place, client: Person, opened: int, previous: str | None) -> None:
        self._unit, self._client, self._previous = unit, client, previous
        self._chance, self._plan, self._world = unit.chance, unit.plan, unit.world
        self._today = unit.today
        self.id = unit.ids.new()
        self.opened = opened
        self.started: int | None = None
        self.closed: int | None = None
        self.reason = ""
        self.attainment = ""
        self._run()

    def _run(self) -> None:
        chance, manner, today = self._chance, self._plan.manner, self._today
        waited = int(chance.expovariate(1 / manner.wait))
        if chance.random() < NEVER_BEGINS:
            ended = self.opened + 5 + waited * 2
            if ended <= today:
                self.closed, self.reason = ended, choose(chance, given.NEVER_BEGAN)
            return
        started = self.opened + waited
        if started > today:
            return
        self.started = started
        lasts = 30 + int(chance.lognormvariate(5.05, 0.6) * (0.55 if self._client.leaves else 1))
        if started + lasts > today:
            return
        self.closed = started + lasts
        self.reason = choose(chance, given.LEFT if self._client.leaves else given.STAYED)
        good = chance.random() + self._client.gain - (0.35 if self._client.leaves else 0)
        self.attainment = "wholly" if good > 0.85 else "partly" if good > 0.35 else "no"
        if self.reason == "lost_contact" and self.attainment == "wholly":
            self.attainment = "partly"
        if chance.random() < 0.06:
            self.attainment = ""

    @property
    def _status(self) -> Status:
        if self.closed is not None:
            return Status.CLOSED
        return Status.OPENED if self.started is None else Status.ONGOING

    def write(self, batch: Batch) -> int:
        """Add its rows; the day of its last entry."""
        chance, client, status = self._chance, self._client, self._status
        version = 1 + (self.started is not None) + (self.closed is not None)
        goals = given.GOALS[client.target]
        goal = goals[int(chance.random() * len(goals))] if chance.random() < 0.45 else ""
        way_in = choose(chance, given.WAYS_IN[client.target])
        if chance.random() < 0.015:
            way_in = ""
        contacted = None
        if chance.random() < 0.95:
            contacted = self.opened - int(chance.expovariate(1 / (self._plan.manner.wait / 2)))
        day = date.fromordinal(self.opened)
        band = rules.age_band(client.year, day)
        batch.rows[tables.EPISODE].append(
            (
                *(self.id, self._plan.organisation, version, client.id, self._unit.here.id),
                *(client.target.value, status.value, way_in, iso(contacted), iso(self.opened)),
                *(iso(self.started), iso(self.closed), None, self.reason),
                *(self._sealed(f"episode:{dashed(self.id)}:overall_goal", version, goal),),
                *(self.attainment, self._previous, client.sex, band, client.home, client.user),
                f"{iso(self.opened)} 08:00:00",
            )
        )
        tally = batch.tally
        tally["episodes"] += 1
        tally[f"target {client.target.value}"] += 1
        tally[f"status {status.value}"] += 1
        self._moves(batch)
        kinds = self._help(batch)
        self._goal(batch, goals)
        return self._waves(batch, way_in, day.year, kinds)

    def _sealed(self, place: str, version: int, text: str) -> bytes:
        return self._client.sealer.seal(place, version, text) if text else b""

    def _moves(self, batch: Batch) -> None:
        first = Move.OPEN if self._previous is None else Move.REACTUALISE
        steps = [(first, "", Status.OPENED, self.opened)]
        before = Status.OPENED
        if self.started is not None:
            steps.append((Move.START, before, Status.ONGOING, self.started))
            before = Status.ONGOING
        if self.closed is not None:
            steps.append((Move.CLOSE, before, Status.CLOSED, self.closed))
        batch.rows[tables.MOVE] += [
            (
                *(self._unit.ids.new(), self._plan.organisation, 1, self._client.id, self.id),
                *(move.value, str(was), after.value, iso(on), self._unit.here.id, None, b""),
                *(self._client.user, f"{iso(on)} 08:00:00"),
            )
            for move, was, after, on in steps
        ]

    def _help(self, batch: Batch) -> tuple[str, ...]:
        chance, client = self._chance, self._client
        if self.started is None:
            return ()
        kinds = [
            kind for kind, part in given.INTERVENTIONS[client.target] if chance.random() < part
        ]
        ends = self.closed if self.closed is not None else None
        for kind in kinds:
            begins = self.started + int(chance.random() * 30)
            begins = min(begins, ends if ends is not None else self._today)
            form = "by_decision" if kind in given.BY_DECISION else "open_service"
            provider = choose(chance, given.PROVIDERS.get(kind, given.PROVIDERS[""]))
            batch.rows[tables.INTERVENTION].append(
                (
                    *(self._unit.ids.new(), self._plan.organisation, 1, client.id, self.id),
                    *(kind, None, form, provider, b"", iso(begins), iso(ends), None),
                    *(client.user, f"{iso(begins)} 08:00:00"),
                )
            )
            batch.tally[f"intervention {kind}"] += 1
        return tuple(kinds)

    def _goal(self, batch: Batch, goals: Sequence[str]) -> None:
        chance, client = self._chance, self._client
        if self.started is None or chance.random() > 0.6:
            return
        id_ = self._unit.ids.new()
        text = goals[int(chance.random() * len(goals))]
        batch.rows[tables.GOAL].append(
            (
                *(id_, self._plan.organisation, 1, client.id, self.id),
                *(self._sealed(f"goal:{dashed(id_)}:text", 1, text), self.attainment),
                *(iso(self.started), iso(self.closed) if self.attainment else None, None),
                *(client.user, f"{iso(self.started)} 08:00:00"),
            )
        )

    def _waves(self, batch: Batch, way_in: str, year: int, kinds: tuple[str, ...]) -> int:
        """The measurements, as the plan of measurements has them; the day of the last."""
        if self.started is None:
            if self._status is Status.OPENED:
                self._wave(batch, Occasion.BASELINE, 1, self.opened + 14, None)
            return self.opened
        client, chance, manner = self._client, self._chance, self._plan.manner
        end = self.closed if self.closed is not None else self._today
        known = self._known(way_in, year)
        baseline = min(self.started + int(chance.random() * 10), end)
        last = self.opened
        held = chance.random() < manner.careful + 0.04
        level, gain = client.level, client.gain
        self._wave(batch, Occasion.BASELINE, 1, self.opened + 14, baseline, level, known, held=held)
        if held:
            last = baseline
        due = self.started + rules.DURING_EVERY.days
        length = end - baseline
        many = self._world.waves - 2
        done = 0
        for number in range(1, many + 1):
            day = baseline + (length * number) // (many + 1)
            if self.closed is None:
                day = due
                if day > self._today:
                    break
            held = day >= last and chance.random() < manner.careful * (0.6 if client.leaves else 1)
            now = level + gain * number / (many + 1)
            help_ = {"interventions": kinds or ("none",)}
            self._wave(
                batch, Occasion.DURING, number, due, day, now, client.same | help_, held=held
            )
            done = number
            if held:
                last = day
            due = (day if held else due) + rules.DURING_EVERY.days
        if self.closed is None:
            if due < self._today - 30:
                due = self._today - 14 + int(chance.random() * 100)
            self._wave(batch, Occasion.DURING, done + 1, due, None)
            return last
        return self._after(batch, last, level + gain, kinds)

    def _after(self, batch: Batch, last: int, level: float, kinds: tuple[str, ...]) -> int:
        """The measurement at exit and the one after it."""
        client, chance, manner = self._client, self._chance, self._plan.manner
        assert self.closed is not None
        due = self.closed + rules.EXIT_WITHIN.days
        day = self.closed + int(chance.random() * 12)
        known = {
            **client.same,
            "interventions": kinds or ("none",),
            "closure_reason": self.reason,
            "protected_identity": client.protection or "no",
        }
        if self.attainment:
            known["goal_attainment"] = self.attainment
        if self._world.waves < 2 or day > self._today:
            self._wave(batch, Occasion.EXIT, 1, due, None)
        else:
            held = chance.random() < manner.careful * (0.15 if client.leaves else 1)
            self._wave(batch, Occasion.EXIT, 1, due, day, level, known, held=held)
            last = max(last, day) if held else last
        due = self.closed + rules.FOLLOW_UP_AFTER.days
        day = due + int(chance.random() * 20)
        if day > self._today:
            self._wave(batch, Occasion.FOLLOW_UP, 1, due, None)
            return last
        held = day >= last and chance.random() < FOLLOWED_UP * (0.3 if client.leaves else 1)
        later = level + chance.gauss(-0.02, 0.08)
        self._wave(batch, Occasion.FOLLOW_UP, 1, due, day, later, client.same, held=held)
        return day if held else last

    def _known(self, way_in: str, year: int) -> dict[str, Given]:
        client = self._client
        known: dict[str, Given] = {"protected_identity": client.protection or "no"}
        if way_in:
            known["way_in"] = way_in
        if client.sex:
            known["gender"] = SEX[client.sex]
        if client.year is not None:
            known["age_band"] = self._unit.band_of(client.target, year - client.year)
        return known

    def _wave(
        self,
        batch: Batch,
        occasion: Occasion,
        number: int,
        due: int,
        day: int | None,
        level: float = 0.0,
        known: Mapping[str, Given] | None = None,
        *,
        held: bool = False,
    ) -> None:
        """A measurement: planned without a day, else held or missed."""
        client, unit = self._client, self._unit
        form = self._world.forms[client.target, occasion.value]
        id_ = unit.ids.new()
        status, version, coded, answers, reason = WaveStatus.PLANNED, 1, "{}", b"", ""
        if day is not None and not held:
            status, version = WaveStatus.MISSED, 2
            reason = choose(self._chance, given.MISSED)
        elif day is not None:
            status, version = WaveStatus.SUBMITTED, 2
            sealed, coded, values = form.fill(self._chance, level, known or {})
            if not client.same:
                client.same = form.kept(values)
            text = f'{{"answers": {sealed}, "held_on": "{iso(day)}", "reasons": {{}}}}'
            answers = client.sealer.seal(f"wave:{dashed(id_)}:answers", 2, text)
            batch.tally[f"held {occasion.value}"] += 1
        batch.tally[f"wave {status.value}"] += 1
        is_held = status is WaveStatus.SUBMITTED
        batch.rows[tables.WAVE].append(
            (
                *(id_, self._plan.organisation, version, client.id, self.id, occasion.value),
                *(number, status.value, iso(due), False, iso(day) if is_held else None),
                *(form.instrument, form.version if is_held else "", answers, coded, reason),
                *(f"{iso(day)} 15:00:00" if is_held else None, client.user if is_held else None),
            )
        )
