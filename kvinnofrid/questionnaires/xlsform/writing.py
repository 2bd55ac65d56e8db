"""Writing an instrument as an XLSForm workbook."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from kvinnofrid.catalogue import Constraint, Instrument, Item, Wording

from .expressions import written
from .extension import COLUMNS, FORM_FIELDS, SHEET
from .languages import heading
from .reports import Lost, Report

_TYPES = {"text": "text", "date": "date", "scale": "range"}


@dataclass(frozen=True, slots=True)
class Exported:
    """The workbook, and what other programs will not see of the instrument."""

    workbook: bytes
    report: Report


Row = dict[str, str]


def write_xlsform(instrument: Instrument) -> Exported:
    """The instrument as an XLSForm; read again by `read_xlsform` it means the same."""
    made = _Book(instrument)
    settings: Row = {
        "form_title": instrument.title.sv,
        "form_id": instrument.id,
        "version": instrument.version,
        "default_language": heading(instrument.languages[0]),
    }
    survey = list(made.survey())
    sheets = {
        "survey": survey,
        "choices": made.choices,
        "settings": [settings],
        SHEET: [*made.about_form(), *made.extension],
    }
    carried = {"items": len(instrument.items), "sections": len(instrument.sections)}
    return Exported(_workbook(sheets), Report(carried, tuple(made.lost())))


def _workbook(sheets: dict[str, list[Row]]) -> bytes:
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, {**options, "strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = list(COLUMNS) if name == SHEET else []
            for row in rows:
                columns += [column for column in row if column not in columns]
            for n, column in enumerate(columns):
                sheet.write_string(0, n, column)
                for m, row in enumerate(rows, 1):
                    if row.get(column):
                        sheet.write_string(m, n, row[column])
    return made.getvalue()


class _Book:
    """The sheets as they grow."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.kinds = {item.id: item.kind for item in instrument.items}
        self.choices: list[Row] = []
        self.extension: list[Row] = []

    def say(self, about: str, field: str, value: object) -> None:
        plain = json.dumps(value, ensure_ascii=False)
        self.extension.append({"about": about, "field": field, "value": plain})

    def about_form(self) -> Iterator[Row]:
        content = self.instrument.model_dump(mode="json", exclude_none=True)
        for field in FORM_FIELDS:
            if field in content:
                plain = json.dumps(content[field], ensure_ascii=False)
                yield {"about": "", "field": field, "value": plain}

    def texts(self, column: str, wording: Wording) -> Row:
        return {f"{column}::{heading(code)}": text for code, text in wording.texts()}

    def condition(self, given: Any, own: str = "") -> str:
        return written(given.model_dump(exclude_defaults=True), self.kinds, own)

    def survey(self) -> Iterator[Row]:
        for section in self.instrument.sections:
            group = section.id.replace("-", "_")
            row: Row = {"type": "begin_group", "name": f"s_{group}"}
            if section.applies is not None:
                row["relevant"] = self.condition(section.applies)
            yield {**row, **self.texts("label", section.title)}
            self.say(f"section:s-{section.id}", "id", section.id)
            if section.help is not None:
                note = {"type": "note", "name": f"s_{group}_help"}
                yield {**note, **self.texts("label", section.help)}
            for item in section.items:
                yield self.item(item)
            yield {"type": "end_group"}

    def item(self, item: Item) -> Row:
        row: Row = {"type": self.type_of(item), "name": item.id, **self.texts("label", item.text)}
        if item.help is not None:
            row |= self.texts("hint", item.help)
        if item.required:
            row["required"] = "yes"
        if item.applies is not None:
            row["relevant"] = self.condition(item.applies)
        if item.scale is not None:
            row["parameters"] = f"start={item.scale.low} end={item.scale.high} step=1"
            for end in ("low_words", "high_words"):
                self.say(item.id, end, getattr(item.scale, end).model_dump(exclude_defaults=True))
        row |= self.constraints(item)
        self.fields(item)
        return row

    def type_of(self, item: Item) -> str:
        if item.kind in ("single", "multiple"):
            for choice in item.choices:
                row = {"list_name": item.id, "name": choice.code}
                self.choices.append({**row, **self.texts("label", choice.text)})
            return f"select_{'one' if item.kind == 'single' else 'multiple'} {item.id}"
        if item.kind == "number":
            return "integer" if item.whole else "decimal"
        return _TYPES[item.kind]

    def constraints(self, item: Item) -> Row:
        """The first impossible constraint in XLSForm's own column, the others on our sheet."""
        first = next((c for c in item.constraints if c.level == "impossible"), None)
        rest = [c.model_dump(exclude_defaults=True) for c in item.constraints if c is not first]
        if rest:
            self.say(item.id, "constraints", rest)
        alone = [choice.code for choice in item.choices if choice.exclusive]
        parts = [f"not(selected(., '{code}') and count-selected(.) > 1)" for code in alone]
        if first is None:
            return {"constraint": " and ".join(parts)} if parts else {}
        self.say(item.id, "constraint_id", first.id)
        parts.append(f"({self.expression(item, first)})")
        row = {"constraint": " and ".join(parts)}
        return {**row, **self.texts("constraint_message", first.words)}

    def expression(self, item: Item, constraint: Constraint) -> str:
        """The constraint, let through when another question it refers to has no answer."""
        others = dict.fromkeys(i for i in constraint.must.items() if i != item.id)
        blanks = [f"${{{other}}} = ''" for other in others]
        return " or ".join([f"({self.condition(constraint.must, item.id)})", *blanks])

    def fields(self, item: Item) -> None:
        for field in ("occasions", "variable", "area", "improves", "factor"):
            value = getattr(item, field)
            if value and value != "core":
                self.say(item.id, field, value)
        if item.unit is not None:
            self.say(item.id, "unit", item.unit.model_dump(exclude_defaults=True))
        points = {c.code: str(c.points) for c in item.choices if c.points is not None}
        if points:
            self.say(item.id, "points", points)

    def lost(self) -> Iterator[Lost]:
        """What other programs will not see."""
        if self.instrument.mode == "structured_judgement":
            yield Lost("", "judgement")
        for item in self.instrument.items:
            if any(choice.points is not None for choice in item.choices):
                yield Lost(item.id, "points")
            if any(one.level == "unlikely" for one in item.constraints):
                yield Lost(item.id, "warning")
            if item.occasions:
                yield Lost(item.id, "occasions")
