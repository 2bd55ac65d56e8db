"""Addresses of the domain. A page's figures stand at its address with an ending instead of the
last slash (`…/matris.csv`), its pictures below it (`…/matris/karta.svg`).
"""

from collections.abc import Iterator

from django.urls import path, register_converter
from django.urls.resolvers import URLPattern

from kvinnofrid.comparisons import views
from kvinnofrid.comparisons.presenters import pages
from kvinnofrid.comparisons.presenters.page import PICTURE_FORMS, TABLE_FORMS
from kvinnofrid.web.declared import declared


class TableForm:
    """The ending of a file of figures."""

    regex = "|".join(TABLE_FORMS)

    def to_python(self, value: str) -> str:
        """The ending."""
        return value

    def to_url(self, value: str) -> str:
        """The ending."""
        return value


class PictureForm(TableForm):
    """The ending of a file with a picture."""

    regex = "|".join(PICTURE_FORMS)


register_converter(TableForm, "table_form")
register_converter(PictureForm, "picture_form")


def _page(route: str, name: str, make: views.MakePage) -> Iterator[URLPattern]:
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
