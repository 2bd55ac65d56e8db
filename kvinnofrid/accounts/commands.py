"""The command that lets the first people in."""

import argparse
import sys

from django.utils import timezone

from kvinnofrid.accounts import operations
from kvinnofrid.accounts.operations import AccountChangeError
from kvinnofrid.accounts.service_commands import SIGN_IN_SERVICES
from kvinnofrid.command import Command, CommandError
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.models import Kind


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--kind", choices=Kind.values, default=Kind.MUNICIPALITY.value)
    parser.add_argument("--code", required=True, help="organisationens kod, som 0380")
    parser.add_argument("--email", required=True)
    parser.add_argument("--name", required=True, help="för- och efternamn")
    parser.add_argument("--site", default="http://localhost:8000", help="adressen till servern")


def _run(arguments: argparse.Namespace) -> int:
    now = timezone.localtime()
    try:
        place = organisations.organisation_by_code(arguments.kind, arguments.code, on=now.date())
    except organisations.UnknownOrganisationError:
        raise CommandError(
            f"Det finns ingen {Kind(arguments.kind).label} med koden {arguments.code}."
        ) from None
    try:
        token = operations.invite_first(
            email=arguments.email,
            full_name=arguments.name,
            organisation=place.id,
            now=now,
            today=now.date(),
        )
    except AccountChangeError as error:
        raise CommandError(str(error)) from None
    sys.stdout.write(
        f"{arguments.name} är nu systemadministratör i {place.full_name}.\n"
        "Lämna länken till personen själv. Den gäller i sju dagar och kan användas en gång:\n"
        f"{arguments.site.rstrip('/')}/konto/valkommen/{token}/\n"
    )
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        "first-administrator",
        "Släpp in en organisations två första systemadministratörer.",
        _run,
        _arguments,
        action="system.operate",
    ),
    SIGN_IN_SERVICES,
)
