"""Cubes are written as JSON-stat 2.0 that others read, and a part of a cube is that part."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.engine.jsonstat import Absent, Axis, Cube, Unit, dataset

DAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
AREAS = Axis("Region", "område", {"00": "Riket", "0180": "Stockholm"}, "geo")
YEARS = Axis("Tid", "år", {"2024": "2024", "2025": "2025"}, "time", extension={"show": "code"})
CONTENTS = Axis(
    "ContentsCode",
    "innehåll",
    {"count": "Antal"},
    "metric",
    units={"count": Unit("antal")},
    notes=("Av egna system.",),
    code_notes={"count": ("Hela tal.",)},
)
CUBE = Cube(
    label="Väg in",
    source="Kvinnofrid",
    updated=DAY,
    axes=(AREAS, CONTENTS, YEARS),
    values=(70, 80, Absent.HIDDEN, Absent.UNDEFINED),
    notes=("Påhittade uppgifter.",),
    href="https://exempel.se/r1",
    links={"alternate": [{"type": "text/csv", "href": "https://exempel.se/r1.csv"}]},
    extension={"px": {"decimals": 0}},
)


def test_a_figure_that_is_absent_has_no_value_and_a_mark_that_says_how() -> None:
    found = dataset(CUBE)
    assert found["value"] == [70, 80, None, None]
    assert found["status"] == {"2": "..", "3": "."}


def test_the_dataset_says_what_it_is() -> None:
    found = dataset(CUBE)
    assert (found["version"], found["class"]) == ("2.0", "dataset")
    assert (found["id"], found["size"]) == (["Region", "ContentsCode", "Tid"], [2, 1, 2])
    assert found["role"] == {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]}
    assert found["updated"] == "2026-11-22T09:00:00Z"
    assert found["href"] == "https://exempel.se/r1"
    assert found["note"] == ["Påhittade uppgifter."]
    assert found["link"]["alternate"][0]["type"] == "text/csv"
    assert found["extension"] == {"px": {"decimals": 0}}
    region = found["dimension"]["Region"]
    assert region == {
        "label": "område",
        "category": {
            "index": {"00": 0, "0180": 1},
            "label": {"00": "Riket", "0180": "Stockholm"},
        },
    }
    contents = found["dimension"]["ContentsCode"]
    assert contents["category"]["unit"] == {"count": {"base": "antal", "decimals": 0}}
    assert contents["category"]["note"] == {"count": ["Hela tal."]}
    assert contents["note"] == ["Av egna system."]
    assert found["dimension"]["Tid"]["extension"] == {"show": "code"}


def test_a_description_has_no_figures_and_no_marks() -> None:
    found = dataset(CUBE, figures=False)
    assert found["value"] == []
    assert "status" not in found
    assert found["size"] == [2, 1, 2]


def test_what_is_empty_is_left_out() -> None:
    bare = Cube("t", "k", DAY, (Axis("a", "A", {"1": "ett"}),), (1,))
    assert set(dataset(bare)) == {
        *("version", "class", "label", "source", "updated", "id", "size", "dimension", "value"),
    }


def test_a_part_has_its_own_figures_and_words() -> None:
    part = CUBE.chosen({"Tid": ["2025"], "Region": ["0180", "00"]})
    assert list(part.rows()) == [
        (("0180", "count", "2025"), Absent.UNDEFINED),
        (("00", "count", "2025"), 80),
    ]
    assert part.axis("ContentsCode").units == {"count": Unit("antal")}


@pytest.mark.parametrize("codes", [{"Tid": ["1999"]}, {"Region": ["00", "9999"]}])
def test_a_code_that_is_not_there_is_refused(codes: dict[str, list[str]]) -> None:
    with pytest.raises(KeyError):
        CUBE.chosen(codes)


def test_all_dimensions_must_be_named_to_be_put_in_order() -> None:
    with pytest.raises(KeyError, match="once each"):
        CUBE.ordered(["Tid", "Region"])
    assert CUBE.ordered(["Tid", "Region", "ContentsCode"]).values == (
        *(70, Absent.HIDDEN),
        *(80, Absent.UNDEFINED),
    )


def test_a_cube_that_does_not_hang_together_is_refused() -> None:
    with pytest.raises(ValueError, match="3 figures do not fill 2 × 1 × 2"):
        Cube("t", "k", DAY, CUBE.axes, (1, 2, 3))
    with pytest.raises(ValueError, match="same id"):
        Cube("t", "k", DAY, (YEARS, YEARS), (1, 2, 3, 4))


@given(st.data())
def test_order_and_choice_move_no_figure(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    axes = tuple(
        Axis(f"d{n}", f"d{n}", {f"{n}.{code}": "" for code in range(size)})
        for n, size in enumerate(sizes)
    )
    number = 1
    for size in sizes:
        number *= size
    cube = Cube("t", "k", DAY, axes, range(number))
    whole = dict(cube.rows())
    order = data.draw(st.permutations([axis.id for axis in axes]))
    picked = {
        axis.id: data.draw(st.lists(st.sampled_from([*axis.categories]), min_size=1, unique=True))
        for axis in axes
    }
    part = cube.ordered(order).chosen(picked)
    assert [axis.id for axis in part.axes] == order
    places = [order.index(axis.id) for axis in axes]
    for codes, value in part.rows():
        assert whole[tuple(codes[place] for place in places)] == value
    assert all(a != b for a, b in pairwise(codes for codes, _ in part.rows()))
