"""From a snapshot to protected tables, in a small world without a database."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from kvinnofrid.catalogue import OutcomeSet, load_shipped
from kvinnofrid.engine import Placed
from kvinnofrid.engine.counting import raw_tables
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.snapshot import Snapshot
from kvinnofrid.engine.writing import write
from kvinnofrid.releases import protecting
from kvinnofrid.releases.protecting import Protected, Released, protected, queries_of
from kvinnofrid.statistics.episodes import Episode, tables_of
from tests.releases.releasing import SET

DAY = date(2026, 11, 22)
SEX = ("sex", "")
Sexes = Mapping[tuple[str, int], tuple[int, int]]
"""How many women and men were opened, by municipality and year."""
WORLD: Sexes = {
    ("0114", 2025): (40, 30), ("0180", 2025): (90, 60), ("0115", 2025): (30, 2),
    ("0380", 2025): (50, 20), ("0305", 2025): (30, 3), ("0319", 2025): (40, 20),
    ("0480", 2025): (50, 20), ("0481", 2025): (40, 30),
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is large enough to begin another process for."""
    monkeypatch.setattr("os.cpu_count", lambda: 1)


def owner(*codes: str) -> OutcomeSet:
    """The shipped indicators, but some of them alone."""
    found = load_shipped().outcome_set(SET)
    return found.model_copy(update={"outcomes": tuple(map(found.outcome, codes))})


def snapshot_of(folder: Path, world: Sexes) -> Snapshot:
    """A snapshot of as many women and men as told, in one unit of each municipality."""
    facts = [
        Placed(
            Episode("victim_survivor", {"opened_on": date(year, 3, 1)}, fields={"sex": sex}),
            area,
            area[:2],
            "o",
            area,
            synthetic=True,
        )
        for (area, year), numbers in world.items()
        for sex, number in zip(("woman", "man"), numbers, strict=True)
        for _ in range(number)
    ]
    return write(folder, iter(facts), day=DAY, catalogue="c")


def made(
    folder: Path,
    world: Sexes = WORLD,
    *,
    earlier: Sequence[Released] = (),
    revised: Sequence[int] = (),
    codes: Sequence[str] = ("sex",),
    told: list[str] | None = None,
) -> Protected:
    years = sorted({year for _, year in world})
    return protected(
        snapshot_of(folder, world),
        [owner(*codes)],
        years,
        earlier=earlier,
        revised=revised,
        order=sorted({area for area, _ in world}),
        tell=(told if told is not None else []).append,
    )


def test_every_table_of_every_indicator_is_asked_for_once_and_in_order() -> None:
    several = [
        owner("sex", "violence_kinds"),
        owner("target_group").model_copy(update={"id": "other"}),
    ]
    found = queries_of(several, [2024, 2025])
    names = [(one.outcome_set, one.outcome, one.table) for one in found]
    assert len(set(names)) == len(names)
    assert names == [
        (each.id, outcome.code, name)
        for each in several
        for outcome in each.outcomes
        for name, _classes in tables_of(outcome)
    ]
    assert {one.years for one in found} == {(2024, 2025)}
    assert {one.version for one in found} == {several[0].version}
    assert all(set(one.levels) == {"nation", "county", "municipality"} for one in found)


def test_a_snapshot_is_counted_and_its_small_numbers_are_hidden(tmp_path: Path) -> None:
    told: list[str] = []
    found = made(tmp_path / "s", codes=("sex", "target_group"), told=told)
    assert [*found.tables] == [SEX, ("target_group", "")]
    table = found.tables[SEX]
    assert table.row("00", "2025")["woman"] == 370
    assert (table.total("0115", "2025"), table.total("01", "2025")) == (32, 252)
    assert table.row("0115", "2025")["man"] is None
    assert table.row("0305", "2025")["man"] is None
    for county, few in (("01", "0115"), ("03", "0305")):
        men = [table.row(one, "2025")["man"] for one in table.codes("area") if one[:2] == county]
        assert men.count(None) > 1 or table.row(county, "2025")["man"] is None, (
            f"the men of {few} are found by subtraction"
        )
    assert told[0] == "Skyddar …", "counting tells nothing, so this is when it is over"
    assert len(told) == 3
    assert found.differences == ()


def test_what_was_done_is_told_in_figures_and_codes_alone(tmp_path: Path) -> None:
    rule = load_shipped().disclosure_rule(protecting.RULE)
    method = made(tmp_path / "s").method
    assert method["rule"] == f"{rule.id} {rule.version}"
    assert (method["threshold"], method["width"]) == (rule.threshold, rule.width) == (5, 4)
    assert method["programs"] > 0
    assert method["bounded"] >= 2
    assert method["below_width"] == 0
    assert method["standing"] == method["withheld"] == []


def test_a_year_that_has_been_released_stands_unless_it_is_revised(tmp_path: Path) -> None:
    first = made(tmp_path / "first").tables
    more = {**WORLD, ("0480", 2025): (70, 40), ("0480", 2024): (50, 40), ("0180", 2024): (60, 60)}
    stands = made(tmp_path / "stands", more, earlier=[first])
    table = stands.tables[SEX]
    for area in first[SEX].codes("area"):
        assert table.row(area, "2025") == first[SEX].row(area, "2025")
    assert table.row("0480", "2024")["woman"] == 50
    assert stands.method["standing"] == [["sex", "", "2025"]]
    assert stands.differences == ()
    revised = made(tmp_path / "revised", more, earlier=[first], revised=[2025])
    assert revised.tables[SEX].row("0480", "2025")["woman"] == 70
    assert revised.method["standing"] == []
    assert revised.differences == (), "twenty more of each, which is nobody's secret"


def test_of_several_earlier_releases_the_latest_stands(tmp_path: Path) -> None:
    first = made(tmp_path / "first").tables
    second = made(
        tmp_path / "second", {**WORLD, ("0480", 2025): (70, 40)}, earlier=[first], revised=[2025]
    ).tables
    third = made(tmp_path / "third", earlier=[first, second])
    assert third.tables[SEX].row("0480", "2025") == second[SEX].row("0480", "2025")


def test_a_revision_that_tells_of_few_people_is_told_of_by_cell(tmp_path: Path) -> None:
    first = made(tmp_path / "first").tables
    one_more = {**WORLD, ("0480", 2025): (51, 20)}
    found = made(tmp_path / "second", one_more, earlier=[first], revised=[2025]).differences
    assert {("0480", "woman", 50, 51), ("00", "", 555, 556)} <= {
        (one.area, one.code, one.before, one.after) for one in found
    }
    assert {(one.release, one.outcome, one.table, one.year) for one in found} == {
        (0, "sex", "", "2025")
    }


def test_what_does_not_hang_together_gives_no_tables_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = raw_tables

    def twice(*given: object) -> dict[object, object]:
        (only,) = counted(*given).values()  # type: ignore[arg-type]
        return {1: only, 2: only}

    monkeypatch.setattr(protecting, "raw_tables", twice)
    with pytest.raises(DisclosingError):
        made(tmp_path / "s")
