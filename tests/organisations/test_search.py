"""Search: what is written decides, and what may have been meant is said apart."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvinnofrid.organisations import queries
from kvinnofrid.organisations.search import distance

TODAY = date(2026, 11, 22)


def _hits(text: str, **asked: bool) -> list[str]:
    return [hit.place.name for hit in queries.search(text, on=TODAY, **asked).hits]


def _suggested(text: str) -> list[str]:
    return [hit.place.name for hit in queries.search(text, on=TODAY).suggestions]


@pytest.mark.django_db
@pytest.mark.parametrize(("written", "other"), [("Habo", "Håbo"), ("Håbo", "Habo")])
def test_habo_and_habo_with_a_ring_are_different_places(written: str, other: str) -> None:
    assert _hits(written) == [written]
    assert _suggested(written) == [other]


@pytest.mark.django_db
def test_a_spelling_that_may_be_either_suggests_both_and_finds_neither() -> None:
    assert _hits("Habå") == []
    assert _suggested("Habå") == ["Habo", "Håbo"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "first", "by"),
    [
        ("Stockholms kommun", "Stockholm", "Stockholms kommun"),
        ("göteborgs STAD", "Göteborg", "Göteborgs stad"),
        ("0180", "Stockholm", "0180"),
        ("0017", "Region Värmland", "0017"),
        ("s", "Värmland", "S"),
        ("SE-S", "Värmland", "SE-S"),
        ("värmlands län", "Värmland", "Värmlands län"),
        ("landstinget värmland", "Region Värmland", "Landstinget Värmland"),
        ("länsstyrelsen gotland", "Länsstyrelsen i Gotlands län", "Länsstyrelsen Gotland"),
        ("upplands bro", "Upplands-Bro", "Upplands-Bro"),
        ("nationellt centrum", "NCK", "Nationellt centrum för kvinnofrid"),
        ("Ha\u030abo", "Håbo", "Håbo"),
    ],
)
def test_other_names_and_codes_find_it(written: str, first: str, by: str) -> None:
    hit = queries.search(written, on=TODAY).hits[0]
    assert (hit.place.name, hit.by) == (first, by)


@pytest.mark.django_db
def test_whole_names_come_before_beginnings_and_beginnings_before_parts() -> None:
    assert _hits("bo")[0] == "Boden"
    assert _hits("mora") == ["Mora", "Hedemora"]
    assert "Malmö" in _hits("mal")
    assert _hits("stad")[0] != "Filipstad"
    assert "Filipstad" in [h.place.name for h in queries.search("lipst", on=TODAY).hits]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Goteborg", "Göteborg"),
        ("Stokcholm", "Stockholm"),
        ("Malmoe", "Malmö"),
        ("Örnsköldvik", "Örnsköldsvik"),
    ],
)
def test_a_slip_of_the_keys_gives_a_suggestion_and_no_hit(written: str, meant: str) -> None:
    assert _hits(written) == []
    assert meant in _suggested(written)


@pytest.mark.django_db
def test_what_has_ended_is_found_when_asked_for() -> None:
    assert _hits("angered") == []
    assert _hits("angered", ended=True) == ["Angered"]


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["", "   ", "%", "--", "x" * 10_000])
def test_nonsense_finds_nothing(written: str) -> None:
    assert queries.search(written, on=TODAY) == queries.Found()


@pytest.mark.django_db
def test_no_more_than_the_limit() -> None:
    assert len(queries.search("a", on=TODAY, limit=7).hits) == 7


@pytest.mark.django_db
def test_indexes_of_many_days_are_not_all_kept() -> None:
    for year in range(2015, 2025):
        assert queries.search("Habo", on=date(year, 1, 1)).hits[0].place.name == "Habo"


words = st.text(alphabet="abå", max_size=6)


@given(words, words)
def test_distance_counts_the_fewest_slips(one: str, other: str) -> None:
    found = distance(one, other, most=9)
    assert found == distance(other, one, most=9)
    assert (found == 0) == (one == other)
    assert abs(len(one) - len(other)) <= found <= max(len(one), len(other))
    assert distance(one, other, most=1) == min(found, 2)
    assert distance(one, other, most=0) == min(found, 1)


def test_two_letters_that_change_places_are_one_slip() -> None:
    assert distance("stokcholm", "stockholm", most=2) == 1
