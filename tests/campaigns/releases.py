"""A hundred readers at once of what is released: its pages, files, and the interfaces for programs.

Serves a release of a made-up nation on this machine and lets 100 readers read, each with a pause of
some seconds between two questions, as people and programs do. A kind of page is as usual as any
other: pages of a release and of its indicators, each form of file, the whole release, open data as
files, the catalogue, and the tables of PxWebAPI 2, where each question asks for a choice of its
own. They read twice: first while everything is made for the first time, which is told beside, then
as it is from then on. A question for more cells than are given at once is to be refused, and no
other. It fails when an answer does not come, when 95 of 100 of a kind do not come within 150 ms the
second time, or when the server takes more than 400 MB, what its processes share counted once. The
readers share the machine with the server.
"""

import asyncio
import json
import random
import urllib.request
from http import HTTPStatus
from math import prod
from typing import Any
from urllib.parse import quote

from tests.campaigns.campaign import Campaign, Result, Tell
from tests.campaigns.readers import LINK, read_all, server
from tests.campaigns.situation import PAUSE, READERS, SLOWEST_MS, publish
from tests.measuring import own_memory, percentile, use_of

MOST_MB = 400
INDEX, API = "/statistik/", "/api/v2/tables"
FILES = ("csv", "xlsx", "parquet", "json")
WHOLE = ("allt.zip", "allt.parquet", "ordlista.csv", "underskrift.json")
FORMATS = ("json-stat2", "csv", "xlsx", "parquet")
REFUSED = HTTPStatus.FORBIDDEN
"""The status of an answer to a question for more cells than are given at once."""
Kinds = dict[str, list[str]]
Refused = set[str]
"""The addresses where more cells are asked for than are given at once."""


def _read(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
        return str(answer.read().decode())


def _links(port: int, path: str, begins: str) -> list[str]:
    found = (one.partition("?")[0] for one in LINK.findall(_read(port, path)))
    return list(dict.fromkeys(one for one in found if one.startswith(begins) and one != path))


def _kinds(port: int, chance: random.Random) -> tuple[Kinds, Refused]:
    """The addresses of each kind, as they are found from the index and from the list of tables."""
    releases = [one for one in _links(port, INDEX, INDEX) if one.count("/") == 3]
    kinds: Kinds = {"index": [INDEX], "release": releases}
    pages = [
        page
        for one in releases
        for page in _links(port, one, one)
        if page.endswith("/") and page != one
    ]
    counties = [f"?lan={code:02}" for code in (1, 3, 5, 12, 14, 19, 23, 25)]
    kinds["indicator"] = [page + county for page in pages for county in ("", *counties)]
    for form in FILES:
        kinds[f"file_{form}"] = [f"{page.rstrip('/')}.{form}" for page in pages]
    for name in WHOLE:
        kinds[name] = [one + name for one in releases]
    tables = [one["id"] for one in json.loads(_read(port, API))["tables"]]
    for form in FILES:
        kinds[f"data_{form}"] = [f"/data/sv/{one}.{form}" for one in tables]
    kinds["csvw"] = [f"/data/sv/{one}.csv-metadata.json" for one in tables]
    kinds["dcat"] = [f"/datasets/dcat{end}" for end in ("", ".ttl", ".jsonld")]
    kinds["api_tables"] = [API, f"{API}?lang=en", "/api/v2/config"]
    kinds["api_metadata"] = [f"{API}/{one}/metadata" for one in tables]
    told = {one: json.loads(_read(port, f"{API}/{one}/metadata")) for one in tables}
    most, refused = json.loads(_read(port, "/api/v2/config"))["maxDataCells"], set()
    for form in FORMATS:
        kinds[f"api_{form}"] = []
        for one, of in told.items():
            for _ in range(20):
                path, cells = _choice(chance, one, of, form)
                kinds[f"api_{form}"].append(path)
                if cells > most:
                    refused.add(path)
    return kinds, refused


def _choice(chance: random.Random, table: str, told: dict[str, Any], form: str) -> tuple[str, int]:
    """Some municipalities of a table, at random, with all else that there is; and how many cells.

    `told` is what the table says of itself.
    """
    region = chance.choice([f"{code:02}*" for code in (1, 5, 12, 14, 19)] + ["*"])
    years = chance.choice(["*", "TOP(1)", "TOP(2)"])
    asked = {"outputFormat": form} | {f"valuecodes[{one}]": "*" for one in told["id"]}
    asked |= {"valuecodes[Region]": region, "valuecodes[Tid]": years}
    words = "&".join(f"{quote(name)}={quote(said)}" for name, said in asked.items())
    sizes = dict(zip(told["id"], told["size"], strict=True))
    areas = told["dimension"]["Region"]["category"]["index"]
    sizes["Region"] = sum(one.startswith(region.rstrip("*")) for one in areas)
    sizes["Tid"] = min(sizes["Tid"], {"*": sizes["Tid"], "TOP(1)": 1, "TOP(2)": 2}[years])
    return f"{API}/{table}/data?{words}", prod(sizes.values())


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    chance = random.Random(seed)
    with server(tell, publish) as (pid, port):
        kinds, refused = _kinds(port, chance)
        known = {path: kind for kind, paths in kinds.items() for path in paths}
        chosen = [chance.choice(kinds[kind]) for kind in chance.choices(sorted(kinds), k=n)]
        empty = use_of(pid)
        cold = asyncio.run(read_all(port, chosen, tell, readers=READERS, pause=PAUSE))
        filled = use_of(pid)
        done = asyncio.run(read_all(port, chosen, tell, readers=READERS, pause=PAUSE))
        after, own = use_of(pid), own_memory(pid)
    failures = [
        f"{path}: status {status}"
        for path, _ms, status in done
        if status != (REFUSED if path in refused else HTTPStatus.OK)
    ]
    if own > MOST_MB:
        failures.append(f"the server took {own:.0f} MB")
    figures: dict[str, object] = {"readers": READERS, "addresses": len(known)}
    figures["refused"] = sum(path in refused for path, _ms, _status in done)
    for name, read in (("", done), ("first_", cold)):
        times = [ms for _path, ms, _status in read]
        figures[f"{name}p50_ms"] = f"{percentile(times, 50):.0f}"
        figures[f"{name}p95_ms"] = f"{percentile(times, 95):.0f}"
        figures[f"{name}max_ms"] = f"{max(times):.0f}"
    for kind in kinds:
        times = [ms for path, ms, _status in done if known[path] == kind]
        if not times:
            continue
        most = percentile(times, 95)
        figures[f"{kind}_p95_ms"] = f"{most:.0f}"
        if most > SLOWEST_MS:
            failures.append(f"{kind}: 95 of 100 came within {most:.0f} ms")
    figures["first_cpu_ms_each"] = f"{(filled.cpu_seconds - empty.cpu_seconds) * 1000 / n:.1f}"
    figures["cpu_ms_each"] = f"{(after.cpu_seconds - filled.cpu_seconds) * 1000 / n:.1f}"
    figures["empty_server_mb"] = f"{empty.megabytes:.0f}"
    figures["server_mb"] = f"{after.megabytes:.0f}"
    figures["server_shared_once_mb"] = f"{own:.0f}"
    return Result(failures, figures)


CAMPAIGN = Campaign("Hundra läsare på en gång av utgåvor, filer och öppna data.", 5_000, _campaign)
