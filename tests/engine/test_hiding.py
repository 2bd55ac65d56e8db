"""Families of tables: where rows have to be hidden altogether, and what the attacker knows."""

from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.disclosure import Audit
from kvinnofrid.disclosure.rows import Guard
from kvinnofrid.disclosure.values import Bounds
from kvinnofrid.engine import attacking
from kvinnofrid.engine.attacking import audit, narrow_nodes
from kvinnofrid.engine.disclosing import disclose
from kvinnofrid.engine.errors import DisclosingError
from kvinnofrid.engine.geography import lay_out
from kvinnofrid.engine.hiding import hide
from kvinnofrid.engine.jobs import Counted, Job, Steps
from tests.engine.made_nation import nation

COUNTIES = {"01": 6, "03": 5, "09": 1, "12": 4}
GUARD = Guard()


def job(rows: list[list[int]], classes: tuple[str, ...] = ("a", "b"), **more: object) -> Job:
    """One county's rows, one table."""
    codes = [f"01{n:02}" for n in range(len(rows))]
    sizes = {code: sum(row) for code, row in zip(codes, rows, strict=True)}
    layout, _ = lay_out(sizes, GUARD, 3, ())
    counts = np.array(rows, dtype=np.int64)
    table = Counted("sex", "", classes, counts, {})
    return replace(
        Job("closed", "2025", "single", layout, (table,), None, None, (), GUARD, 1),
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("seed", range(1, 4))
def test_families_that_need_whole_rows_hold_in_the_end(seed: int) -> None:
    raw = nation(seed, COUNTIES, only=("change_severity", "any_intervention", "interventions"))
    rule = load_shipped().disclosure_rule("releases")
    assert disclose(raw, rule, processes=1).audit.holds


def test_what_the_audit_finds_too_narrow_is_hidden_with_the_rows_around_it() -> None:
    of = job([[9, 9]] * 4)
    assert not hide(of).hidden[0].any()
    answers = [Audit(4, (Bounds(("sex.", "0", "a"), 1, 2, True),)), Audit(4, ())]
    with patch.object(attacking, "audit", side_effect=answers):
        assert hide(of).hidden[0].sum() == 8, "the row and three beside it"


def test_what_cannot_be_protected_is_refused_with_its_name() -> None:
    rule = load_shipped().disclosure_rule("releases")
    raw = nation(1, COUNTIES, only=("sex",))
    always = Audit(4, (Bounds(("sex.", "0", "woman"), 1, 2, True),))
    with (
        patch.object(attacking, "audit", return_value=always),
        pytest.raises(DisclosingError, match=r"sex\., 2025, 0101, woman.*can't be protected"),
    ):
        disclose(raw, rule, processes=1)


def test_the_audit_finds_a_cell_that_was_left_open() -> None:
    of = job([[2, 9], [9, 9], [9, 9], [9, 9]])
    nothing = (np.zeros((6, 2), dtype=np.bool_),)
    assert narrow_nodes(audit(of, nothing, np.zeros(6, dtype=np.bool_))) == [0]


def test_an_insider_finds_what_outsiders_do_not() -> None:
    rows = [[2, 20], [9, 9], [20, 20]]
    hidden = np.zeros((5, 2), dtype=np.bool_)
    hidden[:2] = True
    known = np.zeros(5, dtype=np.bool_)
    assert narrow_nodes(audit(job(rows), (hidden,), known)) == [0]
    outsiders = replace(GUARD, insiders=False)
    assert narrow_nodes(audit(job(rows, guard=outsiders), (hidden,), known)) == []


def test_whoever_works_at_a_unit_finds_no_few_others_of_the_municipality() -> None:
    of = job([[9, 9], [9, 9], [9, 9], [9, 9]], guard=replace(GUARD, units=True))
    units = {0: np.array([[7, 4], [2, 5]], dtype=np.int64)}
    of = replace(of, tables=(replace(of.tables[0], units=units),))
    nothing = (np.zeros((6, 2), dtype=np.bool_),)
    sized = np.zeros(6, dtype=np.bool_)
    assert narrow_nodes(audit(of, nothing, sized)) == [0], "nine but seven are two"
    alone = replace(of, guard=replace(of.guard, insiders=False))
    assert narrow_nodes(audit(alone, nothing, sized)) == [0], "whoever else there is"
    found = hide(of)
    assert found.hidden[0][0].all()
    assert found.audit.holds
    beside = (nothing[0].copy(),)
    beside[0][:2] = True
    assert narrow_nodes(audit(of, beside, sized)) == [], "one row more is enough against her"
    few = replace(of, tables=(replace(of.tables[0], counts=of.tables[0].counts // 3, units={}),))
    assert 0 in narrow_nodes(audit(few, beside, sized)), "not where there are few in all"
    many = {0: np.array([[14, 14], [13, 13]], dtype=np.int64)}
    plain = replace(of, tables=(replace(of.tables[0], counts=of.tables[0].counts * 3, units=many),))
    assert not hide(plain).hidden[0].any(), "enough are others'"


def test_whoever_is_helped_has_one_of_the_listed_kinds() -> None:
    """Any help is hidden, but one kind alone is shown to anybody: then that is all the help."""
    rows = [[6, 0, 3], [9, 0, 9], [9, 0, 9], [9, 0, 9]]
    one = job(rows, ("yes", "otherwise", "no"))
    any_of = replace(one.tables[0], outcome="any", classes=("yes", "no"), fixed=1)
    counts = np.array([[row[0], row[2]] for row in rows], dtype=np.int64)
    any_of = replace(any_of, counts=counts)
    kind = replace(one.tables[0], outcome="kind", table="talks", fixed=2)
    of = replace(one, kind="many", tables=(any_of, kind), complete=("kind",))
    hidden = (np.ones((6, 2), dtype=np.bool_), np.ones((6, 3), dtype=np.bool_))
    hidden[1][:, 0] = False
    sized = np.zeros(6, dtype=np.bool_)
    assert 0 in narrow_nodes(audit(of, hidden, sized))
    assert 0 in narrow_nodes(audit(replace(of, complete=()), hidden, sized)), "and it is one cell"


def test_a_change_is_bounded_by_the_classes_before_and_after() -> None:
    """All were lowest before and highest after: so all became better, though that is hidden."""
    counts = [np.array([row] * 4, dtype=np.int64) for row in ([9, 0, 6], [0, 9, 6], [9, 0, 0, 6])]
    names = (("before", ("low", "high")), ("after", ("low", "high")))
    tables = [
        Counted("safe", name, (*classes, "unmatched"), number, {}, 2, frozenset({0, 1}))
        for (name, classes), number in zip(names, counts[:2], strict=True)
    ]
    change = Counted("safe", "change", ("better", "same", "worse", "unmatched"), counts[2], {}, 3)
    steps = Steps(("low", "high"), up=True, within=False)
    of = replace(job([[15, 0]] * 4), kind="change", tables=(*tables, change), steps=steps)
    hidden = [
        np.zeros((6, 3), dtype=np.bool_),
        np.zeros((6, 3), dtype=np.bool_),
        np.zeros((6, 4), dtype=np.bool_),
    ]
    hidden[2][:, :3] = True
    sized = np.zeros(6, dtype=np.bool_)
    assert 0 in narrow_nodes(audit(of, hidden, sized))
    assert narrow_nodes(audit(replace(of, steps=None), hidden, sized)) == []
