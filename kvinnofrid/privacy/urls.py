"""Addresses of the data protection papers."""

from django.urls import path

from kvinnofrid.privacy import views
from kvinnofrid.web.declared import declared

app_name = "privacy"
urlpatterns = declared(
    "system.privacy_papers",
    [
        path("", views.start, name="start"),
        path("<int:organisation>/", views.overview, name="overview"),
        path("<int:organisation>/<slug:name>.<slug:form>", views.download, name="download"),
    ],
)
