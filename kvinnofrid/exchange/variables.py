"""The variables of coded data: what each column holds, in words, with codes and what is missing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kvinnofrid.catalogue import Instrument, Item, Text, load_shipped
from kvinnofrid.exchange.rules import HOME_WORDS, MISSING_WORDS, NUMBER_MISSING
from kvinnofrid.follow_up.rules import (
    AGE_BANDS,
    ATTAINMENT_WORDS,
    OCCASION_WORDS,
    STATUS_WORDS,
    TARGET_WORDS,
)

Codes = tuple[tuple[str, Text], ...]
GetInstrument = Callable[[str, str], Instrument | None]
CODE, NUMBER, MONTH, YEAR, YES_NO, ID = "code", "number", "month", "year", "yes_no", "id"
KIND_WORDS: dict[str, Text] = {
    CODE: Text(sv="kod", en="code"),
    NUMBER: Text(sv="tal", en="number"),
    MONTH: Text(sv="månad", en="month"),
    YEAR: Text(sv="år", en="year"),
    YES_NO: Text(sv="1 ja, 0 nej", en="1 yes, 0 no"),
    ID: Text(sv="beteckning", en="identifier"),
}
ANSWER = "q_"
"""What columns of answers begin with, so that no question is taken for a fact of the episode."""
YES_NO_CODES: Codes = (("1", Text(sv="Ja", en="Yes")), ("0", Text(sv="Nej", en="No")))
SEX_CODES: Codes = (
    ("woman", Text(sv="Kvinna", en="Woman")),
    ("man", Text(sv="Man", en="Man")),
    ("other_sex", Text(sv="Annat", en="Other")),
)
WAVE_CODES: Codes = (
    ("held", Text(sv="Genomförd", en="Held")),
    ("missed", Text(sv="Blev inte av", en="Missed")),
)
ATTAINED: Codes = tuple((str(one), words) for one, words in ATTAINMENT_WORDS.items() if one)


@dataclass(frozen=True, slots=True)
class Variable:
    """A column. `instrument` and `version` are empty for a fact of the episode.

    A question that stands in several versions is one column and a line here for each of them.
    """

    name: str
    kind: str
    label: Text
    definition: Text
    codes: Codes = ()
    missing: Codes = ()
    lowest: int | None = None
    highest: int | None = None
    instrument: str = ""
    version: str = ""


def _text(sv: str, en: str) -> Text:
    return Text(sv=sv, en=en)


def _listed(list_id: str) -> Codes:
    """Every code of a list, in every version; the newest words last and so the ones that count."""
    found: dict[str, Text] = {}
    for one in sorted(load_shipped().code_lists, key=lambda each: each.valid_from):
        if one.id == list_id:
            found |= {entry.code: entry.words for entry in one.codes}
    return tuple(found.items())


_NOT_KNOWN = _text("Tomt när det inte är känt.", "Empty when it is not known.")
_AT_OPENING = _text(
    "Som det var när insatsperioden öppnades. Tomt när det inte är känt.",
    "As it was when the episode was opened. Empty when it is not known.",
)
_MONTH = _text("Månaden; dagen lämnas inte ut.", "The month; the day is not given out.")


def of_episode() -> list[Variable]:
    """The facts of an episode, the same on each of its rows."""
    return [
        Variable(
            "client",
            ID,
            _text("Klient", "Client"),
            _text(
                "Slumpad beteckning, ny i varje uttag: två uttag går inte att koppla ihop.",
                "Random, new in each export: two exports cannot be joined.",
            ),
        ),
        Variable(
            "episode",
            ID,
            _text("Insatsperiod", "Episode"),
            _text("Slumpad beteckning, ny i varje uttag.", "Random, new in each export."),
        ),
        _code("target_group", "Målgrupp", "Target group", _words(TARGET_WORDS)),
        _code("status", "Läge", "Status", _words(STATUS_WORDS)),
        _code("way_in", "Väg in", "Way in", _listed("way-in")),
        _code("sex", "Kön", "Sex", SEX_CODES, _AT_OPENING),
        _code(
            "age_band", "Ålder", "Age", tuple((b, _text(b, b)) for _, b in AGE_BANDS), _AT_OPENING
        ),
        _code("home", "Hemvist", "Home", _words(HOME_WORDS), _AT_OPENING),
        Variable("contacted", MONTH, _text("Första kontakt", "First contact"), _MONTH),
        Variable("opened", MONTH, _text("Öppnad", "Opened"), _MONTH),
        Variable("started", MONTH, _text("Insatser började", "Help began"), _MONTH),
        Variable("closed", MONTH, _text("Avslutad", "Closed"), _MONTH),
        _weeks("weeks_to_start", "Veckor från öppnande till start", "Weeks from opening to start"),
        _weeks("weeks_open", "Veckor från öppnande till avslut", "Weeks from opening to closure"),
        _code("closure_reason", "Skäl till avslut", "Reason of closure", _listed("closure-reason")),
        _code("attainment", "Övergripande mål", "Overall goal", ATTAINED),
        _yes("came_back", "Kom tillbaka", "Came back"),
        _yes("synthetic", "Påhittad", "Made up"),
        *(
            Variable(
                intervention(code),
                YES_NO,
                _text(f"Insats: {words.sv}", f"Intervention: {words.en}"),
                _text("Om insatsen gavs i insatsperioden.", "Whether it was given in the episode."),
                YES_NO_CODES,
            )
            for code, words in interventions()
        ),
    ]


def interventions() -> Codes:
    """The kinds of interventions that the catalogue has."""
    return _listed("intervention")


def intervention(code: str) -> str:
    """The column that says whether a kind of intervention was given."""
    return f"intervention_{code}"


def of_wave() -> list[Variable]:
    """The facts of a wave; empty on the row of an episode without any."""
    return [
        _code("occasion", "Tillfälle", "Occasion", _words(OCCASION_WORDS)),
        Variable(
            "wave_number",
            NUMBER,
            _text("Vilken i ordningen av samma tillfälle", "Which in order of the same occasion"),
            _NOT_KNOWN,
        ),
        _code("wave_status", "Mätningen", "The wave", WAVE_CODES),
        _code("missed_reason", "Varför inte", "Why not", _listed("missed-reason")),
        Variable("held", MONTH, _text("Mätt", "Measured"), _MONTH),
        _weeks("weeks_to_wave", "Veckor från öppnande till mätning", "Weeks from opening to wave"),
        Variable("instrument", ID, _text("Formulär", "Instrument"), _NOT_KNOWN),
        Variable("instrument_version", ID, _text("Formulärets version", "Its version"), _NOT_KNOWN),
    ]


def of_answers(used: Iterable[tuple[str, str]], get: GetInstrument) -> list[Variable]:
    """The questions of the instrument versions that were used; texts and days are no codes."""
    return [
        variable
        for name, version in sorted(set(used))
        if (instrument := get(name, version)) is not None
        for item in instrument.items
        if item.kind not in ("text", "date")
        for variable in _of_item(item, instrument)
    ]


def _of_item(item: Item, instrument: Instrument) -> Iterator[Variable]:
    label, here = _text_of(item.text), (instrument.id, instrument.version)
    help_ = _text_of(item.help) if item.help is not None else label
    if item.kind == "multiple":
        for choice in item.choices:
            of = _text_of(choice.text)
            yield Variable(
                column(item.id, choice.code),
                YES_NO,
                _text(f"{label.sv}: {of.sv}", f"{label.en}: {of.en}"),
                help_,
                YES_NO_CODES,
                missing_numbers(),
                None,
                None,
                *here,
            )
        return
    if item.kind == "single":
        codes = tuple((one.code, _text_of(one.text)) for one in item.choices)
        missing = tuple((f"{key}!", words) for key, words in MISSING_WORDS.items())
        yield Variable(column(item.id), CODE, label, help_, codes, missing, None, None, *here)
        return
    scale = item.scale
    ends: Codes = ()
    if scale is not None:
        ends = (
            (str(scale.low), _text_of(scale.low_words)),
            (str(scale.high), _text_of(scale.high_words)),
        )
    yield Variable(
        column(item.id),
        NUMBER,
        label,
        help_,
        ends,
        missing_numbers(),
        None if scale is None else scale.low,
        None if scale is None else scale.high,
        *here,
    )


def column(item: str, choice: str = "") -> str:
    """The column of a question, or of one of the choices of a question with several."""
    return f"{ANSWER}{item}__{choice}" if choice else f"{ANSWER}{item}"


def missing_numbers() -> Codes:
    """What stands in a column of numbers when there is no answer."""
    return tuple((str(code), MISSING_WORDS[reason]) for reason, code in NUMBER_MISSING.items())


def columns(variables: Iterable[Variable]) -> list[str]:
    """The names of the columns, each once, in order."""
    return list(dict.fromkeys(one.name for one in variables))


def _text_of(wording: Any) -> Text:
    sv, en = wording.in_language("sv"), wording.in_language("en")
    return Text(sv=sv or "–", en=en or "–")


def _words(found: Mapping[Any, Text]) -> Codes:
    return tuple((str(one), words) for one, words in found.items())


def _code(name: str, sv: str, en: str, codes: Codes, definition: Text = _NOT_KNOWN) -> Variable:
    return Variable(name, CODE, _text(sv, en), definition, codes)


def _weeks(name: str, sv: str, en: str) -> Variable:
    said = _text("Hela veckor; dagen lämnas inte ut.", "Whole weeks; the day is not given out.")
    return Variable(name, NUMBER, _text(sv, en), said)


def _yes(name: str, sv: str, en: str) -> Variable:
    return Variable(name, YES_NO, _text(sv, en), _text("Ja eller nej.", "Yes or no."), YES_NO_CODES)
