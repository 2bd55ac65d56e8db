"""Addresses of the domain. A page's figures stand at its address with an ending instead of the
last slash (`…/matris.csv`), its pictures below it (`…/matris/karta.svg`).
"""

from collections.abc import Iterator

from django.urls import path
from django.urls.resolvers import URLPattern

from kvinnofrid.comparisons import views
from kvinnofrid.comparisons.presenters import pages
from kvinnofrid.web.declared import declared
from kvinnofrid.web.page_views import MakePage


def _page(route: str, name: str, make: MakePage) -> Iterator[URLPattern]:
    given = {"make": make}
    yield path(route, views.show, given, name=name)
    if route:
        yield path(f"{route.rstrip('/')}.<table_form:form>", views.table, given)
    yield path(f"{route}<slug:key>.<picture_form:form>", views.picture, given)


app_name = "comparisons"
urlpatterns = declared(
    "page.read",
    [
        *_page("", "index", pages.index),
        *_page("utveckling/", "trends", pages.trends),
        *_page("utveckling/<slug:series>/", "series", pages.series),
        *_page("<slug:slug>/", "round", pages.overview),
        *_page("<slug:slug>/matris/", "matrix", pages.matrix),
        *_page("<slug:slug>/rangordning/", "ranking", pages.ranking),
        *_page("<slug:slug>/svarande/<str:place>/", "profile", pages.profile),
        *_page("<slug:slug>/indikator/<str:code>/", "indicator", pages.indicator),
    ],
)
