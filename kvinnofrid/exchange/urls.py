"""Addresses of data in and out, each declared with the action it is for."""

from django.urls import path

from kvinnofrid.exchange import import_views, research_views, views
from kvinnofrid.web.declared import declared

app_name = "exchange"
UNIT = "<number:organisation>/<uuid:unit>/"
EXTRACT = f"{UNIT}inlasning/<uuid:extract>/"
RESEARCH = "<number:organisation>/forskning/"
ONE = f"{RESEARCH}<uuid:extract>/"

urlpatterns = [
    *declared(
        "exchange.see",
        [
            path("", views.start, name="start"),
            path(RESEARCH, research_views.overview, name="research"),
            path(ONE, research_views.one, name="research-one"),
        ],
    ),
    *declared(
        "extract.propose", [path(f"{RESEARCH}nytt/", research_views.new, name="research-new")]
    ),
    *declared(
        "extract.approve", [path(f"{ONE}beslut/", research_views.decide, name="research-decide")]
    ),
    *declared("extract.hand_out", [path(f"{ONE}fil/", research_views.file, name="research-file")]),
    *declared(
        "extract.destroy_key",
        [path(f"{ONE}forstor-nyckeln/", research_views.destroy, name="research-destroy")],
    ),
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
