"""A round as a table or as JSON, for those who count on with it. Knows nothing of Django."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from kvinnofrid.catalogue import Text
from kvinnofrid.comparisons.board import Board, BoardRespondent
from kvinnofrid.comparisons.rules import ANSWERS, MISSING
from kvinnofrid.spreadsheets.formula_guard import guard
from kvinnofrid.statistics.shares import Share, rounded

Cell = str | int | None
PERCENT_DECIMALS = 2

RANKING_HEADER = ("respondent", "yes", "partly", "no", "published_yes")


def answers_header(board: Board) -> tuple[str, ...]:
    """The columns of `answers_rows`: the wide shape that the importer reads."""
    codes = (indicator.code for indicator in board.indicators)
    return ("respondent_code", "respondent", "published_yes", *codes)


def answers_rows(board: Board) -> Iterable[tuple[Cell, ...]]:
    """A row for each respondent; a missing answer is an empty cell."""
    for one in board.respondents:
        answers = (None if byte == MISSING else ANSWERS[byte] for byte in one.answers)
        yield (one.code, one.name, one.published_yes, *answers)


def ranking_rows(board: Board) -> Iterable[tuple[Cell, ...]]:
    """A row for each respondent by rank, then in Swedish order of name."""
    for ranked in board.ranking:
        counted, one = ranked.counted, ranked.respondent
        yield (one.name, counted.yes, counted.partly, counted.no, one.published_yes)


def machine_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Comma-separated text with LF for machines; text that could run as a formula is made inert."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue()


def ranking_json(board: Board) -> list[dict[str, Any]]:
    """The ranking with each place, whether it is shared, and the answers by kind."""
    return [
        {
            "position": ranked.rank.position,
            "sharing": ranked.rank.sharing,
            "of": ranked.rank.of,
            "code": ranked.respondent.code,
            "respondent": ranked.respondent.name,
            **_share(ranked.counted),
            "published_yes": ranked.respondent.published_yes,
        }
        for ranked in board.ranking
    ]


def round_json(board: Board) -> dict[str, Any]:
    """The whole round: facts, indicators with published and computed shares, and all answers."""
    return {
        "round": {
            "slug": board.round.slug,
            "year": board.round.year,
            "indicator_set": board.round.indicator_set,
            "version": board.round.version,
            "title": _text(board.indicator_set.title),
            "source": board.round.source,
            "synthetic": board.round.synthetic,
            "revision": board.round.revision,
        },
        "indicators": [
            {
                "code": indicator.code,
                "name": _text(indicator.name),
                "definition": _text(indicator.definition),
                "quality_area": indicator.quality_area,
                "indicator_area": indicator.indicator_area,
                "published_percent": _number(board.published.get(indicator.code)),
                "computed": _share(share) | {"yes_percent": _percent(share)},
            }
            for indicator, share in zip(board.indicators, board.shares, strict=True)
        ],
        "respondents": [_respondent(board, one) for one in board.respondents],
    }


def _respondent(board: Board, one: BoardRespondent) -> dict[str, Any]:
    codes = [indicator.code for indicator in board.indicators]
    return {
        "code": one.code,
        "name": one.name,
        "organisation": one.organisation_name,
        "kind": str(one.kind),
        "municipality_code": one.municipality_code,
        "county_code": one.county_code,
        "skr_group_2017": one.group_2017,
        "skr_group_2023": one.group_2023,
        "size_class": one.size_class,
        "population": one.population,
        "population_year": one.population_year,
        "published_yes": one.published_yes,
        "counted": _share(one.counted),
        "answers": {code: ANSWERS[byte] for code, byte in zip(codes, one.answers, strict=True)},
    }


def _share(share: Share) -> dict[str, int]:
    return {
        "yes": share.yes,
        "partly": share.partly,
        "no": share.no,
        "not_applicable": share.not_applicable,
        "missing": share.missing,
    }


def _percent(share: Share) -> float | None:
    return None if share.percent is None else float(rounded(share.percent, PERCENT_DECIMALS))


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _text(text: Text) -> dict[str, str]:
    return {"sv": text.sv, "en": text.en}
