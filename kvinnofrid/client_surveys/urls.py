"""Addresses of client surveys: the respondent's one, and those of staff."""

from django.urls import path

from kvinnofrid.client_surveys import staff_views, views
from kvinnofrid.web.declared import declared

app_name = "client_surveys"
UNIT = "enhet/<number:organisation>/<uuid:unit>/"

urlpatterns = [
    *declared("survey.answer", [path("", views.respond, name="respond")]),
    *declared(
        "survey.read_results",
        [
            path("enheter/", staff_views.start, name="start"),
            path(UNIT, staff_views.results, name="results"),
        ],
    ),
    *declared("survey.invite", [path(f"{UNIT}kod/", staff_views.code, name="code")]),
    *declared("survey.revoke", [path(f"{UNIT}aterkalla/", staff_views.revoke, name="revoke")]),
    *declared("survey.read_words", [path(f"{UNIT}ord/", staff_views.words, name="words")]),
]
