"""Finished answers kept compressed in this process's memory, for pages that are the same for all.

An answer is kept together with a mark of what it was made from. Whoever asks brings the mark of
now: an answer made from anything else is not given out, so several server processes and an import
on the command line always agree. The oldest answers go when the room is full.
"""

import contextlib
import ctypes
import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from kvinnofrid.web.answer_files import AnswerFiles, Filed

MAX_AGE = 60
"""Seconds that a browser may show a page without asking again."""
OVERHEAD = 600
"""Bytes that an entry takes beside its body, about."""
LARGE = 32_000
"""An answer of more bytes than this is kept in a file alone, where there are files."""
MOST_IN_FILES = 400_000_000
LEVEL = 4
"""Of a page with a map of 290 municipalities, 410 kB: 7 ms, against 16 ms at level 6."""
_accepts_gzip = re.compile(r"\bgzip\b")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: its compressed body, how to name its state, and the headers of its own."""

    mark: Hashable
    body: bytes
    etag: str
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """The bytes that it takes in memory, about."""
        return len(self.body) + OVERHEAD


class ResponseCache:
    """Answers by key, the least recently asked for given up first; at most `most_bytes` of them.

    With `shared` they are kept for all processes in files too, and what is large there alone. Its
    keys and marks then say all there is to say by their `repr`.
    """

    def __init__(self, *, most_bytes: int, shared: bool = False) -> None:
        self.most_bytes = most_bytes
        self._shared = shared
        self.bytes = 0
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, mark: Hashable) -> Kept | None:
        """The answer kept under the key, if it was made from what the mark stands for."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept.mark != mark:
                return None
            self._kept.move_to_end(key)
            return kept

    def put(self, key: Hashable, kept: Kept) -> None:
        """Keep an answer in place of any other under the key; one too large is not kept."""
        with self._lock:
            old = self._kept.pop(key, None)
            self.bytes -= old.size if old else 0
            if kept.size > self.most_bytes:
                return
            self._kept[key] = kept
            self.bytes += kept.size
            while self.bytes > self.most_bytes:
                _, oldest = self._kept.popitem(last=False)
                self.bytes -= oldest.size

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self.bytes = 0

    def answer(
        self,
        request: HttpRequest,
        *,
        key: Hashable,
        mark: Hashable,
        make: Callable[[], HttpResponse],
    ) -> HttpResponse:
        """The answer to a request: a kept one if there is one, else a new one that is then kept.

        Only what `make` gives with status 200 is kept. Whoever carries a cookie may be known to
        the page and always gets one made for that request alone.
        """
        if request.COOKIES:
            return make()
        kept = self.get(key, mark) or self._from_files(key, mark)
        if kept is None:
            response = make()
            if response.status_code != HTTPStatus.OK:
                return response
            kept = _keep(response, mark)
            filed = Filed(kept.body, kept.etag, kept.headers)
            files = self._files()
            stored = files is not None and files.put(key, mark, filed)
            if not stored or len(kept.body) <= LARGE:
                self.put(key, kept)
            if len(kept.body) > LARGE:
                del response
                _give_back_memory()
        return _give(request, kept)

    def _from_files(self, key: Hashable, mark: Hashable) -> Kept | None:
        files = self._files()
        filed = None if files is None else files.get(key, mark)
        if filed is None:
            return None
        kept = Kept(mark, filed.body, filed.etag, filed.headers)
        if len(filed.body) <= LARGE:
            self.put(key, kept)
        return kept

    def _files(self) -> AnswerFiles | None:
        folder = settings.KEPT_ANSWERS
        return AnswerFiles.of(folder, MOST_IN_FILES) if self._shared and folder else None


def _give_back_memory() -> None:
    """Let the system have what making something large took; where the C library cannot, nothing."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _keep(response: HttpResponse, mark: Hashable) -> Kept:
    return Kept(
        mark=mark,
        body=gzip.compress(response.content, LEVEL, mtime=0),
        etag=f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"',
        headers=tuple(response.items()),
    )


def _give(request: HttpRequest, kept: Kept) -> HttpResponse:
    given = parse_etags(request.headers.get("If-None-Match", ""))
    if kept.etag in given or "*" in given:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    elif _accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
        response = HttpResponse(kept.body, headers=dict(kept.headers))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(kept.body))
    else:
        response = HttpResponse(gzip.decompress(kept.body), headers=dict(kept.headers))
    response.headers["ETag"] = kept.etag
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    return response
