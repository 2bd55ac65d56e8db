"""Addresses of releases. An indicator's figures stand at its page with an ending (`….csv`)."""

from django.urls import path, register_converter

from kvinnofrid.releases import views, work_views
from kvinnofrid.web.declared import declared
from kvinnofrid.web.files import TableForm


class ReleaseForm(TableForm):
    """The ending of a file of an indicator, in an address `<release_form:form>`."""

    regex = "csv|xlsx|parquet|json"


class WholeForm(TableForm):
    """The ending of a file of a whole release, in an address `<whole_form:form>`."""

    regex = "zip|parquet"


register_converter(ReleaseForm, "release_form")
register_converter(WholeForm, "whole_form")

app_name = "releases"
urlpatterns = [
    *declared(
        "page.read",
        [
            path("", views.index, name="index"),
            path("<number:number>/", views.release, name="release"),
            path("<number:number>/allt.<whole_form:form>", views.whole, name="whole"),
            path("<number:number>/ordlista.csv", views.codes, name="codes"),
            path("<number:number>/underskrift.json", views.signature, name="signature"),
            path("<number:number>/<slug:code>/", views.outcome, name="outcome"),
            path("<number:number>/<slug:code>.<release_form:form>", views.file, name="file"),
        ],
    ),
    *declared(
        "release.see",
        [
            path("arbete/", work_views.overview, name="work"),
            path("arbete/<uuid:release>/", work_views.one, name="work-one"),
            path("arbete/<uuid:release>/lage/", work_views.progress, name="progress"),
        ],
    ),
    *declared(
        "release.propose",
        [
            path("arbete/ny/", work_views.new, name="new"),
            path("arbete/<uuid:release>/avbryt/", work_views.break_off, name="break-off"),
            path("arbete/<uuid:release>/gor-om/", work_views.make_again, name="make-again"),
        ],
    ),
    *declared(
        "release.approve",
        [path("arbete/<uuid:release>/besluta/", work_views.decide, name="decide")],
    ),
]
