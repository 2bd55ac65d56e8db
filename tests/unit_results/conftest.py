"""What the tests of the results share: a unit with made-up facts."""

from collections.abc import Callable

import pytest

from kvinnofrid.follow_up import facts
from kvinnofrid.follow_up.facts import EpisodeFact, Selection
from kvinnofrid.unit_results import queries
from tests.unit_results.cases import facts_of_a_unit

Tell = Callable[[list[EpisodeFact]], None]


@pytest.fixture
def tell(db: None, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Let the follow-up have these facts of every unit."""

    def tell(found: list[EpisodeFact]) -> None:
        def told(_: Selection) -> list[EpisodeFact]:
            return found

        def mark(_: Selection) -> tuple[int, ...]:
            return (id(found), len(found))

        monkeypatch.setattr(facts, "episodes", told)
        monkeypatch.setattr(facts, "revision", mark)
        queries._kept.clear()

    return tell


@pytest.fixture
def unit_of_120(tell: Tell) -> None:
    """A unit with 120 episodes of this year."""
    tell(facts_of_a_unit(120))
