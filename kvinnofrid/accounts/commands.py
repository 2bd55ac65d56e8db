"""The commands of whoever runs the server: let the first people in, correct an account."""

import argparse
import sys

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
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


def _correct_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("address", help="e-postadressen som kontot har nu")
    parser.add_argument("--name", default="", help="rätt för- och efternamn")
    parser.add_argument("--email", default="", help="rätt e-postadress")


def _correct(arguments: argparse.Namespace) -> int:
    try:
        if arguments.email:
            validate_email(arguments.email)
        made = operations.correct_from_the_server(
            address=arguments.address,
            full_name=arguments.name,
            email=arguments.email,
            now=timezone.localtime(),
        )
    except (AccountChangeError, ValidationError) as error:
        raise CommandError("; ".join(getattr(error, "messages", [str(error)]))) from None
    sys.stdout.write("Rättat." + (" Inloggningarna är avslutade." if made.address else "") + "\n")
    if made.untold:
        sys.stdout.write(f"Säg det till personen: inget brev till {', '.join(made.untold)}.\n")
    return 0


COMMANDS: tuple[Command, ...] = (
    Command(
        "first-administrator",
        "Släpp in en organisations två första systemadministratörer.",
        _run,
        _arguments,
        action="system.operate",
    ),
    Command(
        "correct-account",
        "Rätta namn eller e-postadress för ett konto som ingen annan kan rätta.",
        _correct,
        _correct_arguments,
        action="system.operate",
    ),
    SIGN_IN_SERVICES,
)
