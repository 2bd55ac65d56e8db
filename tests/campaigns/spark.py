"""A real Spark cluster of one master and two workers gives the integers that DuckDB gives.

The cluster is what `tools/spark_cluster.py` starts. Two things are counted by both: the national
cube, and every table of every shipped indicator, divided by sex, of made-up units in five places.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from django.conf import settings

from kvinnofrid.engine import Placed
from kvinnofrid.engine.writing import write
from tests.campaigns.campaign import Campaign, Result, Tell
from tests.engine import large
from tests.engine.drawn import PLACES
from tests.statistics.follow_up_cases import drawn_unit

UNIT = 2_000
"""Episodes of the made-up units."""


def _campaign(n: int, seed: int, tell: Tell) -> Result:
    """`n` is thousands of measurement rows of the cube."""
    home = Path(os.environ.get("KV_SPARK", settings.PROJECT / ".spark"))
    if not (home / "pyspark").is_dir():
        wanted = f"{sys.executable} -m pip install --target {home} -r requirements/spark.in"
        return Result([f"no Spark in {home}: run `{wanted}`, or set KV_SPARK"])
    with tempfile.TemporaryDirectory(prefix="kv-spark-") as folder:
        tell("fakta skrivs")
        cube = Path(folder) / "cube"
        large.make(cube, max(1, 1_000 * n // large.PER_EPISODE), seed, tell)
        chance = random.Random(seed)
        facts = (Placed(one, *chance.choice(PLACES)) for one in drawn_unit(chance, UNIT))
        write(Path(folder) / "units", facts, day=date(2026, 11, 22), catalogue="c", batch=700)
        tell("DuckDB räknar")
        expected = _digests("duckdb", folder, {})
        tell("Spark startas och räknar")
        found = _digests("spark", folder, {"PYTHONPATH": str(home)})
    failures = [
        f"Spark gave other integers of {name}"
        for name, what in expected.items()
        if found[name]["digest"] != what["digest"]
    ]
    figures: dict[str, object] = {
        "workers": found["cube"]["workers"],
        **{f"cells_{name}": str(what["cells"]) for name, what in expected.items()},
        **{f"duckdb_{name}": f"{float(what['seconds']):.1f}" for name, what in expected.items()},
        **{f"spark_{name}": f"{float(what['seconds']):.1f}" for name, what in found.items()},
    }
    return Result(failures, figures)


def _digests(database: str, folder: str, more: dict[str, str]) -> dict[str, dict[str, str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.engine.on_spark", database, folder],
        cwd=settings.PROJECT,
        env={**os.environ, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=590,
    )
    if done.returncode:
        raise RuntimeError(f"{database}: {done.stderr[-3_000:]}")
    found: dict[str, dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return found


CAMPAIGN = Campaign(
    "Ett riktigt Sparkkluster: samma tal som DuckDB, n tusen mätrader.",
    1_000,
    _campaign,
)
