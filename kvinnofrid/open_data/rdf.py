"""A small graph written as RDF/XML, Turtle and JSON-LD: the same statements in each."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Uri:
    """A thing that is named by its absolute address."""

    address: str


@dataclass(frozen=True, slots=True)
class Said:
    """A text, in a language unless it has none."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of a kind, and what is said of it. Without an address it is part of another."""

    kind: str
    properties: Sequence[tuple[str, "Uri | Said | date | Thing"]]
    address: str = ""


def rdf_xml(things: Iterable[Thing]) -> bytes:
    """As RDF/XML, which the national data portal asks for."""
    spaces = "".join(f"\n  xmlns:{prefix}={quoteattr(name)}" for prefix, name in PREFIXES.items())
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<rdf:RDF{spaces}>"]
    for thing in things:
        lines += _element(thing, 1)
    return "\n".join([*lines, "</rdf:RDF>", ""]).encode()


def _element(thing: Thing, depth: int) -> list[str]:
    about = f" rdf:about={quoteattr(thing.address)}" if thing.address else ""
    lines = [f"{INDENT * depth}<{thing.kind}{about}>"]
    for name, value in thing.properties:
        lines += _property(name, value, depth + 1)
    return [*lines, f"{INDENT * depth}</{thing.kind}>"]


def _property(name: str, value: Uri | Said | date | Thing, depth: int) -> list[str]:
    space = INDENT * depth
    if isinstance(value, Thing):
        return [f"{space}<{name}>", *_element(value, depth + 1), f"{space}</{name}>"]
    if isinstance(value, Uri):
        return [f"{space}<{name} rdf:resource={quoteattr(value.address)}/>"]
    if isinstance(value, date):
        kind = quoteattr(f"{PREFIXES['xsd']}date")
        return [f"{space}<{name} rdf:datatype={kind}>{value.isoformat()}</{name}>"]
    language = f' xml:lang="{value.language}"' if value.language else ""
    return [f"{space}<{name}{language}>{escape(value.text)}</{name}>"]


def turtle(things: Iterable[Thing]) -> bytes:
    """As Turtle, which people read."""
    lines = [f"@prefix {prefix}: <{name}> ." for prefix, name in PREFIXES.items()]
    for thing in things:
        lines += ["", f"<{thing.address}> {_body(thing, 0)} ."]
    return "\n".join([*lines, ""]).encode()


def _body(thing: Thing, depth: int) -> str:
    space = INDENT * (depth + 1)
    said = [f"{name} {_object(value, depth + 1)}" for name, value in thing.properties]
    return f" ;\n{space}".join([f"a {thing.kind}", *said])


def _object(value: Uri | Said | date | Thing, depth: int) -> str:
    if isinstance(value, Thing):
        return f"[ {_body(value, depth)} ]"
    if isinstance(value, Uri):
        return f"<{value.address}>"
    if isinstance(value, date):
        return f'"{value.isoformat()}"^^xsd:date'
    written = json.dumps(value.text, ensure_ascii=False)
    return f"{written}@{value.language}" if value.language else written


def json_ld(things: Iterable[Thing]) -> bytes:
    """As JSON-LD, with its context inside."""
    found = {"@context": PREFIXES, "@graph": [_node(thing) for thing in things]}
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _node(thing: Thing) -> dict[str, Any]:
    node: dict[str, Any] = {"@id": thing.address} if thing.address else {}
    node["@type"] = thing.kind
    for name, value in thing.properties:
        node.setdefault(name, []).append(_written(value))
    return node


def _written(value: Uri | Said | date | Thing) -> dict[str, Any]:
    if isinstance(value, Thing):
        return _node(value)
    if isinstance(value, Uri):
        return {"@id": value.address}
    if isinstance(value, date):
        return {"@value": value.isoformat(), "@type": "xsd:date"}
    return {"@value": value.text} | ({"@language": value.language} if value.language else {})
