"""The import itself: read, understand, and load everything or nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from kvinnofrid.access.values import Actor
from kvinnofrid.catalogue import Catalogue, load_shipped
from kvinnofrid.comparisons.importer.matching import Candidate, Organisations
from kvinnofrid.comparisons.importer.reading import Answers, Read, read_answers
from kvinnofrid.comparisons.operations import (
    Answered,
    Replacement,
    RoundDefinition,
    replace_answers,
)
from kvinnofrid.comparisons.rules import last_day
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.queries import Kind, Place, Register
from kvinnofrid.spreadsheets.reading import read_table
from kvinnofrid.spreadsheets.table import Note

RESPONDING_KINDS = (Kind.MUNICIPALITY, Kind.CITY_DISTRICT)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to. `replacement` is None when it was refused and nothing was loaded."""

    read: Read
    notes: tuple[Note, ...]
    replacement: Replacement | None
    names: dict[int, str]
    """The respondents' names by organisation, also of those that were removed."""
    encoding: str = ""
    """How the text of the file is encoded; empty for a workbook."""


def import_answers(
    *,
    source: Path | bytes,
    filename: str,
    round: RoundDefinition,
    sheet: str | None = None,
    dry_run: bool = False,
    skip_refused: bool = False,
    catalogue: Catalogue | None = None,
    by: Actor,
    now: datetime,
) -> Imported:
    """Replace a round's answers by those of a file, all of them or none.

    Anything refused means that nothing is loaded, unless `skip_refused`: then what was refused is
    left out. A dry run does everything and takes it back. Raises SpreadsheetError when the file
    cannot be read, UnknownDefinitionError for an unknown indicator set, and RoundMismatchError.
    """
    known = catalogue or load_shipped()
    definition = known.indicator_set(round.indicator_set, round.version)
    table = read_table(source, filename=filename, sheet=sheet, formulas="refuse")
    scales = {scale.id: scale for scale in known.scales}
    read = read_answers(table, definition, scales, Organisations(who_may_answer(round.year)))
    replacement = None
    if read.respondents and (skip_refused or not read.refusals):
        answered = [_answered(one) for one in read.respondents]
        with transaction.atomic():
            replacement = replace_answers(round=round, respondents=answered, by=by, now=now)
            if dry_run:
                transaction.set_rollback(True)
    names = _names(round.year, read, replacement)
    return Imported(read, table.notes, replacement, names, table.encoding)


def _answered(one: Answers) -> Answered:
    return Answered(
        organisation_id=one.respondent.organisation_id,
        label=one.label,
        published_yes=one.published_yes,
        answers=one.answers,
    )


def who_may_answer(year: int) -> list[Candidate]:
    """The municipalities, then the city districts, on the last day of the year.

    Also those that are listed from a later day only because nobody knows when they began.
    """
    register, day = organisations.register(), last_day(year)
    found = []
    for kind in RESPONDING_KINDS:
        for place in (*register.of_kind(kind, on=day), *_perhaps_begun(register, kind, day)):
            above = register.parent(place, on=day) if kind == Kind.CITY_DISTRICT else None
            part_of = "" if above is None else above.name
            found.append(Candidate(place.id, place.code, place.name, place.full_name, part_of))
    return found


def _perhaps_begun(register: Register, kind: str, day: date) -> list[Place]:
    first = (versions[0] for versions in register.versions.values())
    return [
        one for one in first if one.kind == kind and one.valid_from > day and not one.begin_known
    ]


def _names(year: int, read: Read, replacement: Replacement | None) -> dict[int, str]:
    register, day = organisations.register(), last_day(year)
    removed = () if replacement is None else replacement.removed
    names = {id_: register.place(id_, on=day).name for id_ in removed}
    return names | {
        one.respondent.organisation_id: one.label or one.respondent.name for one in read.respondents
    }
