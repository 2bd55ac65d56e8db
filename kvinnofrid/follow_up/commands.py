"""The command `demo`: a made-up nation, for showing and for load."""

import argparse
import resource
import sys
import time

from django.utils import timezone

from kvinnofrid.command import Command, CommandError
from kvinnofrid.follow_up.nation import loading
from kvinnofrid.follow_up.nation.loading import NationError, Wanted
from kvinnofrid.follow_up.nation.making import MakerFailedError
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.records.operations import OnlyInDemoError, RealRecordsError

FEWEST_WAVES, MOST_WAVES = 2, 8
MOST_EPISODES = 5_000_000
SAID_EVERY = 5.0


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--municipalities", type=int, default=290, metavar="N")
    parser.add_argument("--episodes", type=int, default=10_000, metavar="N")
    parser.add_argument(
        "--waves", type=int, default=3, metavar="N", help="mätningar till och med avslutet"
    )
    parser.add_argument("--seed", type=int, default=1, help="samma frö ger samma land samma dag")
    parser.add_argument("--remove", action="store_true", help="ta bort det påhittade landet")


def _run(arguments: argparse.Namespace) -> int:
    now = timezone.localtime()
    try:
        if arguments.remove:
            count = loading.remove(now=now)
            sys.stdout.write(f"Det påhittade landet är borttaget, {count} klienter.\n")
            return 0
        return _make(arguments)
    except OnlyInDemoError:
        raise CommandError(
            "Ett påhittat land finns bara i en demo (KV_MODE=demo). Här gör kommandot ingenting."
        ) from None
    except RealRecordsError:
        raise CommandError(
            "Databasen har klienter som inte är märkta som påhittade. Ingenting togs bort."
        ) from None
    except NationError as error:
        raise CommandError(str(error)) from None
    except (KeysError, MakerFailedError) as error:
        said = error.message("sv") if isinstance(error, KeysError) else str(error)
        raise CommandError(
            f"Landet blev inte färdigt. {said}\nTa bort det som gjorts: ./kv demo --remove"
        ) from None


def _make(arguments: argparse.Namespace) -> int:
    if not FEWEST_WAVES <= arguments.waves <= MOST_WAVES:
        raise CommandError(f"--waves ska vara mellan {FEWEST_WAVES} och {MOST_WAVES}.")
    if not 1 <= arguments.episodes <= MOST_EPISODES:
        raise CommandError(f"--episodes ska vara mellan 1 och {MOST_EPISODES}.")
    begun = time.monotonic()
    said = begun

    def tell(done: int, of: int) -> None:
        nonlocal said
        if time.monotonic() - said >= SAID_EVERY:
            said = time.monotonic()
            sys.stderr.write(f"{done} av {of} insatsperioder, {said - begun:.0f} s\n")

    made = loading.load(
        wanted=Wanted(
            arguments.municipalities, arguments.episodes, arguments.waves, arguments.seed
        ),
        now=timezone.localtime(),
        tell=tell,
    )
    tally = made.tally
    sys.stdout.write(
        f"Ett påhittat land: {arguments.municipalities} kommuner, {len(made.units)} enheter,"
        f" {tally['clients']} klienter, {tally['episodes']} insatsperioder,"
        f" {tally['wave submitted']} mätningar och {tally['survey answers']} enkätsvar"
        f" på {time.monotonic() - begun:.0f} s.\n{_used()}"
        "Varje sida säger att uppgifterna är påhittade. Ta bort landet: ./kv demo --remove\n"
    )
    return 0


def _used() -> str:
    """Processor time and the most memory of this process and the one beside it."""
    own, beside = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    seconds = sum(one.ru_utime + one.ru_stime for one in (own, beside))
    return (
        f"Processortid {seconds:.0f} s; mest minne {own.ru_maxrss // 1024} MB i den process som"
        f" sparar, {beside.ru_maxrss // 1024} MB i den som hittar på.\n"
    )


COMMANDS: tuple[Command, ...] = (
    Command(
        "demo",
        "Gör ett påhittat land med klienter och mätningar, för prov och visning.",
        _run,
        _arguments,
        action="system.operate",
    ),
)
