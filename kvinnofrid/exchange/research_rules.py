"""What a research extract holds, how few its rows single out, and what would make them fewer. Pure.

A class is the episodes that are alike in everything that somebody outside could know: what is
chosen of KNOWN_OUTSIDE. In a class of one the row is somebody (k-anonymity, Samarati and Sweeney,
1998).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from kvinnofrid.catalogue import Text

SMALLEST = 5
"""Episodes that a class has at least, for its rows to single nobody out."""
MONTHS, YEARS = "month", "year"
FINE, WIDE = "fine", "wide"


def _text(sv: str, en: str) -> Text:
    return Text(sv=sv, en=en)


KNOWN_OUTSIDE: dict[str, Text] = {
    "target_group": _text("Målgrupp", "Target group"),
    "sex": _text("Kön", "Sex"),
    "age_band": _text("Ålder", "Age"),
    "home": _text("Hemvist", "Home"),
    "way_in": _text("Väg in", "Way in"),
    "opened": _text("När insatsperioden öppnades", "When the episode was opened"),
    "closed": _text("När och varför den avslutades", "When and why it was closed"),
    "course": _text("Veckor till start och avslut", "Weeks to start and closure"),
    "came_back": _text("Om klienten kom tillbaka", "Whether the client came back"),
    "interventions": _text("Insatser", "Interventions"),
}
"""What can be chosen that somebody outside may know of a client."""
OUTCOMES: dict[str, Text] = {
    "attainment": _text("Övergripande mål", "Overall goal"),
    "waves": _text("Mätningar: tillfälle, ordning, vecka", "Waves: occasion, order, week"),
    "answers": _text("Alla svar som är koder eller tal", "All answers that are codes or numbers"),
}
COLUMNS: dict[str, tuple[str, ...]] = {
    "closed": ("status", "closed", "closure_reason"),
    "course": ("weeks_to_start", "weeks_open"),
    "waves": (
        *("occasion", "wave_number", "wave_status", "missed_reason", "weeks_to_wave"),
        *("instrument", "instrument_version"),
    ),
}
TOLD_ALREADY = frozenset({
    *("way_in", "gender", "age_band", "closure_reason", "goal_attainment", "interventions"),
    "protected_identity",
})  # fmt: skip
"""Questions that ask for facts of the episode, which are chosen, made coarse and counted as such;
and the one that would tell of a protected identity. Their answers never stand in an extract."""
ALWAYS = ("client", "episode", "synthetic")
_WIDE = {
    "0-5": "0-17", "6-12": "0-17", "13-17": "0-17", "18-24": "18-34", "25-34": "18-34",
    "35-44": "35-54", "45-54": "35-54", "55-64": "55-", "65-79": "55-", "80-": "55-",
}  # fmt: skip


def wide_bands() -> tuple[str, ...]:
    """The wider age bands, from low up."""
    return tuple(dict.fromkeys(_WIDE.values()))


@dataclass(frozen=True, slots=True)
class Design:
    """What is in an extract, and how coarse time and age are."""

    chosen: frozenset[str]
    time: str = YEARS
    age: str = FINE

    def has(self, column: str) -> bool:
        """Whether a column of coded data is in it."""
        if column in ALWAYS:
            return True
        if column.startswith("q_"):
            item = column.removeprefix("q_").partition("__")[0]
            return "answers" in self.chosen and item not in TOLD_ALREADY
        if column.startswith("intervention_"):
            return "interventions" in self.chosen
        owner = next((name for name, columns in COLUMNS.items() if column in columns), column)
        return owner in self.chosen

    def coarse(self, column: str, value: object) -> object:
        """A value as the extract has it."""
        if column in {"opened", "closed"} and self.time == YEARS:
            return str(value)[:4] if value else value
        if column == "age_band" and self.age == WIDE:
            return _WIDE.get(str(value), value)
        return value


@dataclass(frozen=True, slots=True)
class Step:
    """Something to take away, and how many episodes would still stand in small classes."""

    words: Text
    left: int


@dataclass(frozen=True, slots=True)
class Anonymity:
    """How an extract singles out: how many episodes, in small classes, and what would help."""

    episodes: int
    classes: int
    smallest: int
    in_small: int
    steps: tuple[Step, ...]

    @property
    def singles_out(self) -> bool:
        """Whether any class is small."""
        return self.in_small > 0


Row = Mapping[str, object]


def anonymity(rows: Iterable[Row], design: Design) -> Anonymity:
    """The report about a design; `rows` are one for each episode, by column."""
    known = list(rows)
    found = _classes(known, design)
    return Anonymity(
        len(known),
        len(found),
        min(found.values(), default=0),
        _small(found),
        tuple(_steps(known, design)),
    )


def _classes(rows: Iterable[Row], design: Design) -> Counter[tuple[object, ...]]:
    return Counter(
        tuple(
            design.coarse(column, value)
            for column, value in sorted(row.items())
            if _is_known(column, design)
        )
        for row in rows
    )


def _is_known(column: str, design: Design) -> bool:
    if column in ALWAYS or not design.has(column):
        return False
    owner = next((name for name, columns in COLUMNS.items() if column in columns), column)
    owner = "interventions" if column.startswith("intervention_") else owner
    return owner in KNOWN_OUTSIDE


def _small(classes: Counter[tuple[object, ...]]) -> int:
    return sum(number for number in classes.values() if number < SMALLEST)


def _reductions(design: Design) -> Iterator[tuple[Text, Design]]:
    """What can be made coarser or left out, the gentlest first."""
    if design.time == MONTHS and design.chosen & {"opened", "closed"}:
        yield _text("År i stället för månad", "Year instead of month"), replace(design, time=YEARS)
    if design.age == FINE and "age_band" in design.chosen:
        yield _text("Bredare åldersgrupper", "Wider age bands"), replace(design, age=WIDE)
    for name, words in KNOWN_OUTSIDE.items():
        if name in design.chosen:
            said = _text(f"Utan: {words.sv}", f"Without: {words.en}")
            yield said, replace(design, chosen=design.chosen - {name})


def _steps(rows: list[Row], design: Design) -> Iterator[Step]:
    """The way to no small class, each time by what helps most; nothing when there is none."""
    left = _small(_classes(rows, design))
    while left:
        tried = [
            (_small(_classes(rows, other)), place, words, other)
            for place, (words, other) in enumerate(_reductions(design))
        ]
        if not tried:
            return
        left, _place, words, design = min(tried, key=lambda one: one[:2])
        yield Step(words, left)
