"""Addresses of the domain."""

from django.urls import path

from kvinnofrid.comparisons import views

app_name = "comparisons"
urlpatterns = [path("", views.index, name="index")]
