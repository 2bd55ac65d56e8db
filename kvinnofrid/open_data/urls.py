"""Machine addresses, the same in every language."""

from collections.abc import Callable, Iterator

from django.http import HttpResponse
from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from kvinnofrid.open_data import files, health
from kvinnofrid.open_data import kolada_views as kolada
from kvinnofrid.open_data.api import api
from kvinnofrid.open_data.pxweb.addresses import addresses
from kvinnofrid.open_data.pxweb.api import no_such_address
from kvinnofrid.web.declared import declared

_LANGUAGE, _TABLE = r"(?P<language>sv|en)", r"(?P<name>[a-z0-9_-]{1,200})"


def _with_ids(name: str, view: Callable[..., HttpResponse]) -> Iterator[URLPattern]:
    yield re_path(rf"^v3/{name}/?$", view)
    yield re_path(rf"^v3/{name}/(?P<ids>[^/]+)/?$", view)


def _values(name: str, unit: str, view: Callable[..., HttpResponse]) -> Iterator[URLPattern]:
    kpi, year = r"/kpi/(?P<kpi>[^/]+)", r"/year/(?P<year>[^/]+)"
    units = rf"/{unit}/(?P<{unit}>[^/]+)"
    for tail in ("", kpi, units, year, kpi + units, kpi + year, units + year, kpi + units + year):
        yield re_path(rf"^v3/{name}{tail}/?$", view)


urlpatterns = [
    *declared(
        "system.health",
        [path("halsa/", health.health), path("halsa/matt/", health.metrics)],
    ),
    *declared(
        "page.read",
        [
            *_with_ids("kpi", kolada.kpi),
            *_with_ids("kpi_groups", kolada.kpi_groups),
            *_with_ids("municipality", kolada.municipality),
            *_with_ids("municipality_groups", kolada.municipality_groups),
            *_with_ids("ou", kolada.unit),
            *_values("data", "municipality", kolada.data),
            *_values("oudata", "ou", kolada.unit_data),
            re_path(r"^v3(?:/.*)?$", kolada.unknown),
            path("api/v2/", addresses()),
            re_path(r"^api/v2(?:/.*)?$", no_such_address),
            path("api/", api.urls),
            re_path(rf"^data/{_LANGUAGE}/{_TABLE}\.(?P<form>csv|xlsx|parquet|json)$", files.table),
            re_path(rf"^data/{_LANGUAGE}/{_TABLE}\.csv-metadata\.json$", files.table_description),
            re_path(r"^datasets/dcat(?:\.(?P<form>rdf|ttl|jsonld))?/?$", files.catalogue),
        ],
    ),
]
