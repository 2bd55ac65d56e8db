"""What is wrong with a question to the open data, in words, and as PxWeb's API says it."""

from django.http import JsonResponse

from kvinnofrid.catalogue import Text


class RefusedError(Exception):
    """A question that cannot be answered: what kind of fault, and what to do about it."""

    def __init__(self, title: str, text: Text, *, status: int = 400) -> None:
        super().__init__(text.en)
        self.title, self.text, self.status = title, text, status


def no_such_table(name: str) -> RefusedError:
    """There is no such table, or it is not published yet: the two cannot be told apart."""
    return RefusedError(
        "Non-existent table",
        Text(
            sv=f"Tabellen {name[:80]!r} finns inte. Alla tabeller står under /api/v2/tables.",
            en=f"There is no table {name[:80]!r}. All tables stand under /api/v2/tables.",
        ),
        status=404,
    )


def broken() -> RefusedError:
    """What is stored of a release is not what was signed: nothing of it is given out."""
    return RefusedError(
        "Release not whole",
        Text(
            sv="Utgåvan är inte den som undertecknades och lämnas därför inte ut.",
            en="The release is not the one that was signed, and so it is not given out.",
        ),
        status=503,
    )


def problem(status: int, title: str, detail: str) -> JsonResponse:
    """A fault as RFC 9457 writes it."""
    return JsonResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail},
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
