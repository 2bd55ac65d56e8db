"""Kolada's API v3 as addresses: paths with ids, or the same as parameters; paged; JSON errors."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from kvinnofrid.comparisons import queries as comparisons
from kvinnofrid.comparisons.queries import Board
from kvinnofrid.open_data import kolada, kolada_released
from kvinnofrid.open_data.problems import broken
from kvinnofrid.releases.queries import BrokenReleaseError

PER_PAGE = 5000
MOST_IDS = 1000

View = Callable[..., HttpResponse]


class BadRequestError(Exception):
    """A parameter cannot be understood: says which, and what it should look like."""


class MissingError(Exception):
    """Nothing of what was asked for by id exists."""


def _json(payload: Any, *, status: int = 200) -> JsonResponse:
    response = JsonResponse(payload, status=status, json_dumps_params={"ensure_ascii": False})
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def endpoint(view: View) -> View:
    """Answer GET and HEAD; turn what is wrong with a question into a JSON error."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: str) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            response = _json({"detail": "Method Not Allowed"}, status=405)
            response.headers["Allow"] = "GET, HEAD"
            return response
        try:
            return view(request, **parts)
        except MissingError as error:
            return _json({"detail": f"Not Found: {error}"}, status=404)
        except BadRequestError as error:
            return _json({"detail": str(error)}, status=422)
        except BrokenReleaseError:
            return _json({"detail": str(broken())}, status=503)

    return answer


def _whole_number(request: HttpRequest, name: str, default: int, most: int) -> int:
    written = request.GET.get(name, "")
    if not written:
        return default
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:10]) <= most):
        raise BadRequestError(f"{name}: a whole number from 1 to {most}, not {written[:40]!r}")
    return int(written)


def _page(request: HttpRequest, values: Sequence[Any]) -> JsonResponse:
    size = _whole_number(request, "per_page", PER_PAGE, PER_PAGE)
    page = _whole_number(request, "page", 1, 10**9)
    start = (page - 1) * size
    shown = list(values[start : start + size])

    def address(number: int) -> str:
        query = request.GET.copy()
        query["page"] = str(number)
        return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")

    return _json(
        {
            "values": shown,
            "count": len(shown),
            "next_url": address(page + 1) if start + size < len(values) else None,
            "previous_url": address(page - 1) if page > 1 and start - size < len(values) else None,
        }
    )


def _ids(written: Sequence[str], name: str) -> list[str] | None:
    found = [part.strip() for one in written for part in one.split(",") if part.strip()]
    if len(found) > MOST_IDS:
        raise BadRequestError(f"{name}: at most {MOST_IDS} at a time, not {len(found)}")
    return list(dict.fromkeys(found)) or None


def _listing(request: HttpRequest, objects: list[kolada.Json], ids: str) -> JsonResponse:
    wanted = _ids([ids], "id")
    if wanted is not None:
        by_id = {one["id"]: one for one in objects}
        objects = [by_id[id_] for id_ in wanted if id_ in by_id]
        if not objects:
            raise MissingError(", ".join(wanted)[:200])
    title = request.GET.get("title", "").strip().casefold()
    return _page(request, [one for one in objects if title in one["title"].casefold()])


def _boards() -> list[Board]:
    return [comparisons.board(facts.slug) for facts in comparisons.rounds()]


@endpoint
def kpi(request: HttpRequest, ids: str = "") -> HttpResponse:
    """KPIs: all, by id, or by part of the title."""
    rounds = comparisons.rounds()
    found = [kolada.kpi_object(one, rounds) for one in kolada.all_kpis().values()]
    released = kolada_released.all_kpis(timezone.now())
    found += [kolada_released.kpi_object(one) for one in released.values()]
    return _listing(request, found, ids)


@endpoint
def kpi_groups(request: HttpRequest, ids: str = "") -> HttpResponse:
    """Groups of KPIs: the quality areas, and the indicators of the current release."""
    found = [*kolada.kpi_groups(), *kolada_released.kpi_groups(timezone.now())]
    return _listing(request, found, ids)


