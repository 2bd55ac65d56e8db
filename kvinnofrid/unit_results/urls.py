"""Addresses of a unit's results, each declared with the action it is for."""

from django.urls import path

from kvinnofrid.unit_results import views
from kvinnofrid.web.declared import declared

app_name = "unit_results"
UNIT = "<number:organisation>/<uuid:unit>/"

urlpatterns = [
    *declared(
        "unit.read_results",
        [
            path("", views.start, name="start"),
            path(UNIT, views.results, name="results"),
        ],
    ),
    *declared(
        "results.download",
        [
            path(f"{UNIT}csv/", views.download, {"form": "csv"}, name="csv"),
            path(f"{UNIT}xlsx/", views.download, {"form": "xlsx"}, name="xlsx"),
        ],
    ),
    *declared("page.read", [path("definitioner/", views.definitions, name="definitions")]),
]
