"""Kept answers: given only while what they were made from holds, and never more than fit."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from kvinnofrid.web.response_cache import OVERHEAD, Kept, ResponseCache


class Maker:
    """Makes answers and counts them."""

    def __init__(self, status: int = 200) -> None:
        self.made = 0
        self.status = status

    def __call__(self) -> HttpResponse:
        self.made += 1
        return HttpResponse(f"answer {self.made}", status=self.status)


def ask(
    cache: ResponseCache, make: Maker, mark: str = "1", key: str = "a", **headers: str
) -> HttpResponse:
    request = RequestFactory().get("/", headers=headers)
    return cache.answer(request, key=key, mark=mark, make=make)


def kept(size: int) -> Kept:
    return Kept(mark="1", body=b"x" * (size - OVERHEAD), etag='W/"x"', headers=())


def test_an_answer_is_made_once_for_a_mark_and_anew_for_another() -> None:
    cache, make = ResponseCache(most_bytes=10_000), Maker()
    assert ask(cache, make).content == ask(cache, make).content == b"answer 1"
    assert ask(cache, make, mark="2").content == b"answer 2"
    assert make.made == 2
    assert len(cache) == 1


def test_who_takes_gzip_gets_the_kept_bytes_and_others_the_plain_text() -> None:
    cache, make = ResponseCache(most_bytes=10_000), Maker()
    packed = ask(cache, make, accept_encoding="gzip, br")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == ask(cache, make).content == b"answer 1"
    assert "Accept-Encoding" in packed["Vary"]


@pytest.mark.parametrize("given", ["{}", 'W/"other", {}', "*"])
def test_who_has_the_same_state_already_is_told_so(given: str) -> None:
    cache, make = ResponseCache(most_bytes=10_000), Maker()
    etag = ask(cache, make)["ETag"]
    answer = ask(cache, make, if_none_match=given.replace("{}", etag))
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == etag


def test_errors_are_not_kept() -> None:
    cache, make = ResponseCache(most_bytes=10_000), Maker(status=404)
    assert ask(cache, make).status_code == 404
    assert len(cache) == 0


def test_who_carries_a_cookie_gets_an_answer_of_their_own() -> None:
    cache, make = ResponseCache(most_bytes=10_000), Maker()
    ask(cache, make)
    request = RequestFactory().get("/")
    request.COOKIES["who"] = "me"
    answer = cache.answer(request, key="a", mark="1", make=make)
    assert answer.content == b"answer 2"
    assert not answer.has_header("ETag")
    assert ask(cache, make).content == b"answer 1"


def test_the_longest_unused_are_given_up_when_the_room_is_full() -> None:
    cache = ResponseCache(most_bytes=3_000)
    for key in "abc":
        cache.put(key, kept(1_000))
    assert cache.get("a", "1") is not None
    cache.put("d", kept(1_000))
    assert [key for key in "abcd" if cache.get(key, "1")] == ["a", "c", "d"]
    assert cache.bytes == 3_000


def test_one_too_large_is_not_kept_and_takes_its_older_self_with_it() -> None:
    cache = ResponseCache(most_bytes=3_000)
    cache.put("a", kept(1_000))
    cache.put("a", kept(4_000))
    assert len(cache) == cache.bytes == 0
    cache.put("a", kept(1_000))
    cache.clear()
    assert len(cache) == cache.bytes == 0
