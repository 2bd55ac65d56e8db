"""The certificate, rule by rule: what it says, and each thing that makes it no proof."""

import hashlib
import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kvinnofrid.disclosure import CertificateError, ProtectedTable, Rule, Table, flat, protect
from kvinnofrid.disclosure.certificate import certificate, check, sealed
from kvinnofrid.disclosure.hierarchy import flat as flat_dimension
from kvinnofrid.disclosure.hierarchy import hierarchical
from kvinnofrid.disclosure.writing import protected_csv
from tests.disclosure.made import AREA, grid_of, said

REMEDY = "Lita inte på mappen. Skydda tabellen på nytt."
Content = dict[str, Any]


@cache
def made(**rule: Any) -> ProtectedTable:
    """A protected table."""
    table = grid_of([[3, 20, 30], [20, 20, 20], [30, 20, 20]])
    return protect(table, Rule(**rule), processes=1)


def laid(folder: Path, protected: ProtectedTable) -> Path:
    """A folder with the table and its certificate."""
    published = protected_csv(protected)
    (folder / "protected.csv").write_bytes(published)
    (folder / "certificate").write_bytes(certificate(protected, published))
    return folder


def forged(folder: Path, change: Callable[[Content], object], *, csv: bytes | None = None) -> Path:
    """The folder with something changed, and sealed anew as a forger would."""
    laid(folder, made())
    content = json.loads((folder / "certificate").read_bytes().splitlines()[0])
    if csv is not None:
        (folder / "protected.csv").write_bytes(csv)
        content["published_sha256"] = hashlib.sha256(csv).hexdigest()
    change(content)
    (folder / "certificate").write_bytes(sealed(json.dumps(content).encode()))
    return folder


def refused(folder: Path) -> str:
    """Why a folder is refused; what to do and where are always the same."""
    what, remedy, where = said(CertificateError, partial(check, folder))
    assert (remedy, where) == (REMEDY, str(folder))
    return what


def test_a_certificate_says_what_was_published_and_what_is_hidden() -> None:
    found = made()
    lines = certificate(found, b"published").split(b"\n")
    content = json.loads(lines[0])
    codes = [["Total", f"{one}0", f"{one}1", f"{one}2"] for one in "rc"]
    assert content.pop("moves") == [
        [one.cells.tolist(), one.differences.tolist()] for one in found.witnesses
    ]
    assert content == {
        "format": "kvinnofrid-certificate-1",
        "dimensions": [
            {"name": name, "codes": own, "hierarchies": [[[code, "Total"] for code in own[1:]]]}
            for name, own in zip(("row", "column"), codes, strict=True)
        ],
        "threshold": 5,
        "width": 4,
        "lowest": 0,
        "published_sha256": hashlib.sha256(b"published").hexdigest(),
        "values": found.values.tolist(),
        "hidden": [i for i, hidden in enumerate(found.hidden) if hidden],
        "primary": [found.cells().index(("r0", "c0"))],
    }
    assert b" " not in lines[0]
    assert lines[1:] == [hashlib.sha256(lines[0]).hexdigest().encode(), b""]


def test_swedish_letters_stand_as_themselves() -> None:
    table = Table((flat("län", ["Åre", "Ömö", "Älv"]),), np.array([3, 40, 50]))
    found = certificate(protect(table, Rule(), processes=1), b"")
    assert "Åre".encode() in found


def test_a_whole_certificate_holds_and_tells_how_many_tables_and_primary_cells(
    tmp_path: Path,
) -> None:
    assert check(laid(tmp_path, made())) == (len(made().witnesses), 1)
    strict = made(zeros="strict")
    assert check(laid(tmp_path, strict)) == (len(strict.witnesses), 1)


def test_levels_of_areas_are_added_too(tmp_path: Path) -> None:
    table = Table((AREA, flat("sex", "xy")), np.array([[3, 20], [20, 20], [9, 30], [30, 9]]))
    found = protect(table, Rule(), processes=1)
    assert check(laid(tmp_path, found))[1] == 1
    content = json.loads((tmp_path / "certificate").read_bytes().splitlines()[0])
    content["dimensions"][0]["hierarchies"][0][0][1] = "B"
    (tmp_path / "certificate").write_bytes(sealed(json.dumps(content).encode()))
    assert refused(tmp_path) == "tabellens summor stämmer inte."


def test_a_change_without_a_new_seal_is_seen(tmp_path: Path) -> None:
    laid(tmp_path, made())
    whole = (tmp_path / "certificate").read_bytes()
    for other in (whole.replace(b'"width":4', b'"width":3'), b"", b"x", whole[:-3], whole + b"x"):
        (tmp_path / "certificate").write_bytes(other)
        assert refused(tmp_path) == "intyget är ändrat."
    (tmp_path / "certificate").write_bytes(whole + b"\n\n")
    assert check(tmp_path)[1] == 1, "an end of line more changes nothing"


@pytest.mark.parametrize("name", ["certificate", "protected.csv"])
def test_a_file_that_cannot_be_read_is_named(name: str, tmp_path: Path) -> None:
    laid(tmp_path, made())
    (tmp_path / name).unlink()
    assert refused(tmp_path) == f"{tmp_path / name} går inte att läsa"


