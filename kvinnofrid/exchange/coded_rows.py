"""Coded data as rows: one for each wave of each episode, with a random name for each client."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from kvinnofrid.exchange import rules, variables
from kvinnofrid.exchange.rules import NUMBER_MISSING
from kvinnofrid.exchange.variables import GetInstrument, Variable
from kvinnofrid.follow_up.facts import Coded, EpisodeFact, WaveFact
from kvinnofrid.follow_up.facts import places as places_of
from kvinnofrid.spreadsheets.writing import Cell

HEX = 12
Make = Callable[[str], str]
NUMBERS = frozenset({variables.NUMBER, variables.YES_NO})


@dataclass(frozen=True, slots=True)
class CodedData:
    """Coded data with their dictionary. Rows stand in the order of the random names."""

    variables: tuple[Variable, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    clients: int
    episodes: int


def fresh_name(_of: str) -> str:
    """A random name that leads nowhere."""
    return uuid.uuid4().hex[:HEX]


class Names:
    """The names of one file: the same for the same id within it, and nothing to join by outside."""

    def __init__(self, make: Make = fresh_name) -> None:
        self._make = make
        self._given: dict[str, str] = {}

    def of(self, kind: str, public_id: str) -> str:
        """The name of a client or an episode."""
        key = f"{kind}:{public_id}"
        if key not in self._given:
            self._given[key] = self._make(key)
        return self._given[key]


def coded_data(
    found: Iterable[EpisodeFact], *, get: GetInstrument, names: Names | None = None
) -> CodedData:
    """The rows of some episodes and what their columns mean."""
    named, episodes = names or Names(), list(found)
    used = {(wave.instrument, wave.instrument_version) for one in episodes for wave in one.waves}
    known = [*variables.of_episode(), *variables.of_wave(), *variables.of_answers(used, get)]
    columns = variables.columns(known)
    by_instrument = _items(known)
    kinds = [code for code, _words in variables.interventions()]
    rows = sorted(
        (
            [values.get(name) for name in columns]
            for one in episodes
            for values in _rows(one, named, by_instrument, kinds)
        ),
        key=lambda row: (str(row[0]), str(row[1])),
    )
    return CodedData(
        tuple(known),
        tuple(columns),
        tuple(tuple(row) for row in rows),
        len({one.client for one in episodes}),
        len(episodes),
    )


ByInstrument = Mapping[tuple[str, str], Mapping[str, Variable]]


def _items(known: Iterable[Variable]) -> ByInstrument:
    found: dict[tuple[str, str], dict[str, Variable]] = {}
    for one in known:
        if one.instrument:
            found.setdefault((one.instrument, one.version), {})[one.name] = one
    return found


def _rows(
    one: EpisodeFact, names: Names, known: ByInstrument, kinds: Sequence[str]
) -> Iterator[dict[str, Cell]]:
    shared = _of_episode(one, names, kinds)
    made = False
    for wave in one.waves:
        made = True
        yield shared | _of_wave(one, wave) | dict(_answers(wave, known))
    for occasion, reason in one.missed.items():
        made = True
        yield shared | {"occasion": occasion, "wave_status": "missed", "missed_reason": reason}
    if not made:
        yield shared


def _of_episode(one: EpisodeFact, names: Names, kinds: Sequence[str]) -> dict[str, Cell]:
    own, county = places_of(one.organisation, one.opened_on)
    given = {each.kind for each in one.interventions}
    return {
        "client": names.of("client", one.client),
        "episode": names.of("episode", one.episode),
        "target_group": one.target_group,
        "status": one.status,
        "way_in": one.way_in,
        "sex": one.sex,
        "age_band": one.age_band,
        "home": rules.home(one.home_municipality, own=own, county=county),
        "contacted": rules.month(one.contacted_on),
        "opened": rules.month(one.opened_on),
        "started": rules.month(one.started_on),
        "closed": rules.month(one.closed_on),
        "weeks_to_start": rules.weeks(one.opened_on, one.started_on),
        "weeks_open": rules.weeks(one.opened_on, one.closed_on),
        "closure_reason": one.closure_reason,
        "attainment": one.attainment,
        "came_back": int(one.came_back),
        "synthetic": int(one.synthetic),
        **{variables.intervention(code): int(code in given) for code in kinds},
    }


def _of_wave(one: EpisodeFact, wave: WaveFact) -> dict[str, Cell]:
    return {
        "occasion": wave.occasion,
        "wave_number": wave.number,
        "wave_status": "held",
        "held": rules.month(wave.held_on),
        "weeks_to_wave": rules.weeks(one.opened_on, wave.held_on),
        "instrument": wave.instrument,
        "instrument_version": wave.instrument_version,
    }


def _answers(wave: WaveFact, known: ByInstrument) -> Iterator[tuple[str, Cell]]:
    asked = known.get((wave.instrument, wave.instrument_version), {})
    for item, given in wave.answers.items():
        own = variables.column(item)
        if own in asked:
            yield own, _cell(given, asked[own])
            continue
        for name in asked:
            if name.startswith(f"{own}__"):
                yield name, _chosen(given, name.removeprefix(f"{own}__"))


def _missing(given: Coded) -> str:
    """The reason of an answer that is none, empty for an answer."""
    reason = given.removesuffix("!") if isinstance(given, str) and given.endswith("!") else ""
    return reason if reason in NUMBER_MISSING else ""


def _chosen(given: Coded, code: str) -> Cell:
    reason = _missing(given)
    if reason:
        return NUMBER_MISSING[reason]
    return int(code in given) if isinstance(given, list) else int(given == code)


def _cell(given: Coded, variable: Variable) -> Cell:
    reason = _missing(given)
    if variable.kind not in NUMBERS:
        return str(given)
    if reason:
        return NUMBER_MISSING[reason]
    return given if isinstance(given, int | float) else _number(str(given))


def _number(text: str) -> Cell:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
