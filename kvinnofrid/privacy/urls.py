"""Addresses of the data protection papers."""

from django.urls import path

from kvinnofrid.privacy import views
from kvinnofrid.web.declared import declared

app_name = "privacy"
urlpatterns = declared(
    "system.privacy_papers",
    [
        path("", views.start, name="start"),
        path("<number:organisation>/", views.overview, name="overview"),
        path("<number:organisation>/<slug:name>.<slug:form>", views.download, name="download"),
    ],
)
