"""Addresses of data in and out, each declared with the action it is for."""

from django.urls import path

from kvinnofrid.exchange import import_views, views
from kvinnofrid.web.declared import declared

app_name = "exchange"
UNIT = "<int:organisation>/<uuid:unit>/"
EXTRACT = f"{UNIT}inlasning/<uuid:extract>/"

urlpatterns = [
    *declared("exchange.see", [path("", views.start, name="start")]),
    *declared("unit.export_coded", [path(f"{UNIT}uttag/", views.coded, name="coded")]),
    *declared(
        "unit.import_extract",
        [
            path(f"{UNIT}inlasning/", import_views.start, name="import"),
            path(f"{EXTRACT}kolumner/", import_views.columns, name="import-columns"),
            path(f"{EXTRACT}koder/", import_views.codes, name="import-codes"),
            path(f"{EXTRACT}prov/", import_views.trial, name="import-trial"),
            path(f"{EXTRACT}rapport/", import_views.report, name="import-report"),
            path(f"{EXTRACT}spara/", import_views.save, name="import-save"),
            path(f"{EXTRACT}las-in/", import_views.load, name="import-load"),
            path(f"{EXTRACT}kasta/", import_views.discard, name="import-discard"),
        ],
    ),
]
