"""Addresses of the log's review, each declared with the action it is for."""

from django.urls import path

from kvinnofrid.log_review import views
from kvinnofrid.web.declared import declared

app_name = "log_review"
urlpatterns = [
    *declared(
        "log.verify",
        [
            path("", views.start, name="start"),
            path("<number:organisation>/kedjan/", views.chain, name="chain"),
        ],
    ),
    *declared(
        "log.read",
        [
            path("<number:organisation>/", views.overview, name="overview"),
            path("<number:organisation>/granskning/<str:ref>/", views.review, name="review"),
            path("<number:organisation>/handelse/<str:ref>/", views.event, name="event"),
        ],
    ),
    *declared("log.draw", [path("<number:organisation>/ny/", views.draw, name="draw")]),
    *declared(
        "log.review",
        [path("<number:organisation>/handelse/<str:ref>/bedom/", views.judge, name="judge")],
    ),
    *declared(
        "log.extract",
        [
            path("<number:organisation>/utdrag/", views.extract, name="extract"),
            path("<number:organisation>/utdrag/csv/", views.extract, {"form": "csv"}, name="csv"),
            path(
                "<number:organisation>/utdrag/xlsx/", views.extract, {"form": "xlsx"}, name="xlsx"
            ),
        ],
    ),
]
