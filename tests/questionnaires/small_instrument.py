"""Small instruments for the tests, made by plain functions; whatever is given differs."""

from datetime import date
from typing import Any

from kvinnofrid.questionnaires import Instrument

TODAY = date(2026, 3, 5)


def words(text: str) -> dict[str, str]:
    """A text in both languages."""
    return {"sv": text, "en": text}


def choice(code: str, **given: Any) -> dict[str, Any]:
    """A choice."""
    return {"code": code, "text": words(code), **given}


def item(item_id: str, kind: str = "single", **given: Any) -> dict[str, Any]:
    """An item; a single or multiple one has the choices yes and no unless others are given."""
    made: dict[str, Any] = {"id": item_id, "kind": kind, "text": words(item_id)}
    if kind in ("single", "multiple"):
        made["choices"] = [choice("yes"), choice("no")]
    if kind == "scale":
        made["scale"] = {
            "low": 0,
            "high": 10,
            "low_words": words("inte alls"),
            "high_words": words("helt"),
        }
    return {**made, **given}


def content(*items: dict[str, Any], **given: Any) -> dict[str, Any]:
    """The content of an instrument with one section of these items."""
    return {
        "id": "prov",
        "version": "1",
        "valid_from": date(2026, 1, 1),
        "title": words("Prov"),
        "description": words("Prov"),
        "source": {
            "title": "T",
            "publisher": "P",
            "published": "2026",
            "licence": words("Fri"),
        },
        "purpose": "follow_up",
        "mode": "none",
        "target_groups": ["victim_survivor"],
        "occasions": ["baseline", "during", "exit", "follow_up"],
        "languages": ["sv", "en"],
        "sections": [{"id": "s", "title": words("S"), "items": list(items)}],
        **given,
    }


def instrument(*items: dict[str, Any], **given: Any) -> Instrument:
    """An instrument with one section of these items; it must be sound."""
    made = Instrument.model_validate(content(*items, **given))
    assert list(made.faults()) == []
    return made
