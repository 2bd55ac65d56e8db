"""Which part of a table is asked for, in the language of PxWeb's API.

A value is a code, or an expression: `*`, `01*`, `*80`, `?0`, `TOP(3)`, `TOP(3,1)`, `BOTTOM(2)`,
`FROM(2024)`, `TO(2024)`, `RANGE(2023,2025)`. Upper and lower case are the same.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from kvinnofrid.catalogue import Text
from kvinnofrid.engine.cubes import CONTENTS, REGION, TIME
from kvinnofrid.engine.jsonstat import Axis, Cube
from kvinnofrid.open_data.problems import RefusedError
from kvinnofrid.open_data.pxweb.codelists import Codelist
from kvinnofrid.open_data.written import Answered

MOST_CELLS = 150_000
"""A table larger than this is asked for in parts; programs do so by themselves."""
MOST_VALUES = 5_000

_CALL = re.compile(r"(top|bottom|from|to|range)\((.*)\)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a table: values and code lists by dimension, and where dimensions stand."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    codelists: Mapping[str, str] = field(default_factory=dict)
    heading: tuple[str, ...] = ()
    stub: tuple[str, ...] = ()


def answered(cube: Cube, asked: Asked, codelists: Iterable[Codelist]) -> Answered:
    """The part asked for; what is sent without any values is the part that is shown at first.

    RefusedError says what cannot be understood or is too much.
    """
    chosen = codes_asked_for(cube, asked, codelists) if asked.values else at_first(cube)
    cells = prod(len(codes) for codes in chosen.values())
    if cells > MOST_CELLS:
        raise RefusedError(
            "Too many cells selected",
            Text(
                sv=f"Frågan ger {cells} celler. Fråga efter högst {MOST_CELLS} åt gången.",
                en=f"The question gives {cells} cells. Ask for {MOST_CELLS} at most at a time.",
            ),
            status=403,
        )
    heading, stub = _placed(cube, asked)
    return Answered(cube.chosen(chosen), heading, stub)


def at_first(cube: Cube) -> dict[str, tuple[str, ...]]:
    """What is shown to who has chosen nothing: nation and counties, every class and year."""
    chosen = {axis.id: tuple(axis.categories) for axis in cube.axes}
    wide = [code for code in chosen[REGION] if len(code) == len("00")]
    return chosen | {REGION: tuple(wide) or chosen[REGION]}


def codes_asked_for(
    cube: Cube, asked: Asked, codelists: Iterable[Codelist]
) -> dict[str, tuple[str, ...]]:
    """The codes of each dimension that a question names, in the table's own order."""
    named = {_dimension(cube, name): list(values) for name, values in asked.values.items()}
    lists = {one.id.casefold(): one for one in codelists}
    narrowed: dict[str, Axis] = {axis.id: axis for axis in cube.axes}
    for name, codelist in asked.codelists.items():
        axis = cube.axis(_dimension(cube, name))
        found = lists.get(codelist.casefold())
        if found is None or found.dimension != axis.id:
            raise RefusedError(
                "Non-existent codelist",
                Text(
                    sv=f"{axis.id} har ingen kodlista {codelist[:80]!r}.",
                    en=f"{axis.id} has no code list {codelist[:80]!r}.",
                ),
            )
        narrowed[axis.id] = axis.only([code for code in axis.categories if code in found.codes])
    return {axis.id: _codes(narrowed[axis.id], named.get(axis.id)) for axis in cube.axes}


def _dimension(cube: Cube, name: str) -> str:
    ids = {axis.id.casefold(): axis.id for axis in cube.axes}
    wanted = TIME.casefold() if name.casefold() == "time" else name.casefold()
    if wanted not in ids:
        known = ", ".join(ids.values())
        raise RefusedError(
            "Non-existent variable",
            Text(
                sv=f"Tabellen har ingen variabel {name[:80]!r}. Den har: {known}.",
                en=f"The table has no variable {name[:80]!r}. It has: {known}.",
            ),
        )
    return ids[wanted]


