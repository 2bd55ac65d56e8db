"""`python -m kvinnofrid.catalogue check [PATH] [--lang sv|en]`: the check without Django."""

import argparse
import sys

from .commands import COMMANDS


def main(arguments: list[str]) -> int:
    """Run a command of the catalogue; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m kvinnofrid.catalogue")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add_arguments(subparsers.add_parser(command.name, help=command.help))
    chosen = parser.parse_args(arguments)
    return next(c for c in COMMANDS if c.name == chosen.command).run(chosen)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
