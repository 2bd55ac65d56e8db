"""The address of the page about how the installation fares."""

from django.urls import path

from kvinnofrid.backup import views
from kvinnofrid.web.declared import declared

app_name = "backup"
urlpatterns = declared("system.status", [path("", views.status, name="status")])
