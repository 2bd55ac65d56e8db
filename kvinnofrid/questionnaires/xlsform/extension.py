"""The sheet `kvinnofrid`: what an instrument holds that XLSForm has no column for.

One row for each thing: `about` (a question, empty for the form), `field`, `value`. Other programs
pass the sheet by; a form from elsewhere lacks it, and is then a plain questionnaire.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

SHEET = "kvinnofrid"
COLUMNS = ("about", "field", "value")
ITEM_FIELDS = ("occasions", "variable", "area", "improves", "factor", "unit")
"""Fields of an item that stand on the sheet, as JSON when they are no plain text."""

FORM_FIELDS = (
    "id",
    "version",
    "valid_from",
    "title",
    "description",
    "source",
    "purpose",
    "mode",
    "target_groups",
    "occasions",
    "answered_by",
    "languages",
    "text_by",
    "extends",
    "through",
    "areas",
    "sums",
)
MOST_ROWS = 20_000


@dataclass(slots=True)
class Extension:
    """The rows of the sheet, by question and field."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    odd: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]]) -> Extension:
        """The rows as they can be understood; values are JSON."""
        made = cls()
        for n, row in enumerate(rows):
            about, name, value = (str(row.get(key) or "").strip() for key in COLUMNS)
            if n >= MOST_ROWS or not name:
                continue
            try:
                made.rows.setdefault(about, {})[name] = json.loads(value)
            except (ValueError, RecursionError):
                made.odd.append((about, name))
        return made

    def form_fields(self) -> dict[str, Any]:
        """What the sheet says of the form."""
        return {k: v for k, v in self.rows.get("", {}).items() if k in FORM_FIELDS}

    def section_fields(self, section: str) -> dict[str, Any]:
        """What the sheet says of a section."""
        said = self.rows.get(f"section:{section}", {})
        return {k: v for k, v in said.items() if k == "id"}

    def constraint_id(self, name: str) -> str:
        """The id of the constraint that stands in the form's own column."""
        said = self.rows.get(name, {}).get("constraint_id")
        return said if isinstance(said, str) else "krav"

    def add_to(self, item: dict[str, Any]) -> int:
        """Give the item what the sheet says of it; the number of constraints among that."""
        said = self.rows.get(item["id"], {})
        for name in ITEM_FIELDS:
            if name in said:
                item[name] = said[name]
        points = said.get("points")
        if isinstance(points, Mapping):
            for choice in item.get("choices", ()):
                if choice["code"] in points:
                    choice["points"] = points[choice["code"]]
        alone = said.get("exclusive")
        if isinstance(alone, list):
            for choice in item.get("choices", ()):
                if choice["code"] in alone:
                    choice["exclusive"] = True
        further = said.get("constraints")
        if not isinstance(further, list):
            return 0
        item.setdefault("constraints", []).extend(further)
        return len(further)

    def add_ends(self, item: dict[str, Any], name: str) -> None:
        """Give a scale the words at its ends."""
        said = self.rows.get(name, {})
        for end in ("low_words", "high_words"):
            if isinstance(said.get(end), Mapping):
                item["scale"][end] = said[end]
