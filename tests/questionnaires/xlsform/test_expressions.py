"""Expressions of XLSForm as conditions, and back."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.catalogue import Condition
from kvinnofrid.questionnaires.answers import Given
from kvinnofrid.questionnaires.conditions import holds
from kvinnofrid.questionnaires.xlsform.expressions import (
    MOST_DEPTH,
    NEVER,
    Known,
    NotCarriedError,
    parse,
    written,
)

TODAY = date(2026, 3, 5)
CODES = {"yes": "yes", "no": "no", "1": "1", "2": "2", "10": "10"}
NUMBERED = {"1": "1", "2": "2", "10": "10"}
KNOWN = {
    "q": Known("q", "single", CODES),
    "r": Known("r", "single", NUMBERED),
    "m": Known("m", "multiple", {"a": "a", "b": "b"}),
    "n": Known("n", "number", {}),
    "k": Known("k", "scale", {}),
    "d": Known("d", "date", {}),
    "e": Known("e", "date", {}),
    "t": Known("t", "text", {}),
}
Q_YES = {"item": "q", "one_of": ["yes"]}
M_A = {"item": "m", "one_of": ["a"]}
OUTSIDE = [{"item": "n", "above": "1"}, {"item": "n", "below": "0"}]
KINDS = {name: known.kind for name, known in KNOWN.items()}


@pytest.mark.parametrize(
    ("expression", "condition"),
    [
        ("${q} = 'yes'", {"item": "q", "one_of": ["yes"]}),
        ('"yes"=${ q }', {"item": "q", "one_of": ["yes"]}),
        ("../q = 'yes'", {"item": "q", "one_of": ["yes"]}),
        ("selected(/data/group/m, 'a')", {"item": "m", "one_of": ["a"]}),
        ("${q} = 1", {"item": "q", "one_of": ["1"]}),
        ("${q} != 'yes'", {"none": [{"item": "q", "one_of": ["yes"]}]}),
        ("${q} = ''", {"item": "q", "answered": False}),
        ("${t} != ''", {"item": "t", "answered": True}),
        ("${q}='yes' or ${q}='no'", {"item": "q", "one_of": ["yes", "no"]}),
        ("${r} >= 2", {"item": "r", "one_of": ["2", "10"]}),
        ("2 > ${r}", {"item": "r", "one_of": ["1"]}),
        ("${r} > 10", NEVER),
        ("${m} = 'a'", {"all": [M_A, {"none": [{"item": "m", "one_of": ["b"]}]}]}),
        ("count-selected(${m}) > 0", {"item": "m", "answered": True}),
        ("count-selected(${m}) < 1", {"item": "m", "answered": False}),
        ("${n} > -1.5", {"item": "n", "above": "-1.5"}),
        ("${n} = 3", {"item": "n", "at_least": "3", "at_most": "3"}),
        ("${n} != 3", {"none": [{"item": "n", "at_least": "3", "at_most": "3"}]}),
        ("${n} < ${k}", {"item": "n", "below": "k"}),
        ("${n} <= '4'", {"item": "n", "at_most": "4"}),
        ("${d} <= today()", {"item": "d", "at_most": "today"}),
        ("${d} > date('2026-01-31')", {"item": "d", "above": "2026-01-31"}),
        ("${d} >= ${e}", {"item": "d", "at_least": "e"}),
        ("not(${q} = 'yes')", {"none": [{"item": "q", "one_of": ["yes"]}]}),
        ("not(${q}='yes' or ${t}='')", {"none": [Q_YES, {"item": "t", "answered": False}]}),
        ("not(true())", NEVER),
        ("not(false())", None),
        ("true() or ${q} = 'yes'", None),
        ("true() and ${q} = 'yes'", {"item": "q", "one_of": ["yes"]}),
        ("false() and ${q} = 'yes'", NEVER),
        ("false() or ${q} = 'yes'", {"item": "q", "one_of": ["yes"]}),
        ("(${q}='yes') and (${n}>1 or ${n}<0)", {"all": [Q_YES, {"any": OUTSIDE}]}),
    ],
)
def test_an_expression_is_a_condition(expression: str, condition: dict[str, Any] | None) -> None:
    assert parse(expression, KNOWN) == condition


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "   ",
        "regex(., '[0-9]+')",
        "${unknown} = 1",
        "${q} = 'maybe'",
        "${q}",
        "'yes'",
        "'a' = 'b'",
        ". > 1",
        "${n} > 'abc'",
        "${n} + 1 > 2",
        "${n} > ${d}",
        "${d} > '2026-13-01'",
        "${d} > date(${e})",
        "${t} = 'hej'",
        "${q} > 2",
        "${m} > 1",
        "${r} > '2026-01-01'",
        "count-selected(${m}) > 1",
        "count-selected(${q}) > 0",
        "count-selected(${m}) > ${n}",
        "selected(${n}, 'a')",
        "selected('a', ${m})",
        "selected(${m}, ${q})",
        "not(${q} = 'yes'",
        "(${q} = 'yes'",
        "${q} = 'yes')",
        "${q} = 'yes' and",
        "${q} = = 'yes'",
        "${n} = true()",
        "- ${n} > 1",
        "if(${q} = 'yes', 1, 2) = 1",
        "${q} = 'yes' xor ${q} = 'no'",
        "(" * 200 + "${q}='yes'" + ")" * 200,
        " and ".join(["${q}='yes'"] * 300),
        "not(" * 12 + "${q}='yes'" + ")" * 12,
        "(" * 20 + "${q}='yes'" + ")" * 20,
        "\x00",
    ],
)
def test_what_a_condition_cannot_say_is_not_guessed_at(expression: str) -> None:
    with pytest.raises(NotCarriedError):
        parse(expression, KNOWN)


def test_a_constraint_speaks_of_its_own_question() -> None:
    own = KNOWN["n"]
    assert parse(". >= 0 and . < 120", KNOWN, own) == {
        "all": [{"item": "n", "at_least": "0"}, {"item": "n", "below": "120"}]
    }


TESTS = st.one_of(
    st.builds(
        lambda codes: {"item": "q", "one_of": codes},
        st.lists(st.sampled_from(["yes", "no"]), min_size=1, max_size=2, unique=True),
    ),
    st.builds(
        lambda codes: {"item": "m", "one_of": codes},
        st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2, unique=True),
    ),
    st.builds(
        lambda item, yes: {"item": item, "answered": yes},
        st.sampled_from(["q", "m", "n", "d", "t"]),
        st.booleans(),
    ),
    st.builds(
        lambda item, limit, operand: {"item": item, limit: operand},
        st.sampled_from(["n", "k"]),
        st.sampled_from(["at_least", "at_most", "above", "below"]),
        st.sampled_from(["-2.5", "0", "3", "n", "k"]),
    ),
    st.builds(
        lambda limit, operand: {"item": "d", limit: operand},
        st.sampled_from(["at_least", "at_most", "above", "below"]),
        st.sampled_from(["today", "2026-03-01", "e"]),
    ),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.builds(
        lambda way, parts: {way: parts},
        st.sampled_from(["all", "any", "none"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
).filter(lambda made: str(made).count("[{") < MOST_DEPTH)
DAYS = st.integers(-9, 9).map(lambda n: TODAY + timedelta(days=n))
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["yes", "no", "1"]),
        "m": st.sampled_from([("a",), ("b",), ("a", "b")]),
        "n": st.sampled_from([Decimal("-2.5"), Decimal(0), Decimal(4)]),
        "k": st.integers(0, 10),
        "d": DAYS,
        "e": DAYS,
        "t": st.just("hej"),
    },
)


@settings(max_examples=300, deadline=None)
@given(condition=CONDITIONS, answers=ANSWERS)
def test_a_condition_that_is_written_and_read_means_the_same(
    condition: dict[str, Any], answers: dict[str, Given]
) -> None:
    again = parse(written(condition, KINDS), KNOWN)
    assert again not in (None, NEVER)
    before = holds(Condition.model_validate(condition), answers, TODAY)
    assert holds(Condition.model_validate(again), answers, TODAY) == before
