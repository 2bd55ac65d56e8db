"""The command `load`: every domain's shipped data, in the order of the registry."""

import argparse
import sys

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from kvinnofrid.command import Command, CommandError
from kvinnofrid.config.domains import DOMAINS


def load_all(_arguments: argparse.Namespace) -> int:
    """Load what has changed since last time; a domain builds on those before it."""
    for domain in DOMAINS:
        if domain.load is None:
            continue
        try:
            done = import_string(domain.load)(
                data=settings.REFERENCE_DATA, today=timezone.localdate()
            )
        except (ValueError, OSError) as error:
            raise CommandError(f"{domain.package}: {error}") from error
        sys.stdout.write(f"{done}\n")
    return 0


COMMANDS: tuple[Command, ...] = (
    Command("load", "Läs in de uppgifter som följer med, om de har ändrats.", load_all),
)
