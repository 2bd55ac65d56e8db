"""What each version of the rule for releases costs in figures hidden, of a made-up nation.

Each trial makes a nation of 31 municipalities up twice, with one unit in each municipality and with
two, the first five times as large, and makes all tables of it safe by each version of the rule. It
fails where the audit does not hold.
"""

from collections.abc import Sequence
from itertools import product

from kvinnofrid.catalogue import load_shipped
from kvinnofrid.engine import DisclosedTable
from kvinnofrid.engine.areas import LEVELS, REST, level_of
from kvinnofrid.engine.disclosing import disclose
from tests.campaigns.campaign import Campaign, Result, Tell
from tests.engine.made_nation import nation

COUNTIES = {"01": 12, "03": 8, "09": 1, "12": 10}
MEAN = 60
UNITS = (1, 2)


def hidden(tables: Sequence[DisclosedTable]) -> dict[str, tuple[int, int]]:
    """How many figures are hidden of how many, by level, but of areas told of together."""
    found = dict.fromkeys(LEVELS, (0, 0))
    for table in tables:
        for area, year in product(table.codes("area"), table.codes("year")):
            if not area.endswith(REST):
                row = [*table.row(area, year).values()]
                away, every = found[level_of(area)]
                found[level_of(area)] = away + row.count(None), every + len(row)
    return {str(level): pair for level, pair in found.items()}


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    rules = [one for one in load_shipped().disclosure_rules if one.id == "releases"]
    failures: list[str] = []
    sums: dict[str, tuple[int, int]] = {}
    for number, units in product(range(n), UNITS):
        raw = nation(seed + number, COUNTIES, mean=MEAN, units=units)
        for rule in rules:
            made = disclose(
                raw, rule, processes=1, order=sorted(COUNTIES, key=COUNTIES.__getitem__)
            )
            if not made.audit.holds:
                failures.append(f"seed {seed + number}, {units} units, {rule.version}")
            for level, (away, every) in hidden(made.tables).items():
                key = f"{rule.version}, {units} units, {level}"
                before = sums.get(key, (0, 0))
                sums[key] = before[0] + away, before[1] + every
        tell(f"{number + 1} av {n}")
    figures = {key: f"{100 * away / every:.1f}%" for key, (away, every) in sorted(sums.items())}
    return Result(failures, figures)


CAMPAIGN = Campaign(
    "Hur stor del av siffrorna som varje version av regeln för utgåvor döljer.",
    1,
    _campaign,
)
