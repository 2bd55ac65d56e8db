"""An import told to the one who ran it: in words, and as a table of what was refused."""

from collections.abc import Iterator

from kvinnofrid.catalogue import Text
from kvinnofrid.comparisons.importer.importing import Imported
from kvinnofrid.comparisons.importer.refusals import Refusal
from kvinnofrid.comparisons.operations import Replacement
from kvinnofrid.spreadsheets.writing import csv_bytes

TOLD_AT_MOST = 20
REPORT_HEADER = ("rad", "kolumn", "värde", "skäl", "åtgärd", "reason", "remedy")
SHAPES = {
    "wide": Text(sv="en rad per svarande", en="a row for each respondent"),
    "long": Text(sv="en rad per svar", en="a row for each answer"),
    "across": Text(sv="en rad per indikator", en="a row for each indicator"),
}


def report_csv(refusals: tuple[Refusal, ...]) -> bytes:
    """The refusals as a table that a Swedish Excel opens by double-click."""
    return csv_bytes(
        REPORT_HEADER,
        [
            (
                one.line or None,
                one.column,
                one.value,
                one.reason.sv,
                one.remedy.sv,
                one.reason.en,
                one.remedy.en,
            )
            for one in refusals
        ],
    )


def tell(done: Imported, *, language: str, dry_run: bool) -> Iterator[str]:
    """The lines to print: what was read, refused, and changed."""
    for said in _read(done):
        yield said.in_language(language)
    for note in done.notes:
        yield note.message(language)
    for refusal in done.read.refusals[:TOLD_AT_MOST]:
        yield refusal.in_language(language)
    for said in _outcome(done, dry_run):
        yield said.in_language(language)


def _read(done: Imported) -> Iterator[Text]:
    read = done.read
    answers = sum(len(one.answers) for one in read.respondents)
    if read.shape:
        shape = SHAPES[read.shape]
        yield Text(
            sv=f"Läste {len(read.respondents)} svarande och {answers} svar ({shape.sv}).",
            en=f"Read {len(read.respondents)} respondents and {answers} answers ({shape.en}).",
        )
    if done.encoding.startswith("windows-"):
        yield Text(
            sv="Filen är i teckenkodningen Windows-1252. Kontrollera att å, ä och ö blev rätt.",
            en="The file is encoded in Windows-1252. Check that å, ä and ö came out right.",
        )
    if read.ignored:
        listed = ", ".join(read.ignored)
        yield Text(sv=f"Läses inte: {listed}.", en=f"Not read: {listed}.")
    if read.shape and read.without_column:
        count = len(read.without_column)
        listed = ", ".join(read.without_column[:TOLD_AT_MOST])
        listed += " …" if count > TOLD_AT_MOST else ""
        yield Text(
            sv=f"{count} indikatorer finns inte i filen och blir utan svar: {listed}.",
            en=f"{count} indicators are not in the file and get no answer: {listed}.",
        )


def _outcome(done: Imported, dry_run: bool) -> Iterator[Text]:
    refused = len(done.read.refusals)
    if refused > TOLD_AT_MOST:
        more = refused - TOLD_AT_MOST
        yield Text(
            sv=f"… och {more} till. Alla står i rapporten om du anger --report FIL.",
            en=f"… and {more} more. All are in the report if you give --report FILE.",
        )
    if done.replacement is None:
        yield Text(
            sv=f"{refused} fel. Inget har lästs in.", en=f"{refused} errors. Nothing was loaded."
        )
        return
    if refused:
        yield Text(sv=f"{refused} fel är utelämnade.", en=f"{refused} errors have been left out.")
    yield from _changes(done.replacement, done.names)
    if dry_run:
        yield Text(
            sv="Det här var en provkörning: inget har ändrats.",
            en="This was a dry run: nothing has been changed.",
        )


def _changes(replacement: Replacement, names: dict[int, str]) -> Iterator[Text]:
    if replacement.created:
        yield Text(sv="Omgången är ny.", en="The round is new.")
    for ids, what in (
        (replacement.added, Text(sv="Nya svarande", en="New respondents")),
        (replacement.removed, Text(sv="Borttagna svarande", en="Removed respondents")),
        (replacement.changed, Text(sv="Ändrade svar", en="Changed answers")),
    ):
        if ids:
            some = ", ".join(names[one] for one in ids[:TOLD_AT_MOST])
            more = " …" if len(ids) > TOLD_AT_MOST else ""
            yield Text(
                sv=f"{what.sv}: {len(ids)} ({some}{more}).",
                en=f"{what.en}: {len(ids)} ({some}{more}).",
            )
    if not replacement.anything:
        yield Text(
            sv="Allt är som förut: inget har ändrats.",
            en="Everything is as before: nothing has changed.",
        )
    else:
        yield Text(
            sv=f"Omgången har nu {replacement.respondents} svarande och {replacement.answers} svar"
            f" (revision {replacement.revision}).",
            en=f"The round now has {replacement.respondents} respondents and "
            f"{replacement.answers} answers (revision {replacement.revision}).",
        )
