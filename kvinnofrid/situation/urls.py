"""Addresses of the domain. A page's figures stand at its address with an ending instead of the
last slash (`riket.csv`), its pictures below it (`riket/karta.svg`).
"""

from collections.abc import Iterator

from django.urls import path
from django.urls.resolvers import URLPattern

from kvinnofrid.situation import views
from kvinnofrid.situation.presenters import pages
from kvinnofrid.web.declared import declared
from kvinnofrid.web.page_views import MakePage


def _page(route: str, name: str, make: MakePage) -> Iterator[URLPattern]:
    given = {"make": make}
    yield path(route, views.show, given, name=name)
    yield path(f"{route.rstrip('/')}.<table_form:form>", views.table, given)
    yield path(f"{route}<slug:key>.<picture_form:form>", views.picture, given)


def _place(route: str, name: str, make: MakePage) -> Iterator[URLPattern]:
    """A page that can be had as a document too."""
    yield from _page(route, name, make)
    yield path(f"{route.rstrip('/')}.<document_form:form>", views.document, {"make": make})


app_name = "situation"
urlpatterns = declared(
    "page.read",
    [
        path("", views.start, name="start"),
        *_place("riket/", "nation", pages.nation),
        *_place("lan/<str:place>/", "county", pages.county),
        *_place("kommun/<str:place>/", "municipality", pages.municipality),
        *_page("tal/<slug:sign>/", "sign", pages.sign),
        *_page("definitioner/", "definitions", pages.definitions),
    ],
)
