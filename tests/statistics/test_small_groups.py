"""What is shown of a table is what a plain count gives."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.statistics.episodes import UNKNOWN, Episode
from kvinnofrid.statistics.small_groups import few
from kvinnofrid.statistics.unit_tables import (
    ALL,
    Chosen,
    coded,
    told,
)
from tests.statistics.follow_up_cases import GROUPS, KINDS, episode, outcome

WAYS = ("own", "police", "health_care", "school")
people = st.lists(
    st.tuples(
        st.sampled_from((*GROUPS, GROUPS[0], GROUPS[0])),
        st.sampled_from(((), (), (KINDS[0],), KINDS[:2], KINDS)),
        st.sampled_from((*WAYS, WAYS[0], WAYS[0], "")),
    ),
    max_size=60,
)


def unit(drawn: Sequence[tuple[str, tuple[str, ...], str]]) -> list[Episode]:
    return [episode(group, kinds, way_in=way) for group, kinds, way in drawn]


@settings(max_examples=100, deadline=None)
@given(people)
def test_what_is_shown_is_what_a_plain_count_gives(
    drawn: list[tuple[str, tuple[str, ...], str]],
) -> None:
    one = outcome("way_in")
    found = coded(one, unit(drawn))
    for choice in (ALL, Chosen(group=GROUPS[0]), Chosen(intervention=KINDS[0])):
        said = told(one, found, choice)
        if said.n is None:
            continue
        plain = Counter(
            way or UNKNOWN
            for group, kinds, way in drawn
            if choice.group in (None, group)
            and (choice.intervention is None or choice.intervention in kinds)
        )
        assert said.n == sum(plain.values())
        table = said.tables[""]
        assert dict(table.shown) == {name: plain[name] for name in table.shown}
        for members, number in table.joined:
            assert number == sum(plain[name] for name in members)
        assert not any(map(few, (said.n, *table.shown.values())))
