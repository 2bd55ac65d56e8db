"""The command `demo-round`: made-up rounds at the size of the country, marked as such."""

import argparse
import os
import random
import shutil
import sys
import time
from pathlib import Path

import yaml
from django.conf import settings
from django.utils import timezone

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.catalogue import SHIPPED, load_catalogue
from kvinnofrid.command import Command, CommandError
from kvinnofrid.comparisons import synthetic
from kvinnofrid.comparisons.export import machine_csv
from kvinnofrid.comparisons.importer.importing import import_answers, who_may_answer
from kvinnofrid.comparisons.operations import (
    Replacement,
    RoundDefinition,
    remove_synthetic_rounds,
)

LAST_YEAR = 2020
"""The last year in which all city districts of the reference data existed."""
MOST_INDICATORS, MOST_YEARS = 400, 10


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--respondents", type=int, default=312, metavar="N")
    parser.add_argument("--indicators", type=int, default=100, metavar="N")
    parser.add_argument(
        "--years", type=int, default=10, metavar="N", help=f"till och med {LAST_YEAR}"
    )
    parser.add_argument("--seed", type=int, default=1, help="samma frö ger samma svar")
    parser.add_argument(
        "--folder",
        type=Path,
        default=settings.DATA / "pahittat",
        metavar="MAPP",
        help="för filerna och katalogen med de påhittade indikatorerna",
    )
    parser.add_argument("--files-only", action="store_true", help="skriv filerna, läs inte in dem")
    parser.add_argument("--remove", action="store_true", help="ta bort de påhittade omgångarna")


def _run(arguments: argparse.Namespace) -> int:
    if arguments.remove:
        count = remove_synthetic_rounds(
            indicator_set=synthetic.SET_ID, by=OPERATOR, now=timezone.now()
        )
        sys.stdout.write(f"{count} påhittade omgångar borttagna.\n")
        return 0
    years = _years(arguments)
    respondents = _respondents(arguments.respondents, years, arguments.seed)
    folder: Path = arguments.folder.resolve()
    try:
        catalogue = _write_catalogue(folder / "catalogue", arguments.indicators, years[0])
        files = [
            _write_round(folder, made)
            for made in synthetic.made_up_rounds(
                respondents, indicators=arguments.indicators, years=years, seed=arguments.seed
            )
        ]
    except OSError as error:
        raise CommandError(f"Det går inte att skriva i {folder}: {error.strerror}.") from error
    sys.stdout.write(f"{len(files)} filer skrivna i {folder}.\n")
    if not arguments.files_only:
        _load(files, years, catalogue)
    sys.stdout.write(
        "Sidorna visar de påhittade omgångarna när servern har startats med\n"
        f"KV_CATALOGUE={catalogue}\n"
    )
    return 0


def _years(arguments: argparse.Namespace) -> range:
    for name, value, most in (
        ("--indicators", arguments.indicators, MOST_INDICATORS),
        ("--years", arguments.years, MOST_YEARS),
    ):
        if not 1 <= value <= most:
            raise CommandError(f"{name} ska vara mellan 1 och {most}.")
    return range(LAST_YEAR - arguments.years + 1, LAST_YEAR + 1)


def _respondents(count: int, years: range, seed: int) -> list[tuple[str, str]]:
    """Municipalities first, then city districts, that existed all the years; drawn if fewer."""
    always = {one.organisation_id for one in who_may_answer(years[0])}
    there = [one for one in who_may_answer(years[-1]) if one.organisation_id in always]
    if not 1 <= count <= len(there):
        raise CommandError(
            f"--respondents ska vara mellan 1 och {len(there)}, alla kommuner och stadsdelar."
            + ("" if there else " Läs in dem med ./kv load.")
        )
    whole = [one for one in there if not one.part_of]
    parts = [one for one in there if one.part_of]
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    chosen = chance.sample(whole, min(count, len(whole)))
    chosen += chance.sample(parts, count - len(chosen))
    return [(one.code, one.name) for one in sorted(chosen, key=lambda one: one.code)]


def _write_catalogue(folder: Path, indicators: int, first_year: int) -> Path:
    """The catalogue in use with the made-up indicators added."""
    in_use = Path(os.environ.get("KV_CATALOGUE") or SHIPPED)
    if in_use.resolve() != folder:
        shutil.copytree(in_use, folder, dirs_exist_ok=True)
    path = folder / "indicators" / f"{synthetic.SET_ID}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    definition = synthetic.indicator_set(indicators, first_year)
    path.write_text(yaml.safe_dump(definition, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def _write_round(folder: Path, made: synthetic.Made) -> Path:
    path = folder / f"{made.slug}.csv"
    path.write_text(machine_csv(made.header, made.rows), encoding="utf-8")
    return path


def _load(files: list[Path], years: range, folder: Path) -> None:
    catalogue = load_catalogue(folder)
    begun = time.monotonic()
    answers = 0
    for path, year in zip(files, years, strict=True):
        done = import_answers(
            source=path,
            filename=path.name,
            round=RoundDefinition(
                slug=path.stem,
                indicator_set=synthetic.SET_ID,
                version=synthetic.VERSION,
                year=year,
                source=synthetic.SOURCE,
                synthetic=True,
            ),
            catalogue=catalogue,
            by=OPERATOR,
            now=timezone.now(),
        )
        answers += _loaded(path, done.replacement).answers
        sys.stderr.write(f"{path.stem}: inläst\n")
    seconds = time.monotonic() - begun
    sys.stdout.write(f"{len(files)} omgångar med {answers} svar inlästa på {seconds:.1f} s.\n")


def _loaded(path: Path, replacement: Replacement | None) -> Replacement:
    if replacement is None:
        raise CommandError(f"{path} kunde inte läsas in.")
    return replacement


DEMO_ROUND = Command(
    "demo-round",
    "Gör påhittade omgångar i landets storlek, för prov.",
    _run,
    _arguments,
    action="comparison.load",
)
