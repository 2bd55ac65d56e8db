"""Distribution, ranking and profile: missing stands apart, ties share a rank, all is said."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kvinnofrid.charts.answer_distribution import AnswerCounts, AnswerDistribution
from kvinnofrid.charts.answers import Answer
from kvinnofrid.charts.profile_dumbbell import ProfileDumbbell, ProfileGroup, ProfileRow
from kvinnofrid.charts.publish import embed
from kvinnofrid.charts.rank_bars import RankBars, Ranked
from kvinnofrid.charts.rows import SHEET, Rows
from kvinnofrid.charts.words import ENGLISH, SWEDISH
from tests.charts.reading import drawn, named, of_class, texts, titles

COUNTED = {"Tyresö": 48, "Lund": 47, "Skellefteå": 47, "Trollhättan": 53, "Askim": 53, "Ödeby": 43}


def ranking(*extra: Ranked, **fields: object) -> RankBars:
    items = tuple(Ranked(name, n, own=name == "Tyresö") for name, n in COUNTED.items())
    return RankBars("Flest ja", items + extra, of=60, count_name="Antal ja av 60", **fields)  # type: ignore[arg-type]


def test_ties_share_their_rank_and_the_next_rank_is_skipped() -> None:
    found = [(rank, item.label) for rank, item in ranking().ranked()]
    assert found == [
        (1, "Askim"),
        (1, "Trollhättan"),
        (3, "Tyresö"),
        (4, "Lund"),
        (4, "Skellefteå"),
        (6, "Ödeby"),
    ]


def test_a_respondent_without_answers_comes_last_without_rank_or_bar() -> None:
    chart = ranking(Ranked("Okänd", None, note="svarade inte"))
    assert chart.ranked()[-1][0] is None
    assert chart.table().rows[-1] == ("–", "Okänd", "uppgift saknas", "svarade inte")
    root = drawn(chart)
    assert len(of_class(root, "ch-soft")) == 5
    assert not of_class(root, "ch-missing")  # words alone: a stub would look like a small value
    assert titles(root)[-1] == "Okänd: uppgift saknas (svarade inte)"


def test_a_count_of_zero_is_said_as_zero() -> None:
    chart = RankBars("x", (Ranked("A", 0),), of=60, count_name="Antal ja")
    root = drawn(chart)
    assert "0" in texts(root)
    assert not of_class(root, "ch-missing")


def test_ones_own_row_stands_out_by_colour_and_weight() -> None:
    root = drawn(ranking())
    assert len(of_class(root, "ch-accent")) == 1
    assert [e.text for e in of_class(root, "ch-strong")] == ["Tyresö"]


def test_the_median_is_drawn_and_said() -> None:
    root = drawn(ranking())
    assert "Median 47,5" in texts(root)
    assert len(of_class(root, "ch-median")) == 1
    assert ranking().point() == (
        "Flest ja: Askim, Trollhättan, 53 av 60. Median: 47,5. Tyresö: 48, plats 3."
    )
    assert ranking(description="Egna ord.").point() == "Egna ord."


def test_a_ranking_of_nobody_has_no_median() -> None:
    chart = RankBars("x", (Ranked("A", None),), of=60, count_name="Antal ja")
    assert chart.median() is None
    assert chart.point(ENGLISH) == "Antal ja: no data."
    assert not of_class(drawn(chart), "ch-median")


def test_a_note_stands_beside_the_value() -> None:
    chart = RankBars("x", (Ranked("Tyresö", 48, note="publicerat 49"),), of=60, count_name="Ja")
    assert {"48", "publicerat 49"} <= set(texts(drawn(chart)))
    assert titles(drawn(chart)) == ["Tyresö: 48 av 60, plats 1 (publicerat 49)"]


COUNTS = AnswerCounts("Rutin", 150, 40, 60, 20, 42, "/i/1")


def test_the_parts_of_a_distribution_are_as_wide_as_their_counts() -> None:
    root = drawn(AnswerDistribution("x", (COUNTS,)))
    wide = {
        cls: float(next(e for e in of_class(root, cls) if e.tag.endswith("rect")).attrib["width"])
        for cls in ("ch-yes", "ch-partly", "ch-na", "ch-missing")
    }
    bars = {cls: width + 1.5 for cls, width in wide.items()}
    assert bars["ch-yes"] / bars["ch-partly"] == pytest.approx(150 / 40, rel=0.02)
    assert bars["ch-na"] / bars["ch-partly"] == pytest.approx(20 / 40, rel=0.03)


def test_missing_answers_are_hatched_and_counted_apart_from_no() -> None:
    chart = AnswerDistribution("x", (COUNTS,))
    root = drawn(chart)
    assert {"Nej 60", "Uppgift saknas 42", "Inte aktuellt 20"} <= set(texts(root))
    assert named(root, "pattern")
    assert chart.table().rows == (("Rutin", "150", "40", "60", "20", "42", "312"),)
    assert chart.point() == (
        "Rutin: ja 150, delvis 40, nej 60, inte aktuellt 20, uppgift saknas 42 (n = 312)."
    )


def test_an_answer_that_nobody_gave_has_no_part() -> None:
    root = drawn(AnswerDistribution("x", (AnswerCounts("A", 10, 0, 0, 0, 0),), "Egna ord."))
    assert texts(root)[:3] == ["Ja 10", "Delvis 0", "Nej 0"]
    assert not of_class(root, "ch-missing")
    assert root[1].text == "Egna ord."


def test_a_part_too_narrow_for_its_count_has_none() -> None:
    root = drawn(AnswerDistribution("x", (AnswerCounts("A", 1000, 1, 0, 0, 0), COUNTS)))
    assert "1" not in texts(root)
    assert "Ja" in texts(root)  # with several bars the key has no sums


def test_a_distribution_of_nobody_is_an_empty_bar_said_as_such() -> None:
    chart = AnswerDistribution("x", (AnswerCounts("A", 0, 0, 0, 0, 0),))
    assert "n 0" in texts(drawn(chart))
    assert chart.point() == "A: uppgift saknas (n = 0)."


def profile(
    *rows: ProfileRow, names: tuple[str, ...] = ("riket", "länet", "gruppen")
) -> ProfileDumbbell:
    return ProfileDumbbell("x", "Lund", names, (ProfileGroup("Trygghet", rows),))


def test_a_profile_shows_the_own_answer_and_every_share_there_is() -> None:
    root = drawn(profile(ProfileRow("Rutin", Answer.YES, (36, None, 50), "/i/1")))
    assert len(of_class(root, "ch-dot")) == 2  # the value and its key
    assert len(of_class(root, "ch-marker")) == 3  # the square and two keys
    assert len(of_class(root, "ch-stem")) == 1
    assert titles(root) == [
        "Rutin: Lund ja; riket 36\u00a0%; länet uppgift saknas; gruppen 50\u00a0%"
    ]
    assert "36\u00a0%" in texts(root)


def test_a_profile_without_the_first_share_says_so() -> None:
    root = drawn(profile(ProfileRow("Rutin", Answer.MISSING, (None, None, None))))
    assert "uppgift saknas" in texts(root)
    assert not of_class(root, "ch-stem")
    assert len(of_class(root, "ch-missing-ring")) == 1


def test_a_profile_says_its_point_and_table() -> None:
    chart = profile(
        ProfileRow("A", Answer.YES, (1, 2, 3)),
        ProfileRow("B", Answer.NO, (1, None, 3)),
        ProfileRow("C", Answer.YES, (1, 2, 3)),
    )
    assert chart.point() == "Lund: ja 2, nej 1."
    assert chart.table().rows[1] == (
        "Trygghet",
        "B",
        "Nej",
        "1\u00a0%",
        "uppgift saknas",
        "3\u00a0%",
    )
    own = ProfileDumbbell("x", "Lund", ("riket",), (), description="Egna ord.")
    assert own.point() == "Egna ord."


def test_a_long_name_of_the_first_comparison_stands_in_the_key_alone() -> None:
    name = "pendlingskommuner nära storstad och större städer"
    root = drawn(profile(ProfileRow("A", Answer.YES, (1,)), names=(name,)))
    assert texts(root).count(name) == 1


def test_a_profile_with_the_wrong_number_of_shares_is_refused() -> None:
    with pytest.raises(ValueError, match="'A' has 1 shares"):
        profile(ProfileRow("A", Answer.YES, (1,)))
    with pytest.raises(ValueError, match="one to three"):
        profile(names=())


def tall(*numbers: int) -> ProfileDumbbell:
    """A profile with a heading over each number of rows."""
    groups = tuple(
        ProfileGroup(
            f"Område {n}",
            tuple(
                ProfileRow(f"Fråga {n}.{i}", Answer.MISSING, (50.0,), "/f/") for i in range(many)
            ),
        )
        for n, many in enumerate(numbers)
    )
    return ProfileDumbbell("Profil", "Tyresö", ("riket",), groups)


@pytest.mark.parametrize("width", [360, 880])
@pytest.mark.parametrize("numbers", [(20, 20), (90,), (3, 70, 4)])
def test_a_tall_picture_comes_in_pieces_for_paper_none_of_which_cuts_a_row(
    width: int, numbers: tuple[int, ...]
) -> None:
    picture = tall(*numbers).draw(width, SWEDISH)
    pieces = picture.pieces
    assert pieces[0].top == 0
    assert pieces[-1].bottom == picture.height
    for above, below in pairwise(pieces):
        assert above.bottom == below.top
    assert all(piece.bottom - piece.top <= SHEET for piece in pieces)
    rows = [shape for shape in picture.shapes if shape.tag == "a"]
    assert [shape for piece in pieces for shape in piece.shapes if shape.tag == "a"] == rows
    for piece in pieces:
        for row in (shape for shape in piece.shapes if shape.tag == "a"):
            hit = dict(next(part.attributes for part in row.children if part[0] == "rect"))  # type: ignore[union-attr]
            assert piece.top <= float(hit["y"])
            assert float(hit["y"]) + float(hit["height"]) <= piece.bottom


def test_a_picture_that_fits_a_sheet_is_one_piece() -> None:
    assert tall(5).draw(880, SWEDISH).pieces == ()
    assert embed(tall(5), prefix="p").startswith("<svg ")


def test_the_pieces_are_named_once_and_as_one() -> None:
    said = embed(tall(40, 40), prefix="p")
    assert said.startswith('<div class="ch ch-pieces" role="group" aria-labelledby="p-t"')
    assert said.count('id="p-t"') == said.count('id="p-d"') == 1
    assert said.count("<svg ") == len(tall(40, 40).draw(880, SWEDISH).pieces)


def test_a_hatching_is_defined_once_for_all_pieces() -> None:
    bars = tuple(AnswerCounts(f"Län {n}", 1, 0, 0, 0, 9) for n in range(90))
    said = embed(AnswerDistribution("Svar", bars), prefix="p")
    assert said.count("ch-pieces") == 1
    assert said.count('id="p-hatch"') == 1


def test_a_row_taller_than_a_sheet_is_a_piece_of_its_own() -> None:
    rows = Rows(width=880, words=SWEDISH, left=0, right=20)
    for label in ("kort", "mycket långt " * 600, "kort igen", "åter mycket långt " * 600):
        parts, _top, bottom = rows.begin(label)
        rows.end(parts, bottom, href=None, said=label)
    pieces = rows.picture(()).pieces
    assert len(pieces) == 4
    assert [piece.bottom - piece.top > SHEET for piece in pieces] == [False, True, False, True]
