"""Which retention rules hold for whom on which day, and that the shipped ones destroy nothing."""

from datetime import date
from pathlib import Path

import pytest

from kvinnofrid.catalogue import (
    RetentionRules,
    load_catalogue,
    load_shipped,
    rules_in_force,
    rules_proposed,
)

from .small_catalogue import RETENTION, write_small_catalogue

DAY = date(2026, 11, 22)


@pytest.fixture
def versions(tmp_path: Path) -> tuple[RetentionRules, ...]:
    """Decided for Karlstad, in a version until 2025 and one after."""
    folder = write_small_catalogue(tmp_path / "katalog")
    first = RETENTION.replace(
        "valid_from: 2015-01-01", "valid_from: 2015-01-01\nvalid_to: 2025-12-31"
    )
    second = RETENTION.replace("version: '1'", "version: '2'").replace(
        "valid_from: 2015-01-01", "valid_from: 2026-01-01"
    )
    (folder / "retention.yaml").write_text(first, encoding="utf-8")
    (folder / "retention-2.yaml").write_text(second, encoding="utf-8")
    return load_catalogue(folder).retention_rules


def test_the_version_of_the_day_holds_for_those_who_decided_it(
    versions: tuple[RetentionRules, ...],
) -> None:
    for day, version in ((date(2025, 12, 31), "1"), (date(2026, 1, 1), "2")):
        held = rules_in_force(versions, code="1780", on=day)
        assert held is not None
        assert held.version == version
    assert rules_in_force(versions, code="1780", on=date(2014, 12, 31)) is None
    assert rules_in_force(versions, code="1480", on=DAY) is None
    assert rules_proposed(versions) is None


def test_the_shipped_rules_are_a_proposal_that_holds_for_nobody() -> None:
    shipped = load_shipped().retention_rules
    proposal = rules_proposed(shipped)
    assert proposal is not None
    assert {rules.status for rules in shipped} == {"proposal"}
    assert all(not rules.organisations and rules.decision is None for rules in shipped)
    assert rules_in_force(shipped, code="1780", on=date(2030, 1, 1)) is None


def test_the_shipped_rule_of_client_records_keeps_the_sample_and_asks_the_archivist() -> None:
    proposal = rules_proposed(load_shipped().retention_rules)
    assert proposal is not None
    rule = proposal.rules[0]
    assert (rule.concerns, rule.keep_years, rule.latest) == (
        "client_record",
        5,
        "end_of_following_year",
    )
    assert rule.to_confirm is not None
    assert "2025:400" in rule.legal_source.sv
    assert "2025/26:12" in rule.to_confirm.sv
    sample = {one.id: one for one in rule.exceptions}
    assert sample["research-sample"].born_on_days == (5, 15, 25)
    assert sample["research-sample"].not_in_places == sample["research-places"].places
