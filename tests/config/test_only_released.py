"""No address that everybody may read, page, file or interface, reads anything but what is released.

Every public address above the unit is asked for here, and every statement that reaches the database
is looked at: whatever a presenter is one day made to ask of records or follow-up is found.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, resolve
from django.urls.resolvers import URLResolver
from django.utils.translation import override

from kvinnofrid.follow_up.models import Episode
from kvinnofrid.open_data import shelf
from kvinnofrid.open_data.answers import answers
from kvinnofrid.releases import queries as releases
from kvinnofrid.releases import views as release_views
from kvinnofrid.releases.presenters import public
from kvinnofrid.situation import queries as situation
from kvinnofrid.situation import views as situation_views
from kvinnofrid.web.declared import declared_action
from tests.releases.releasing import approved
from tests.situation.made_nation import only, tables

pytestmark = pytest.mark.django_db
ROOMS = ("comparisons", "open_data", "portal", "releases", "situation")
"""The rooms that tell of more than one unit."""
OPEN = ("releases_", "comparisons_", "organisations_")
BESIDE = {"follow_up_madeupnation"}
"""Whether a demo's nation is there, which every page of it says."""
AREAS = ("00", "12", "1281", "1263", "12-rest", "25", "2506", "25-rest")
NAMES = {("target_group", ""), ("sex", ""), ("change_safety", "change")}

V3, API, PXWEB = "/v3", "/api", "/api/v2"
ADDRESSES = (
    *("/", "/oppna-data/", "/om/", "/om/kallor/", "/om/tillganglighet/", "/om/komponenter/"),
    *("/lagesbild/", "/lagesbild/riket/", "/lagesbild/lan/12-skane-lan/", "/lagesbild/riket.csv"),
    *("/lagesbild/kommun/1281-lund/", "/lagesbild/kommun/2506-arjeplog/"),
    *("/lagesbild/kommun/1281-lund.docx", "/lagesbild/kommun/1281-lund.xlsx"),
    *(
        "/lagesbild/tal/opened/karta.svg",
        "/lagesbild/tal/opened/?lan=25",
        "/lagesbild/definitioner/",
    ),
    *("/statistik/", "/statistik/1/", "/statistik/1/sex/?lan=12", "/statistik/1/allt.zip"),
    *("/statistik/1/allt.parquet", "/statistik/1/ordlista.csv", "/statistik/1/underskrift.json"),
    *(f"/statistik/1/sex.{form}" for form in ("csv", "xlsx", "parquet", "json")),
    *(f"/data/sv/sex.{form}" for form in ("csv", "xlsx", "parquet", "json", "csv-metadata.json")),
    *("/datasets/dcat", "/datasets/dcat.ttl", "/data/en/r1-sex.csv", "/v3/whatever"),
    *(f"{V3}/{one}" for one in ("kpi", "kpi_groups", "municipality", "municipality_groups", "ou")),
    *(f"{V3}/data/municipality/1281/year/2025", f"{V3}/oudata/ou/1/year/2025"),
    *(f"{PXWEB}/{one}" for one in ("config", "tables", "tables/sex", "openapi.json", "whatever")),
    *(f"{PXWEB}/tables/sex/{one}" for one in ("metadata", "defaultselection", "data")),
    *(f"{PXWEB}/codelists/{one}" for one in ("vs_counties", "whatever")),
    *(f"{API}/{one}" for one in ("rounds", "series", "openapi.json", "organisations/municipality")),
    *(f"{API}/rounds/whatever/{one}" for one in ("indicators", "respondents", "answers")),
    *("/jamforelser/", "/jamforelser/whatever/matris.csv", "/jamforelser/whatever/karta.svg"),
)


def public_views(found: Iterable[Any]) -> Iterator[object]:
    """What answers the addresses of the rooms that everybody may read."""
    for one in found:
        if isinstance(one, URLResolver):
            yield from public_views(one.url_patterns)
        elif isinstance(one, URLPattern) and declared_action(one.callback) == "page.read":
            yield one.callback


def room_of(view: Any) -> str:
    """The room that a view is in, also when another program's class answers for it."""
    of = getattr(view, "view_class", view)
    return str(of.__module__).removeprefix("kvinnofrid.").partition(".")[0]


def forget() -> None:
    """Nothing is kept of what was read before."""
    releases.forget()
    situation.forget()
    shelf._cube.cache_clear()
    for kept in (answers, release_views.cache, situation_views.pages.cache):
        kept.clear()


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    """A small release, and nothing kept of any other."""
    forget()
    small = {name: one for name, one in only(tables(), AREAS).items() if name in NAMES}
    approved(small, publish_at=datetime(2026, 11, 1, tzinfo=UTC), synthetic=True)
    yield
    forget()


def live_tables_read(
    client: Client, addresses: Iterable[str], told: dict[str, int] | None = None
) -> set[str]:
    """Every table that a statement names while the addresses are asked for, but the open ones.

    The status of each answer is noted in `told`.
    """
    closed = {one._meta.db_table for one in apps.get_models(include_auto_created=True)}
    closed = {one for one in closed - BESIDE if not one.startswith(OPEN)}
    with CaptureQueriesContext(connection) as asked:
        for address in addresses:
            (told if told is not None else {})[address] = client.get(address).status_code
    return {table for one in asked for table in closed if f'"{table}"' in one["sql"]}


def test_no_public_address_reads_anything_but_releases_and_what_is_public(client: Client) -> None:
    told: dict[str, int] = {}
    assert live_tables_read(client, ADDRESSES, told) == set()
    there = {one for one, status in told.items() if status in {200, 302}}
    assert there == {one for one in ADDRESSES if "whatever" not in one}
    with override("sv"):
        asked = {resolve(one.partition("?")[0]).func for one in ADDRESSES}
    every = {one for one in public_views(get_resolver().url_patterns) if room_of(one) in ROOMS}
    left = {f"{room_of(one)}: {one}" for one in every - asked}
    assert left == set(), "ask for an address of each here"


@pytest.mark.parametrize(
    ("module", "name", "address"),
    [
        (situation, "releases", "/lagesbild/riket/"),
        (shelf, "area_names", "/data/sv/sex.csv"),
        (public, "period", "/statistik/1/"),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)),
)
def test_a_question_to_the_follow_up_would_be_found(
    client: Client, monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str, address: str
) -> None:
    """As it would be if somebody let a presenter count what is live."""
    before = getattr(module, name)

    class Peeping:
        def __call__(self, *given: Any, **named: Any) -> Any:
            Episode.objects.unscoped(because="a trial").exists()
            return before(*given, **named)

        def __getattr__(self, attribute: str) -> Any:
            Episode.objects.unscoped(because="a trial").exists()
            return getattr(before, attribute)

    assert live_tables_read(client, [address]) == set()
    forget()
    monkeypatch.setattr(module, name, Peeping())
    assert live_tables_read(client, [address]) == {"follow_up_episode"}
