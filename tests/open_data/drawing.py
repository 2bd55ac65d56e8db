"""Requests drawn from the description of the site, thousands a second: what a page may meet.

Values are what the description allows, what leads somewhere else, what stands at an edge, and what
no careful client sends: wrong kinds, hostile texts, fields that are missing, doubled or unknown,
bodies of another kind, other methods.
"""

import json
import random
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from django.test import Client

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
KINDS = (
    FORM,
    JSON,
    "text/plain",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "application/x-www-form-urlencoded; charset=utf-16",
    "text/html; charset=nonsense",
    "",
)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "QWERTY")
BOUNDARY = "----kvgrans"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
STRANGE = (
    "", " ", "0", "-0", "-1", "1", "2147483648", "9223372036854775808", "9" * 400, "1e400", "NaN",
    "Infinity", "1.5", "1,5", "½", "٣", "true", "null", "None", "[]", "{}", "[object Object]",
    "2026-11-22", "2026-02-30", "0000-00-00", "9999-12-31", "10000-01-01", "0001-01-01", "20261122",
    "2026-11-22T23:59:60Z", "2026-W53-7", "19121212-1212", "191212121212", "19880230-1234",
    "00000000-0000-4000-8000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "not-a-uuid",
    "\x00", "a\x00b", "\x1b[31m", "\r\n", "a\r\nSet-Cookie: x=1", "\u2028", "\u202eabc", "\ufeff",
    "\ufffe", "\U0010ffff", "e\u0301", "ﬃ", "İ", "ß", "å", "Åäö", "👩‍👩‍👧", "𝟙", "a" * 5_000,
    "'", "''", '"', "\\", "%", "_", "%s", "%(a)s", "{0}", "{{1}}", "${x}", "' OR '1'='1", "1; --",
    "<script>kvx7()</script>", '"><img src=x onerror=kvx7()>', "javascript:kvx7()", "&lt;", "&#0;",
    "../../etc/passwd", "..", ".", "/", "//example.org/", "https://example.org/", "\\\\host\\x",
    "=1+1", "@SUM(A1)", "+1", "-1+1", "*", "?", "#", "&", ";", ",", "a,b,c", "1,2,x", "|", "a|b",
    "(", "[", "(?P<", "(a+)+$", "å" * 999, "sv", "en", "on", "off", "__proto__",
)  # fmt: skip
UNKNOWN = (
    "_method",
    "csrfmiddlewaretoken",
    "is_staff",
    "role",
    "id",
    "next",
    "utm_source",
    "å",
    "",
)
LETTERS = string.ascii_letters + string.digits + "-_.~åäöÅÄÖ éß€😀\x00\x7f\u200b\u0301 <>&'\"%/\\\n"
HEADERS: Mapping[str, Sequence[str]] = {
    "HX-Request": ("true", "false", "1"),
    "HX-Target": ("results", "#", ""),
    "HX-Current-URL": ("/", "https://example.org/?q=%FF", "\\"),
    "Accept": ("text/html", "application/json", "*/*", "", ";q=2", "text/csv;q=x"),
    "Accept-Language": ("en", "sv", "sv;q=0", "xx-YY,*;q=9", "-", "a" * 300),
    "Accept-Encoding": ("gzip", "identity;q=0", "br, x"),
    "If-None-Match": ("*", '"x"', "W/", '"'),
    "If-Modified-Since": (
        "Sun, 22 Nov 2026 12:00:00 GMT",
        "yesterday",
        "Sun, 99 Nov 2026 1:1:1 GMT",
    ),
    "Range": ("bytes=0-1", "bytes=-1", "bytes=9-1", "lines=1"),
    "Origin": ("null", "https://example.org"),
    "Referer": ("/", "https://example.org/", "not an address"),
    "X-Forwarded-For": ("127.0.0.1", "x, y", "::1"),
    "X-HTTP-Method-Override": ("DELETE", "PUT"),
    "Authorization": ("Basic x", "Bearer x", "Basic Og=="),
    "Content-Encoding": ("gzip",),
}
ENGLISH = 0.2
"""Share of the pages that are asked for in English."""


