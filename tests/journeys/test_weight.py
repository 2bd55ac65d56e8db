"""The start page is light: it may be read on an old phone with little left on the plan."""

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Response

from tests.journeys.browser import OpenPage

ROOM = 300_000


@pytest.mark.journey
@pytest.mark.django_db
def test_the_start_page_with_all_it_loads_is_under_300_kb(open_page: OpenPage) -> None:
    page = open_page("/")
    page.wait_for_load_state("networkidle")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.reload(wait_until="networkidle")
    weights = {answer.url: _as_sent(answer) for answer in answers}
    assert len(weights) > 5
    print(f"start page: {sum(weights.values())} bytes in {len(weights)} answers")  # noqa: T201
    assert sum(weights.values()) < ROOM, weights


def _as_sent(answer: Response) -> int:
    """Bytes as a server sends them: text compressed, typefaces and pictures as they are."""
    body = answer.body()
    if Path(answer.url).suffix in {".woff2", ".png"}:
        return len(body)
    return len(gzip.compress(body, 6))