@endpoint
def municipality(request: HttpRequest, ids: str = "") -> HttpResponse:
    """Municipalities and regions; `region_type` or `type` chooses K or L."""
    objects = kolada.municipality_objects(on=timezone.localdate())
    type_ = request.GET.get("region_type") or request.GET.get("type") or ""
    if type_.upper() not in {"", "K", "L"}:
        raise BadRequestError(f"region_type: K (municipality) or L (region), not {type_[:40]!r}")
    return _listing(request, [o for o in objects if type_.upper() in {"", o["type"]}], ids)


@endpoint
def municipality_groups(request: HttpRequest, ids: str = "") -> HttpResponse:
    """Groups of municipalities with their members."""
    found = kolada.municipality_group_objects(settings.REFERENCE_DATA, on=timezone.localdate())
    return _listing(request, found, ids)


@endpoint
def unit(request: HttpRequest, ids: str = "") -> HttpResponse:
    """City districts; `municipality` chooses those of some municipalities."""
    wanted = _ids(request.GET.getlist("municipality"), "municipality")
    found = kolada.unit_objects(_boards())
    return _listing(request, [o for o in found if not wanted or o["municipality"] in wanted], ids)


def _years(written: list[str] | None) -> frozenset[int] | None:
    if written is None:
        return None
    for year in written:
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            raise BadRequestError(f"year: four digits, not {year[:40]!r}")
    return frozenset(map(int, written))


def _since(request: HttpRequest) -> date | None:
    written = request.GET.get("from_date", "")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise BadRequestError(f"from_date: YYYY-MM-DD, not {written[:40]!r}") from None


def _data(request: HttpRequest, unit_key: str, parts: dict[str, str]) -> HttpResponse:
    def asked(part: str, *names: str) -> list[str] | None:
        written = [parts[part]] if part in parts else []
        for name in names:
            written += request.GET.getlist(name)
        return _ids(written, part)

    kpi_ids = asked("kpi", "kpi_id", "kpi")
    units = asked(unit_key, f"{unit_key}_id", unit_key)
    years = asked("year", "year")
    if sum(one is not None for one in (kpi_ids, units, years)) < 2:
        raise BadRequestError(
            f"at least two of kpi, {unit_key} and year must be given, in the path or as"
            f" kpi_id=, {unit_key}_id= and year="
        )
    known = kolada.all_kpis()
    kpis = tuple(known.values() if kpi_ids is None else (known[i] for i in kpi_ids if i in known))
    released = _released(kpi_ids) if unit_key == "municipality" else []
    if not kpis and not released:
        raise MissingError(", ".join(kpi_ids or ())[:200])
    wanted = kolada.Asked(
        kpis=kpis,
        units=None if units is None else frozenset(units),
        years=_years(years),
        since=_since(request),
    )
    found = kolada.values(wanted, _boards(), folder=settings.REFERENCE_DATA, unit_key=unit_key)
    told = kolada_released.values(
        released, units=wanted.units, years=wanted.years, since=wanted.since
    )
    return _page(request, [*found, *told])


def _released(ids: list[str] | None) -> list[kolada_released.ReleasedKpi]:
    known = kolada_released.all_kpis(timezone.now())
    return [kpi for id_, kpi in known.items() if ids is None or id_ in ids]


@endpoint
def data(request: HttpRequest, **parts: str) -> HttpResponse:
    """Values of municipalities and groups."""
    return _data(request, "municipality", parts)


@endpoint
def unit_data(request: HttpRequest, **parts: str) -> HttpResponse:
    """Values of city districts."""
    return _data(request, "ou", parts)


@endpoint
def unknown(request: HttpRequest) -> HttpResponse:
    """Any other address under /v3/."""
    raise MissingError(request.path)
