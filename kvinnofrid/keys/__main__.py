"""`python -m kvinnofrid.keys serve|create|change-master`: the key service, its own process."""

import argparse
import grp
import os
import pwd
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kvinnofrid.keys.errors import KeysError, StoreRefused
from kvinnofrid.keys.hygiene import harden
from kvinnofrid.keys.journal import Journal
from kvinnofrid.keys.keeper import LIMITS, Keeper
from kvinnofrid.keys.master import MasterKey, make_master_key, read_master_key
from kvinnofrid.keys.quota import Limit
from kvinnofrid.keys.service import Service, knows_peers
from kvinnofrid.keys.store import KeyStore, create_store


def build_parser() -> argparse.ArgumentParser:
    """The words on the command line."""
    parser = argparse.ArgumentParser(prog="python -m kvinnofrid.keys", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--store", type=Path, required=True, help="the folder of the store")
    shared.add_argument(
        "--master-key-file",
        type=Path,
        default=os.environ.get("KV_MASTER_KEY_FILE") or None,
        help="default: KV_MASTER_KEY_FILE, and for development master.key in the store's folder",
    )
    serve = commands.add_parser("serve", parents=[shared], help="run the service")
    serve.add_argument("--socket", type=Path, required=True, help="at most 100 characters")
    serve.add_argument("--production", action="store_true", help="refuse development keys")
    serve.add_argument("--client", action="append", default=[], help="a user that may connect")
    serve.add_argument("--socket-group", help="a group that may open the socket (mode 0660)")
    for what, limit in LIMITS.items():
        for span, default in (("minute", limit.per_minute), ("day", limit.per_day)):
            name = f"--{what.replace(' ', '-')}-per-{span}"
            serve.add_argument(name, type=_count, default=default, help=f"default {default}")
    commands.add_parser("create", parents=[shared], help="make a first store for production")
    change = commands.add_parser(
        "change-master", parents=[shared], help="encrypt the store with another master key"
    )
    change.add_argument("--new", type=Path, required=True, help="file of the new master key")
    return parser


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a number above 0")


def serve(options: argparse.Namespace) -> None:
    """Run until SIGTERM or SIGINT."""
    harden()
    if options.production:
        _require_production_surroundings(options)
    else:
        _make_development_keys(options)
    store = KeyStore(options.store, read_master_key(_master_path(options)))
    journal = Journal(options.store)
    try:
        if options.production and store.development:
            raise StoreRefused(
                reason_sv="nycklarna är utvecklingsnycklar och får inte skydda riktiga uppgifter. "
                "Skapa riktiga: python -m kvinnofrid.keys create",
                reason_en="the keys are development keys and must not protect real data. Make "
                "real ones: python -m kvinnofrid.keys create",
            )
        keeper = Keeper(store, journal, clock=time.monotonic, limits=_limits(options))
        service = Service(
            keeper,
            options.socket,
            clients=[_uid(name) for name in options.client],
            group=_gid(options.socket_group),
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: service.stop())
        service.run()
    finally:
        journal.close()
        store.close()


def create(options: argparse.Namespace) -> None:
    """Make the master key, unless its file is there, and an empty store for production."""
    _require_apart(options)
    options.store.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _master_path(options)
    there = path.exists()
    master = read_master_key(path) if there else make_master_key(path, development=False)
    create_store(options.store, master)
    _say(
        f"Nyckelförrådet {options.store} är skapat. Säkerhetskopiera huvudnyckeln {path} för sig.",
        f"The key store {options.store} is made. Back up the master key {path} on its own.",
    )


def change_master(options: argparse.Namespace) -> None:
    """Encrypt the store with the key in another file, made if it is not there."""
    store = KeyStore(options.store, read_master_key(_master_path(options)))
    try:
        new: MasterKey = (
            read_master_key(options.new)
            if options.new.exists()
            else make_master_key(options.new, development=store.development)
        )
        store.change_master(new)
    finally:
        store.close()
    _say(
        f"Förrådet öppnas nu med {options.new}. Peka ut den med KV_MASTER_KEY_FILE och förstör "
        "den gamla när säkerhetskopior som den öppnar är borta.",
        f"The store now opens with {options.new}. Point it out with KV_MASTER_KEY_FILE, and "
        "destroy the old one when the backups that it opens are gone.",
    )


def _master_path(options: argparse.Namespace) -> Path:
    return Path(options.master_key_file or options.store / "master.key")


def _require_apart(options: argparse.Namespace) -> None:
    """Refuse a production master key that lies with the store: a copy of one would hold both."""
    if _master_path(options).resolve().is_relative_to(options.store.resolve()):
        raise StoreRefused(
            reason_sv="huvudnyckeln ska inte ligga i förrådets mapp, där en säkerhetskopia får "
            "med båda. Ange en annan plats med KV_MASTER_KEY_FILE.",
            reason_en="the master key must not lie in the folder of the store, where a backup "
            "gets both. Say another place with KV_MASTER_KEY_FILE.",
        )


def _require_production_surroundings(options: argparse.Namespace) -> None:
    _require_apart(options)
    if not knows_peers():
        raise StoreRefused(
            reason_sv="i drift behövs Linux, där systemet talar om vem som ansluter.",
            reason_en="production needs Linux, where the system tells who connects.",
        )


def _make_development_keys(options: argparse.Namespace) -> None:
    """At the very first start, and never where there has been a store."""
    options.store.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any((options.store / name).exists() for name in ("store", "ledger")):
        return
    path = _master_path(options)
    master = read_master_key(path) if path.exists() else make_master_key(path, development=True)
    create_store(options.store, MasterKey(master.secret, development=True))


def _limits(options: argparse.Namespace) -> dict[str, Limit]:
    facts = vars(options)
    names = {what: what.replace(" ", "_") for what in LIMITS}
    return {
        what: Limit(facts[f"{name}_per_minute"], facts[f"{name}_per_day"])
        for what, name in names.items()
    }


def _uid(name: str) -> int:
    try:
        return int(name) if name.isdigit() else pwd.getpwnam(name).pw_uid
    except KeyError:
        raise _unknown(name) from None


def _gid(name: str | None) -> int | None:
    try:
        return grp.getgrnam(name).gr_gid if name else None
    except KeyError:
        raise _unknown(str(name)) from None


def _unknown(name: str) -> StoreRefused:
    return StoreRefused(
        reason_sv=f"systemet känner varken användare eller grupp med namnet {name}.",
        reason_en=f"the system knows no user or group with the name {name}.",
    )


def _say(swedish: str, english: str) -> None:
    sys.stderr.write(f"{swedish}\n{english}\n")


def main(argv: Sequence[str]) -> int:
    """Run one command; 0 done, 2 refused with the reason in two languages on stderr."""
    options = build_parser().parse_args(argv)
    run = {"serve": serve, "create": create, "change-master": change_master}[options.command]
    try:
        run(options)
    except KeysError as error:
        _say(error.message("sv"), error.message("en"))
        return 2
    except OSError as error:
        fault = f"{error.filename}: {error.strerror}"
        refused = StoreRefused(reason_sv=fault, reason_en=fault)
        _say(refused.message("sv"), refused.message("en"))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
