"""Addresses of the domain."""

from django.urls import path

from kvinnofrid.organisations import views

app_name = "organisations"
urlpatterns = [path("", views.index, name="index")]
