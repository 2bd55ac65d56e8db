"""The made-up clients of a unit and what happens to them, as rows. Knows nothing of Django.

The same seed and day give the same clients, in whatever order units are made. Only the ciphers
differ, since each record has a new data key.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from kvinnofrid.client_surveys.rules import FIELD, SMALLEST, Entry, Gathering
from kvinnofrid.follow_up.nation import help as given
from kvinnofrid.follow_up.nation import people, tables
from kvinnofrid.follow_up.nation.courses import Course, Person, Place, Ready, UnitHere
from kvinnofrid.follow_up.nation.drawing import Batch, choose, dashed, iso
from kvinnofrid.follow_up.nation.tables import Row
from kvinnofrid.follow_up.rules import Target
from kvinnofrid.keys.envelope import Sealer
from kvinnofrid.questionnaires import Given, Missing, to_json

YEARS = 5
CLIENTS_AT_ONCE = 400
KNOWN_IDENTITY = 0.86
COMES_BACK = 0.13
LIKED = 0.68
"""How well clients think of the help, 0–1, before what it has done for them."""

Keys = Callable[[str, int, Sequence[str]], tuple[list[tuple[bytes, bytes]], list[bytes]]]
"""Gives data keys and tokens: of an organisation, how many keys, and of which numbers."""


class Unit(Place):
    """Makes the clients of one unit, a batch at a time."""

    def __init__(self, here: UnitHere, world: Ready, keys: Keys) -> None:
        super().__init__(here, world)
        self._keys = keys
        self._first = date(world.today.year - YEARS + 1, 1, 1).toordinal()
        self._left = here.plan.episodes
        self._finished = 0
        self._taken: set[str] = set()
        self._homes = tuple(here.plan.homes)
        self._targets = tuple((target.value, weight) for target, weight in here.plan.targets)

    def batches(self) -> Iterator[Batch]:
        """All rows of the unit."""
        while self._left > 0:
            yield self._batch(min(CLIENTS_AT_ONCE, self._left))
        yield self._surveys()

    def _surveys(self) -> Batch:
        """What clients thought of the help, gathered as their own answers are."""
        batch = Batch()
        survey = self.world.survey
        asked = round(self._finished * self.plan.manner.surveys)
        groups = [SMALLEST] * (asked // SMALLEST) + ([asked % SMALLEST] if asked % SMALLEST else [])
        good = LIKED + self.plan.manner.gain
        for start in range(0, len(groups), CLIENTS_AT_ONCE):
            some = groups[start : start + CLIENTS_AT_ONCE]
            keys, _ = self._keys(str(self.plan.organisation), len(some), ())
            for at, (count, (plain, wrapped)) in enumerate(zip(some, keys, strict=True), start):
                said = [
                    survey.fill(self.chance, self.chance.gauss(good, 0.2), {})[2]
                    for _ in range(count)
                ]
                batch.rows[tables.GATHERED].append(
                    self._gathered(said, plain, wrapped, at / len(groups))
                )
        batch.tally["survey answers"] += asked
        return batch

    def _gathered(
        self, said: Sequence[Mapping[str, Given]], plain: bytes, wrapped: bytes, share: float
    ) -> Row:
        entries = tuple(
            Entry(
                to_json(
                    {  # type: ignore[arg-type]
                        item: one for item, one in answers.items() if not isinstance(one, Missing)
                    }
                )
            )
            for answers in said
        )
        id_, organisation = self.ids.new(), self.plan.organisation
        text = json.dumps(Gathering(entries).to_json(), ensure_ascii=False, sort_keys=True)
        sealer = Sealer(plain, str(organisation), dashed(id_))
        day = date.fromordinal(self._first + int((self.today - self._first) * share))
        month = day.replace(day=1).isoformat()
        full = len(said) == SMALLEST
        return (
            *(id_, organisation, self.here.id, self.world.survey.instrument),
            *(self.world.survey.version, month, month if full else None, len(said), wrapped),
            sealer.seal(FIELD, len(said), text),
        )

    def _batch(self, count: int) -> Batch:
        batch = Batch()
        clients = [self._client() for _ in range(count)]
        numbers = [one.number for one in clients if one.number]
        keys, tokens = self._keys(str(self.plan.organisation), count, numbers)
        by_number = dict(zip(numbers, tokens, strict=True))
        for client, (plain, wrapped) in zip(clients, keys, strict=True):
            if self._left <= 0:
                break
            organisation = str(self.plan.organisation)
            client.sealer = Sealer(plain, organisation, dashed(client.id))
            first, last = self._episodes(batch, client)
            batch.rows[tables.CLIENT].append(
                self._client_row(client, wrapped, by_number.get(client.number), first, last)
            )
            batch.rows[tables.ASSIGNMENT].append(
                (
                    *(self.ids.new(), self.plan.organisation, client.id, client.user, None),
                    *(client.user, f"{iso(first)} 08:00:00", None, None),
                )
            )
            self._linked(batch, client, first)
            batch.tally["clients"] += 1
        return batch

    def _client(self) -> Person:
        chance, manner, today = self.chance, self.plan.manner, self.world.today
        target = Target(choose(chance, self._targets))
        sex = self._sex(target)
        year = self._birth_year(target, today.year) if chance.random() < 0.98 else None
        number = ""
        if year is not None and chance.random() < KNOWN_IDENTITY:
            number = people.number(chance, year, today=today)
            if number in self._taken:
                number = ""
            else:
                self._taken.add(number)
        level = chance.gauss(manner.level, 0.13)
        young = 0.08 if year is not None and today.year - year < 25 else 0.0
        leaves = chance.random() < manner.leave + young - (level - manner.level)
        users = self.here.users
        drawn = chance.random()
        return Person(
            id=self.ids.new(),
            target=target,
            sex=sex,
            year=year,
            home=choose(chance, self._homes),
            number=number,
            protection="marking" if drawn < 0.04 else "registration" if drawn < 0.05 else "",
            name=people.name(chance, sex) if chance.random() < 0.96 else "",
            user=users[int(chance.random() * len(users))],
            leaves=leaves,
            level=level,
            gain=chance.gauss(manner.gain, 0.15),
        )

    def _sex(self, target: Target) -> str:
        drawn = self.chance.random()
        if drawn < 0.012:
            return "" if drawn < 0.006 else "other_sex"
        women = {Target.VICTIM_SURVIVOR: 0.91, Target.CHILD: 0.53, Target.PERPETRATOR: 0.11}
        return "woman" if self.chance.random() < women[target] else "man"

    def _birth_year(self, target: Target, year: int) -> int:
        if target is Target.CHILD:
            return year - YEARS - int(self.chance.random() * (18 - YEARS))
        age = 18 + YEARS + min(72, int(self.chance.gammavariate(2.2, 7.5)))
        return year - age

    def _client_row(
        self, one: Person, wrapped: bytes, token: bytes | None, first: int, last: int
    ) -> Row:
        chance, seal = self.chance, one.sealer.seal
        year = "" if one.year is None else str(one.year)
        ways = given.SAFE_WAYS[int(chance.random() * 5)] if chance.random() < 0.55 else ""
        times = given.SAFE_TIMES[int(chance.random() * 4)] if chance.random() < 0.2 else ""
        warning = given.WARNINGS[int(chance.random() * 4)] if chance.random() < 0.15 else ""
        return (
            *(one.id, self.plan.organisation, self.here.id, False, f"{iso(first)} 08:00:00"),
            *(None, 1, wrapped, token, one.protection),
            *(seal("name", 1, one.name) if one.name else b"",),
            *(seal("birth_year", 1, year) if year else b"", b"", b"", b""),
            *(seal("safe_ways", 1, ways) if ways else b"",),
            *(seal("safe_times", 1, times) if times else b"",),
            *(seal("safe_warning", 1, warning) if warning else b"",),
            *("", one.sex, int(one.number[6:8]) if one.number else None, one.home, True, None),
            iso(last),
        )

    def _linked(self, batch: Batch, client: Person, day: int) -> None:
        chance = self.chance
        if client.target is Target.PERPETRATOR or chance.random() > 0.22:
            return
        id_ = self.ids.new()
        place = f"linkedperson:{dashed(id_)}"
        name = people.name(chance, "man")
        batch.rows[tables.LINKED].append(
            (
                *(id_, self.plan.organisation, 1, client.id, "perpetrator"),
                *(client.sealer.seal(f"{place}:name", 1, name), b"", b"", b"", None, "", None),
                *(client.user, f"{iso(day)} 08:00:00", None),
            )
        )

    def _episodes(self, batch: Batch, client: Person) -> tuple[int, int]:
        """The client's episodes; the days of the first opening and the last entry."""
        chance = self.chance
        span = self.today - self._first
        opened = self._first + int(span * chance.random() ** 0.85)
        if client.target is Target.CHILD or client.year is None:
            opened = max(opened, self._first)
        first, last, previous = opened, opened, None
        while self._left > 0:
            self._left -= 1
            course = Course(self, client, opened, previous)
            last = max(last, course.write(batch))
            self._finished += course.started is not None and course.closed is not None
            again = course.closed is not None and chance.random() < COMES_BACK
            if not again or course.closed is None:
                break
            opened = course.closed + 20 + int(chance.expovariate(1 / 220))
            if opened > self.today:
                break
            previous = course.id
            client.level += client.gain * 0.4
        return first, last
