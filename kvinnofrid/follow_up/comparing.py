"""Two who change the same thing at once: what each of them changed, to choose between by field.

A form carries what its page showed (`seen`). When somebody else has saved since, each field that
differs is a choice between one's own and what is saved, with what stood there before. Where only
one of the two has changed a field, that one is chosen already; else nothing is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

COMPARED, ASKED, CHOOSE, THEIRS, SEEN = "compared", "asked", "choose-", "theirs-", "seen"
Texts = list[str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A field that differs. `chosen` is "mine", "theirs", or empty when both have changed it."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, and what the page carries on: names and values."""

    choices: list[Choice]
    carried: list[tuple[str, str]]
    missing: bool


def seen_in(fields: Mapping[str, forms.Field], initial: Mapping[str, Any]) -> str:
    """What a page shows in its fields, as the form carries it."""
    shown = {
        name: _texts(initial.get(name))
        for name, field in fields.items()
        if not field.widget.is_hidden
    }
    return json.dumps(shown, ensure_ascii=False)


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, with what was chosen after a comparison; None when nothing was."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    for name in data.getlist(ASKED):
        if data.get(f"{CHOOSE}{name}") == "theirs":
            data.setlist(name, data.getlist(f"{THEIRS}{name}"))
    return data


def undecided(form: forms.Form) -> bool:
    """Whether a comparison was sent without every choice made."""
    data: Any = form.data
    return any(
        data.get(f"{CHOOSE}{name}") not in {"mine", "theirs"} for name in data.getlist(ASKED)
    )


def comparison(form: forms.Form, *, key: str, missing: bool) -> Comparison:
    """Compare a form that was sent with what is saved now, which its initial values are."""
    before = _before(form)
    choices, carried = [], []
    for bound in form:
        if bound.is_hidden:
            continue
        name, field = bound.name, bound.field
        mine, theirs = _sent_texts(form, bound), _texts(form.initial.get(name))
        carried += [(name, one) for one in mine]
        if mine == theirs:
            continue
        was = before.get(name, theirs)
        chosen = "theirs" if mine == was else "mine" if theirs == was else ""
        if missing:
            chosen = str(form.data.get(f"{CHOOSE}{name}", chosen))
        choices.append(
            Choice(
                name,
                str(field.label),
                _in_words(field, was),
                _in_words(field, mine),
                _in_words(field, theirs),
                chosen,
            )
        )
        carried += [(ASKED, name), *((f"{THEIRS}{name}", one) for one in theirs)]
    carried += [
        (COMPARED, "1"),
        ("key", key),
        ("version", str(form.initial.get("version", ""))),
        (SEEN, str(form.data.get(SEEN, ""))),
    ]
    return Comparison(choices, carried, missing)


def _before(form: forms.Form) -> dict[str, Texts]:
    """What the page had shown; nothing when that cannot be read."""
    try:
        found = json.loads(str(form.data.get(SEEN) or "{}"))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: [str(one) for one in value] for name, value in found.items() if _is_list(value)}


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _texts(value: Any) -> Texts:
    """A stored value as a form sends it; nothing is an empty list."""
    if value is None or value is False or value == "":
        return []
    if value is True:
        return ["on"]
    if isinstance(value, date):
        return [value.isoformat()]
    if isinstance(value, (list, tuple)):
        return sorted(str(one) for one in value if one)
    return [_plain(str(value))]


def _sent_texts(form: forms.Form, bound: BoundField) -> Texts:
    data: Any = form.data
    return sorted(text for one in data.getlist(bound.html_name) if (text := _plain(one)))


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _in_words(field: forms.Field, given: Texts) -> str:
    """A value as it is read on the page."""
    if isinstance(field, forms.BooleanField):
        return _("Ja") if given else _("Nej")
    if not given:
        return _("tomt")
    if isinstance(field, forms.ChoiceField):
        words = dict(_flat(field.choices))
        return ", ".join(str(words.get(one, one)) for one in given)
    return given[0]


def _flat(choices: Any) -> list[tuple[str, Any]]:
    found = []
    for value, label in choices:
        found += _flat(label) if isinstance(label, (list, tuple)) else [(str(value), label)]
    return found
