"""The catalogue keeps to DCAT-AP-SE, says the same in every form, and leads to what is there."""

import csv
import io
import json
import warnings
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from kvinnofrid.engine.cubes import CONTENTS
from kvinnofrid.open_data import dcat, rdf
from kvinnofrid.open_data.dcat import Publisher
from tests.open_data.released import EMBARGOED, FIRST, SECOND, put_out, tables

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what the reader's own imports warn of is not ours
    from rdflib import RDF, Graph, URIRef
    from rdflib.compare import isomorphic

pytestmark = pytest.mark.django_db
FORMATS = {"rdf": "xml", "ttl": "turtle", "jsonld": "json-ld"}
ONE, MANY = 1, 10_000
ABSOLUTE = ("http://", "https://", "mailto:")

RULES: dict[str, dict[str, tuple[int, int]]] = {
    "dcat:Catalog": {
        **dict.fromkeys(("dcterms:title", "dcterms:description", "dcat:dataset"), (1, MANY)),
        **dict.fromkeys(("dcterms:publisher", "dcterms:license"), (1, ONE)),
        **dict.fromkeys(("dcterms:modified",), (0, ONE)),
    },
    "dcat:Dataset": {
        **dict.fromkeys(("dcterms:title", "dcterms:description"), (1, MANY)),
        **dict.fromkeys(("dcterms:publisher",), (1, ONE)),
        **dict.fromkeys(
            (
                *("dcterms:issued", "dcterms:modified", "dcterms:accrualPeriodicity"),
                *("dcat:version", "dcterms:accessRights"),
            ),
            (0, ONE),
        ),
    },
    "dcat:Distribution": {
        **dict.fromkeys(("dcat:accessURL", "dcterms:format"), (1, ONE)),
        **dict.fromkeys(("dcterms:license", "dcatap:availability"), (0, ONE)),
    },
    "dcat:DataService": {
        **dict.fromkeys(("dcterms:title", "dcat:endpointURL"), (1, MANY)),
        **dict.fromkeys(("dcterms:format",), (1, ONE)),
        **dict.fromkeys(("dcterms:license", "dcterms:accessRights"), (0, ONE)),
    },
    "foaf:Agent": {"foaf:name": (1, MANY), "dcterms:type": (1, ONE)},
    "vcard:Organization": {"vcard:fn": (1, MANY), "vcard:hasEmail": (1, MANY)},
}
"""How many of each property there must and may be, by the specification's version 3."""
IN_A_LANGUAGE = ("dcterms:title", "dcterms:description", "dcat:keyword", "foaf:name")


