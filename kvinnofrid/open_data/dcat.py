"""The tables as a catalogue of datasets by DCAT-AP-SE 3, which the national data portal harvests.

A dataset is a table in whichever release is current; its files and the interface are ways to it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from kvinnofrid.catalogue import Text
from kvinnofrid.open_data import shelf
from kvinnofrid.open_data.answers import CSV, JSON, PARQUET, XLSX
from kvinnofrid.open_data.rdf import Said, Thing, Uri
from kvinnofrid.open_data.shelf import Shelved

_EU = "http://publications.europa.eu/resource/authority"
_THEMES = (f"{_EU}/data-theme/SOCI", f"{_EU}/data-theme/JUST")
_LANGUAGES = {"sv": f"{_EU}/language/SWE", "en": f"{_EU}/language/ENG"}
_SWEDEN = "http://sws.geonames.org/2661886/"
_PUBLISHERS = "http://purl.org/adms/publishertype"
PUBLISHER_KINDS: Mapping[str, str] = {
    "municipality": "LocalAuthority",
    "city_district": "LocalAuthority",
    "region": "RegionalAuthority",
    "county_board": "RegionalAuthority",
    "national_body": "NationalAuthority",
}
"""Kinds of organisations as DCAT-AP names kinds of publishers; any other is non-profit."""
FILES: Mapping[str, tuple[str, Text]] = {
    "csv": (CSV.split(";")[0], Text(sv="CSV, en rad per cell", en="CSV, one row a cell")),
    "parquet": (PARQUET, Text(sv="Parquet, en rad per cell", en="Parquet, one row a cell")),
    "json": (JSON, Text(sv="JSON-stat 2", en="JSON-stat 2")),
    "xlsx": (XLSX, Text(sv="Kalkylblad", en="Spreadsheet")),
}

_TITLE = Text(
    sv="Statistik om arbetet mot våld i nära relationer",
    en="Statistics on the work against violence in close relationships",
)
_ABOUT = Text(
    sv="Publicerade tabeller om vilka som får hjälp, vad de får och vad som ändras, för riket, län"
    " och kommuner. Små tal är dolda så att ingen kan kännas igen.",
    en="Published tables on who gets help, what they get and what changes, for the nation, counties"
    " and municipalities. Small figures are hidden so that nobody can be recognised.",
)
_SERVICE = Text(sv="Tabeller genom PxWebAPI 2", en="Tables by PxWebAPI 2")
_SERVICE_ABOUT = Text(
    sv="Välj ur tabellerna och få svaret som JSON-stat 2, CSV, XLSX eller Parquet.",
    en="Choose from the tables and get the answer as JSON-stat 2, CSV, XLSX or Parquet.",
)
_KEYWORDS = (
    Text(sv="våld i nära relationer", en="violence in close relationships"),
    Text(sv="socialtjänst", en="social services"),
    Text(sv="statistik", en="statistics"),
)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Whoever runs the server: name, kind of organisation, an e-mail address if there is one."""

    name: str
    kind: str
    email: str = ""


Absolute = Callable[[str], str]


def catalogue(tables: Sequence[Shelved], publisher: Publisher, absolute: Absolute) -> list[Thing]:
    """The catalogue with what it holds. `absolute` makes a whole address of a path."""
    found = [
        _agent(publisher, absolute),
        *_contact(publisher, absolute),
        _service(tables, publisher, absolute),
    ]
    for table in tables:
        found.append(_dataset(table, publisher, absolute))
        found += _distributions(table, absolute)
    changed = max((one.release.published_at.date() for one in tables), default=None)
    return [
        Thing(
            "dcat:Catalog",
            [
                *_both("dcterms:title", _TITLE),
                *_both("dcterms:description", _ABOUT),
                ("dcterms:publisher", Uri(absolute("/datasets/dcat#publisher"))),
                ("dcterms:license", Uri(settings.DATA_LICENCE.named_by)),
                *(("dcterms:language", Uri(one)) for one in _LANGUAGES.values()),
                *([("dcterms:modified", changed)] if changed is not None else []),
                ("dcterms:spatial", Uri(_SWEDEN)),
                ("foaf:homepage", Uri(absolute("/oppna-data/"))),
                ("dcat:themeTaxonomy", Uri(f"{_EU}/data-theme")),
                ("dcat:service", Uri(absolute("/api/v2"))),
                *(("dcat:dataset", Uri(_address(one, absolute))) for one in tables),
            ],
            absolute("/datasets/dcat"),
        ),
        *found,
    ]


def _both(name: str, text: Text) -> Iterator[tuple[str, Said]]:
    for language in shelf.LANGUAGES:
        yield name, Said(text.in_language(language), language)


def _address(table: Shelved, absolute: Absolute) -> str:
    return absolute(f"/api/v2/tables/{table.name}")


def _agent(publisher: Publisher, absolute: Absolute) -> Thing:
    kind = PUBLISHER_KINDS.get(publisher.kind, "NonProfitOrganisation")
    return Thing(
        "foaf:Agent",
        [
            ("foaf:name", Said(publisher.name, "sv")),
            ("dcterms:type", Uri(f"{_PUBLISHERS}/{kind}")),
        ],
        absolute("/datasets/dcat#publisher"),
    )


