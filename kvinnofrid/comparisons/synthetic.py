"""Made-up rounds of any size, for trying the system at the size of the country.

The organisations are real, the answers are not: everything made here is marked as synthetic, down
to the titles of the indicators. Knows nothing of Django; the same seed gives the same bytes.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

SET_ID = "pahittade-indikatorer"
VERSION = "1"
SLUG = "pahittad"
SOURCE = "Påhittade svar, gjorda av ./kv demo-round"
AREAS, PARTS = 4, 3
LEVELS = (0.25, 0.9)
KEEPS_LAST_YEARS = 0.85
BETTER_EACH_YEAR = 0.015


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up round: its name, year, and the table in the shape that the importer reads."""

    slug: str
    year: int
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def indicator_codes(count: int) -> list[str]:
    """PAH001, PAH002 …"""
    return [f"PAH{number:03d}" for number in range(1, count + 1)]


def made_up_rounds(
    respondents: Sequence[tuple[str, str]],
    *,
    indicators: int,
    years: Sequence[int],
    seed: int,
) -> Iterator[Made]:
    """A round a year. `respondents` are codes and names; most answers stay from year to year."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    codes = indicator_codes(indicators)
    ease = [chance.uniform(*LEVELS) for _ in codes]
    effort = [chance.gauss(0, 0.15) for _ in respondents]
    last: list[list[str]] = []
    for passed, year in enumerate(years):
        better = passed * BETTER_EACH_YEAR
        answers = [
            [
                last[row][column]
                if last and chance.random() < KEEPS_LAST_YEARS
                else _answer(chance, ease[column] + effort[row] + better)
                for column in range(indicators)
            ]
            for row in range(len(respondents))
        ]
        rows = (
            (code, name, *line) for (code, name), line in zip(respondents, answers, strict=True)
        )
        header = ("respondent_code", "respondent", *codes)
        yield Made(f"{SLUG}-{year}", year, header, tuple(rows))
        last = answers


def _answer(chance: random.Random, likely: float) -> str:
    if chance.random() < 0.03:
        return chance.choice(["", "not_applicable"])
    drawn = chance.random()
    if drawn < likely:
        return "yes"
    return "partly" if drawn < likely + 0.12 else "no"


def indicator_set(indicators: int, first_year: int) -> dict[str, Any]:
    """The definition of the made-up indicators, as it stands in a file of the catalogue."""

    def both(swedish: str, english: str) -> dict[str, str]:
        return {"sv": swedish, "en": english}

    areas = [f"area-{letter}" for letter in "abcd"[:AREAS]]
    parts = [(f"{area}-{part}", area) for area in areas for part in range(1, PARTS + 1)]
    return {
        "kind": "indicator_set",
        "schema": "1",
        "id": SET_ID,
        "version": VERSION,
        "title": both("Påhittade indikatorer (prov)", "Made-up indicators (trial)"),
        "description": both(
            "Påhittade indikatorer med påhittade svar, för att pröva systemet i full storlek.",
            "Made-up indicators with made-up answers, to try the system at full size.",
        ),
        "source": {
            "title": SOURCE,
            "publisher": "Kvinnofrid",
            "published": str(first_year),
            "licence": both("Fri; säger inget om verkligheten.", "Free; says nothing of reality."),
        },
        "valid_from": f"{first_year}-01-01",
        "quality_areas": [
            {"id": area, "name": both(f"Påhittat område {n}", f"Made-up area {n}")}
            for n, area in enumerate(areas, start=1)
        ],
        "indicator_areas": [
            {
                "id": part,
                "quality_area": area,
                "name": both(f"Påhittad del {n}", f"Made-up part {n}"),
            }
            for n, (part, area) in enumerate(parts, start=1)
        ],
        "indicators": [
            {
                "code": code,
                "quality_area": parts[n * len(parts) // indicators][1],
                "indicator_area": parts[n * len(parts) // indicators][0],
                "name": both(f"Påhittad indikator {n + 1}", f"Made-up indicator {n + 1}"),
                "definition": both(
                    "Påhittad: svaret är draget av slumpen.",
                    "Made up: the answer is drawn by chance.",
                ),
                "scale": "yes-partly-no",
            }
            for n, code in enumerate(indicator_codes(indicators))
        ],
    }