def _codes(axis: Axis, values: Sequence[str] | None) -> tuple[str, ...]:
    if not values:
        top = axis.extension.get("eliminationValueCode")
        if isinstance(top, str) and top in axis.categories:
            return (top,)
        raise RefusedError(
            "Missing selection for mandatory variable",
            Text(
                sv=f"Ange värden för {axis.id}. En stjärna (*) ger alla.",
                en=f"Give values for {axis.id}. A star (*) gives all.",
            ),
        )
    if len(values) > MOST_VALUES:
        raise _no_value(axis, f"{len(values)} values")
    found = {code for value in values for code in _matching(axis, value.strip())}
    if not found:
        raise _no_value(axis, values[0])
    return tuple(code for code in axis.categories if code in found)


def _matching(axis: Axis, value: str) -> Sequence[str]:
    codes = list(axis.categories)
    by_case = {code.casefold(): code for code in codes}
    if value.casefold() in by_case:
        return [by_case[value.casefold()]]
    call = _CALL.fullmatch(value)
    if call is not None:
        return _called(axis, codes, call[1].lower(), [one.strip() for one in call[2].split(",")])
    if "*" in value or "?" in value:
        return _like(axis, codes, value)
    raise _no_value(axis, value)


def _like(axis: Axis, codes: Sequence[str], value: str) -> Sequence[str]:
    middle = value.removeprefix("*").removesuffix("*") if value != "*" else ""
    if "*" in middle:
        raise _no_expression(axis, value)
    pattern = "".join("." if sign == "?" else re.escape(sign) for sign in middle)
    before, after = (".*" if value.startswith("*") else ""), (".*" if value.endswith("*") else "")
    like = re.compile(before + pattern + after, re.IGNORECASE | re.DOTALL)
    return [code for code in codes if like.fullmatch(code)]


def _called(axis: Axis, codes: list[str], name: str, given: list[str]) -> Sequence[str]:
    if name in {"top", "bottom"}:
        numbers = [int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 9]
        if len(numbers) != len(given) or len(given) > 2 or not numbers[0]:
            raise _no_expression(axis, f"{name}({','.join(given)})")
        count, skipped = numbers[0], (numbers[1] if len(numbers) > 1 else 0)
        # The first of years are the latest, as PxWeb has it.
        backwards = (axis.role == "time") != (name == "bottom")
        ordered = codes[::-1] if backwards else codes
        return ordered[skipped : skipped + count]
    places = {code.casefold(): place for place, code in enumerate(codes)}
    ends = [places.get(one.casefold()) for one in given]
    known = sorted(place for place in ends if place is not None)
    if len(known) != len(given) or len(known) != (2 if name == "range" else 1):
        raise _no_expression(axis, f"{name}({','.join(given)})")
    first = 0 if name == "to" else known[0]
    last = len(codes) - 1 if name == "from" else known[-1]
    return codes[first : last + 1]


def _no_value(axis: Axis, value: str) -> RefusedError:
    return RefusedError(
        "Non-existent value",
        Text(
            sv=f"{axis.id} har inget värde {value[:80]!r}.",
            en=f"{axis.id} has no value {value[:80]!r}.",
        ),
    )


def _no_expression(axis: Axis, value: str) -> RefusedError:
    return RefusedError(
        "Illegal selection expression",
        Text(
            sv=f"{value[:80]!r} går inte att förstå för {axis.id}. Skriv koder, *, 01*, TOP(3),"
            " BOTTOM(3), FROM(2024), TO(2024) eller RANGE(2023,2025), med koder som finns.",
            en=f"{value[:80]!r} cannot be understood for {axis.id}. Write codes, *, 01*, TOP(3),"
            " BOTTOM(3), FROM(2024), TO(2024) or RANGE(2023,2025), with codes that exist.",
        ),
    )


def _placed(cube: Cube, asked: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    ids = [axis.id for axis in cube.axes]
    heading = [_dimension(cube, name) for name in asked.heading]
    stub = [_dimension(cube, name) for name in asked.stub]
    if not heading and not stub:
        return (CONTENTS, TIME), tuple(one for one in ids if one not in {CONTENTS, TIME})
    left = [one for one in ids if one not in {*heading, *stub}]
    if not stub:
        stub, left = left, []
    elif not heading:
        heading, left = left, []
    if left or len({*heading, *stub}) != len(heading) + len(stub):
        raise RefusedError(
            "Illegal placement",
            Text(
                sv="Ange varje variabel en gång, i heading eller stub; eller bara det ena.",
                en="Name each variable once, in heading or stub; or only one of the two.",
            ),
        )
    return tuple(heading), tuple(stub)
