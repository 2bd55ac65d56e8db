"""Tables as JSON-stat 2.0, which statistical offices and their programs read.

A `Cube` is a table with its words, ready for readers: it knows nothing of where it came from.
A figure that is not there has no value (null) and a mark that says how it is absent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum
from itertools import product
from math import prod
from typing import Any, Literal

Role = Literal["geo", "time", "metric"]


class Absent(Enum):
    """How a figure is absent. The marks are those of PxWeb, in every file and answer of ours."""

    HIDDEN = ".."
    """It may not be told: one mark, whatever the reason."""
    UNDEFINED = "."
    """There is nothing to tell: a share of nobody."""


Value = int | float | Absent


@dataclass(frozen=True, slots=True)
class Unit:
    """What a figure is counted in, and how many decimals it is told with."""

    base: str
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Axis:
    """A dimension: its id and label, and the label of each of its codes in order.

    `units` are by code of the dimension that tells what is measured. `notes` are of the dimension,
    `code_notes` of its codes. `extension` is written as it is.
    """

    id: str
    label: str
    categories: Mapping[str, str]
    role: Role | None = None
    units: Mapping[str, Unit] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    code_notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    extension: Mapping[str, Any] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.categories)

    def only(self, codes: Sequence[str]) -> "Axis":
        """The dimension with these codes alone, in this order. KeyError for one it lacks."""
        return replace(
            self,
            categories={code: self.categories[code] for code in codes},
            units={code: self.units[code] for code in codes if code in self.units},
            code_notes={code: self.code_notes[code] for code in codes if code in self.code_notes},
        )


@dataclass(frozen=True, slots=True)
class Cube:
    """Figures over dimensions, the last dimension fastest.

    Raises ValueError when the figures do not fill the dimensions, or two of them have one id.
    """

    label: str
    source: str
    updated: datetime
    axes: tuple[Axis, ...]
    values: Sequence[Value]
    notes: tuple[str, ...] = ()
    href: str = ""
    links: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    extension: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len({axis.id for axis in self.axes}) != len(self.axes):
            raise ValueError("two dimensions have the same id")
        if len(self.values) != prod(map(len, self.axes)):
            sizes = " × ".join(str(len(axis)) for axis in self.axes)
            raise ValueError(f"{len(self.values)} figures do not fill {sizes}")

    def axis(self, name: str) -> Axis:
        """The dimension with this id. KeyError when there is none."""
        return {axis.id: axis for axis in self.axes}[name]

    def chosen(self, codes: Mapping[str, Sequence[str]]) -> "Cube":
        """The part with these codes of some dimensions, in the order given. KeyError as above."""
        axes = tuple(axis.only(codes.get(axis.id, tuple(axis.categories))) for axis in self.axes)
        return replace(self, axes=axes, values=self._values(self.axes, axes))

    def ordered(self, ids: Sequence[str]) -> "Cube":
        """The same figures with the dimensions in another order. KeyError unless all are named."""
        if sorted(ids) != sorted(axis.id for axis in self.axes):
            raise KeyError(f"{', '.join(ids)} are not all dimensions once each")
        axes = tuple(self.axis(one) for one in ids)
        return replace(self, axes=axes, values=self._values(self.axes, axes))

    def rows(self) -> Iterator[tuple[tuple[str, ...], Value]]:
        """Each figure with its codes, dimension by dimension."""
        return zip(product(*(axis.categories for axis in self.axes)), self.values, strict=True)

    def _values(self, before: Sequence[Axis], after: Sequence[Axis]) -> tuple[Value, ...]:
        steps, step = {}, len(self.values)
        for axis in before:
            step //= max(len(axis), 1)
            steps[axis.id] = {code: place * step for place, code in enumerate(axis.categories)}
        offsets = [[steps[axis.id][code] for code in axis.categories] for axis in after]
        return tuple(self.values[sum(places)] for places in product(*offsets))


def dataset(cube: Cube, *, figures: bool = True) -> dict[str, Any]:
    """The cube as a JSON-stat 2.0 dataset, for `json.dumps`.

    Without figures it is a description alone: what there is to ask for.
    """
    absent = {str(n): one.value for n, one in enumerate(cube.values) if isinstance(one, Absent)}
    values = [None if isinstance(one, Absent) else one for one in cube.values]
    found: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": cube.label,
        "source": cube.source,
        "updated": cube.updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "id": [axis.id for axis in cube.axes],
        "size": [len(axis) for axis in cube.axes],
        "dimension": {axis.id: _dimension(axis) for axis in cube.axes},
        "value": values if figures else [],
    }
    roles = {
        role: [axis.id for axis in cube.axes if axis.role == role]
        for role in ("time", "geo", "metric")
    }
    more: dict[str, Any] = {
        "href": cube.href,
        "note": list(cube.notes),
        "link": {relation: list(map(dict, links)) for relation, links in cube.links.items()},
        "role": {role: ids for role, ids in roles.items() if ids},
        "status": absent if figures else {},
        "extension": dict(cube.extension),
    }
    return found | {name: value for name, value in more.items() if value}


def _dimension(axis: Axis) -> dict[str, Any]:
    category: dict[str, Any] = {
        "index": {code: place for place, code in enumerate(axis.categories)},
        "label": dict(axis.categories),
    }
    if axis.units:
        category["unit"] = {
            code: {"base": unit.base, "decimals": unit.decimals}
            for code, unit in axis.units.items()
        }
    if axis.code_notes:
        category["note"] = {code: list(notes) for code, notes in axis.code_notes.items()}
    found: dict[str, Any] = {"label": axis.label, "category": category}
    if axis.notes:
        found["note"] = list(axis.notes)
    if axis.extension:
        found["extension"] = dict(axis.extension)
    return found
