"""Reads a question from an address, as PxWeb's API writes it: the names in any case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest

from kvinnofrid.catalogue import Text
from kvinnofrid.open_data import written
from kvinnofrid.open_data.problems import RefusedError
from kvinnofrid.open_data.pxweb.selection import Asked
from kvinnofrid.open_data.pxweb.shapes import VariablesSelection
from kvinnofrid.open_data.shelf import LANGUAGES

FORMATS = ("json-stat2", "csv", "xlsx", "parquet")
_NAMED = re.compile(r"(valuecodes|codelist)\[(.*)\]", re.IGNORECASE | re.DOTALL)
_WORDS = (written.CODES, written.TEXTS, written.BOTH)


@dataclass(frozen=True, slots=True)
class Format:
    """How an answer is written."""

    name: str = FORMATS[0]
    words: str = written.TEXTS
    separator: str = ","
    title: bool = False


def parameters(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """The names and values of a question's address."""
    for name, values in request.GET.lists():
        for value in values:
            yield name, str(value)


def parameter(request: HttpRequest, name: str) -> str:
    """The last value of a parameter, its name in any case; empty when there is none."""
    found = [value for one, value in parameters(request) if one.casefold() == name.casefold()]
    return found[-1] if found else ""


def language(request: HttpRequest) -> str:
    """The language asked for, Swedish when none is. RefusedError for one that there is not."""
    asked = parameter(request, "lang").casefold() or LANGUAGES[0]
    if asked not in LANGUAGES:
        raise RefusedError(
            "Unsupported language",
            Text(
                sv=f"lang är sv eller en, inte {asked[:20]!r}.",
                en=f"lang is sv or en, not {asked[:20]!r}.",
            ),
        )
    return asked


def whole_number(request: HttpRequest, name: str, default: int, most: int) -> int:
    """A parameter that is a whole number from 1 to `most`."""
    value = parameter(request, name)
    if not value:
        return default
    if value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= most:
        return int(value)
    raise _not_understood(name, value, f"1–{most}")


def yes_or_no(request: HttpRequest, name: str) -> bool:
    """A parameter that is true or false, false when it is left out."""
    value = parameter(request, name).casefold()
    if value in {"", "true", "false"}:
        return value == "true"
    raise _not_understood(name, value, "true, false")


def asked(request: HttpRequest) -> Asked:
    """The question that an address holds."""
    values: dict[str, list[str]] = {}
    codelists: dict[str, str] = {}
    for name, value in parameters(request):
        named = _NAMED.fullmatch(name)
        if named is not None and named[1].casefold() == "valuecodes":
            values.setdefault(named[2], []).extend(parts(value))
        elif named is not None:
            codelists[named[2]] = value
        elif name.casefold() in {"valuecodes", "codelist"}:
            raise _not_understood(name, value, f"{name}[Region]=01,03")
    heading, stub = (tuple(parts(parameter(request, one))) for one in ("heading", "stub"))
    return Asked(values, codelists, heading, stub)


def posted(given: VariablesSelection) -> Asked:
    """The question that a body holds."""
    placed = given.placement
    return Asked(
        values={one.variable_code: one.value_codes for one in given.selection},
        codelists={one.variable_code: one.codelist for one in given.selection if one.codelist},
        heading=tuple(placed.heading or ()) if placed else (),
        stub=tuple(placed.stub or ()) if placed else (),
    )


def parts(written_list: str) -> list[str]:
    """The parts of a list with commas; a comma within brackets of either kind parts nothing."""
    found, depth = [""], 0
    for sign in written_list:
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth <= 0:
            found.append("")
        else:
            found[-1] += sign
    stripped = [one.strip() for one in found]
    return [one[1:-1] if one[:1] == "[" and one[-1:] == "]" else one for one in stripped if one]


def format_asked(request: HttpRequest) -> Format:
    """The format that an answer is asked for in. RefusedError for what there is not."""
    name = (parameter(request, "outputFormat") or FORMATS[0]).casefold()
    if name not in FORMATS:
        raise _unsupported(name, FORMATS)
    known = [*_WORDS, *written.SEPARATORS, "IncludeTitle"]
    by_case = {one.casefold(): one for one in known}
    given = [
        one
        for key, value in parameters(request)
        if key.casefold() == "outputformatparams"
        for one in parts(value)
    ]
    for one in given:
        if one.casefold() not in by_case:
            raise _unsupported(one, known)
    wanted = {by_case[one.casefold()] for one in given}
    words, separators = wanted & set(_WORDS), wanted & set(written.SEPARATORS)
    if len(words) > 1 or len(separators) > 1:
        raise _unsupported(", ".join(sorted(words if len(words) > 1 else separators)), known)
    return Format(
        name=name,
        words=min(words, default=written.TEXTS),
        separator=written.SEPARATORS[min(separators)] if separators else ",",
        title="IncludeTitle" in wanted,
    )


def _unsupported(name: str, known: tuple[str, ...] | list[str]) -> RefusedError:
    listed = ", ".join(known)
    return RefusedError(
        "Unsupported output format",
        Text(
            sv=f"{name[:80]!r} går inte att ge. Det som går, ett av varje slag: {listed}.",
            en=f"{name[:80]!r} cannot be given. What can, one of each kind: {listed}.",
        ),
    )


def _not_understood(name: str, value: str, form: str) -> RefusedError:
    return RefusedError(
        "Parameter error",
        Text(
            sv=f"{name[:40]} kan inte vara {value[:80]!r}. Skriv så här: {form}",
            en=f"{name[:40]} cannot be {value[:80]!r}. Write like this: {form}",
        ),
    )
