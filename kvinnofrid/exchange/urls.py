"""Addresses of data in and out, each declared with the action it is for."""

from django.urls import path

from kvinnofrid.exchange import views
from kvinnofrid.web.declared import declared

app_name = "exchange"
UNIT = "<int:organisation>/<uuid:unit>/"

urlpatterns = [
    *declared("exchange.see", [path("", views.start, name="start")]),
    *declared("unit.export_coded", [path(f"{UNIT}uttag/", views.coded, name="coded")]),
]
