"""The long trials of the follow-up in small: bad lines, kills, ended sessions, a crew at work."""

import asyncio
import random
from concurrent.futures import ThreadPoolExecutor

from tests.campaigns import drafts, load, registration
from tests.follow_up import crew
from tests.follow_up.apart import standing
from tests.follow_up.crew import Asked, Work


def test_the_draft_acknowledged_last_is_what_comes_back() -> None:
    result = drafts.CAMPAIGN.run(30, 1, lambda said: None)
    assert list(result.failures) == []
    assert int(str(result.figures["kills"])) > 0


def test_each_registration_is_there_once_and_as_it_was_sent() -> None:
    result = registration.CAMPAIGN.run(3, 2, lambda said: None)
    assert list(result.failures) == []
    assert int(str(result.figures["saves"])) >= 9


def test_a_crew_at_work_meets_no_fault() -> None:
    with standing(sessions=2, waves=0) as stand:
        work = Work(stand.server.port, 30, 0)
        said = load.made(stand.environment, lambda said: None, 2)
        with ThreadPoolExecutor(1) as apart:  # a browser of other tests has a loop of events here
            apart.submit(lambda: asyncio.run(crew.work_of(work, said, random.Random(1)))).result()
    assert work.faults == []
    kinds = {one.kind for one in work.asked}
    assert {"working_list", "search", "wave", "draft", "submit", "picture"} <= kinds


def test_the_figures_of_a_load_are_told_for_all_and_for_each_kind() -> None:
    work = Work(0, 3, 0)
    work.asked = [Asked("a", 10, 200), Asked("a", 30, 500), Asked("b", 20, 200)]
    figures = load.figures(work)
    assert figures["all_p50_ms"] == "20"
    assert figures["a_p95_ms"] == "30"
    assert figures["status_5xx"] == "1"
