"""A table of another system understood: clients with their episodes, interventions and waves.

Nothing is asked of the database or the key service here; who somebody is stays in the value.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kvinnofrid.catalogue import Instrument, Text
from kvinnofrid.exchange import import_rules, refusals
from kvinnofrid.exchange.import_rules import (
    ANSWER,
    EMPTY,
    FIELDS,
    SKIP,
    Field,
    Understanding,
    split_answer,
)
from kvinnofrid.exchange.refusals import Refusal, shown
from kvinnofrid.follow_up.rules import Occasion, Target
from kvinnofrid.keys.identity import IdentityError, IdentityNumber, read_identity
from kvinnofrid.questionnaires import Given, Missing, UnreadableAnswerError, value_from_texts
from kvinnofrid.questionnaires.answers import MISSING_REASONS

LONGEST_WORDS = 120
Why = tuple[Text, Text]
Codes = Sequence[tuple[str, Text]]
CodesOf = Callable[[str], Codes]
SHARED_OF_CLIENT = ("name", "birth_year", "sex", "home_municipality", "protected_identity")
SHARED_OF_EPISODE = (
    *("way_in", "contacted_on", "started_on", "closed_on", "closure_reason", "attainment"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """The file as it was read: headings, and rows with the numbers that people see."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def values(self, heading: str) -> list[str]:
        """The different values of a column, in the order they come; the empty one is none."""
        index = self.header.index(heading)
        return [one for one in dict.fromkeys(cells[index] for _n, cells in self.rows) if one]


@dataclass(slots=True)
class WaveRead:
    """A wave of the file."""

    line: int
    occasion: Occasion
    held_on: date
    answers: dict[str, Given]


