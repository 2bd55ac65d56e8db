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
            path("<int:organisation>/kedjan/", views.chain, name="chain"),
        ],
    ),
    *declared(
        "log.read",
        [
            path("<int:organisation>/", views.overview, name="overview"),
            path("<int:organisation>/granskning/<str:ref>/", views.review, name="review"),
            path("<int:organisation>/handelse/<str:ref>/", views.event, name="event"),
        ],
    ),
    *declared("log.draw", [path("<int:organisation>/ny/", views.draw, name="draw")]),
    *declared(
        "log.review",
        [path("<int:organisation>/handelse/<str:ref>/bedom/", views.judge, name="judge")],
    ),
    *declared(
        "log.extract",
        [
            path("<int:organisation>/utdrag/", views.extract, name="extract"),
            path("<int:organisation>/utdrag/csv/", views.extract, {"form": "csv"}, name="csv"),
            path("<int:organisation>/utdrag/xlsx/", views.extract, {"form": "xlsx"}, name="xlsx"),
        ],
    ),
]
