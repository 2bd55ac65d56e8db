"""A fault of the log in words, in Swedish and English."""

from kvinnofrid.audit.chain import NO_HEAD, Fault, Kind
from kvinnofrid.catalogue import Text

FAULTS: dict[Kind, Text] = {
    Kind.CHANGED: Text(
        sv="innehållet stämmer inte med händelsens kontrollsumma: något är ändrat",
        en="the content does not match the event's hash: something has been changed",
    ),
    Kind.MOVED: Text(
        sv="händelsen har stått på en annan plats: den är flyttad eller har bytt plats",
        en="the event has stood in another place: it was moved or swapped",
    ),
    Kind.MISSING: Text(sv="saknas: borttagen", en="missing: taken away"),
    Kind.INSERTED: Text(
        sv="numret finns mer än en gång: en händelse är inskjuten",
        en="the number is there more than once: an event was inserted",
    ),
    Kind.UNCHAINED: Text(
        sv="hänger inte ihop med händelsen före: den eller den före är utbytt",
        en="does not follow from the event before it: it, or the one before, was replaced",
    ),
    Kind.BACKWARDS: Text(
        sv="tiden ligger före den föregående händelsens",
        en="its time is before that of the event before it",
    ),
    Kind.TRUNCATED: Text(sv="slutet av kedjan är borttaget", en="the end of the chain was cut off"),
    Kind.REPLACED: Text(
        sv="stämmer inte med det undertecknade huvudet: kedjan är utbytt",
        en="does not match the signed head: the chain was replaced",
    ),
    Kind.HEAD: Text(
        sv="det lagrade huvudet stämmer inte med kedjans sista händelse",
        en="the stored head does not match the last event of the chain",
    ),
    Kind.FORGED: Text(
        sv="det undertecknade huvudet har ingen giltig underskrift",
        en="the signed head has no valid signature",
    ),
    Kind.UNGUARDED: Text(
        sv="databasens spärr mot ändringar i loggen är borttagen",
        en="the database's guard against changes in the log was taken away",
    ),
}
_EVENT = Text(sv="Organisation {}, händelse {}:", en="Organisation {}, event {}:")
_LINE = Text(sv="Filen med huvuden, rad {}:", en="The file of heads, line {}:")
_LOG = Text(sv="Loggen:", en="The log:")


def tell_fault(fault: Fault, language: str) -> str:
    """Where the fault is and what it is, in `sv` or `en`."""
    said = FAULTS[fault.kind].en if language == "en" else FAULTS[fault.kind].sv
    place = _place(fault)
    return f"{place.en if language == 'en' else place.sv} {said}."


def _place(fault: Fault) -> Text:
    if fault.kind is Kind.UNGUARDED:
        return _LOG
    if fault.organisation.startswith(NO_HEAD):
        line = fault.organisation.removeprefix(NO_HEAD)
        return Text(sv=_LINE.sv.format(line), en=_LINE.en.format(line))
    numbers = str(fault.number) if fault.to <= fault.number else f"{fault.number}–{fault.to}"
    which = (fault.organisation, numbers)
    return Text(sv=_EVENT.sv.format(*which), en=_EVENT.en.format(*which))
