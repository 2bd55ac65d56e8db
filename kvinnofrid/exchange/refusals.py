"""What of a file could not be used, where, why, and what to do: never who it is about."""

from dataclasses import dataclass

from kvinnofrid.catalogue import Text

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row or a cell that was refused. `line` is the row's number in a spreadsheet program.

    `value` is what stands there when it is a code or a day, else what kind of thing it is.
    """

    line: int
    column: str
    value: str
    reason: Text
    remedy: Text


def shown(value: str) -> str:
    """A code or a day as it was written, on one line and not too long."""
    line = " ".join(value.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _text(sv: str, en: str) -> Text:
    return Text(sv=sv, en=en)


NOBODY = (
    _text(
        "Raden säger inte vilken klient den gäller: varken nummer eller personnummer.",
        "The row does not say which client it is about: neither number nor identity number.",
    ),
    _text(
        "Fyll i numret i det andra systemet, eller personnumret.",
        "Fill in the number in the other system, or the identity number.",
    ),
)
TWO_PEOPLE = (
    _text(
        "Samma klient har två personnummer i filen.",
        "The same client has two identity numbers in the file.",
    ),
    _text(
        "Rätta i det andra systemet, så att varje klient har ett.",
        "Correct it in the other system, so that each client has one.",
    ),
)
CONTRADICTED = (
    _text(
        "Raderna säger olika om samma sak.", "The rows say different things about the same matter."
    ),
    _text("Låt raderna säga lika, eller lämna tomt.", "Let the rows agree, or leave it empty."),
)
NO_DAY = (
    _text("Det är inte ett datum.", "That is not a date."),
    _text("Skriv det som 2015-12-31.", "Write it like 2015-12-31."),
)
NO_YEAR = (
    _text("Det är inte ett årtal.", "That is not a year."),
    _text("Skriv fyra siffror.", "Write four digits."),
)
NO_MUNICIPALITY = (
    _text("Det är inte en kommunkod.", "That is not a municipality's code."),
    _text("Skriv fyra siffror, till exempel 0380.", "Write four digits, such as 0380."),
)
UNKNOWN_CODE = (
    _text("Värdet har ingen kod.", "The value has no code."),
    _text(
        "Välj vad det betyder på sidan Koder, eller rätta filen.",
        "Choose what it means on the page Codes, or correct the file.",
    ),
)
NEITHER = (
    _text("Det är varken ja eller nej.", "That is neither yes nor no."),
    _text("Skriv 1 eller 0, ja eller nej.", "Write 1 or 0, yes or no."),
)
ASSUMED = (
    _text("Raden får inte läsas in.", "The row may not be taken in."),
    _text(
        "Läs i hjälpen om skyddade personuppgifter och tala med den som är ansvarig hos er.",
        "Read the help on protected identity and speak to whoever is responsible with you.",
    ),
)
NO_GROUP = (
    _text("Målgruppen saknas.", "The target group is missing."),
    _text("Fyll i den, eller välj en för hela filen.", "Fill it in, or choose one for the file."),
)
NO_OPENING = (
    _text(
        "Dagen då insatsperioden öppnades saknas.",
        "The day when the episode was opened is missing.",
    ),
    _text("Fyll i den.", "Fill it in."),
)
NO_REASON = (
    _text("Avslutad, men skälet saknas.", "Closed, but the reason is missing."),
    _text("Fyll i skälet till avslutet.", "Fill in the reason of the closure."),
)
CONTACT_AFTER = (
    _text("Första kontakten är efter öppnandet.", "The first contact is after the opening."),
    _text("Rätta ett av datumen.", "Correct one of the dates."),
)
HALF_WAVE = (
    _text("En mätning behöver både tillfälle och dag.", "A wave needs both an occasion and a day."),
    _text("Fyll i båda, eller töm svaren på raden.", "Fill in both, or empty the row's answers."),
)
TWO_ANSWERS = (
    _text(
        "Samma mätning står två gånger med olika svar.",
        "The same wave stands twice with different answers.",
    ),
    _text("Behåll en av raderna.", "Keep one of the rows."),
)
SECOND = (
    _text(
        "Insatsperioden har redan en mätning av det slaget, en annan dag.",
        "The episode already has such a wave, on another day.",
    ),
    _text(
        "Före och Vid avslut mäts en gång var. Rätta tillfället eller dagen.",
        "Before and At exit are measured once each. Correct the occasion or the day.",
    ),
)
HALF_INTERVENTION = (
    _text("En insats behöver form och utförare.", "An intervention needs a form and a provider."),
    _text("Fyll i dem.", "Fill them in."),
)
NOT_FOR_GROUP = (
    _text("Koden kan inte väljas för målgruppen.", "The code cannot be chosen for the group."),
    _text("Välj en annan kod på sidan Koder.", "Choose another code on the page Codes."),
)
SHORTENED = (
    _text("Texten är för lång.", "The text is too long."),
    _text("Korta den.", "Shorten it."),
)
