"""The board of the shipped round: what counting its answers gives."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.board import Board
from kvinnofrid.comparisons.models import (
    Answer,
    ContextValue,
    PublishedShare,
    Round,
    SeriesValue,
)
from kvinnofrid.comparisons.operations import touch
from kvinnofrid.comparisons.rules import CountDifference
from kvinnofrid.organisations.queries import nation, organisation_by_code
from kvinnofrid.statistics.ranking import Rank
from kvinnofrid.statistics.shares import Share

SLUG = "oj-brottsoffer-2015"
pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db: None) -> Board:
    return queries.board(SLUG)


def test_counting_the_answers_of_2015_gives_the_known_numbers_of_yes(board: Board) -> None:
    counted = {respondent.name: respondent.counted.yes for respondent in board.respondents}
    assert counted == {
        "Göteborg, Askim, Frölunda, Högsbo": 53,
        "Höganäs": 44,
        "Lund": 47,
        "Nykvarn": 45,
        "Ronneby": 43,
        "Skellefteå": 47,
        "Trollhättan": 53,
        "Tyresö": 48,
    }


def test_the_difference_between_printed_and_counted_is_stated_and_not_adjusted(
    board: Board,
) -> None:
    (only,) = board.differences
    assert only[0].name == "Tyresö"
    assert only[1] == CountDifference(published=49, counted=48)


def test_the_ranking_of_2015_has_its_ties(board: Board) -> None:
    assert [(ranked.rank.position, ranked.respondent.name) for ranked in board.ranking] == [
        (1, "Göteborg, Askim, Frölunda, Högsbo"),
        (1, "Trollhättan"),
        (3, "Tyresö"),
        (4, "Lund"),
        (4, "Skellefteå"),
        (6, "Nykvarn"),
        (7, "Höganäs"),
        (8, "Ronneby"),
    ]
    assert board.ranking[3].rank == Rank(position=4, sharing=2, of=8)
    assert board.median_yes == 47


def test_a_city_district_is_grouped_as_its_municipality(board: Board) -> None:
    district = board.respondent("1480-askim-frolunda-hogsbo")
    assert district.organisation_name == "Askim-Frölunda-Högsbo"
    assert district.kind == "city_district"
    assert (district.municipality_code, district.municipality_name) == ("1480", "Göteborg")
    assert (district.county_code, district.group_2017, district.size_class) == ("14", "A1", "5")
    assert district.population is None


def test_size_classes_are_those_that_the_source_printed(board: Board) -> None:
    classes = {one.municipality_code: one.size_class for one in board.respondents}
    printed = "1480 5, 1284 2, 1281 4, 0140 1, 1081 2, 2482 4, 1488 3, 0138 3"
    assert classes == dict(pair.split() for pair in printed.split(", "))


def test_population_is_that_of_the_rounds_year(board: Board) -> None:
    lund = board.respondent("1281")
    assert (lund.population, lund.population_year) == (116_834, 2015)


def test_shares_are_counted_for_all_and_for_any_selection(board: Board) -> None:
    skane = board.rows(county="12")
    assert [board.respondents[row].name for row in skane] == ["Höganäs", "Lund"]
    assert board.shares[0] == Share(yes=7, no=1)
    assert board.shares_among(skane)[1] == Share(yes=1, partly=1)
    assert board.shares_among(skane[:1])[1] == Share(yes=1)
    assert board.shares_among(())[0] == Share()
    assert board.shares_among(tuple(range(8))) == board.shares


def test_rows_are_those_that_have_all_the_codes(board: Board) -> None:
    assert board.rows() == tuple(range(8))
    assert [board.respondents[row].name for row in board.rows(size_class="2", county="12")] == [
        "Höganäs"
    ]
    assert board.rows(municipality="0305") == ()


def test_the_weighted_share_is_of_inhabitants_and_says_who_is_left_out(board: Board) -> None:
    mean = board.weighted_percent("KUN01", board.rows(county="01"))
    assert mean.value == Fraction(100 * 46_177, 46_177 + 10_192)
    assert (mean.n, mean.left_out) == (2, 0)
    assert board.weighted_percent("KUN01").left_out == 1


def test_a_quality_area_is_counted_by_itself(board: Board) -> None:
    areas = board.indicator_set.quality_areas
    counts = [board.count_in_area("0138", area.id).yes for area in areas]
    assert sum(counts) == 48
    assert [board.count_in_area("0138", area.id).asked for area in areas] == [14, 13, 25, 8]


def test_published_national_shares_stand_beside_the_computed(board: Board) -> None:
    assert len(board.published) == 60
    assert board.published["KUN01"] == Decimal(69)


def test_similar_municipalities_come_with_their_reasons(board: Board) -> None:
    nearest = board.similar("1284", at_most=3)
    assert [one.respondent.name for one in nearest] == ["Ronneby", "Tyresö", "Trollhättan"]
    likeness = nearest[0].likeness
    assert likeness.same_size_class
    assert not likeness.same_group
    assert likeness.population_ratio == Fraction(28_697, 25_610)
    assert (likeness.equal_answers, likeness.compared_answers) == (39, 60)


def test_same_group_and_size_class_is_a_list_of_its_own(board: Board) -> None:
    assert board.same_group_and_size("1284") == ()


def test_an_answer_is_told_by_its_codes(board: Board) -> None:
    assert board.answer("0140", "KUN01") == "no"
    assert board.answer("1281", "KUN02") == "partly"
    with pytest.raises(KeyError):
        board.answer("9999", "KUN01")


def test_a_board_is_kept_until_the_round_changes(board: Board) -> None:
    assert queries.board(SLUG) is board
    Answer.objects.filter(
        respondent__organisation=board.respondent("0140").organisation_id
    ).delete()
    assert queries.board(SLUG) is board
    touch(slug=SLUG)
    anew = queries.board(SLUG)
    assert anew.respondent("0140").counted == Share(missing=60)
    assert anew.round.revision == board.round.revision + 1


def test_an_unknown_round_is_named_with_those_that_there_are() -> None:
    with pytest.raises(queries.UnknownRoundError) as caught:
        queries.board("oj-2099")
    assert caught.value.known == (SLUG,)


def test_rounds_are_listed_with_the_latest_year_first() -> None:
    Round.objects.create(slug="later", indicator_set="oj-brottsoffer", version="2015", year=2016)
    assert [one.slug for one in queries.rounds()] == ["later", SLUG]


def test_a_round_of_indicators_that_the_catalogue_lacks_is_not_listed_but_can_be_found() -> None:
    Round.objects.create(slug="other", indicator_set="elsewhere", version="1", year=2016)
    assert [one.slug for one in queries.rounds()] == [SLUG]
    found = queries.find_round("other")
    assert found is not None
    assert found.indicator_set == "elsewhere"
    assert queries.find_round("nowhere") is None


def test_the_45_published_values_are_in_their_series() -> None:
    series = queries.national_series()
    assert sum(len(one.points) for one in series) == 45
    assert {point.basis for one in series for point in one.points} == {
        "stated",
        "derived",
        "inferred",
    }


def test_reported_crimes_stand_beside_the_nation_with_a_rate_by_inhabitants() -> None:
    assaults = queries.context(nation(on=date(2015, 12, 31)))[0]
    assert assaults.measure.id == "reported-assaults"
    point = next(point for point in assaults.points if point.year == 2015)
    assert point.value == 85_067
    assert point.per_100_000 == Fraction(85_067 * 100_000, 9_851_017)


def test_another_ranking_stands_beside_a_municipality_and_has_no_rate() -> None:
    tyreso = organisation_by_code("municipality", "0138", on=date(2015, 12, 31))
    (place,) = queries.context(tyreso)
    assert place.measure.ranked == 200
    assert [(point.year, point.value, point.per_100_000) for point in place.points] == [
        (2015, Decimal(46), None)
    ]


def test_no_more_boards_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "BOARDS_KEPT", 1)
    Round.objects.create(slug="other", indicator_set="oj-brottsoffer", version="2015", year=2016)
    first = queries.board(SLUG)
    empty = queries.board("other")
    assert queries.board(SLUG) is not first
    assert empty.columns == (b"",) * 60
    assert empty.median_yes is None
    assert empty.ranking == ()


def test_likeness_by_group_needs_a_known_group(board: Board) -> None:
    unknown = replace(board.respondent("0138"), group_2017=None)
    others = tuple(one for one in board.respondents if one.code != "0138")
    assert replace(board, respondents=(*others, unknown)).same_group_and_size("0138") == ()
    lund = replace(board.respondent("1281"), group_2017="A2", size_class="3")
    with_lund = replace(board, respondents=(lund, board.respondent("0138")))
    assert with_lund.same_group_and_size("0138") == (lund,)


def test_rows_of_the_database_tell_what_they_are() -> None:
    one = Answer.objects.select_related("respondent__round").order_by("pk")[0]
    assert str(one) == f"{one.indicator}: {one.answer}"
    assert str(one.respondent).startswith(f"{SLUG}: ")
    assert str(PublishedShare.objects.get(indicator="KUN01")) == "KUN01: 69.00 %"
    assert str(SeriesValue.objects.get(series="systematic-follow-up", year=2017)).endswith(" %")
    assert "2015" in str(ContextValue.objects.get(organisation__versions__code="0138"))
