"""Addresses of the public face."""

from django.urls import path

from kvinnofrid.portal import views

app_name = "portal"
urlpatterns = [path("", views.start, name="start")]
