"""`keys status|rotate|destroy`: what an operator does with a running key service."""

import argparse
import os
import sys
from pathlib import Path

from kvinnofrid.command import Command, CommandError
from kvinnofrid.keys.client import KeyClient, default_socket
from kvinnofrid.keys.errors import KeysError

OPERATOR_SECONDS = 10
KINDS = {"identity": "pseudonymer", "wrapping": "postnycklar"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words after `keys`."""
    parser.add_argument("--socket", type=Path, help="nyckeltjänstens uttag; annars KV_KEY_SOCKET")
    does = parser.add_subparsers(dest="does", metavar="GÖR", required=True)
    does.add_parser("status", help="Visa nycklarna, aldrig deras innehåll.")
    rotate = does.add_parser(
        "rotate", help="Byt den nyckel som låser en organisations postnycklar."
    )
    rotate.add_argument("organisation", help="organisationens id, som status visar det")
    destroy = does.add_parser("destroy", help="Förstör en nyckel. Det går aldrig att ångra.")
    destroy.add_argument("key", help="nyckelns id, som status visar det")
    destroy.add_argument("--current", action="store_true", help="även om nyckeln används nu")
    destroy.add_argument("--yes", action="store_true", help="utan detta förstörs inget")


def run(args: argparse.Namespace) -> int:
    """Do it; 1 from `status` when keys are missing. Raises `CommandError` with the reason."""
    data = Path(os.environ.get("KV_DATA", ".kv"))
    client = KeyClient(args.socket or default_socket(os.environ, data), seconds=OPERATOR_SECONDS)
    try:
        return {"status": _status, "rotate": _rotate, "destroy": _destroy}[args.does](client, args)
    except KeysError as error:
        raise CommandError(error.message("sv")) from None
    finally:
        client.close()


def _status(client: KeyClient, _: argparse.Namespace) -> int:
    health, rows = client.status()
    if health.development:
        _say("Utvecklingsnycklar: får inte skydda riktiga uppgifter.")
    for row in rows:
        use = "används" if row.current else "läser bara äldre"
        _say(f"{row.id}  {row.organisation}  {KINDS[row.kind]}  {row.made[:10]}  {use}")
    _say(
        f"{health.organisations} organisationer, {health.keys} nycklar, "
        f"{health.destroyed} förstörda, {health.missing} saknas."
    )
    if health.missing:
        _say("Förrådet är äldre än liggaren. Läs in en nyare kopia av förrådet.")
    return 1 if health.missing else 0


def _rotate(client: KeyClient, args: argparse.Namespace) -> int:
    key = client.rotate(args.organisation)
    _say(f"Ny nyckel {key} används nu för {args.organisation}. Packa om postnycklarna, sedan kan")
    _say("den gamla förstöras.")
    return 0


def _destroy(client: KeyClient, args: argparse.Namespace) -> int:
    if not args.yes:
        raise CommandError(
            f"Inget är förstört. Det som nyckeln {args.key} skyddar blir oläsligt för alltid, även "
            "i säkerhetskopior. Lägg till --yes om det är meningen."
        )
    client.destroy(args.key, also_current=args.current)
    _say(f"Nyckeln {args.key} är förstörd.")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


COMMANDS = (
    Command(
        name="keys",
        help="Visa, byt och förstör nycklar i nyckeltjänsten.",
        run=run,
        add_arguments=add_arguments,
        action="system.operate",
    ),
)
