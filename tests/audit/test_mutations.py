"""Every way we know to falsify the log is seen, and the log untouched is not blamed."""

from pathlib import Path

import pytest

from tests.audit.apart import finish, own_database
from tests.audit.mutations import MUTATIONS, tried

RUNS = 300
PROVED = 20_000


@pytest.mark.django_db
def test_every_mutation_of_the_log_is_found() -> None:
    runs = list(tried(RUNS, seed=3))
    assert [one for one in runs if one.name == "untouched"] == []
    assert [one for one in runs if not one.found] == []
    assert {one.name for one in runs} == {mutation.__name__ for mutation in MUTATIONS}


def test_a_long_chain_is_proved_at_the_promised_pace(tmp_path: Path) -> None:
    """A million events in a minute of the processor's time, tried on a fiftieth of them."""
    with own_database(tmp_path) as environment:
        finish(environment, "fill", str(PROVED))
        figures = dict(pair.split("=") for pair in finish(environment, "prove", "100").split())
    assert figures["events"] == str(PROVED)
    assert figures["faults"] == "0"
    assert float(figures["cpu"]) < 60 * PROVED / 1_000_000
