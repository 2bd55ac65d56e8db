"""What a snapshot is made of."""

from datetime import date

import pytest

from kvinnofrid.engine.facts import EPISODES, Placed, day_number, thousandths
from kvinnofrid.statistics.episodes import Episode, Held

HELD = Held(date(2025, 3, 2), {"safety": 3})


def test_a_day_is_a_number_of_days() -> None:
    assert day_number(date(1970, 1, 2)) == 1
    assert day_number(date(1969, 12, 31)) == -1


@pytest.mark.parametrize(("value", "kept"), [(3, 3000), (2.5, 2500), (0.0004, 0), (-1, -1000)])
def test_a_number_is_kept_in_thousandths(value: float, kept: int) -> None:
    assert thousandths(value) == kept


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        thousandths(value)


def test_a_placed_episode_knows_its_area_and_its_measurements() -> None:
    one = Placed(Episode("child", {}, baseline=HELD), "", "01", waves={"later": HELD})
    assert one.area == "01-none"
    assert one.measurements() == {"later": HELD, "baseline": HELD}


def test_no_column_names_anybody() -> None:
    assert not {"client", "name", "identity", "birth"} & set(EPISODES)