def _contact(publisher: Publisher, absolute: Absolute) -> Iterator[Thing]:
    if publisher.email:
        said: list[tuple[str, Uri | Said]] = [
            ("vcard:fn", Said(publisher.name)),
            ("vcard:hasEmail", Uri(f"mailto:{publisher.email}")),
        ]
        yield Thing("vcard:Organization", said, absolute("/datasets/dcat#contact"))


def _reached(publisher: Publisher, absolute: Absolute) -> Iterator[tuple[str, Uri]]:
    yield "dcterms:publisher", Uri(absolute("/datasets/dcat#publisher"))
    if publisher.email:
        yield "dcat:contactPoint", Uri(absolute("/datasets/dcat#contact"))


def _common() -> Iterator[tuple[str, Uri | Said]]:
    for keyword in _KEYWORDS:
        yield from _both("dcat:keyword", keyword)
    for theme in _THEMES:
        yield "dcat:theme", Uri(theme)
    yield "dcterms:accessRights", Uri(f"{_EU}/access-right/PUBLIC")


def _dataset(table: Shelved, publisher: Publisher, absolute: Absolute) -> Thing:
    release, about = table.release, table.outcome.definition
    if release.synthetic:
        about = Text(sv=f"{shelf.SYNTHETIC.sv} {about.sv}", en=f"{shelf.SYNTHETIC.en} {about.en}")
    first, last = date(min(release.years), 1, 1), date(max(release.years), 12, 31)
    period = Thing("dcterms:PeriodOfTime", [("dcat:startDate", first), ("dcat:endDate", last)])
    ways = [f"/data/{language}/{table.name}" for language in shelf.LANGUAGES]
    return Thing(
        "dcat:Dataset",
        [
            *_both("dcterms:title", table.title),
            *_both("dcterms:description", about),
            *_reached(publisher, absolute),
            *_common(),
            ("dcterms:identifier", Said(table.name)),
            ("dcterms:issued", release.published_at.date()),
            ("dcterms:modified", release.published_at.date()),
            *(("dcterms:language", Uri(one)) for one in _LANGUAGES.values()),
            ("dcterms:spatial", Uri(_SWEDEN)),
            ("dcterms:temporal", period),
            ("dcterms:accrualPeriodicity", Uri(f"{_EU}/frequency/ANNUAL")),
            ("dcat:version", Said(str(release.number))),
            ("dcat:landingPage", Uri(absolute(table.page))),
            *(
                ("dcat:distribution", Uri(absolute(f"{way}.{form}")))
                for way in ways
                for form in FILES
            ),
            ("dcat:distribution", Uri(absolute(f"/api/v2/tables/{table.name}/data"))),
        ],
        _address(table, absolute),
    )


def _distributions(table: Shelved, absolute: Absolute) -> Iterator[Thing]:
    for language in shelf.LANGUAGES:
        for form, (media, words) in FILES.items():
            address = absolute(f"/data/{language}/{table.name}.{form}")
            schema = [("dcterms:conformsTo", Uri(f"{address}-metadata.json"))]
            yield Thing(
                "dcat:Distribution",
                [
                    *_both("dcterms:title", words),
                    ("dcat:accessURL", Uri(address)),
                    ("dcat:downloadURL", Uri(address)),
                    ("dcterms:format", Said(media)),
                    ("dcterms:language", Uri(_LANGUAGES[language])),
                    ("dcterms:license", Uri(settings.DATA_LICENCE.named_by)),
                    ("dcatap:availability", Uri(_availability(table))),
                    *(schema if form == "csv" else []),
                ],
                address,
            )
    yield Thing(
        "dcat:Distribution",
        [
            *_both("dcterms:title", _SERVICE),
            ("dcat:accessURL", Uri(absolute(f"/api/v2/tables/{table.name}/data"))),
            ("dcat:accessService", Uri(absolute("/api/v2"))),
            ("dcterms:format", Said(JSON)),
            ("dcterms:license", Uri(settings.DATA_LICENCE.named_by)),
            ("dcterms:conformsTo", Uri(absolute("/api/v2/openapi.json"))),
            ("dcatap:availability", Uri(_availability(table))),
        ],
        absolute(f"/api/v2/tables/{table.name}/data"),
    )


def _availability(table: Shelved) -> str:
    kind = "EXPERIMENTAL" if table.release.synthetic else "STABLE"
    return f"{_EU}/planned-availability/{kind}"


def _service(tables: Sequence[Shelved], publisher: Publisher, absolute: Absolute) -> Thing:
    return Thing(
        "dcat:DataService",
        [
            *_both("dcterms:title", _SERVICE),
            *_both("dcterms:description", _SERVICE_ABOUT),
            *_reached(publisher, absolute),
            *_common(),
            ("dcat:endpointURL", Uri(absolute("/api/v2"))),
            ("dcat:endpointDescription", Uri(absolute("/api/v2/openapi.json"))),
            ("dcterms:format", Said(JSON)),
            ("dcterms:license", Uri(settings.DATA_LICENCE.named_by)),
            *(("dcat:servesDataset", Uri(_address(one, absolute))) for one in tables),
        ],
        absolute("/api/v2"),
    )
