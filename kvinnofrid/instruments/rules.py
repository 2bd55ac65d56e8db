"""What becomes of a form that is taken in: on its own, or in the place of a shipped method."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kvinnofrid.catalogue import Extended, Instrument, Text
from kvinnofrid.questionnaires import changed_core

LEVELS = {"county": "regional", "region": "regional"}
"""Whose added variables are shared by a county; everybody else's are local."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever takes in a form says of it; what is empty is as the file says."""

    version: str
    title: str = ""
    purpose: str = ""
    target_groups: Sequence[str] = ()
    occasions: Sequence[str] = ()


class UnfitFormError(ValueError):
    """The form cannot be what it was to be; `reasons` say why, as help."""

    def __init__(self, reasons: Sequence[Text]) -> None:
        super().__init__(*(reason.en for reason in reasons))
        self.reasons = tuple(reasons)


def variable_level(kind: str) -> str:
    """Whether variables that an organisation of this kind adds are regional or local."""
    return LEVELS.get(kind, "local")


def prepared(
    read: Instrument, *, base: Instrument | None, wishes: Wishes, level: str
) -> Instrument:
    """The instrument that a form becomes. Raises UnfitFormError.

    A method that others own lends its name, mode and use, and the form gives its text. A common
    core must be in the form unchanged; what is added is marked as regional or local. So must a
    regional version that local items are added to: it is the layer between them and the core.
    """
    content = read.model_dump()
    content["version"] = wishes.version
    content["text_by"] = "organisation"
    if base is None:
        content |= _wished(wishes)
    elif base.items:
        content |= _extending(read, base, level)
    else:
        content |= _filling(read, base)
    made = Instrument.model_validate(content)
    reasons = [
        Text(
            sv=f"{fault.what.sv} {fault.remedy.sv}",
            en=f"{fault.what.en} {fault.remedy.en}",
        )
        for fault in made.faults()
    ]
    if base is not None and base.items:
        reasons += changed_core(base, made)
    if reasons:
        raise UnfitFormError(reasons)
    return made


def _wished(wishes: Wishes) -> dict[str, Any]:
    content: dict[str, Any] = {}
    if wishes.title:
        content["title"] = {"sv": wishes.title, "en": wishes.title}
        slug = re.sub(r"[^a-z0-9]+", "-", _plain(wishes.title)).strip("-")[:80]
        content |= {"id": slug} if slug else {}
    for name in ("purpose", "target_groups", "occasions"):
        value = getattr(wishes, name)
        if value:
            content[name] = value
    return content


def _plain(title: str) -> str:
    return title.lower().translate(str.maketrans("åäöéü", "aaoeu"))


_KEPT = ("purpose", "mode", "target_groups", "occasions", "answered_by")


def _extending(read: Instrument, base: Instrument, level: str) -> dict[str, Any]:
    kept = {item.id for item in base.items}
    core = base.extends or Extended(id=base.id, version=base.version)
    between = None if base.extends is None else {"id": base.id, "version": base.version}
    sections = [section.model_dump() for section in read.sections]
    for section in sections:
        for item in section["items"]:
            if item["id"] not in kept:
                item["variable"] = level
    return {
        **{name: getattr(base, name) for name in _KEPT},
        "id": f"{core.id}-{level}",
        "title": base.title.model_dump(),
        "description": base.description.model_dump(),
        "source": base.source.model_dump(),
        "areas": [area.model_dump() for area in base.areas],
        "sums": [one.model_dump() for one in base.sums],
        "extends": core.model_dump(),
        "through": between,
        "sections": sections,
    }


def _filling(read: Instrument, base: Instrument) -> dict[str, Any]:
    sections = [section.model_dump() for section in read.sections]
    items = [item for section in sections for item in section["items"]]
    content: dict[str, Any] = {
        **{name: getattr(base, name) for name in _KEPT},
        "id": base.id,
        "title": base.title.model_dump(),
        "description": base.description.model_dump(),
        "source": base.source.model_dump(),
        "sections": sections,
    }
    if base.mode == "structured_judgement" and not any(item["factor"] for item in items):
        for item in items:
            item["factor"] = item["kind"] == "single"
    if base.mode != "summed_score":
        content["sums"] = []
    elif not read.sums:
        content["sums"] = _sum_of_numbers(items, base)
    return content


def _sum_of_numbers(items: list[dict[str, Any]], base: Instrument) -> list[dict[str, Any]]:
    """One sum of the questions whose choices are named by numbers: the numbers are the points."""
    summed = []
    for item in items:
        codes = [choice["code"] for choice in item["choices"]]
        if item["kind"] == "single" and all(re.fullmatch(r"[0-9]{1,3}", code) for code in codes):
            for choice in item["choices"]:
                choice["points"] = choice["code"]
            summed.append(item["id"])
    name = {"sv": base.title.sv, "en": base.title.en}
    return [{"id": "summa", "name": name, "items": summed}] if summed else []
