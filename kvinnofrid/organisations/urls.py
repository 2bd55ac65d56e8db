"""Addresses of the domain: kind, then code and readable name, as in `kommun/0305-habo/`."""

from django.urls import path, register_converter

from kvinnofrid.organisations import views
from kvinnofrid.organisations.rules import KIND_OF_PATH
from kvinnofrid.web.declared import declared


class KindConverter:
    """The kind of an organisation, by its Swedish word in the address."""

    regex = "|".join(KIND_OF_PATH)

    def to_python(self, value: str) -> str:
        """The kind that the word stands for."""
        return KIND_OF_PATH[value]

    def to_url(self, value: str) -> str:
        """The word of the kind."""
        return next(word for word, kind in KIND_OF_PATH.items() if kind == value)


register_converter(KindConverter, "kind")

app_name = "organisations"
urlpatterns = declared(
    "page.read",
    [
        path("", views.index, name="index"),
        path("<slug:key>.<picture_form:form>", views.index_picture),
        path("sok/", views.search, name="search"),
        path("kommuner.<table_form:form>", views.municipality_file, name="municipality_file"),
        path("grupp/<slug:division>/<str:group>/", views.group, name="group"),
        path(
            "grupp/<slug:division>/<str:group>/<slug:key>.<picture_form:form>", views.group_picture
        ),
        path("<kind:kind>/", views.kind, name="kind"),
        path("<kind:kind>/<str:address>/", views.place, name="place"),
        path("<kind:kind>/<str:address>/<slug:key>.<picture_form:form>", views.place_picture),
    ],
)
