"""The site with the pages of the tests' records, at /akter/."""

from django.urls import path
from django.urls.resolvers import URLPattern, URLResolver

from kvinnofrid.config import urls as site
from kvinnofrid.web.declared import declared
from tests.records_app import views

urlpatterns: list[URLPattern | URLResolver] = [
    *site.urlpatterns,
    *declared(
        "record.find",
        [
            path("akter/", views.index),
            path("akter.csv", views.table),
            path("akter/antal/", views.number),
            path("akter/namn/", views.complete),
        ],
    ),
    *declared("record.read", [path("akter/<uuid:public_id>/", views.detail)]),
    *declared("record.write", [path("akter/<uuid:public_id>/spara/", views.save)]),
]
handler400 = site.handler400
handler403 = site.handler403
handler404 = site.handler404
handler500 = site.handler500
