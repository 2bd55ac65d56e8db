"""Skatteverket's test numbers, as the tests use them. No number is anybody's."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "data" / "identity"
TODAY = date(2026, 11, 22)


@cache
def personal_numbers() -> tuple[str, ...]:
    """Personal identity numbers, twelve digits."""
    return _lines("skatteverket-test-personnummer.txt")


@cache
def coordination_numbers() -> tuple[str, ...]:
    """Coordination numbers, twelve digits."""
    return _lines("skatteverket-test-samordningsnummer.txt")


def format_cases() -> list[dict[str, Any]]:
    """Written forms and whether they are valid."""
    cases: list[dict[str, Any]] = json.loads(
        (FOLDER / "format-cases.json").read_text(encoding="utf-8")
    )
    return cases


def _lines(name: str) -> tuple[str, ...]:
    return tuple((FOLDER / name).read_text(encoding="ascii").split())