@pytest.fixture(autouse=True)
def _released(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.CONTACT = "statistik@exempel.se"
    put_out(monkeypatch, EMBARGOED, SECOND, FIRST)


def graph(client: Client, form: str) -> Graph:
    response = client.get(f"/datasets/dcat.{form}")
    assert response.status_code == 200
    return parsed(response.content, FORMATS[form])


def parsed(content: bytes, form: str) -> Graph:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the reader warns of in itself is not ours
        return Graph().parse(data=content, format=form)


def uri(name: str) -> URIRef:
    prefix, _, end = name.partition(":")
    return URIRef(rdf.PREFIXES[prefix] + end)


def faults(found: Graph) -> Iterator[str]:
    for kind, properties in RULES.items():
        things = list(found.subjects(RDF.type, uri(kind)))
        yield from [] if things else [f"no {kind}"]
        for thing, (name, (least, most)) in product(things, properties.items()):
            number = len(list(found.objects(thing, uri(name))))
            if not least <= number <= most:
                yield f"{thing} has {number} {name}"
    said = [one for name in IN_A_LANGUAGE for one in found.objects(None, uri(name))]
    yield from (f"{one} has no language" for one in said if not getattr(one, "language", None))
    for each in (*found.subjects(), *found.objects()):
        if isinstance(each, URIRef) and not str(each).startswith(ABSOLUTE):
            yield f"{each} is not absolute"


def test_the_catalogue_keeps_to_the_rules_and_is_the_same_in_every_form(client: Client) -> None:
    found = {form: graph(client, form) for form in FORMATS}
    assert list(faults(found["rdf"])) == []
    assert isomorphic(found["rdf"], found["ttl"])
    assert isomorphic(found["rdf"], found["jsonld"])
    plain = client.get("/datasets/dcat")
    assert plain.headers["Content-Type"] == "application/rdf+xml"
    assert plain.content == client.get("/datasets/dcat.rdf").content


def test_a_fault_in_the_catalogue_is_found() -> None:
    bare = dcat.catalogue([], Publisher("X", "municipality"), lambda path: path)
    wrong = list(faults(parsed(rdf.turtle(bare), "turtle")))
    assert "no dcat:Dataset" in wrong
    assert any("is not absolute" in one for one in wrong)


def test_every_dataset_is_a_table_and_every_address_leads_there(client: Client) -> None:
    found = graph(client, "ttl")
    datasets = list(found.subjects(RDF.type, uri("dcat:Dataset")))
    listed = client.get("/api/v2/tables").json()["tables"]
    assert len(datasets) == len(listed)
    sex = next(one for one in datasets if str(one).endswith("/sex"))
    page = str(found.value(sex, uri("dcat:landingPage")))
    assert page == "http://testserver/statistik/2/sex/"
    ways = [str(one) for one in found.objects(sex, uri("dcat:distribution"))]
    assert len(ways) == 9
    schemas = [
        str(one)
        for way in ways
        for one in found.objects(URIRef(way), uri("dcterms:conformsTo"))
        if "metadata" in str(one)
    ]
    for address in (str(sex), *ways, *schemas):
        assert client.get(address.replace("http://testserver", "")).status_code == 200, address
    said = " ".join(map(str, found.objects(sex, uri("dcterms:description"))))
    assert "Påhittade uppgifter" in said
    assert "Made-up data" in said


def test_words_with_signs_stay_whole() -> None:
    strange = 'a "b" <c> & \\ d\n\té'
    thing = rdf.Thing("dcat:Dataset", [("dcterms:title", rdf.Said(strange, "sv"))], "http://a.se/x")
    for form, write in (("xml", rdf.rdf_xml), ("turtle", rdf.turtle), ("json-ld", rdf.json_ld)):
        found = parsed(write([thing]), form)
        assert [str(one) for one in found.objects(None, uri("dcterms:title"))] == [strange]


def test_whoever_runs_the_server_is_the_publisher(
    client: Client, settings: Settings, shipped_data: None
) -> None:
    settings.HOST_ORGANISATION = "0380"
    found = graph(client, "rdf")
    agent = next(found.subjects(RDF.type, uri("foaf:Agent")))
    assert str(found.value(agent, uri("foaf:name"))) == "Uppsala kommun"
    assert str(found.value(agent, uri("dcterms:type"))).endswith("/LocalAuthority")


def test_without_a_release_the_catalogue_is_empty(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_out(monkeypatch, EMBARGOED)
    assert list(faults(graph(client, "ttl"))) == [
        *("http://testserver/datasets/dcat has 0 dcat:dataset", "no dcat:Dataset"),
        "no dcat:Distribution",
    ]


def read(content: bytes, described: Any) -> list[dict[str, Any]]:
    """The rows of a CSV file, as its description says that they are to be read."""
    columns = described["tableSchema"]["columns"]
    lines = csv.reader(io.StringIO(content.decode(described["dialect"]["encoding"])))
    assert next(lines) == [one["titles"] for one in columns]
    kinds: dict[str, Any] = {"string": str, "integer": int, "decimal": float}
    return [
        {
            one["name"]: None if cell in one.get("null", ()) else kinds[one["datatype"]](cell)
            for one, cell in zip(columns, line, strict=True)
        }
        for line in lines
    ]


def test_a_file_is_read_by_its_description_alone(client: Client) -> None:
    file = client.get("/data/sv/r2-sex.csv")
    assert 'rel="describedby"' in file.headers["Link"]
    described = json.loads(client.get("/data/sv/r2-sex.csv-metadata.json").content)
    assert described["url"] == "r2-sex.csv"
    rows = read(file.content, described)
    table = tables(2)["sex", ""]
    assert len(rows) == len(table.values)
    key = described["tableSchema"]["primaryKey"]
    assert key == ["Region", "sex", "Tid"]
    assert CONTENTS not in rows[0]
    assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)
    for row in rows:
        assert row["count"] == table.cell(area=row["Region"], year=row["Tid"], class_=row["sex"])
    assert any(row["count"] is None for row in rows)


@pytest.mark.parametrize("form", ["csv", "json", "parquet", "xlsx"])
def test_a_standing_file_is_the_same_for_ever(client: Client, form: str) -> None:
    standing = client.get(f"/data/en/r2-sex.{form}")
    assert standing.status_code == 200
    assert standing.content != client.get(f"/data/en/r1-sex.{form}").content
    assert f'filename="r2-sex.{form}"' in standing.headers["Content-Disposition"]


@pytest.mark.parametrize("address", ["/data/sv/r3-sex.csv", "/data/en/x.csv-metadata.json"])
def test_a_file_that_is_not_there_is_told_so(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert response.json()["title"] == "Non-existent table"
