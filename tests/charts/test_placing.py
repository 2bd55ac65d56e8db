"""Labels beside their points: near, free of each other, the same each time."""

import math
from itertools import combinations

import pytest

from kvinnofrid.charts.placing import Wish, overlap, place

PAPER = (0.0, 0.0, 400.0, 400.0)


def test_labels_of_points_that_stand_close_do_not_cover_each_other() -> None:
    wishes = [Wish(200 + 4 * n, 200 + 3 * n, 4, 60, 14) for n in range(8)]
    boxes = [placed.box(wish) for placed, wish in zip(place(wishes, PAPER), wishes, strict=True)]
    assert all(overlap(one, other) == 0 for one, other in combinations(boxes, 2))
    assert place(wishes, PAPER) == place(tuple(wishes), PAPER)


def test_a_point_that_is_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="has no place"):
        place([Wish(math.nan, 1, 4, 60, 14)], PAPER)
