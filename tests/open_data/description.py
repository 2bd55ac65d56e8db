"""Every address of the site as OpenAPI, so that questions to it can be made up by the machine.

Our own API describes itself. Kolada's and the pages are described from their patterns: what stands
in the address, what the code looks for in a question, and what the forms have fields for.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.urls.resolvers import RegexPattern, RoutePattern, URLPattern, URLResolver

from kvinnofrid.open_data.api import api
from kvinnofrid.open_data.pxweb.api import api as pxweb

ROOM = Path(__file__).resolve().parents[2] / "kvinnofrid"
PART = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
GROUP = re.compile(r"\(\?P<(\w+)>[^)]*\)")
LOOKED_FOR = re.compile(
    r"""(?:GET|POST)\.(?:get|getlist)\(\s*"(\w+)"|"(\w+)" (?:not )?in request\."""
)
FIELD = re.compile(r"""<(?:input|select|textarea|button)[^>]*\sname="([\w-]+)\"""")
KNOWN: Mapping[str, tuple[str, ...]] = {
    "slug": ("oj-brottsoffer-2015",),
    "series": ("oj-brottsoffer",),
    "code": ("KUN01",),
    "place": ("1281-lund",),
    "address": ("1281-lund", "0380-uppsala"),
    "kind": ("kommun", "lan", "municipality", "county"),
    "form": ("csv", "svg", "png", "xlsx", "json"),
    "ids": ("1281", "oj-brottsoffer-2015-KUN01", "1281,0380"),
    "kpi": ("oj-brottsoffer-2015-KUN01",),
    "kpi_id": ("oj-brottsoffer-2015-KUN01",),
    "municipality": ("1281", "0380,1281"),
    "year": ("2015", "2014,2015"),
    "page": ("1", "2", "0"),
    "per_page": ("1", "5000"),
}
"""Values that lead somewhere, tried beside made-up ones."""

OPEN_TO_ALL = ("/v3", "/api/", "/data/", "/datasets/", "/jamforelser/", "/omraden/")
"""What is the same for everybody is asked for by nobody in particular alone."""

READ_ONLY = (*OPEN_TO_ALL, "/lagesbild/")
"""What is never written to, described without asking so."""

HEADERS: Mapping[str, Mapping[str, Any]] = {
    "HX-Request": {"enum": ["true", "false"]},
    "Accept-Language": {"type": "string", "maxLength": 20, "pattern": r"^[ -~]*$"},
    "Accept": {"enum": ["text/html", "application/json", "*/*", ""]},
}


@cache
def looked_for() -> list[str]:
    """The names that some view looks for in a question."""
    found = {
        name
        for path in ROOM.rglob("*.py")
        for pair in LOOKED_FOR.findall(path.read_text(encoding="utf-8"))
        for name in pair
        if name
    }
    return sorted(found)


@cache
def form_fields() -> list[str]:
    """The names of fields of forms."""
    found = {
        name
        for path in ROOM.rglob("*.html")
        for name in FIELD.findall(path.read_text(encoding="utf-8"))
    }
    return sorted(found | set(looked_for()))


def described(
    patterns: Iterable[URLPattern | URLResolver], known: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """The whole site as one OpenAPI document. `known` are more values that lead somewhere."""
    own: dict[str, Any] = dict(api.get_openapi_schema())
    theirs = pxweb.get_openapi_schema()
    values = {**KNOWN, **known}
    both = {**own["paths"], **theirs["paths"]}
    paths = {path: _with_more(said) for path, said in both.items()}
    for address, pattern in _addresses(patterns):
        if address not in paths:
            paths[address] = _page(address, pattern, values)
    schemas = {**own["components"]["schemas"], **theirs["components"]["schemas"]}
    return {**own, "components": {"schemas": schemas}, "paths": paths}


def _addresses(
    patterns: Iterable[URLPattern | URLResolver], before: str = "/"
) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        pattern = one.pattern
        if isinstance(pattern, RegexPattern):
            here = GROUP.sub(r"{\1}", pattern.regex.pattern.strip("^$")).replace("/?", "/")
            here = re.sub(r"\(\?:.*", "/", here)
        elif isinstance(pattern, RoutePattern):
            here = PART.sub(r"{\g<name>}", str(pattern))
        else:
            here = str(pattern)
        if isinstance(one, URLResolver):
            yield from _addresses(one.url_patterns, before + here)
        else:
            yield before + here, one


def _page(address: str, pattern: URLPattern, values: Mapping[str, tuple[str, ...]]) -> Any:
    parts = re.findall(r"\{(\w+)\}", address)
    named = [*[(one, "path") for one in parts], *[(one, "query") for one in looked_for()]]
    parameters = [_parameter(name, where, values) for name, where in named]
    fields = {name: _value(name, values) for name in form_fields()}
    body = {
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": fields, "additionalProperties": False}
        }
    }
    answers = {"responses": {"200": {"description": "a page"}}}
    asked = {"parameters": [*parameters, *_headers()], **answers}
    said: dict[str, Any] = {"get": asked}
    if not address.startswith(READ_ONLY):
        said["post"] = {**asked, "requestBody": {"content": body}}
    return said


def _headers() -> list[dict[str, Any]]:
    return [{"name": n, "in": "header", "schema": schema} for n, schema in HEADERS.items()]


def _parameter(name: str, where: str, values: Mapping[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "schema": _value(name, values, shortest=int(where == "path")),
    }


def _value(
    name: str, values: Mapping[str, tuple[str, ...]], *, shortest: int = 0
) -> dict[str, Any]:
    anything = {"type": "string", "minLength": shortest, "maxLength": 60}
    number = {"type": "integer"}
    known = values.get(name)
    return {"anyOf": [{"enum": list(known)}, anything, number] if known else [anything, number]}


def _with_more(said: dict[str, Any]) -> dict[str, Any]:
    """Our own description, with headers that it need not speak of."""
    return {
        method: {**one, "parameters": [*one.get("parameters", ()), *_headers()]}
        for method, one in said.items()
    }