@dataclass(frozen=True)
class Question:
    """A request as a client sends it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: str
    kind: str = FORM

    def send(self, client: Client) -> Any:
        """The answer."""
        return client.generic(
            self.method,
            self.path,
            self.body,
            content_type=self.kind,
            headers=self.headers,
            QUERY_STRING=self.query,
        )

    def ask(self, client: Client) -> tuple[int, bytes]:
        """The status of the answer and what it says, when all of it has been read."""
        answer = self.send(client)
        said = b"".join(answer) if answer.streaming else answer.content
        return int(answer.status_code), said


@dataclass(frozen=True)
class Address:
    """One method at one address, as the description has it."""

    method: str
    path: str
    about: Mapping[str, Any]

    def parameters(self, where: str) -> dict[str, Any]:
        """The schemas of those in the path, the query or the headers, by name."""
        asked = self.about.get("parameters", ())
        return {one["name"]: one.get("schema", {}) for one in asked if one["in"] == where}

    @property
    def bodies(self) -> dict[str, Any]:
        """The schemas of the bodies that it takes, by kind."""
        content = self.about.get("requestBody", {}).get("content", {})
        return {kind: one.get("schema", {}) for kind, one in content.items()}


def addresses(description: Mapping[str, Any]) -> list[Address]:
    """Every method at every address."""
    return [
        Address(method.upper(), path, about)
        for path, methods in description["paths"].items()
        for method, about in methods.items()
    ]


class Drawing:
    """Draws requests; the same for the same seed. `ids` lead somewhere, by name; `any` are all."""

    def __init__(self, description: Mapping[str, Any], seed: int) -> None:
        self.chance = random.Random(seed)
        self.schemas = description["components"]["schemas"]
        self.ids: Mapping[str, Sequence[str]] = {}
        self.any: Sequence[str] = ("1",)

    def question(self, address: Address) -> Question:
        """A request to an address."""
        chance = self.chance
        path = address.path
        for name, schema in address.parameters("path").items():
            path = path.replace(f"{{{name}}}", quote(self._in_path(name, schema), safe=","))
        path = path.replace("\\", "")
        if chance.random() < ENGLISH and not path.startswith(("/api", "/v3", "/data/")):
            path = f"/en{path}"
        body, kind = ("", FORM)
        method = chance.choice(METHODS) if chance.random() < 0.03 else address.method
        if method not in {"GET", "HEAD"}:
            body, kind = self._body(address)
        query = self._fields(address.parameters("query"), most=5)
        return Question(method, path, urlencode(query), self._headers(), body, kind)

    def changed(self, one: Question) -> Question:
        """A request with something put otherwise."""
        fields = parse_qsl(one.body if one.body else one.query, keep_blank_values=True)
        for _ in range(self.chance.randint(1, 3)):
            fields = self._shaken(fields)
        written = urlencode(fields)
        if one.body and one.kind == FORM:
            return replace(one, body=written, headers={**one.headers, **self._headers()})
        return replace(one, query=written, headers={**one.headers, **self._headers()})

    def _shaken(self, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
        chance = self.chance
        if not fields:
            return [(chance.choice(UNKNOWN), self.strange())]
        place = chance.randrange(len(fields))
        name, value = fields[place]
        how = chance.randrange(4)
        if how == 0:
            return fields[:place] + fields[place + 1 :]
        if how == 1:
            return [*fields, (name, value)]
        new = (name, self.strange() if how == 2 else self._of(name, {}))
        return [*fields[:place], new, *fields[place + 1 :]]

    def strange(self) -> str:
        """A text that somebody did not think of."""
        chance = self.chance
        if chance.random() < 0.6:
            return chance.choice(STRANGE)
        return "".join(chance.choices(LETTERS, k=chance.randrange(1, 40)))

    def _in_path(self, name: str, schema: Any) -> str:
        return self._of(name, schema).replace("/", "\u2215") or "0"

    def _of(self, name: str, schema: Any) -> str:
        """A value of a parameter or a field as text."""
        chance = self.chance
        lot = chance.random()
        if lot < 0.65 and name in self.ids:
            return chance.choice(self.ids[name])
        if lot < 0.75:
            return chance.choice(self.any)
        if lot < 0.88:
            return self.strange()
        made = self.value(schema)
        return made if isinstance(made, str) else json.dumps(made)

    def value(self, schema: Any, depth: int = 0) -> Any:
        """A value that a schema allows, more or less."""
        chance = self.chance
        if "$ref" in schema:
            return self.value(self.schemas.get(schema["$ref"].rpartition("/")[2], {}), depth + 1)
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self.value(chance.choice(schema[several]), depth + 1)
        if schema.get("enum"):
            return chance.choice(schema["enum"])
        kind = schema.get("type", "string")
        if depth > 6 or kind == "null":
            return None
        if kind == "object":
            given = {
                name: self.value(one, depth + 1)
                for name, one in schema.get("properties", {}).items()
                if name in schema.get("required", ()) or chance.random() < 0.5
            }
            return given or {self.strange(): self.strange()}
        if kind == "array":
            return [
                self.value(schema.get("items", {}), depth + 1) for _ in range(chance.randrange(4))
            ]
        if kind in {"integer", "number"}:
            return chance.choice(
                (0, 1, -1, 2015, 99, 10**9, -(2**63), 2**64, chance.randrange(5000))
            )
        if kind == "boolean":
            return chance.choice((True, False))
        return self.strange()

    def _fields(self, schemas: Mapping[str, Any], *, most: int) -> list[tuple[str, str]]:
        chance = self.chance
        names = list(schemas)
        few = chance.sample(names, min(len(names), chance.randint(0, most)))
        fields = [(name, self._of(name, schemas[name])) for name in few]
        if fields and chance.random() < 0.15:
            fields.append((fields[0][0], self.strange()))
        if chance.random() < 0.05:
            fields.append((chance.choice(UNKNOWN), self.strange()))
        return fields

    def _headers(self) -> dict[str, str]:
        chance = self.chance
        names = chance.sample(list(HEADERS), chance.choice((0, 0, 0, 1, 1, 2, 4)))
        return {name: chance.choice(HEADERS[name]) for name in names}

    def _body(self, address: Address) -> tuple[str, str]:
        """A body and of which kind it says it is."""
        chance = self.chance
        bodies = address.bodies
        schema = chance.choice(list(bodies.values())) if bodies else {}
        if chance.random() < 0.08:
            return self.strange() * chance.randint(1, 3), chance.choice((*KINDS, MULTIPART))
        if JSON in bodies:
            made = json.dumps(self._broken(self.value(bodies[JSON])))
            return made if chance.random() < 0.95 else made[: len(made) // 2], JSON
        whole = chance.random() < 0.1
        most = 99 if whole else 9
        fields = self._fields(schema.get("properties", {}), most=most)
        if chance.random() < 0.1:
            return self._multipart(fields), MULTIPART
        return urlencode(fields), FORM

    def _broken(self, made: Any) -> Any:
        """Now and then something of another kind in its place."""
        chance = self.chance
        if chance.random() < 0.1:
            return chance.choice(([], {}, None, 1, "x", True, 1e300, self.strange()))
        if isinstance(made, dict):
            return {name: self._broken(one) for name, one in made.items()}
        if isinstance(made, list):
            return [self._broken(one) for one in made]
        return made

    def _multipart(self, fields: Sequence[tuple[str, str]]) -> str:
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields
        ]
        file = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="'
            f'{self.chance.choice(("a.csv", "a.xlsx", "../a", "", "å.zip"))}"\r\n'
            f"Content-Type: text/csv\r\n\r\n{self.strange()};{self.strange()}\r\n"
        )
        end = f"--{BOUNDARY}--\r\n" if self.chance.random() < 0.9 else ""
        return "".join([*parts, file, end])
