"""Which version of the program runs."""

import tomllib
from pathlib import Path

from django.conf import settings


def program() -> str:
    """The version of the program that runs."""
    description = (Path(settings.PROJECT) / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(description)["project"]["version"])
