"""When something may be destroyed: never a day too early, and what is unknown is kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.catalogue import Facts, HeldFor, RetentionRule
from kvinnofrid.retention.rules import due, is_held, kept_by, latest

TODAY = date(2026, 11, 22)
TEXT = {"sv": "x", "en": "x"}


def rule(**given: object) -> RetentionRule:
    return RetentionRule.model_validate(
        {
            "id": "r",
            "name": TEXT,
            "concerns": "client_record",
            "trigger": "last_entry",
            "keep_years": 5,
            "legal_source": TEXT,
            "remains": TEXT,
            **given,
        }
    )


def facts(last_entry: date | None = date(2020, 3, 10), **given: object) -> Facts:
    events = {} if last_entry is None else {"last_entry": last_entry}
    return Facts("a", events, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "years", "months", "first"),
    [
        (date(2020, 3, 10), 5, 0, date(2025, 3, 11)),
        (date(2020, 2, 29), 5, 0, date(2025, 3, 1)),
        (date(2020, 2, 29), 4, 0, date(2024, 3, 1)),
        (date(2021, 1, 31), 0, 1, date(2021, 3, 1)),
        (date(2024, 1, 31), 0, 1, date(2024, 3, 1)),
        (date(2021, 12, 31), 0, 2, date(2022, 3, 1)),
        (date(2021, 12, 31), 1, 0, date(2023, 1, 1)),
        (date(2026, 11, 22), 0, 1, date(2026, 12, 23)),
    ],
)
def test_the_whole_time_passes_first(event: date, years: int, months: int, first: date) -> None:
    assert due(rule(keep_years=years, keep_months=months), facts(event), TODAY) == first


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 200), st.integers(0, 11))
def test_it_is_never_due_before_that_many_years_have_passed(
    event: date, years: int, months: int
) -> None:
    first = due(rule(keep_years=years, keep_months=months), facts(event), TODAY)
    assert first is not None
    assert first > event
    passed = (first.year - event.year) * 12 + first.month - event.month
    assert passed >= years * 12 + months
    assert passed <= years * 12 + months + 1


def test_what_has_not_happened_by_today_is_not_counted_from() -> None:
    assert due(rule(), facts(None), TODAY) is None
    assert due(rule(), facts(date(2026, 11, 23)), TODAY) is None
    assert due(rule(trigger="closed"), facts(), TODAY) is None


def test_nothing_is_due_before_the_rules_own_day() -> None:
    later = rule(not_before=date(2030, 1, 1))
    assert due(later, facts(), TODAY) == date(2030, 1, 1)
    earlier = rule(not_before=date(2021, 1, 1))
    assert due(earlier, facts(), TODAY) == date(2025, 3, 11)


def test_the_end_of_the_calendar_is_no_fault() -> None:
    assert due(rule(keep_years=200), facts(date(9900, 1, 1)), date(9999, 1, 1)) == date.max
    assert due(rule(keep_years=99), facts(date(9900, 12, 31)), date(9999, 1, 1)) == date.max
    by_law = rule(latest="end_of_following_year")
    assert latest(by_law, date.max) == date.max


def test_a_hold_keeps_it_while_it_holds() -> None:
    held = facts(holds=(HeldFor(date(2026, 1, 1), date(2026, 11, 23)),))
    assert is_held(held, TODAY)
    assert due(rule(), held, TODAY) is None
    assert due(rule(), held, date(2026, 11, 23)) == date(2025, 3, 11)
    assert due(rule(), held, date(2025, 12, 31)) == date(2025, 3, 11)
    assert due(rule(), facts(holds=(HeldFor(date(2026, 1, 1)),)), date(2099, 1, 1)) is None


def test_the_last_day_is_the_end_of_the_year_after() -> None:
    by_law = rule(latest="end_of_following_year")
    assert latest(by_law, date(2025, 3, 11)) == date(2026, 12, 31)
    assert latest(rule(), date(2025, 3, 11)) is None


def test_a_trait_keeps_what_has_it_and_nothing_else() -> None:
    with_trait = rule(exceptions=[{"id": "placed", "words": TEXT, "trait": "child-placed"}])
    kept = kept_by(with_trait, facts(traits=frozenset({"child-placed"})))
    assert kept is not None
    assert kept.id == "placed"
    assert due(with_trait, facts(traits=frozenset({"child-placed"})), TODAY) is None
    assert due(with_trait, facts(), TODAY) == date(2025, 3, 11)


SAMPLE = [
    {"id": "all", "words": TEXT, "places": ["05", "1480"]},
    {
        "id": "some",
        "words": TEXT,
        "not_in_places": ["05", "1480"],
        "born_on_days": [5, 15, 25],
    },
]


@pytest.mark.parametrize(
    ("places", "born", "kept"),
    [
        ({"0580", "05"}, date(1980, 1, 1), "all"),
        ({"1480", "14"}, date(1980, 1, 1), "all"),
        ({"1780", "17"}, date(1980, 1, 1), None),
        ({"1780", "17"}, date(1980, 1, 15), "some"),
        ({"1780", "17"}, None, "some"),
        (set(), date(1980, 1, 1), "all"),
    ],
    ids=["county", "city", "elsewhere", "in the sample", "birth unknown", "place unknown"],
)
def test_the_sample_for_research_is_kept(
    places: set[str], born: date | None, kept: str | None
) -> None:
    found = kept_by(rule(exceptions=SAMPLE), facts(places=frozenset(places), born=born))
    assert (found.id if found else None) == kept
    first = due(rule(exceptions=SAMPLE), facts(places=frozenset(places), born=born), TODAY)
    assert (first is None) == (kept is not None)


def test_a_sample_outside_some_places_waits_for_a_known_place() -> None:
    outside = rule(exceptions=[{"id": "o", "words": TEXT, "not_in_places": ["05"]}])
    assert kept_by(outside, facts()) is not None
    assert kept_by(outside, facts(places=frozenset({"17"}))) is not None
    assert kept_by(outside, facts(places=frozenset({"05"}))) is None
