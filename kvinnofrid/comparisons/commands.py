"""The commands of open comparisons: import, export and ranking."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from django.utils import timezone

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.catalogue import UnknownDefinitionError, load_shipped
from kvinnofrid.catalogue.entries import LANGUAGES
from kvinnofrid.command import Command, CommandError
from kvinnofrid.comparisons import export, queries
from kvinnofrid.comparisons.board import Board
from kvinnofrid.comparisons.importer import reporting
from kvinnofrid.comparisons.importer.importing import import_answers
from kvinnofrid.comparisons.operations import RoundDefinition, RoundMismatchError
from kvinnofrid.comparisons.rules import is_slug
from kvinnofrid.comparisons.synthetic_commands import DEMO_ROUND
from kvinnofrid.spreadsheets.errors import SpreadsheetError

FIRST_YEAR, LAST_YEAR = 1990, 2100


def _board(slug: str) -> Board:
    try:
        return queries.board(slug)
    except queries.UnknownRoundError as error:
        known = ", ".join(error.known) or "inga ännu; läs in med ./kv load eller ./kv import"
        raise CommandError(f"Omgången {slug} finns inte. Det finns: {known}.") from error
    except UnknownDefinitionError as error:
        raise CommandError(_unknown_set(error)) from error


def _unknown_set(error: UnknownDefinitionError) -> str:
    return f"{error.in_language('sv')} Peka ut en annan katalog med KV_CATALOGUE."


def _written(text: str | bytes, out: Path | None) -> int:
    """Print, or write to a file that is whole or not there."""
    raw = text.encode() if isinstance(text, str) else text
    if out is None:
        sys.stdout.write(raw.decode())
        return 0
    part = out.with_name(f"{out.name}.part")
    try:
        part.write_bytes(raw)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise CommandError(f"Det går inte att skriva {out}: {error.strerror}.") from error
    return 0


# Export and ranking


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["comparisons"], help="vad som ska skrivas ut")
    parser.add_argument("round", metavar="OMGÅNG", help="till exempel oj-brottsoffer-2015")
    parser.add_argument("--format", choices=["csv", "json"], default="csv")
    parser.add_argument("--out", type=Path, metavar="FIL", help="skriv till en fil")


def _export(arguments: argparse.Namespace) -> int:
    board = _board(arguments.round)
    if arguments.format == "json":
        text = json.dumps(export.round_json(board), ensure_ascii=False, indent=2) + "\n"
    else:
        text = export.machine_csv(export.answers_header(board), export.answers_rows(board))
    return _written(text, arguments.out)


def _ranking_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("round", metavar="OMGÅNG", help="till exempel oj-brottsoffer-2015")
    parser.add_argument("--format", choices=["csv", "table", "json"], default="table")


def _ranking(arguments: argparse.Namespace) -> int:
    board = _board(arguments.round)
    if arguments.format == "csv":
        return _written(export.machine_csv(export.RANKING_HEADER, export.ranking_rows(board)), None)
    if arguments.format == "json":
        ranking = json.dumps(export.ranking_json(board), ensure_ascii=False, indent=2)
        return _written(f"{ranking}\n", None)
    return _written(_ranking_table(board), None)


def _ranking_table(board: Board) -> str:
    rows: list[Sequence[str]] = [("Plats", "Svarande", "Ja", "Delvis", "Nej", "Tryckt antal ja")]
    for ranked in board.ranking:
        counted, one = ranked.counted, ranked.respondent
        place = f"{ranked.rank.position}{' delad' if ranked.rank.shared else ''}"
        printed = "" if one.published_yes is None else str(one.published_yes)
        if one.difference is not None:
            printed += f"  (räknat: {one.difference.counted})"
        rows.append(
            (place, one.name, str(counted.yes), str(counted.partly), str(counted.no), printed)
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows)
    heading = f"{board.indicator_set.title.sv}: {len(board.respondents)} svarande"
    if board.round.synthetic:
        heading += " (PÅHITTADE SVAR)"
    return "\n".join([heading, *lines, ""])


# Import


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["comparisons"], help="vad filen innehåller")
    parser.add_argument("file", type=Path, metavar="FIL", help="CSV eller .xlsx")
    parser.add_argument("--round", required=True, metavar="OMGÅNG", help="befintlig eller ny")
    parser.add_argument("--set", metavar="ID", help="indikatoruppsättning, för en ny omgång")
    parser.add_argument("--version", help="dess version; annars den senaste")
    parser.add_argument("--year", type=int, metavar="ÅR", help="året som svaren gäller")
    parser.add_argument("--source", metavar="TEXT", help="var svaren kommer ifrån")
    parser.add_argument("--synthetic", action="store_true", help="svaren är påhittade")
    parser.add_argument("--sheet", metavar="BLAD", help="blad i arbetsboken; annars det första")
    parser.add_argument("--dry-run", action="store_true", help="pröva utan att ändra något")
    parser.add_argument(
        "--skip-refused", action="store_true", help="läs in resten även om något inte går att läsa"
    )
    parser.add_argument("--report", type=Path, metavar="FIL", help="skriv alla fel till en CSV")
    parser.add_argument("--lang", choices=LANGUAGES, default="sv", help="språk i svaret")


def _import(arguments: argparse.Namespace) -> int:
    try:
        done = import_answers(
            source=arguments.file,
            filename=arguments.file.name,
            round=_round(arguments),
            sheet=arguments.sheet,
            dry_run=arguments.dry_run,
            skip_refused=arguments.skip_refused,
            by=OPERATOR,
            now=timezone.now(),
        )
    except SpreadsheetError as error:
        said = f"{error.message(arguments.lang)} {error.remedy(arguments.lang)}"
        raise CommandError(f"{arguments.file}: {said}") from error
    except UnknownDefinitionError as error:
        raise CommandError(_unknown_set(error)) from error
    except RoundMismatchError as error:
        raise CommandError(_mismatch(error.existing)) from error
    if arguments.report is not None:
        _written(reporting.report_csv(done.read.refusals), arguments.report)
    for line in reporting.tell(done, language=arguments.lang, dry_run=arguments.dry_run):
        sys.stdout.write(f"{line}\n")
    return 1 if done.read.refusals else 0


def _round(arguments: argparse.Namespace) -> RoundDefinition:
    """The round that is meant: the one that exists, unless the options say something else."""
    existing = queries.find_round(arguments.round)
    if existing is None:
        return _new_round(arguments)
    return RoundDefinition(
        slug=existing.slug,
        indicator_set=arguments.set or existing.indicator_set,
        version=arguments.version or existing.version,
        year=arguments.year or existing.year,
        source=existing.source if arguments.source is None else arguments.source,
        synthetic=arguments.synthetic or existing.synthetic,
    )


def _new_round(arguments: argparse.Namespace) -> RoundDefinition:
    slug = arguments.round
    if not is_slug(slug):
        raise CommandError(
            f"”{slug}” går inte att ha som namn på en omgång. Skriv små bokstäver a–z, siffror och "
            "bindestreck, högst 64 tecken, till exempel oj-vald-2026."
        )
    if not arguments.set or not arguments.year:
        sets = sorted({one.id for one in load_shipped().indicator_sets})
        raise CommandError(
            f"Omgången {slug} finns inte. Skapa den genom att ange --set och --year. "
            f"Indikatoruppsättningar: {', '.join(sets)}."
        )
    if not FIRST_YEAR <= arguments.year <= LAST_YEAR:
        raise CommandError(f"Året ska vara mellan {FIRST_YEAR} och {LAST_YEAR}.")
    definition = load_shipped().indicator_set(arguments.set, arguments.version)
    return RoundDefinition(
        slug=slug,
        indicator_set=definition.id,
        version=definition.version,
        year=arguments.year,
        source=arguments.source or "",
        synthetic=arguments.synthetic,
    )


def _mismatch(existing: RoundDefinition) -> str:
    marking = "påhittade svar" if existing.synthetic else "verkliga svar"
    return (
        f"Omgången {existing.slug} finns redan med {existing.indicator_set} {existing.version}, "
        f"år {existing.year}, {marking}, källa ”{existing.source}”. Utelämna de valen, eller ge "
        "omgången ett annat namn."
    )


COMMANDS: tuple[Command, ...] = (
    Command(
        "import",
        "Läs in svaren i en öppen jämförelse ur en fil.",
        _import,
        _import_arguments,
        action="comparison.load",
    ),
    Command(
        "export",
        "Skriv ut en öppen jämförelse som CSV eller JSON.",
        _export,
        _export_arguments,
        action="page.read",
    ),
    Command(
        "ranking",
        "Rangordna de svarande efter antal ja.",
        _ranking,
        _ranking_arguments,
        action="page.read",
    ),
    DEMO_ROUND,
)
