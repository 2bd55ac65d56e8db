"""From what pyxform has read to the content of an instrument, with a note of all that is lost.

Runs in the limited process: what comes in is whatever a file held. What goes out is plain content
that the parent tries with the schema, as any other definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .expressions import NEVER, Known, NotCarriedError, Plain, parse
from .extension import Extension
from .languages import Languages

MOST_ITEMS = 1_000
MOST_CHOICES = 500
MOST_LOST = 2_000
LONGEST_TEXT = 4_000
MOST_STEPS = 100

KINDS = {
    "select one": "single",
    "select all that apply": "multiple",
    "integer": "number",
    "decimal": "number",
    "text": "text",
    "date": "date",
    "range": "scale",
}
METADATA = frozenset(
    {
        "audit",
        "calculate",
        "csv-external",
        "deviceid",
        "email",
        "end",
        "hidden",
        "phonenumber",
        "simserial",
        "start",
        "start-geopoint",
        "subscriberid",
        "today",
        "username",
        "xml-external",
    }
)
_REFERENCE = re.compile(r"\$\{[^}]*\}")
_MESSAGE = {
    "sv": "Svaret stämmer inte med det som gäller för frågan.",
    "en": "The answer does not keep to what holds for the question.",
}


@dataclass(slots=True)
class Form:
    """A form on its way in."""

    languages: Languages
    extension: Extension
    sections: list[dict[str, Any]] = field(default_factory=list)
    known: dict[str, Known] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    carried: dict[str, int] = field(default_factory=dict)

    def lose(self, about: str, what: str, detail: str = "") -> None:
        """Note that something is left behind."""
        if len(self.lost) < MOST_LOST:
            self.lost.append((about[:80], what, detail[:80]))

    def keep(self, what: str, number: int = 1) -> None:
        """Count what is taken over."""
        self.carried[what] = self.carried.get(what, 0) + number

    def words(self, about: str, said: object, otherwise: str) -> dict[str, Any]:
        """A text in its languages; `otherwise` stands in where there is none."""
        wording, lost = self.languages.wording(said, otherwise)
        for what, detail in lost:
            self.lose(about, what, detail)
        for code, text in list(wording.items()):
            if len(text) > LONGEST_TEXT:
                wording[code] = text[:LONGEST_TEXT]
                self.lose(about, "cut", code)
            if _REFERENCE.search(text):
                self.lose(about, "reference", code)
        others = {code: text for code, text in wording.items() if code not in ("sv", "en")}
        own: dict[str, Any] = {c: t for c, t in wording.items() if c in ("sv", "en")}
        return {**own, "others": others} if others else own


class TooManyError(ValueError):
    """The form has more questions than an instrument may have."""


def convert(form: Mapping[str, Any], extension: Extension) -> tuple[dict[str, Any], Form]:
    """Sections, languages and names of the form, and the form with what was counted and lost."""
    made = Form(Languages.of(form), extension)
    for unknown in made.languages.unknown:
        made.lose("", "language", unknown)
    title = form.get("title")
    name = str(form.get("id_string") or form.get("name") or "formular")
    _children(made, form.get("children"), "", None if title == "data" else title, None)
    made.sections = [one for one in made.sections if one["items"]]
    for code in made.languages.incomplete():
        made.lose("", "incomplete_language", code)
    content = {
        "name": name,
        "title": title if isinstance(title, str) else name,
        "version": str(form.get("version") or ""),
        "languages": list(made.languages.whole()),
        "sections": made.sections,
    }
    return content, made


def _children(
    form: Form, children: object, group: str, label: object, condition: Plain | None
) -> None:
    """Put the questions of a group into sections, one for each stretch between inner groups."""
    section: dict[str, Any] | None = None
    for child in children if isinstance(children, list) else ():
        if not isinstance(child, dict):
            continue
        kind, name = str(child.get("type", "")), str(child.get("name", ""))
        if kind == "group" and name != "meta":
            section = None
            _group(form, child, name, condition)
        elif kind in ("repeat", "loop"):
            form.lose(name, "repeat")
        elif kind not in ("group", ""):
            if section is None:
                section = _section(form, group, label, condition)
            _question(form, section, child, kind, name)


def _group(form: Form, group: Mapping[str, Any], name: str, around: Plain | None) -> None:
    own = _condition(form, name, group)
    if own == NEVER:
        return
    both = [one for one in (around, own) if one is not None]
    condition = None if not both else both[0] if len(both) == 1 else {"all": both}
    _leftovers(form, name, group)
    _children(form, group.get("children"), name, group.get("label"), condition)


def _section(form: Form, group: str, label: object, condition: Plain | None) -> dict[str, Any]:
    slug = re.sub(r"[^a-z0-9]+", "-", group.lower()).strip("-")[:60] or "fragor"
    used = {one["id"] for one in form.sections}
    section: dict[str, Any] = {
        "id": _free(slug, used, "-"),
        "title": form.words(group, label, group or "Frågor"),
        "items": [],
    }
    if condition is not None:
        section["applies"] = condition
    form.sections.append(section)
    form.keep("sections")
    return section


def _free(name: str, used: set[str], joint: str) -> str:
    """The name, with a number when it is taken."""
    if name not in used:
        return name
    number = 2
    while f"{name}{joint}{number}" in used:
        number += 1
    return f"{name}{joint}{number}"


def _condition(form: Form, name: str, row: Mapping[str, Any]) -> Plain | None:
    """When the question is asked; NEVER when it never is."""
    expression = _bind(row, "relevant")
    if not expression:
        return None
    try:
        condition = parse(expression, form.known)
    except NotCarriedError as error:
        form.lose(name, "condition", error.what)
        return None
    if condition == NEVER:
        form.lose(name, "never")
    elif condition is not None:
        form.keep("conditions")
    return condition


def _bind(row: Mapping[str, Any], key: str) -> str:
    bind = row.get("bind")
    said = bind.get(key) if isinstance(bind, Mapping) else None
    return said.strip() if isinstance(said, str) else ""


def _question(
    form: Form, section: dict[str, Any], row: Mapping[str, Any], kind: str, name: str
) -> None:
    if kind == "note":
        if not section["items"] and "help" not in section and not _bind(row, "relevant"):
            said = form.words(name, row.get("label"), "")
            if said:
                section["help"] = said
                form.keep("notes")
        else:
            form.lose(name, "note")
        return
    if kind in METADATA:
        form.lose(name, "computed" if kind in ("calculate", "hidden") else "metadata", kind)
        return
    if kind not in KINDS:
        form.lose(name, "type", kind)
        return
    if _bind(row, "readonly") in ("yes", "true()"):
        form.lose(name, "readonly")
        return
    item = _item(form, row, kind, name)
    if item is None:
        return
    if sum(len(one["items"]) for one in form.sections) >= MOST_ITEMS:
        raise TooManyError
    section["items"].append(item)
    form.keep("items")


def _item(form: Form, row: Mapping[str, Any], kind: str, name: str) -> dict[str, Any] | None:
    item: dict[str, Any] = {"id": _item_id(form, name), "kind": KINDS[kind]}
    codes: dict[str, str] = {}
    if item["kind"] in ("single", "multiple"):
        codes = _choices(form, item, row, name)
        if not codes:
            form.lose(name, "choices")
            return None
    if kind == "range":
        _range(form, item, row, name)
    if kind == "integer":
        item["whole"] = True
    applies = _condition(form, name, row)
    if applies == NEVER:
        return None
    form.taken.add(item["id"])
    if applies is not None:
        item["applies"] = applies
    item["text"] = form.words(name, row.get("label"), name)
    if row.get("hint"):
        said = form.words(name, row["hint"], "")
        if said:
            item["help"] = said
    _required(form, item, row, name)
    known = Known(item["id"], item["kind"], codes)
    _constraint(form, item, row, name, known)
    form.known[name] = known
    _leftovers(form, name, row)
    if further := form.extension.add_to(item):
        form.keep("constraints", further)
    return item


def _required(form: Form, item: dict[str, Any], row: Mapping[str, Any], name: str) -> None:
    said = _bind(row, "required").lower()
    if said in ("", "no", "false()", "false"):
        return
    item["required"] = True
    if said not in ("yes", "true()", "true"):
        form.lose(name, "required", said)


def _item_id(form: Form, name: str) -> str:
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")[:50]
    if not plain or not plain[0].isalpha():
        plain = f"q_{plain}".rstrip("_")
    if plain in ("today", "professional_level", "professional_reason"):
        plain = f"q_{plain}"
    found = _free(plain, form.taken, "_")
    if found != name:
        form.lose(name, "renamed", found)
    return found


def _choices(form: Form, item: dict[str, Any], row: Mapping[str, Any], name: str) -> dict[str, str]:
    """Put the choices into the item; the codes by the names that the form gives them."""
    listed = row.get("choices")
    if not isinstance(listed, list) or len(listed) > MOST_CHOICES:
        return {}
    codes: dict[str, str] = {}
    item["choices"] = []
    for choice in listed:
        given = str(choice.get("name", "")) if isinstance(choice, dict) else ""
        if not given or given in codes:
            continue
        plain = re.sub(r"[^A-Za-z0-9._-]+", "_", given)[:36]
        if not plain[:1].isalnum() or not plain.isascii():
            plain = f"c{plain}"
        code = _free(plain, set(codes.values()), "_")
        if code != given:
            form.lose(name, "renamed", f"{given}: {code}")
        codes[given] = code
        item["choices"].append({"code": code, "text": form.words(name, choice.get("label"), given)})
        if choice.get("media"):
            form.lose(name, "media", given)
    if row.get("choice_filter"):
        form.lose(name, "choice_filter")
    form.keep("choices", len(codes))
    return codes


def _range(form: Form, item: dict[str, Any], row: Mapping[str, Any], name: str) -> None:
    """A scale when its steps are whole, otherwise a number with limits."""
    given = row.get("parameters")
    steps: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    low, high = str(steps.get("start", "1")), str(steps.get("end", "10"))
    whole = re.compile(r"-?[0-9]{1,3}(\.0+)?")
    if (
        whole.fullmatch(low)
        and whole.fullmatch(high)
        and str(steps.get("step", "1")) in ("1", "1.0")
        and -MOST_STEPS <= float(low) < float(high) <= MOST_STEPS
    ):
        item["scale"] = {
            "low": int(float(low)),
            "high": int(float(high)),
            "low_words": form.words(name, None, low),
            "high_words": form.words(name, None, high),
        }
        form.extension.add_ends(item, name)
        return
    item["kind"] = "number"
    form.lose(name, "type", "range")
    ends = {"item": item["id"]}
    for limit, operand in (("at_least", low), ("at_most", high)):
        if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", operand):
            ends[limit] = operand
    if len(ends) > 1:
        item["constraints"] = [_made(form, "granser", ends, None)]


def _made(form: Form, constraint_id: str, must: Plain, said: object) -> dict[str, Any]:
    wording = form.words("", said, "") if said else {}
    text = wording or {
        code: _MESSAGE.get(code, _MESSAGE["en"]) for code in form.languages.all_or_swedish()
    }
    others = {c: t for c, t in text.items() if c not in ("sv", "en", "others")}
    if others:
        text = {**{c: t for c, t in text.items() if c in ("sv", "en")}, "others": others}
    return {"id": constraint_id, "level": "impossible", "must": must, "words": text}


_EXCLUSIVE = re.compile(
    r"not\(\s*selected\(\s*\.\s*,\s*'([^']+)'\s*\)\s*and\s*count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"
)


def _constraint(
    form: Form, item: dict[str, Any], row: Mapping[str, Any], name: str, known: Known
) -> None:
    expression = _bind(row, "constraint")
    if not expression:
        return
    expression = _without_exclusive(form, item, expression, known)
    if not expression:
        return
    try:
        must = parse(expression, {**form.known, name: known}, known)
    except NotCarriedError as error:
        form.lose(name, "constraint", error.what)
        return
    if must is None:
        return
    if must == NEVER or known.id not in set(_mentioned(must)):
        form.lose(name, "constraint", expression)
        return
    bind = row["bind"]
    kept = item.setdefault("constraints", [])
    kept.append(_made(form, form.extension.constraint_id(name), must, bind.get("jr:constraintMsg")))
    form.keep("constraints")


def _without_exclusive(form: Form, item: dict[str, Any], expression: str, known: Known) -> str:
    """Take out the usual way to say that a choice stands alone, and mark the choice instead."""
    rest = expression
    for match in _EXCLUSIVE.finditer(expression):
        code = known.codes.get(match.group(1))
        if item["kind"] != "multiple" or code is None:
            return expression
        for choice in item["choices"]:
            if choice["code"] == code:
                choice["exclusive"] = True
        rest = rest.replace(match.group(), "true()")
        form.keep("constraints")
    return "" if re.fullmatch(r"[\s()]*true\(\)(\s*and\s*[\s()]*true\(\)[\s()]*)*", rest) else rest


def _mentioned(condition: Plain) -> Iterator[str]:
    if "item" in condition:
        yield condition["item"]
    for way in ("all", "any", "none"):
        for part in condition.get(way, ()):
            yield from _mentioned(part)


def _leftovers(form: Form, name: str, row: Mapping[str, Any]) -> None:
    """Note what of a row has no place here."""
    for key, what in (("default", "default"), ("trigger", "computed")):
        if row.get(key):
            form.lose(name, what, str(row[key]))
    if _bind(row, "calculate"):
        form.lose(name, "computed")
    if row.get("media"):
        form.lose(name, "media")
    if row.get("guidance_hint"):
        form.lose(name, "guidance")
    bind = row.get("bind")
    if isinstance(bind, Mapping) and bind.get("jr:requiredMsg"):
        form.lose(name, "message")
    control = row.get("control")
    if isinstance(control, Mapping) and control.get("appearance"):
        form.lose(name, "appearance", str(control["appearance"]))
