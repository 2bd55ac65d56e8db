"""Which lines are measured does not depend on what ran before."""

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.statistics import episodes
from tests.unmeasured import forget


def test_what_an_unmeasured_test_left_in_memory_is_counted_anew() -> None:
    shipped = load_shipped()
    episodes.class_of((), "yes")
    forget()
    assert episodes._by_value.cache_info().currsize == 0
    assert load_shipped() is shipped
