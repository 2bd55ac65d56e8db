"""Who the page of sources and licences thanks: publishers of data, makers of what pages borrow."""

import json
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.contrib.staticfiles import finders

LICENCES = {"MIT": "MIT", "OFL-1.1": "SIL Open Font License 1.1"}


@dataclass(frozen=True, slots=True)
class Source:
    """A publisher's data: what, under which terms, and the files of ours made from it."""

    publisher: str
    what: str
    licence: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A thing that the pages are made with."""

    name: str
    version: str
    licence: str


def sources(data: Path, language: str) -> list[Source]:
    """The sources of the reference data as `data/sources.yaml` names them."""
    entries = yaml.safe_load((data / "sources.yaml").read_text(encoding="utf-8"))
    return [
        Source(
            publisher=entry["publisher"],
            what=entry["what"][language],
            licence=entry["licence"][language],
            files=tuple(entry["files"]),
        )
        for entry in entries
    ]


def borrowed() -> list[Borrowed]:
    """What the pages borrow, as `vendor.lock` names it."""
    lock = finders.find("web/vendor/vendor.lock")
    if not isinstance(lock, str):
        raise FileNotFoundError("web/vendor/vendor.lock is not among the static files")
    packages = json.loads(Path(lock).read_text(encoding="utf-8"))["packages"]
    return [Borrowed(p["name"], p["version"], LICENCES[p["licence"]]) for p in packages]
