"""`python -m kvinnofrid.catalogue check [PATH] [--lang sv|en]`."""

import argparse
import sys

from . import commands


def main(arguments: list[str]) -> int:
    """Run the command line of the catalogue; its exit status."""
    parser = argparse.ArgumentParser(prog="python -m kvinnofrid.catalogue")
    subparsers = parser.add_subparsers(required=True)
    commands.add_arguments(subparsers.add_parser(commands.NAME, help=commands.HELP.sv))
    return commands.run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
