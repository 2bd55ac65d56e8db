"""What columns and values of another system's file mean: the fields, and guesses. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kvinnofrid.catalogue import Instrument, Item, Text

SKIP = ""
EMPTY = "-"
"""What a value of a column of codes may stand for besides a code: nothing."""
ANSWER = "q_"
MOST_VALUES = 60
"""How many values a column of codes may have before it is thought to be another column."""

WORDS, IDENTITY, DAY, CODE, YEAR = "words", "identity", "day", "code", "year"
CLIENT, EPISODE, INTERVENTION, WAVE = "client", "episode", "intervention", "wave"
PART_WORDS: dict[str, Text] = {
    CLIENT: Text(sv="Klient", en="Client"),
    EPISODE: Text(sv="Insatsperiod", en="Episode"),
    INTERVENTION: Text(sv="Insats", en="Intervention"),
    WAVE: Text(sv="Mätning", en="Wave"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """Something that a column may hold. `codes` is the list that its codes are of."""

    id: str
    part: str
    kind: str
    words: Text
    names: tuple[str, ...] = ()
    codes: str = ""


def _field(
    id: str, part: str, kind: str, sv: str, en: str, names: str = "", codes: str = ""
) -> Field:
    return Field(id, part, kind, Text(sv=sv, en=en), tuple(names.split("|")), codes)


FIELDS: dict[str, Field] = {
    one.id: one
    for one in (
        _field("client_reference", CLIENT, WORDS, "Klientens nummer i det andra systemet",
               "The client's number in the other system",
               "klientid|klient|klientnr|klientnummer|personid|aktnr|aktnummer|client|clientid"),
        _field("identity_number", CLIENT, IDENTITY, "Personnummer", "Identity number",
               "personnummer|personnr|pnr|samordningsnummer|identitynumber|personalnumber"),
        _field("name", CLIENT, WORDS, "Namn", "Name", "namn|klientnamn|name"),
        _field("birth_year", CLIENT, YEAR, "Födelseår", "Year of birth",
               "födelseår|född|birthyear|yearofbirth"),
        _field("sex", CLIENT, CODE, "Kön", "Sex", "kön|sex|gender", "sex"),
        _field("home_municipality", CLIENT, WORDS, "Hemkommun, fyra siffror",
               "Home municipality, four digits", "hemkommun|kommunkod|folkbokföringskommun"),
        _field("protected_identity", CLIENT, CODE, "Skyddade personuppgifter",
               "Protected identity",
               "skyddadepersonuppgifter|skyddadidentitet|sekretessmarkering|skydd"
               "|protectedidentity", "protected-identity"),
        _field("episode_reference", EPISODE, WORDS, "Insatsperiodens nummer i det andra systemet",
               "The episode's number in the other system",
               "ärende|ärendeid|ärendenr|ärendenummer|insatsperiod|episode|episodeid|caseid"),
        _field("target_group", EPISODE, CODE, "Målgrupp", "Target group",
               "målgrupp|targetgroup", "target-group"),
        _field("way_in", EPISODE, CODE, "Väg in", "Way in",
               "vägin|aktualiseradav|kontaktväg|wayin", "way-in"),
        _field("contacted_on", EPISODE, DAY, "Första kontakt", "First contact",
               "förstakontakt|kontaktdatum|aktualiseringsdatum|contacted|contactedon"),
        _field("opened_on", EPISODE, DAY, "Öppnad", "Opened",
               "öppnad|öppnat|öppningsdatum|inledd|inlett|inledd datum|startdatum|opened|openedon"),
        _field("started_on", EPISODE, DAY, "Insatser började", "Help began",
               "insatsstart|insatserbörjade|påbörjad|verkställd|started|startedon"),
        _field("closed_on", EPISODE, DAY, "Avslutad", "Closed",
               "avslutad|avslutat|avslut|avslutsdatum|slutdatum|closed|closedon"),
        _field("closure_reason", EPISODE, CODE, "Skäl till avslut", "Reason of closure",
               "avslutsorsak|skältillavslut|avslutsskäl|orsaktillavslut|closurereason",
               "closure-reason"),
        _field("attainment", EPISODE, CODE, "Övergripande mål", "Overall goal",
               "måluppfyllelse|övergripandemål|mål|attainment|goalattainment", "attainment"),
        _field("intervention", INTERVENTION, CODE, "Insats", "Intervention",
               "insats|insatstyp|insatsslag|intervention", "intervention"),
        _field("intervention_form", INTERVENTION, CODE, "Bistånd eller service",
               "By decision or open service",
               "insatsform|form|beslutsform|interventionform", "form"),
        _field("intervention_provider", INTERVENTION, CODE, "Utförare", "Provider",
               "utförare|provider|interventionprovider", "provider"),
        _field("intervention_started_on", INTERVENTION, DAY, "Insatsen från", "Intervention from",
               "insatsfrån|insatsfrom|insatsensstart|interventionstartedon"),
        _field("intervention_ended_on", INTERVENTION, DAY, "Insatsen till", "Intervention to",
               "insatstill|insatstom|insatsensslut|interventionendedon"),
        _field("occasion", WAVE, CODE, "Tillfälle", "Occasion",
               "tillfälle|mättillfälle|mätning|occasion", "occasion"),
        _field("held_on", WAVE, DAY, "Mätt", "Measured on",
               "mätt|mätdatum|mätdag|bedömningsdatum|held|heldon"),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a file is to be understood.

    `columns`: heading to field (`q_item` for an answer, `q_item__choice` for one of several).
    `codes`: field to value of the file to code. `target_group` holds when there is no column of it.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    target_group: str = ""

    def to_json(self) -> dict[str, Any]:
        """The mapping as it is stored."""
        return {
            "columns": dict(self.columns),
            "codes": {name: dict(values) for name, values in self.codes.items()},
            "target_group": self.target_group,
        }


def understood(stored: Mapping[str, Any]) -> Understanding:
    """The mapping that `to_json` made."""
    return Understanding(
        dict(stored.get("columns", {})),
        {str(k): dict(v) for k, v in stored.get("codes", {}).items()},
        str(stored.get("target_group", "")),
    )


def plain(text: str) -> str:
    """A heading or a value without case, spaces and signs, to be compared."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return re.sub(r"[^0-9a-zåäöéü]", "", folded)


