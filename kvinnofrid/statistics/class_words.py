"""What classes and tables are called that are of no indicator's own, alike wherever they stand."""

from collections.abc import Mapping

from kvinnofrid.catalogue import Outcome, Text
from kvinnofrid.statistics.episodes import (
    AFTER,
    BEFORE,
    BETTER,
    CHANGE,
    LEAVERS,
    MATCHED,
    NO,
    OTHERWISE,
    OUTSIDE,
    SAME,
    UNKNOWN,
    UNMATCHED,
    WORSE,
    YES,
)

_CLASSES: Mapping[str, Text] = {
    UNKNOWN: Text(sv="Okänt", en="Not known"),
    OUTSIDE: Text(sv="Gäller andra målgrupper", en="For other target groups"),
    YES: Text(sv="Ja", en="Yes"),
    NO: Text(sv="Nej", en="No"),
    OTHERWISE: Text(sv="Andra insatser, men inte denna", en="Other interventions, but not this"),
    BETTER: Text(sv="Bättre", en="Better"),
    SAME: Text(sv="Samma", en="Same"),
    WORSE: Text(sv="Sämre", en="Worse"),
    UNMATCHED: Text(sv="Inte svarat båda gångerna", en="Did not answer both times"),
    MATCHED: Text(sv="Svarat båda gångerna", en="Answered both times"),
}
_NO_INTERVENTION = Text(sv="Ingen insats", en="No intervention")
_TABLES: Mapping[str, Text] = {
    BEFORE: Text(
        sv="före, bland dem som svarat båda gångerna",
        en="before, among those who answered both times",
    ),
    AFTER: Text(
        sv="vid avslut, bland dem som svarat båda gångerna",
        en="at exit, among those who answered both times",
    ),
    CHANGE: Text(sv="hur det gick för var och en", en="how it went for each"),
    LEAVERS: Text(
        sv="första svaret bland dem som inte svarade vid avslut",
        en="first answer among those who did not answer at exit",
    ),
}


def class_word(outcome: Outcome, code: str) -> Text:
    """What a class is called. KeyError for a code that no table has."""
    found = outcome.category(code)
    if found is not None:
        return found.words
    if code == NO and outcome.measure.of == "intervention":
        return _NO_INTERVENTION
    return _CLASSES[code]


def table_word(outcome: Outcome, name: str) -> Text | None:
    """What a table is called beside its indicator, in lower case unless it is a choice.

    None for an indicator's only table.
    """
    found = outcome.category(name)
    return _TABLES.get(name) if found is None else found.words
