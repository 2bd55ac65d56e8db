"""The table of ASVS: links lead somewhere, nothing is met without evidence, counts are true."""

import re
from collections import Counter
from pathlib import Path

from tests.architecture.tree import PROJECT, write_tree

TABLE = "docs/reference/asvs.md"
ROW = re.compile(
    r"^\| (V\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE
)
COUNTS = re.compile(r"^\| ([123]) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) % \|$", re.MULTILINE)
ALL = 345
"""How many requirements version 5.0.0 has."""


def faults(root: Path) -> list[str]:
    """Rows that say more than they show, and counts that are not those of the rows."""
    text = (root / TABLE).read_text(encoding="utf-8")
    found, counted = [], Counter[tuple[str, str]]()
    for name, level, state, _, evidence in ROW.findall(text):
        plain = state.strip().strip("*")
        counted[level, plain.split(" (")[0]] += 1
        links = re.findall(r"\]\(([^)]+)\)", evidence)
        if plain in {"met", "partly"} and not links:
            found.append(f"{name} shows nothing")
        found += [
            f"{name} leads nowhere: {link}"
            for link in links
            if not (root / TABLE).parent.joinpath(link).exists()
        ]
    for level, *numbers in COUNTS.findall(text):
        met, partly, missed = (counted[level, one] for one in ("met", "partly", "not met"))
        apply = met + partly + missed
        if [int(one) for one in numbers] != [apply, met, partly, missed, 100 * met // apply]:
            found.append(f"the counts of level {level} are not those of its rows")
    return found


def test_every_row_shows_what_it_says() -> None:
    assert faults(PROJECT) == []


def test_every_requirement_has_one_row() -> None:
    text = (PROJECT / TABLE).read_text(encoding="utf-8")
    names = [row[0] for row in ROW.findall(text)]
    assert len(names) == len(set(names)) == ALL
    assert len(COUNTS.findall(text)) == 3


def test_a_row_without_evidence_a_dead_link_and_a_wrong_count_are_caught(tmp_path: Path) -> None:
    table = (
        "| 1 | 2 | 2 | 0 | 0 | 100 % |\n"
        "| V1.1.1 | 1 | met | words | – |\n"
        "| V1.1.2 | 1 | partly | words | [a](../../tests/a.py), [b](../../tests/b.py) |\n"
        "| V1.1.3 | 1 | **not met** | words | – |\n"
    )
    root = write_tree(tmp_path, {TABLE: table, "tests/a.py": ""})
    assert faults(root) == [
        "V1.1.1 shows nothing",
        "V1.1.2 leads nowhere: ../../tests/b.py",
        "the counts of level 1 are not those of its rows",
    ]
