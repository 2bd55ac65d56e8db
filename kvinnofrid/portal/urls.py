"""Addresses of the public face."""

from django.urls import path

from kvinnofrid.portal import views
from kvinnofrid.web.declared import declared

app_name = "portal"
urlpatterns = declared(
    "page.read",
    [
        path("", views.start, name="start"),
        path("oppna-data/", views.open_data, name="open-data"),
        path("om/", views.about, name="about"),
        path("om/kallor/", views.sources, name="sources"),
        path("om/tillganglighet/", views.accessibility, name="accessibility"),
        path("om/komponenter/", views.components, name="components"),
    ],
)
