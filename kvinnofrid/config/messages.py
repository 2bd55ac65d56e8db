"""The command `messages`: the English texts of all domains, checked and made ready for Django.

They are built into the data folder, so that the project itself is never written to but by
`messages update`, which is for those who write it.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from kvinnofrid.command import Command, CommandError
from kvinnofrid.config.words import bring_up_to_date, faults

SOURCES = "*/locale/{language}/LC_MESSAGES/django.po"


def compile_messages(*, package: Path, target: Path, language: str = "en") -> int:
    """Join the texts of every domain under `package` into one file under `target`.

    The first domain in alphabetical order wins where two translate the same text. Gives the
    number of texts; raises CommandError with file and line when a source can't be read.
    """
    joined = Catalog(locale=language)
    for source in sorted(package.glob(SOURCES.format(language=language))):
        try:
            with source.open("rb") as file:
                texts = read_po(file, locale=language, abort_invalid=True)
        except PoFileError as error:
            raise CommandError(
                f"{source}, rad {error.lineno + 1}: raden går inte att förstå ({error})."
            ) from error
        for text in texts:
            known = text.id and joined.get(text.id, context=text.context)
            if text.id and text.string and not text.fuzzy and not known:
                joined[text.id] = text
    folder = target / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as built:
        write_mo(built, joined)
    os.replace(built.name, folder / "django.mo")
    return len(joined)


def _compile() -> int:
    from django.conf import settings

    number = compile_messages(
        package=settings.PROJECT / "kvinnofrid", target=settings.DATA / "locale"
    )
    sys.stdout.write(f"{number} texter på engelska\n")
    return 0


def _check() -> int:
    found = faults()
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


def _update() -> int:
    for domain, (added, removed) in bring_up_to_date().items():
        sys.stdout.write(f"{domain}: {added} nya texter att översätta, {removed} borttagna\n")
    return 0


ACTIONS = {"compile": _compile, "check": _check, "update": _update}


def _run(arguments: argparse.Namespace) -> int:
    return ACTIONS[arguments.action]()


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=list(ACTIONS),
        help="compile: bygg texterna till datamappen; check: visa vad som fattas på engelska; "
        "update: skriv in nya texter i domänernas django.po och ta bort dem som inte sägs längre",
    )


COMMANDS: tuple[Command, ...] = (
    Command(
        "messages",
        "Gränssnittets texter på svenska och engelska",
        _run,
        _arguments,
        action="system.operate",
    ),
)
