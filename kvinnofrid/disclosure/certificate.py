"""The certificate: a proof that adding and comparing whole numbers is enough to check.

It lists tables that all agree with what is published. Where two of them differ by at least the
width in a primary cell, nobody who sees the published cells can place that cell more narrowly. It
also holds the hidden values, so it is as secret as the table itself.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

from kvinnofrid.disclosure.errors import CertificateError
from kvinnofrid.disclosure.values import Integers, ProtectedTable

FORMAT = "kvinnofrid-certificate-1"
PERTURBED = "kvinnofrid-cell-key-1"
REMEDY = "Lita inte på mappen. Skydda tabellen på nytt."


def certificate(protected: ProtectedTable, published: bytes) -> bytes:
    """The certificate of a protected table; `published` are the bytes of protected.csv."""
    content = {
        "format": FORMAT,
        "dimensions": [
            {
                "name": one.name,
                "codes": list(codes),
                "hierarchies": [list(p.items()) for p in one.hierarchies],
            }
            for one, codes in zip(protected.table.dimensions, protected.codes, strict=True)
        ],
        "threshold": protected.rule.threshold,
        "width": protected.rule.width,
        "lowest": protected.lowest,
        "published_sha256": hashlib.sha256(published).hexdigest(),
        "values": protected.values.tolist(),
        "hidden": np.flatnonzero(protected.hidden).tolist(),
        "primary": np.flatnonzero(protected.primary).tolist(),
        "moves": [[one.cells.tolist(), one.differences.tolist()] for one in protected.witnesses],
    }
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return sealed(body)


def sealed(body: bytes) -> bytes:
    """A body with its digest on the last line, so that a slip shows."""
    return body + b"\n" + hashlib.sha256(body).hexdigest().encode() + b"\n"


def check(folder: Path) -> tuple[int, int]:
    """Check a folder's certificate against its protected.csv: how many tables and primary cells.

    Raises CertificateError with the first thing that is not as it should be. No solver is asked.
    """
    try:
        body, _, seal = (folder / "certificate").read_bytes().rstrip(b"\n").rpartition(b"\n")
        published = (folder / "protected.csv").read_bytes()
    except OSError as error:
        raise CertificateError(
            f"{error.filename} går inte att läsa", REMEDY, where=str(folder)
        ) from None
    _require(hashlib.sha256(body).hexdigest().encode() == seal, "intyget är ändrat", folder)
    content = json.loads(body)
    _require(content["format"] in (FORMAT, PERTURBED), "intygets format är okänt", folder)
    same = hashlib.sha256(published).hexdigest() == content["published_sha256"]
    _require(same, "protected.csv är inte den fil som intyget gäller", folder)
    if content["format"] == PERTURBED:
        return 0, 0
    values = np.array(content["values"], dtype=np.int64)
    hidden = np.zeros(len(values), dtype=np.bool_)
    hidden[content["hidden"]] = True
    _published_agrees(folder, published, values, hidden)
    small = set(np.flatnonzero((values > 0) & (values < content["threshold"])).tolist())
    primary = np.array(content["primary"], dtype=np.int64)
    _require(small <= set(content["primary"]), "en liten cell är inte räknad som primär", folder)
    _require(bool(hidden[primary].all()), "en primär cell är inte dold", folder)
    sums = _sums(content["dimensions"])
    _require(_holds(sums, values), "tabellens summor stämmer inte", folder)
    up = np.zeros(len(values), dtype=np.int64)
    down = np.zeros(len(values), dtype=np.int64)
    for cells, by in content["moves"]:
        move = np.zeros(len(values), dtype=np.int64)
        move[cells] = by
        _require(not move[~hidden].any(), "en tabell ändrar en publicerad cell", folder)
        low = bool((values + move)[cells].min(initial=content["lowest"]) >= content["lowest"])
        _require(low, "en tabell har ett för litet antal", folder)
        _require(_holds(sums, move), "en tabell går inte ihop", folder)
        up, down = np.maximum(up, move), np.minimum(down, move)
    wide = bool(((up - down)[primary] >= content["width"]).all())
    _require(wide, "en primär cell är snävare än bredden", folder)
    return len(content["moves"]), len(primary)


def _require(held: bool, what: str, folder: Path) -> None:
    if not held:
        raise CertificateError(f"{what}.", REMEDY, where=str(folder))


def _published_agrees(
    folder: Path,
    published: bytes,
    values: Integers,
    hidden: np.ndarray[Any, Any],
) -> None:
    lines = published.decode().splitlines()[1:]
    _require(len(lines) == len(values), "protected.csv har fel antal rader", folder)
    said = [line.rsplit(",", 2)[1:] for line in lines]
    right = all(
        (value, status) == (("", "hidden") if hide else (str(true), "published"))
        for (value, status), true, hide in zip(said, values.tolist(), hidden.tolist(), strict=True)
    )
    _require(right, "protected.csv visar annat än intyget säger", folder)


def _sums(dimensions: list[dict[str, Any]]) -> list[tuple[Integers, Integers]]:
    """Each sum as (totals, parts): all the places where a parent stands, and its children."""
    sizes = [len(one["codes"]) for one in dimensions]
    places = np.arange(int(np.prod(sizes))).reshape(sizes)
    found = []
    for at, one in enumerate(dimensions):
        number = {code: place for place, code in enumerate(one["codes"])}
        for hierarchy in one["hierarchies"]:
            below: dict[str, list[int]] = {}
            for child, parent in hierarchy:
                below.setdefault(parent, []).append(number[child])
            for parent, children in below.items():
                total = np.take(places, number[parent], axis=at).reshape(-1)
                parts = np.moveaxis(np.take(places, children, axis=at), at, 0)
                found.append((total, parts.reshape(len(children), -1)))
    return found


def _holds(sums: list[tuple[Integers, Integers]], values: Integers) -> bool:
    return all(bool((values[parts].sum(axis=0) == values[total]).all()) for total, parts in sums)
