"""The policy and its oracle agree; where they would not, the difference is shown."""

import random
from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.access import policy, roles
from kvinnofrid.access.roles import Role
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Reason
from tests.access.oracle import APART, BY_TWO, GIVES, LETTERS, LINES, OF_UNITS, TAKES
from tests.access.situations import situation
from tests.campaigns import policy as campaign


def test_policy_and_oracle_give_the_same_answers() -> None:
    outcome = campaign.run(40_000, seed=20261122)
    assert outcome.differences == []
    assert outcome.allowed >= 0.25
    for reason in Reason:
        assert outcome.reasons[reason] >= 20, f"{reason} is asked for too seldom to be tried"
    assert outcome.median_us < 100


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False))
def test_policy_and_oracle_agree_in_every_situation(chance: random.Random) -> None:
    assert campaign.difference(situation(chance)) is None


def test_the_campaign_finds_a_policy_that_forgets_the_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(policy, "_is_blocked", lambda actor, record: False)
    told: list[str] = []
    result = campaign.CAMPAIGN.run(2_000, 1, told.append)
    assert "policy:" in result.failures[0]
    assert set(result.figures) == {"allowed", "rarest_reason", "decide_median_us"}
    assert told[0].startswith("0 av 2000")


def test_the_table_is_the_one_that_was_agreed() -> None:
    assert list(TABLE) == list(LINES)
    for name, line in LINES.items():
        row = TABLE[name]
        marks = {
            "e": row.everybody,
            "c": row.confirm,
            "2": row.by_two,
            "a": row.for_another,
            "i": row.identified,
            "g": row.through_glass,
            "s": row.also_protected,
        }
        assert row.name == name
        assert row.on is line.on
        assert {role: scope[0] for role, scope in row.by.items()} == line.reach, name
        assert {mark for mark, stands in marks.items() if stands} == set(line.marks) - {"-"}, name
        assert row.fields == line.fields, name


def test_the_roles_are_those_that_were_agreed() -> None:
    assert {role.value for role in Role} == set(LETTERS.values()) == set(roles.ROLES)

    def named(letters: str) -> set[str]:
        return {LETTERS[letter] for letter in letters}

    def spelled(table: dict[str, str]) -> dict[str, set[str]]:
        return {LETTERS[giver]: named(given) for giver, given in table.items()}

    assert {role for role, words in roles.ROLES.items() if words.in_unit} == named(OF_UNITS)
    assert {role for role, words in roles.ROLES.items() if words.content} == named(OF_UNITS)
    assert spelled(GIVES) == roles.GRANTS
    assert spelled(TAKES) == roles.ENDS
    assert named(BY_TWO) == roles.GRANTS_BY_TWO
    apart = {frozenset(named(pair)) for pair in APART}
    assert {frozenset({a, b}) for a in Role for b in Role if roles.conflict(a, b)} == apart


def test_only_roles_for_work_with_people_reach_records() -> None:
    for row in TABLE.values():
        if row.name.startswith("record."):
            assert all(roles.ROLES[role].content for role in row.by), row.name


def _texts() -> Iterator[str]:
    for text in chain(
        (row.words for row in TABLE.values()),
        (words.name for words in roles.ROLES.values()),
        (words.description for words in roles.ROLES.values()),
        (reason.words for reason in Reason),
    ):
        yield text.sv
        yield text.en


def test_everything_is_said_in_both_languages() -> None:
    assert all(text.strip() == text != "" for text in _texts())
