"""`python -m kvinnofrid COMMAND`: every command but those of the launcher."""

import sys

from kvinnofrid.config.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
