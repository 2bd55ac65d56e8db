"""What every answer carries, and how it is made smaller."""

import gzip
from io import BytesIO

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory

from kvinnofrid.web.middleware import FORM, compressed, public_headers, whole_forms

LONG = "Å" * 1000


def answer(
    response: HttpResponseBase, *, accepts: str = "br, gzip;q=0.8", cookie: str = ""
) -> HttpResponseBase:
    """A response as it leaves the compression, for a browser that accepts gzip unless told."""
    request = RequestFactory().get("/", headers={"accept-encoding": accepts})
    if cookie:
        request.COOKIES["session"] = cookie

    def get_response(_: HttpRequest) -> HttpResponseBase:
        return response

    return compressed(get_response)(request)


def test_text_is_compressed_and_says_so() -> None:
    response = answer(HttpResponse(LONG, headers={"ETag": '"a"'}))
    assert isinstance(response, HttpResponse)
    assert gzip.decompress(response.content).decode() == LONG
    assert response.headers["Content-Encoding"] == "gzip"
    assert response.headers["Content-Length"] == str(len(response.content))
    assert response.headers["ETag"] == 'W/"a"'
    assert response.headers["Vary"] == "Accept-Encoding"


def test_a_visitor_with_a_cookie_gets_it_as_it_is() -> None:
    response = answer(HttpResponse(LONG), cookie="secret")
    assert not response.has_header("Content-Encoding")
    assert response.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("short"),
        HttpResponse(LONG, content_type="image/png"),
        HttpResponse(LONG, headers={"Content-Encoding": "br"}),
        StreamingHttpResponse([LONG]),
    ],
    ids=["short", "a picture", "compressed already", "a stream"],
)
def test_what_gains_nothing_is_left_alone(response: HttpResponseBase) -> None:
    before = response.headers.get("Content-Encoding")
    assert answer(response).headers.get("Content-Encoding") == before


def test_a_browser_that_does_not_accept_gzip_gets_text() -> None:
    assert not answer(HttpResponse(LONG), accepts="br").has_header("Content-Encoding")


def test_a_page_that_says_nothing_is_not_stored_and_one_that_does_is_heard() -> None:
    request = RequestFactory().get("/")
    assert public_headers(lambda _: HttpResponse())(request).headers["Cache-Control"] == "no-store"
    kept = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert public_headers(lambda _: kept)(request).headers["Cache-Control"] == "max-age=60"


def test_pages_defend_themselves(client: Client) -> None:
    headers = client.get("/om/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("length", "status"), [("10", 200), ("11", 400), ("eleven", 400), ("", 200)]
)
def test_a_form_whose_end_was_lost_is_refused(length: str, status: int) -> None:
    request = RequestFactory().post("/", "answer=yes", content_type=FORM)
    request.META.update({"CONTENT_LENGTH": length, "wsgi.input": BytesIO(b"answer=yes")})
    request._stream = BytesIO(b"answer=yes")
    assert whole_forms(lambda _: HttpResponse("ok"))(request).status_code == status
