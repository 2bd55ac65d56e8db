"""Insiders: with witnesses kept and shared, the same answers as when each is asked about apart."""

from unittest.mock import patch

import numpy as np
import pytest

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.disclosure.audit import Attacker
from kvinnofrid.engine import attacking, disclosing
from kvinnofrid.engine.insiders import Nation, insiders
from kvinnofrid.engine.jobs import Job
from tests.engine.made_nation import nation

COUNTIES = {"01": 5, "03": 4, "09": 1}
ONLY = ("sex", "any_intervention", "intervention_form", "change_safety")


def nations(seed: int, mean: float = 40, units: int = 1) -> list[Nation]:
    """What insiders are asked about, where the pattern is drawn at random."""
    jobs: list[Job] = []

    def stop(given: list[Job], *_: object) -> None:
        jobs.extend(given)
        raise InterruptedError

    raw = nation(seed, COUNTIES, mean=mean, only=ONLY, units=units)
    rule = load_shipped().disclosure_rule("releases")
    with patch.object(disclosing, "_run", stop), pytest.raises(InterruptedError):
        disclosing.disclose(raw, rule)
    chance, found = np.random.default_rng(seed), []

    def keep(given: Nation) -> tuple[list[object], int]:
        found.append(given)
        return [], 0

    for job in jobs:
        size = len(job.geography.codes())
        whole = chance.random(size) < 0.5
        hidden = [
            (chance.random((size, len(one.classes))) < 0.5) | whole[:, None] for one in job.tables
        ]
        for one, hide in zip(job.tables, hidden, strict=True):
            if one.fixed is not None:
                hide[:, one.fixed] = whole
        with patch.object(attacking, "insiders", keep):
            attacking.audit(job, hidden, np.zeros(size, dtype=np.bool_))
    return found


def apart(of: Nation, at: int) -> int:
    """The least width of a cell, to anybody who knows something, each asked by itself."""
    least = 10**6
    for number, one in [(-1, None), *enumerate(of.knowers)]:
        mine = number in of.minding.get(at, ())
        part = one is not None and (
            one.own is not None or one.rows & of.below.get(at, frozenset({int(of.row[at])}))
        )
        if not mine and (part or at in of.tender):
            continue
        rows = one.rows if one is not None and one.own is None else ()
        known = {
            place: int(of.truth[place])
            for place in range(len(of.truth))
            if not of.hidden[place] or of.row[place] in rows
        }
        sums = [*of.tied]
        for place, own in (one.own or {}).items() if one is not None else ():
            sums.append((place, [len(of.truth) + 2 * place, len(of.truth) + 2 * place + 1]))
            known[len(of.truth) + 2 * place] = own
        attacker = Attacker(known, 3 * len(of.truth), sums, lowest=0)
        low = attacker.table({at: -1.0})[at]
        high = attacker.table({at: 1.0})[at]
        least = min(least, int(np.floor(high + 1e-6) - np.ceil(low - 1e-6)))
    return least


def test_cells_are_too_narrow_exactly_when_somebody_asked_apart_finds_them() -> None:
    some = 0
    for of in nations(1):
        names = {key: at for at, key in of.asked.items()}
        found, _ = insiders(of)
        assert len(found) == sum(of.hidden[at] for at in of.asked)
        for one in found[::3]:
            least = apart(of, names[one.cell])
            assert (one.upper - one.lower < of.width) == (least < of.width), one
            assert one.upper - one.lower <= least or least >= of.width
            some += 1
    assert some > 12


def test_whoever_has_a_part_of_a_row_knows_that_no_fewer_are_in_it() -> None:
    less = 0
    for of in nations(3, 90, 2):
        found, _ = insiders(of)
        whole = {number for number, one in enumerate(of.knowers) if one.own is None}
        minding = {at: numbers & whole for at, numbers in of.minding.items()}
        alone, _ = insiders(Nation(**{**vars(of), "minding": minding}))
        before = {one.cell: one.upper - one.lower for one in alone}
        for one in found:
            width = before.get(one.cell, of.width)
            assert one.upper - one.lower <= width or width >= of.width
            less += one.upper - one.lower < width
    assert less
