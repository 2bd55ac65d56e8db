"""The command about sign-in services: which there are, whether they work, a second yes."""

import argparse
import sys

from django.utils import timezone

from kvinnofrid.accounts import service_checks as checks
from kvinnofrid.accounts import service_presenters as presenters
from kvinnofrid.accounts import service_queries as queries
from kvinnofrid.accounts.models import SignInService
from kvinnofrid.accounts.operations import AccountChangeError, services
from kvinnofrid.accounts.service_rules import settings_of
from kvinnofrid.command import Command, CommandError


def _arguments(parser: argparse.ArgumentParser) -> None:
    parts = parser.add_subparsers(dest="do", required=True)
    parts.add_parser("list", help="alla tjänster, och om de är i bruk")
    for name, words in (
        ("check", "pröva en tjänsts inställningar"),
        ("approve", "godkänn föreslagna inställningar där en andra administratör saknas"),
    ):
        parts.add_parser(name, help=words).add_argument(
            "--service", required=True, help="tjänstens adress, som uppsala"
        )


def _run(arguments: argparse.Namespace) -> int:
    if arguments.do == "list":
        return _list()
    service = queries.service_at(arguments.service)
    if service is None:
        raise CommandError(f"Det finns ingen inloggningstjänst med adressen {arguments.service}.")
    passes = _check(service)
    if arguments.do == "check":
        return 0 if passes else 1
    return _approve(service, passes=passes)


def _list() -> int:
    today = timezone.localdate()
    for one in queries.all_services():
        place = presenters.place_of(one, on=today)
        state = presenters.state_of(one)
        protocol = one.get_protocol_display()
        sys.stdout.write(f"{one.slug}: {place}, {one.name}, {protocol}. {state}.\n")
    return 0


def _check(service: SignInService) -> bool:
    settings = settings_of(service.proposed or service.settings)
    findings = checks.check(service, settings, now=timezone.localtime())
    for point in presenters.points(findings):
        sys.stdout.write(f"{point.word}: {point.words}\n")
    return checks.passes(findings)


def _approve(service: SignInService, *, passes: bool) -> int:
    if not service.proposed:
        raise CommandError("Inget är föreslaget.")
    if not passes:
        raise CommandError("Inställningarna är inte godkända: rätta först det som är fel.")
    try:
        services.approve_by_operator(
            service=service.pk,
            expected=settings_of(service.proposed).digest(),
            now=timezone.localtime(),
        )
    except AccountChangeError as error:
        raise CommandError(str(error)) from None
    sys.stdout.write("Inställningarna gäller nu, och tjänsten är i bruk.\n")
    return 0


SIGN_IN_SERVICES = Command(
    "sign-in-services",
    "Se, pröva och godkänn organisationernas inloggningstjänster.",
    _run,
    _arguments,
    action="system.operate",
)
