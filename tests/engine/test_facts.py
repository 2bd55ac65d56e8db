"""What a snapshot is made of."""

from datetime import date

from kvinnofrid.engine.facts import EPISODES, Placed, day_number
from kvinnofrid.statistics.episodes import Episode, Given, Held

HELD = Held(date(2025, 3, 2), {"safety": 3})


def test_a_day_is_a_number_of_days() -> None:
    assert day_number(date(1970, 1, 2)) == 1
    assert day_number(date(1969, 12, 31)) == -1


def test_a_placed_episode_knows_its_area_and_its_answers() -> None:
    help_given = (Given("talks", "by_decision"), Given("refuge", "by_decision"))
    episode = Episode("child", {}, interventions=help_given, baseline=HELD, exit=HELD)
    one = Placed(episode, "", "01", waves={"later": HELD})
    assert one.area == "01-none"
    assert one.answers() == {
        "later": {"safety": 3},
        "baseline": {"safety": 3},
        "exit": {"safety": 3},
        "given": {"kind": ["talks", "refuge"], "form": ["by_decision", "by_decision"]},
    }
    assert Placed(Episode("child", {}), "0180", "01").answers() == {}


def test_no_column_names_anybody() -> None:
    assert not {"client", "name", "identity", "birth"} & set(EPISODES)
