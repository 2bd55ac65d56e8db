"""The command `load`: every domain's shipped data, in the order of the registry."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from kvinnofrid.command import Command, CommandError
from kvinnofrid.config.domains import DOMAINS


def load_shipped_data(*, data: Path, today: date) -> Iterator[str]:
    """Let each domain load what has changed since last time, and say what it did.

    A domain builds on those before it. Raises CommandError when one cannot; those before it
    have then been loaded, it and those after it have not.
    """
    for domain in DOMAINS:
        if domain.load is None:
            continue
        try:
            yield str(import_string(domain.load)(data=data, today=today))
        except (ValueError, OSError) as error:
            raise CommandError(f"{domain.package}: {error}") from error


def _load(_arguments: argparse.Namespace) -> int:
    for done in load_shipped_data(data=settings.REFERENCE_DATA, today=timezone.localdate()):
        sys.stdout.write(f"{done}\n")
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        "load",
        "Läs in de uppgifter som följer med, om de har ändrats.",
        _load,
        action="system.operate",
    ),
)
