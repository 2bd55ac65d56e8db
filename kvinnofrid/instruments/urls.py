"""Addresses of instruments, each declared with the action it is for."""

from django.urls import path

from kvinnofrid.instruments import views
from kvinnofrid.web.declared import declared

app_name = "instruments"
_OWN = "<number:organisation>/egna/<uuid:version>/"
_REGIONAL = "<number:organisation>/lanets/<uuid:version>/"
_SHIPPED = "<number:organisation>/medfoljande/<slug:instrument>/"
urlpatterns = [
    *declared(
        "instrument.read",
        [
            path("", views.start, name="start"),
            path("<number:organisation>/", views.overview, name="overview"),
            path(_OWN, views.version, name="version"),
            path(f"{_OWN}skillnader/", views.differences, name="differences"),
            path(f"{_OWN}prova/", views.preview, name="preview"),
            path(f"{_OWN}xlsform/", views.download, name="download"),
            path(_REGIONAL, views.regional, name="regional"),
            path(f"{_REGIONAL}xlsform/", views.regional_download, name="regional-download"),
            path(_SHIPPED, views.shipped, name="shipped"),
            path(f"{_SHIPPED}xlsform/", views.shipped_download, name="shipped-download"),
        ],
    ),
    *declared(
        "instrument.draft",
        [
            path("<number:organisation>/las-in/", views.take_in, name="take-in"),
            path(f"{_OWN}kasta/", views.discard, name="discard"),
        ],
    ),
    *declared(
        "instrument.publish",
        [
            path(f"{_OWN}publicera/", views.publish, name="publish"),
            path(f"{_OWN}dra-in/", views.withdraw, name="withdraw"),
        ],
    ),
]
