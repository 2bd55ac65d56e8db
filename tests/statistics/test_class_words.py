"""Every class and table has a word, the indicator's own or one that is alike for all."""

import pytest

from kvinnofrid.catalogue import Outcome, load_shipped
from kvinnofrid.statistics.class_words import class_word, table_word
from kvinnofrid.statistics.episodes import NO, tables_of


def outcome(code: str) -> Outcome:
    return load_shipped().outcome_set("unit-results", "2026-1").outcome(code)


def test_every_class_of_every_table_has_a_word() -> None:
    for owner in load_shipped().outcome_sets:
        for one in owner.outcomes:
            for name, classes in tables_of(one):
                assert (table_word(one, name) is None) == (name == "")
                assert all(class_word(one, code).en for code in classes)


def test_a_class_that_no_table_has_has_no_word() -> None:
    with pytest.raises(KeyError):
        class_word(outcome("sex"), "some_other")


def test_no_means_none_where_interventions_are_counted_and_no_elsewhere() -> None:
    assert class_word(outcome("interventions"), NO).sv == "Ingen insats"
    assert class_word(outcome("sex"), NO).sv == "Nej"