def guess_columns(header: Sequence[str], instruments: Iterable[Instrument]) -> dict[str, str]:
    """What each column is likely to hold; each field once. A column that is like nothing is left.

    Headings of a coded export are known as they are: `q_` and the item.
    """
    found: dict[str, str] = {}
    items = answer_names(instruments)
    known = {plain(name): one.id for one in FIELDS.values() for name in (one.id, *one.names)}
    for heading in header:
        wanted = items.get(heading.casefold()) or known.get(plain(heading))
        wanted = wanted or items.get(plain(heading)) or SKIP
        if wanted and wanted not in found.values():
            found[heading] = wanted
    return found


def answer_names(instruments: Iterable[Instrument]) -> dict[str, str]:
    """The ways in which a heading may name a question: by id, as exported, by its words."""
    found: dict[str, str] = {}
    for instrument in instruments:
        for item in instrument.items:
            own = f"{ANSWER}{item.id}"
            names = [own, plain(item.text.in_language("sv")), plain(item.text.in_language("en"))]
            if plain(item.id) not in _OF_FIELDS:
                names += [item.id, plain(item.id)]
            for name in names:
                found.setdefault(name, own)
            for choice in item.choices if item.kind == "multiple" else ():
                found.setdefault(f"{own}__{choice.code}".casefold(), f"{own}__{choice.code}")
    return found


_OF_FIELDS = {plain(name) for one in FIELDS.values() for name in (one.id, *one.names)}


def split_answer(wanted: str) -> tuple[str, str]:
    """The item and the choice that a column of answers is of; the choice may be empty."""
    item, _, choice = wanted.removeprefix(ANSWER).partition("__")
    return item, choice


LONG_ENOUGH = 4
"""Characters that a part of the words has at least, to be taken for them."""
SYNONYMS: dict[str, dict[str, str]] = {
    "sex": {"k": "woman", "f": "woman", "flicka": "woman", "female": "woman", "m": "man",
            "pojke": "man", "male": "man"},
    "occasion": {"start": "baseline", "förmätning": "baseline", "t1": "baseline",
                 "avslut": "exit", "slut": "exit", "uppföljning": "follow_up",
                 "eftermätning": "follow_up"},
    "form": {"biståndsbeslut": "by_decision", "bistånd": "by_decision",
             "service": "open_service", "råd och stöd": "open_service"},
    "attainment": {"helt": "wholly", "delvis": "partly", "inte": "no", "nej": "no", "ja": "wholly"},
    "target-group": {"vuxen": "victim_survivor", "våldsutsatt": "victim_survivor",
                     "utövare": "perpetrator"},
}  # fmt: skip


def guess_codes(
    values: Iterable[str], codes: Sequence[tuple[str, Text]], *, list_id: str = ""
) -> dict[str, str]:
    """Which code each value is likely to be: by code, words in either language, habit.

    Else by a part of the words, when no other code has it.
    """
    known = {plain(name): code for name, code in SYNONYMS.get(list_id, {}).items()}
    for code, words in codes:
        known |= {plain(words.sv): code, plain(words.en): code, plain(code): code}
    found = {}
    for value in values:
        said = plain(value)
        like = {code for words, code in known.items() if len(said) >= LONG_ENOUGH and said in words}
        if said in known:
            found[value] = known[said]
        elif len(like) == 1:
            found[value] = like.pop()
    return found


_ISO = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[T ]00:00(?::00)?)?")
_POINTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def read_day(text: str) -> date | None:
    """A day written as 2015-12-31, 20151231 or 31.12.2015; None for anything else.

    Days with slashes are not read: nobody can tell whether the month stands first.
    """
    whole, pointed = _ISO.fullmatch(text.strip()), _POINTS.fullmatch(text.strip())
    try:
        if whole:
            return date(int(whole[1]), int(whole[2]), int(whole[3]))
        if pointed:
            return date(int(pointed[3]), int(pointed[2]), int(pointed[1]))
    except ValueError:
        return None
    return None


_YES = {"1", "ja", "yes", "x", "sant", "true", "j", "y"}
_NO = {"0", "nej", "no", "falskt", "false", "n", ""}


def read_yes(text: str) -> bool | None:
    """Whether a cell says yes; None when it says neither yes nor no."""
    said = plain(text)
    return True if said in _YES else False if said in _NO else None


MISSING = {"-997": "unknown!", "-998": "declined!", "-999": "not_asked!"}


def missing(text: str) -> str:
    """The reason of an answer that is none, as a coded export writes it; empty for an answer."""
    return MISSING.get(text, text if text in MISSING.values() else "")


_SEVERAL = re.compile(r"[,;|/]")


def several(text: str) -> list[str]:
    """The answers that stand in one cell."""
    return [one.strip() for one in _SEVERAL.split(text) if one.strip()]


def choice_codes(item: Item) -> list[tuple[str, Text]]:
    """The answers of an item with their words."""
    return [
        (
            one.code,
            Text(sv=one.text.in_language("sv") or "–", en=one.text.in_language("en") or "–"),
        )
        for one in item.choices
    ]