@dataclass(slots=True)
class InterventionRead:
    """An intervention of the file."""

    line: int
    kind: str
    form: str
    provider: str
    started_on: date | None
    ended_on: date | None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two rows tell of the same."""
        return self.kind, self.form, self.provider, self.started_on, self.ended_on


@dataclass(slots=True)
class EpisodeRead:
    """An episode of the file, from one or more rows."""

    line: int
    reference: str
    target: Target
    opened_on: date
    facts: dict[str, str | date] = field(default_factory=dict)
    waves: list[WaveRead] = field(default_factory=list)
    interventions: list[InterventionRead] = field(default_factory=list)


@dataclass(slots=True)
class ClientRead:
    """A client of the file."""

    lines: list[int]
    references: list[str]
    number: IdentityNumber | None
    facts: dict[str, str] = field(default_factory=dict)
    episodes: list[EpisodeRead] = field(default_factory=list)


@dataclass(slots=True)
class Read:
    """The file understood, and what of it could not be."""

    clients: list[ClientRead] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    refused_clients: int = 0
    same_rows: int = 0
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """What values are tried against: lists of codes, questionnaires by target group, the day."""

    codes: CodesOf
    instruments: Mapping[Target, Instrument]
    today: date


@dataclass(slots=True)
class _Row:
    line: int
    values: dict[str, str | date] = field(default_factory=dict)
    number: IdentityNumber | None = None
    answers: dict[str, list[str]] = field(default_factory=dict)


class _Reader:
    def __init__(self, table: Table, how: Understanding, known: Known) -> None:
        self._table, self._how, self._known = table, how, known
        self._columns = [
            (index, heading, wanted)
            for index, heading in enumerate(table.header)
            if (wanted := how.columns.get(heading, SKIP))
        ]
        self._heading = {wanted: heading for _i, heading, wanted in self._columns}
        self.read = Read(rows=len(table.rows))
        self._bad: set[int] = set()

    def run(self) -> Read:
        rows = []
        seen: set[tuple[str, ...]] = set()
        for line, cells in self._table.rows:
            if cells in seen:
                self.read.same_rows += 1
                continue
            seen.add(cells)
            rows.append(self._row(line, cells))
        for group in _by_client(rows):
            client = self._client(group)
            if client is not None and not self._bad.intersection(client.lines):
                self.read.clients.append(client)
            else:
                self.read.refused_clients += 1
        self.read.refusals.sort(key=lambda one: one.line)
        return self.read

    def _no(self, line: int, wanted: str, value: str, why: Why) -> None:
        self._bad.add(line)
        heading = self._heading.get(wanted, "")
        self.read.refusals.append(Refusal(line, heading, value, *why))

    def _row(self, line: int, cells: Sequence[str]) -> _Row:
        row = _Row(line)
        for index, _heading, wanted in self._columns:
            text = cells[index]
            if not text:
                continue
            if wanted.startswith(ANSWER):
                self._answer(row, wanted, text)
            else:
                self._value(row, FIELDS[wanted], text)
        if "target_group" not in row.values and self._how.target_group:
            row.values["target_group"] = self._how.target_group
        nobody = row.number is None and not row.values.get("client_reference")
        if nobody and line not in self._bad:
            self._no(line, "", "", refusals.NOBODY)
        return row

    def _value(self, row: _Row, to: Field, text: str) -> None:
        match to.kind:
            case import_rules.IDENTITY:
                try:
                    row.number = read_identity(text, today=self._known.today)
                except IdentityError as error:
                    why = Text(sv=error.message("sv"), en=error.message("en"))
                    self._no(row.line, to.id, to.words.sv, (why, _LEAVE))
            case import_rules.DAY:
                day = import_rules.read_day(text)
                if day is None:
                    self._no(row.line, to.id, shown(text), refusals.NO_DAY)
                else:
                    row.values[to.id] = day
            case import_rules.YEAR:
                day = import_rules.read_day(text)
                year = str(day.year) if day else text
                if not (year.isascii() and year.isdecimal() and len(year) == 4):
                    self._no(row.line, to.id, shown(text), refusals.NO_YEAR)
                else:
                    row.values[to.id] = year
            case import_rules.CODE:
                self._code(row, to, text)
            case _:
                self._words(row, to, text)

    def _words(self, row: _Row, to: Field, text: str) -> None:
        if len(text) > LONGEST_WORDS:
            self._no(row.line, to.id, to.words.sv, refusals.SHORTENED)
        elif to.id != "home_municipality":
            row.values[to.id] = " ".join(text.split())
        elif text.isascii() and text.isdecimal() and len(text) in {3, 4}:
            row.values[to.id] = text.zfill(4)
        else:
            self._no(row.line, to.id, shown(text), refusals.NO_MUNICIPALITY)

    def _code(self, row: _Row, to: Field, text: str) -> None:
        if to.codes == "protected-identity" and "fingera" in text.casefold():
            self._no(row.line, "", "", refusals.ASSUMED)
            return
        code = self._how.codes.get(to.id, {}).get(text, "")
        if code == EMPTY:
            return
        if code not in {known for known, _words in self._known.codes(to.codes)}:
            self._no(row.line, to.id, shown(text), refusals.UNKNOWN_CODE)
            return
        row.values[to.id] = code

    def _answer(self, row: _Row, wanted: str, text: str) -> None:
        item, choice = split_answer(wanted)
        if choice:
            said = import_rules.read_yes(text)
            if said is None:
                missing = import_rules.missing(text)
                if missing:
                    row.answers[item] = [missing]
                else:
                    self._no(row.line, wanted, shown(text), refusals.NEITHER)
            elif said:
                row.answers.setdefault(item, []).append(choice)
            return
        codes = self._how.codes.get(wanted)
        missing = import_rules.missing(text)
        if codes is None or missing:
            row.answers[item] = [missing or text]
            return
        found = []
        for one in [text] if text in codes else import_rules.several(text):
            code = codes.get(one, "")
            if code == EMPTY:
                continue
            if not code:
                self._no(row.line, wanted, shown(one), refusals.UNKNOWN_CODE)
            found.append(code)
        if any(found):
            row.answers[item] = found

    def _client(self, rows: list[_Row]) -> ClientRead | None:
        numbers = {row.number.digits: row.number for row in rows if row.number is not None}
        if len(numbers) > 1:
            self._no(rows[0].line, "identity_number", "", refusals.TWO_PEOPLE)
        client = ClientRead(
            [row.line for row in rows],
            list(dict.fromkeys(str(row.values[_REF]) for row in rows if row.values.get(_REF))),
            next(iter(numbers.values()), None),
        )
        for name in SHARED_OF_CLIENT:
            said = self._agreed(rows, name)
            if said is not None:
                client.facts[name] = str(said)
        client.episodes = [
            episode for group in _by_episode(rows) if (episode := self._episode(group)) is not None
        ]
        return client

    def _agreed(self, rows: Iterable[_Row], name: str) -> str | date | None:
        """What the rows say together; a refusal when they say differently."""
        said: str | date | None = None
        for row in rows:
            value = row.values.get(name)
            if value is None:
                continue
            if said is not None and value != said:
                kind = FIELDS[name].words.sv
                self._no(row.line, name, kind, refusals.CONTRADICTED)
                return None
            said = value
        return said

    def _episode(self, rows: list[_Row]) -> EpisodeRead | None:
        first = rows[0].line
        if all(line in self._bad for line in (row.line for row in rows)):
            return None
        target, opened = self._agreed(rows, "target_group"), self._agreed(rows, "opened_on")
        if target is None:
            self._no(first, "target_group", "", refusals.NO_GROUP)
        if not isinstance(opened, date):
            self._no(first, "opened_on", "", refusals.NO_OPENING)
        if target is None or not isinstance(opened, date):
            return None
        reference = next((str(r.values[_EPISODE]) for r in rows if r.values.get(_EPISODE)), "")
        episode = EpisodeRead(first, reference, Target(str(target)), opened)
        for name in SHARED_OF_EPISODE:
            said = self._agreed(rows, name)
            if said is not None:
                episode.facts[name] = said
        for row in rows:
            self._interventions(episode, row)
            self._wave(episode, row)
        return episode

    def _interventions(self, episode: EpisodeRead, row: _Row) -> None:
        kind = row.values.get("intervention")
        if kind is None:
            return
        form, provider = (row.values.get(f"intervention_{one}") for one in ("form", "provider"))
        if form is None or provider is None:
            self._no(row.line, "intervention", "", refusals.HALF_INTERVENTION)
            return
        days = (row.values.get(f"intervention_{one}_on") for one in ("started", "ended"))
        started, ended = (day if isinstance(day, date) else None for day in days)
        found = InterventionRead(row.line, str(kind), str(form), str(provider), started, ended)
        if found.key not in {one.key for one in episode.interventions}:
            episode.interventions.append(found)

    def _wave(self, episode: EpisodeRead, row: _Row) -> None:
        occasion, held = row.values.get("occasion"), row.values.get("held_on")
        if occasion is None and held is None and not row.answers:
            return
        if occasion is None or not isinstance(held, date):
            self._no(row.line, "occasion" if occasion is None else "held_on", "",
                     refusals.HALF_WAVE)  # fmt: skip
            return
        wave = WaveRead(row.line, Occasion(str(occasion)), held, self._answers(episode, row))
        for one in episode.waves:
            if (one.occasion, one.held_on) == (wave.occasion, wave.held_on):
                if one.answers != wave.answers:
                    self._no(row.line, "", "", refusals.TWO_ANSWERS)
                return
        episode.waves.append(wave)

    def _answers(self, episode: EpisodeRead, row: _Row) -> dict[str, Given]:
        instrument = self._known.instruments[episode.target]
        found: dict[str, Given] = {}
        for item in instrument.items:
            texts = row.answers.get(item.id)
            if not texts:
                continue
            reason = next((r for r in MISSING_REASONS if f"{r}!" in texts), None)
            if reason is not None:
                found[item.id] = Missing(reason)
                continue
            try:
                value = value_from_texts(item, texts)
            except UnreadableAnswerError as error:
                self._no(row.line, f"{ANSWER}{item.id}", shown(", ".join(texts)),
                         (error.what, _LEAVE))  # fmt: skip
            else:
                if value is not None:
                    found[item.id] = value
        return found


_REF, _EPISODE = "client_reference", "episode_reference"
_LEAVE = Text(sv="Rätta filen, eller lämna tomt.", en="Correct the file, or leave it empty.")


def read(table: Table, how: Understanding, known: Known) -> Read:
    """The clients of a table. A client of whom anything was refused is not among them."""
    return _Reader(table, how, known).run()


def _by_client(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Rows of the same client together: by identity number, else by reference, or either."""
    groups: list[list[_Row]] = []
    where: dict[tuple[str, str], int] = {}
    for row in rows:
        keys = []
        if row.number is not None:
            keys.append(("number", row.number.digits))
        if row.values.get(_REF):
            keys.append((_REF, str(row.values[_REF])))
        if not keys:
            continue
        places = sorted({where[key] for key in keys if key in where})
        place = places[0] if places else len(groups)
        if not places:
            groups.append([])
        groups[place].append(row)
        for other in places[1:]:
            groups[place] += groups[other]
            groups[other] = []
            where |= {key: place for key, at in where.items() if at == other}
        where |= dict.fromkeys(keys, place)
    for group in groups:
        if group:
            yield sorted(group, key=lambda row: row.line)


def _by_episode(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    """A client's rows of the same episode together: by reference, else by group and day."""
    groups: dict[tuple[object, ...], list[_Row]] = {}
    for row in rows:
        values = row.values
        if values.get(_EPISODE):
            key: tuple[object, ...] = (_EPISODE, values[_EPISODE])
        else:
            key = ("", values.get("target_group"), values.get("opened_on"))
        groups.setdefault(key, []).append(row)
    yield from groups.values()
