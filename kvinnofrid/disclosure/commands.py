"""`protect`: protect a table from the command line, and check what an earlier run wrote."""

import argparse
import hashlib
import json
import secrets
import sys
import time
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np

from kvinnofrid.command import Command, CommandError
from kvinnofrid.disclosure import certificate
from kvinnofrid.disclosure.cell_key import (
    Noise,
    cell_keys,
    described,
    entropy_noise,
    noise_from_rows,
    perturb,
)
from kvinnofrid.disclosure.errors import CertificateError, DisclosureError, TableError
from kvinnofrid.disclosure.grid import build
from kvinnofrid.disclosure.primary import primary_cells
from kvinnofrid.disclosure.protecting import protect
from kvinnofrid.disclosure.reading import Wanted, read_known, read_table, rows_of
from kvinnofrid.disclosure.report import perturbed_report
from kvinnofrid.disclosure.values import ZEROS, Audit, Bounds, ProtectedTable, Rule, Table
from kvinnofrid.disclosure.writing import audit_csv, files_of, require_free, write, written

INTERRUPTED = 130


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words after `protect`."""
    parser.add_argument(
        "data", type=Path, nargs="?", metavar="DATA.csv", help="antal, eller en rad per person"
    )
    parser.add_argument(
        "--by",
        action="append",
        default=[],
        metavar="NAMN[:FIL]",
        help="en dimension; med FIL (child,parent) hierarkisk, med flera filer överlappande",
    )
    parser.add_argument(
        "--count", metavar="KOLUMN", help="kolumnen med antal; utan den är varje rad en person"
    )
    parser.add_argument("--threshold", type=int, default=5, help="minsta antal som får visas (5)")
    parser.add_argument(
        "--width", type=int, default=4, help="så snävt får ingen primär cell gå att ringa in (4)"
    )
    parser.add_argument(
        "--zeros",
        choices=ZEROS,
        default="complement",
        help=(
            "nollor: visas om de inte behövs som skydd (complement), döljs aldrig (strict), "
            "eller döljs aldrig men angriparen antas inte veta det (shown)"
        ),
    )
    parser.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="NAMN",
        help="dimension där ingen grupp får visas ha ett och samma värde",
    )
    parser.add_argument(
        "--dominance",
        metavar="N:PROCENT",
        help="dölj celler där de N största bidragen är mer än PROCENT; kräver --contributor",
    )
    parser.add_argument(
        "--contributor", metavar="KOLUMN", help="kolumnen med vem som bidrar, till exempel enhet"
    )
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="NAMN:KOD",
        help="dölj hellre annat än den koden",
    )
    parser.add_argument(
        "--known",
        action="append",
        default=[],
        type=Path,
        metavar="FIL",
        help="protected.csv ur en tidigare utgåva om samma personer",
    )
    parser.add_argument(
        "--method",
        choices=("suppression", "cell-key"),
        default="suppression",
        help="dölj celler, eller ge dem ungefärliga tal",
    )
    parser.add_argument(
        "--noise",
        default="2:1",
        metavar="STÖRST:VARIANS|FIL",
        help="cell-key: största tillägg och varians, eller en tabell count,noise,probability",
    )
    parser.add_argument(
        "--secret-file", type=Path, help="cell-key: filen med den hemlighet som tilläggen dras med"
    )
    parser.add_argument(
        "--record",
        metavar="KOLUMN",
        help="cell-key: kolumnen som skiljer personer åt, i en fil med en rad per person",
    )
    parser.add_argument("--seed", type=int, default=1, help="samma frö ger samma resultat (1)")
    parser.add_argument("--processes", type=int, help="hur många processer (en per kärna)")
    parser.add_argument("--out", type=Path, metavar="MAPP", help="dit resultatet skrivs")
    parser.add_argument(
        "--check", type=Path, metavar="MAPP", help="pröva intyget i en mapp i stället"
    )


def run(args: argparse.Namespace) -> int:
    """Protect or check; 1 when the audit does not hold, 130 when interrupted."""
    begun = time.monotonic()
    try:
        if args.check:
            tables, primary = certificate.check(args.check)
            sys.stdout.write(
                f"Intyget håller: {tables} tabeller skyddar {primary} primära celler.\n"
            )
            return 0
        return _protect(args, begun)
    except CertificateError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    except DisclosureError as error:
        raise CommandError(str(error)) from None
    except MemoryError:
        raise CommandError(
            "Minnet räckte inte. Inget är skrivet. Dela tabellen, eller ta bort en dimension "
            "eller nivå."
        ) from None
    except KeyboardInterrupt:
        sys.stderr.write("\nAvbrutet. Inget är skrivet.\n")
        return INTERRUPTED


def _protect(args: argparse.Namespace, begun: float) -> int:
    if args.data is None or args.out is None or not args.by:
        raise CommandError("Ange DATA.csv, minst en --by och --out MAPP (eller --check MAPP).")
    require_free(args.out)
    rule = _rule(args)
    by: dict[str, list[Path]] = {}
    for text in args.by:
        name, _, file = text.partition(":")
        by.setdefault(name, []).extend([Path(file)] if file else [])
    secret = _secret(args)
    wanted = Wanted(
        by, args.count, args.contributor, (rule.dominance or (1, 0))[0], args.record, secret
    )
    table = read_table(args.data, wanted)
    if args.method == "cell-key":
        return _perturb(args, table, rule, secret, begun)
    known = [read_known(path, list(by)) for path in args.known]
    protected = protect(
        table, rule, known=known, seed=args.seed, processes=args.processes, tell=_Progress(begun)
    )
    if protected.audit.holds:
        write(args.out, files_of(protected))
    else:
        sys.stderr.write("Granskningen håller inte. Inget är skrivet.\n")
    _sum_up(protected, begun)
    return 0 if protected.audit.holds else 1


def _sum_up(protected: ProtectedTable, begun: float) -> None:
    found = protected.protection
    if found.proven:
        sys.stdout.write("Inget mönster med färre dolda celler finns. Det är bevisat.\n")
    else:
        sys.stdout.write(f"Varje mönster döljer minst {found.at_least} celler.\n")
    sys.stdout.write(
        f"cells={len(protected.values)} primary={int(protected.primary.sum())} "
        f"hidden={int(protected.hidden.sum())} below_width={protected.audit.below_width} "
        f"seconds={time.monotonic() - begun:.1f}\n"
    )


class _Progress:
    """How far it has come: over the last line on a screen, on a line of its own in a log."""

    def __init__(self, begun: float) -> None:
        self._begun = begun

    def __call__(self, said: str) -> None:
        start, end = ("\r\x1b[K", "") if sys.stderr.isatty() else ("", "\n")
        sys.stderr.write(f"{start}{time.monotonic() - self._begun:6.1f} s  {said}{end}")
        sys.stderr.flush()


def _rule(args: argparse.Namespace) -> Rule:
    dominance = None
    if args.dominance:
        try:
            n, share = args.dominance.split(":")
            dominance = (int(n), float(share))
        except ValueError:
            raise TableError(
                f"{args.dominance} går inte att tolka",
                "Skriv till exempel 1:80.",
                where="--dominance",
            ) from None
    keep: dict[str, tuple[str, ...]] = {}
    for text in args.keep:
        name, _, code = text.partition(":")
        keep[name] = (*keep.get(name, ()), code)
    return Rule(args.threshold, args.width, args.zeros, tuple(args.group), dominance, keep)


def _secret(args: argparse.Namespace) -> str:
    if args.method != "cell-key":
        return ""
    if args.secret_file is None:
        return f"seed {args.seed}"
    try:
        return str(args.secret_file.read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        made = secrets.token_hex(32)
        args.secret_file.touch(mode=0o600)
        args.secret_file.write_text(made + "\n", encoding="utf-8")
        return made


def _noise(text: str) -> Noise:
    largest, _, variance = text.partition(":")
    if largest.isdigit():
        try:
            return entropy_noise(int(largest), float(variance or 1))
        except ValueError:
            raise TableError(
                f"{text} går inte att tolka", "Skriv till exempel 2:1.", where="--noise"
            ) from None
    headings, rows = rows_of(Path(text))
    if headings[:3] != ["count", "noise", "probability"]:
        raise TableError(
            f"kolumnerna heter {', '.join(headings)}",
            "De ska heta count,noise,probability.",
            where=text,
        )
    try:
        return noise_from_rows(
            [(int(row["count"]), int(row["noise"]), Fraction(row["probability"])) for row in rows]
        )
    except ValueError:
        raise TableError(
            "ett tal går inte att tolka", "Skriv sannolikheter som 0.25 eller 1/4.", where=text
        ) from None


def _perturb(args: argparse.Namespace, table: Table, rule: Rule, secret: str, begun: float) -> int:
    noise = _noise(args.noise)
    grid = build(table)
    order = grid.published_order()
    values = perturb(grid.values, cell_keys(table, secret), noise)[order]
    small = np.flatnonzero(primary_cells(grid, rule, table.largest)[order])
    codes = tuple(axis.codes for axis in grid.axes)
    names = [axis.name for axis in grid.axes]
    cells = ProtectedTable.all_cells(codes)
    bounds = tuple(
        Bounds(
            cells[at],
            max(0, int(values[at]) - noise.largest),
            int(values[at]) + noise.largest,
            True,
        )
        for at in small
    )
    audit = Audit(rule.width, bounds)
    published = written(
        (*names, "value", "status"),
        ((*cell, value, "approximate") for cell, value in zip(cells, values.tolist(), strict=True)),
    )
    if 2 * noise.largest >= rule.width:
        write(args.out, _perturbed_files(names, audit, noise, published, len(cells)))
    else:
        sys.stderr.write(
            f"Bruset når högst {noise.largest}: det är för litet för bredden {rule.width}. "
            "Inget är skrivet.\n"
        )
    sys.stdout.write(
        f"cells={len(cells)} primary={len(small)} hidden=0 below_width={audit.below_width} "
        f"seconds={time.monotonic() - begun:.1f}\n"
    )
    return 0 if 2 * noise.largest >= rule.width else 1


def _perturbed_files(
    names: list[str], audit: Audit, noise: Noise, published: bytes, cells: int
) -> Mapping[str, bytes]:
    body = json.dumps(
        {
            "format": certificate.PERTURBED,
            "published_sha256": hashlib.sha256(published).hexdigest(),
            "largest": noise.largest,
            "rows": noise.rows,
        }
    ).encode()
    return {
        "protected.csv": published,
        "audit.csv": audit_csv(names, audit),
        "certificate": certificate.sealed(body),
        "report.html": perturbed_report(described(noise), cells).encode(),
    }


COMMANDS = (
    Command(
        name="protect",
        help="Skydda en tabell så att inget litet antal går att räkna ut.",
        run=run,
        add_arguments=add_arguments,
        action="system.operate",
    ),
)
