"""What is answered when sealed texts cannot be opened: what is wrong, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kvinnofrid.keys.errors import JournalFailed, KeysError, KeyServiceUnavailable, QuotaExceeded
from kvinnofrid.web.drawing import language
from kvinnofrid.web.middleware import GetResponse

PASSING = (KeyServiceUnavailable, QuotaExceeded, JournalFailed)
"""Faults that pass, by themselves or when the disk has room: it is worth trying again."""


class KeyFaults:
    """Turns an error of the key service into a page in words; nothing was shown or saved."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> object:
        """The answer as it is."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for a KeysError; anything else is not for here."""
        if not isinstance(error, KeysError):
            return None
        return render(
            request,
            "records/key_fault.html",
            {"said": error.message(language())},
            status=503 if isinstance(error, PASSING) else 500,
        )
