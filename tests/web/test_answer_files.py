"""Answers that processes share as files: the same ones back, never others', and not without end."""

from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from kvinnofrid.web import answer_files
from kvinnofrid.web.answer_files import AnswerFiles, Filed
from kvinnofrid.web.response_cache import LARGE, ResponseCache

ANSWER = Filed(b"body\nwith lines", 'W/"1"', (("Content-Type", "text/csv"),))


def test_what_was_put_comes_back_to_who_asks_for_the_same(tmp_path: Path) -> None:
    files = AnswerFiles(tmp_path / "kept", 10_000)
    assert files.get("/a", 1) is None
    assert files.put("/a", 1, ANSWER)
    assert AnswerFiles(tmp_path / "kept", 10_000).get("/a", 1) == ANSWER
    assert files.get("/a", 2) is None
    assert files.get("/b", 1) is None


def test_a_spoiled_file_is_none(tmp_path: Path) -> None:
    files = AnswerFiles(tmp_path, 10_000)
    files.put("/a", 1, ANSWER)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for spoiled in (whole[:-1], b"no", b"[]\n", b""):
        file.write_bytes(spoiled)
        assert files.get("/a", 1) is None


def test_the_oldest_go_when_the_room_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer_files, "LOOKED_AFTER", 2)
    files = AnswerFiles(tmp_path, 3_000)
    for number in range(20):
        files.put(f"/{number}", 1, Filed(b"x" * 500, "", ()))
    assert sum(one.stat().st_size for one in tmp_path.iterdir()) <= 4_000
    assert files.get("/19", 1) is not None


def test_without_room_on_the_disk_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not AnswerFiles(tmp_path / "file" / "kept", 10).put("/a", 1, ANSWER)


@pytest.mark.parametrize("size", [10, 20 * LARGE])
def test_another_process_need_not_make_what_one_has_made(
    settings: Settings, tmp_path: Path, size: int
) -> None:
    settings.KEPT_ANSWERS = tmp_path
    content = b"".join(number.to_bytes(4, "big") for number in range(size // 4))
    made = []

    def make() -> HttpResponse:
        made.append(1)
        return HttpResponse(content, headers={"X-Own": "yes"})

    for _process in range(2):
        cache = ResponseCache(most_bytes=10_000_000, shared=True)
        for _ in range(2):
            answer = cache.answer(RequestFactory().get("/a"), key="/a", mark=1, make=make)
            assert (answer.content, answer.headers["X-Own"]) == (content, "yes")
        assert len(cache) == (size < LARGE)
    assert len(made) == 1