def test_noise_is_vouched_for_by_its_seal_alone(tmp_path: Path) -> None:
    other = {"format": "kvinnofrid-cell-key-1"}
    forged(tmp_path, lambda c: (c.update(other), c.pop("values")))
    assert check(tmp_path) == (0, 0)
    forged(tmp_path, lambda c: c.update(other, published_sha256="x"))
    assert refused(tmp_path) == "protected.csv är inte den fil som intyget gäller."


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda c: c.update(format="x"), "intygets format är okänt"),
        (lambda c: c.update(values=[*c["values"][:-1], 99]), "visar annat än intyget säger"),
        (lambda c: c.update(hidden=c["hidden"][1:]), "visar annat än intyget säger"),
        (lambda c: c.update(hidden=[*c["hidden"], 0]), "visar annat än intyget säger"),
        (lambda c: c.update(primary=[]), "en liten cell är inte räknad som primär"),
        (lambda c: c.update(primary=[*c["primary"], 0]), "en primär cell är inte dold"),
        (lambda c: c["values"].__setitem__(c["hidden"][0], 4), "tabellens summor stämmer inte"),
        (lambda c: c["moves"].append([[0], [1]]), "en tabell ändrar en publicerad cell"),
        (lambda c: c["moves"].append([c["hidden"], [-4, 4, 4, -4]]), "för litet antal"),
        (lambda c: c["moves"].append([[c["hidden"][0]], [1]]), "en tabell går inte ihop"),
        (lambda c: c.update(moves=[]), "en primär cell är snävare än bredden"),
        (lambda c: c.update(lowest=9), "en tabell har ett för litet antal"),
    ],
)
def test_each_thing_that_is_not_as_it_should_be_is_told(
    change: Callable[[Content], object], what: str, tmp_path: Path
) -> None:
    assert refused(forged(tmp_path, change)).endswith(f"{what}.")


def test_a_row_too_few_or_another_value_in_the_table_is_told(tmp_path: Path) -> None:
    whole = protected_csv(made())
    short = whole[: whole.rstrip(b"\n").rindex(b"\n") + 1]
    assert refused(forged(tmp_path, len, csv=short)) == "protected.csv har fel antal rader."
    other = "protected.csv visar annat än intyget säger."
    for was, becomes in ((b"183", b"184"), (b",hidden", b",published"), (b",,", b",3,")):
        assert refused(forged(tmp_path, len, csv=whole.replace(was, becomes, 1))) == other


def test_the_width_is_reached_by_tables_that_differ_by_it_and_not_by_one_less(
    tmp_path: Path,
) -> None:
    hidden = np.flatnonzero(made().hidden).tolist()
    signs = np.array([1, -1, -1, 1])

    def moves(*by: int) -> Callable[[Content], object]:
        return lambda c: c.update(moves=[[hidden, (signs * one).tolist()] for one in by])

    assert check(forged(tmp_path, moves(4))) == (1, 1)
    assert check(forged(tmp_path, lambda c: c["moves"].append([[], []])))[1] == 1
    assert check(forged(tmp_path, moves(-3, 1))) == (2, 1), "down to nothing is possible"
    for narrow in (moves(3), moves(-2, 1), moves(2, 1, -1)):
        assert refused(forged(tmp_path, narrow)) == "en primär cell är snävare än bredden."
    assert refused(forged(tmp_path, moves(-4))) == "en tabell har ett för litet antal."


def test_counts_are_small_from_one_to_below_the_threshold(tmp_path: Path) -> None:
    assert check(forged(tmp_path, lambda c: c.update(threshold=4)))[1] == 1
    assert check(forged(tmp_path, lambda c: c.update(threshold=20)))[1] == 1
    few = "en liten cell är inte räknad som primär."
    assert refused(forged(tmp_path, lambda c: c.update(threshold=21))) == few
    zero = protect(grid_of([[3, 20, 0], [20, 20, 20], [30, 20, 20]]), Rule(), processes=1)
    assert check(laid(tmp_path, zero))[1] == 1, "a zero is not small"
    one = protect(grid_of([[1, 20, 30], [20, 20, 20], [30, 20, 20]]), Rule(), processes=1)
    laid(tmp_path, one)
    content = json.loads((tmp_path / "certificate").read_bytes().splitlines()[0])
    body = json.dumps({**content, "primary": []}).encode()
    (tmp_path / "certificate").write_bytes(sealed(body))
    assert refused(tmp_path) == few


# Dimensions


def test_a_flat_dimension_has_each_code_once_below_the_total() -> None:
    found = flat_dimension("a", ["y", "x", "y"])
    assert (found.name, found.leaves) == ("a", ("y", "x"))
    assert found.hierarchies == ({"y": "Total", "x": "Total"},)


def test_levels_are_read_with_their_leaves_in_order() -> None:
    assert AREA.leaves == ("a", "b", "c", "d")
    both = hierarchical("area", [("f", [("a", "Total"), ("b", "Total")])], ["b"])
    assert (both.name, both.leaves) == ("area", ("a", "b")), "a leaf without data counts zero"
