"""Addresses of disposal, each declared with the action it is for."""

from django.urls import path

from kvinnofrid.retention import views
from kvinnofrid.web.declared import declared

app_name = "retention"
urlpatterns = [
    *declared(
        "retention.preview",
        [
            path("", views.start, name="start"),
            path("<int:organisation>/", views.overview, name="overview"),
            path("<int:organisation>/regel/<slug:rule>/", views.rule, name="rule"),
            path("<int:organisation>/arende/<uuid:disposal>/", views.disposal, name="disposal"),
            path("<int:organisation>/gravstenar/", views.tombstones, name="tombstones"),
        ],
    ),
    *declared(
        "retention.propose",
        [path("<int:organisation>/regel/<slug:rule>/foresla/", views.propose, name="propose")],
    ),
    *declared(
        "retention.approve",
        [path("<int:organisation>/arende/<uuid:disposal>/besluta/", views.decide, name="decide")],
    ),
    *declared(
        "retention.carry_out",
        [
            path(
                "<int:organisation>/arende/<uuid:disposal>/verkstall/",
                views.carry_out,
                name="carry-out",
            )
        ],
    ),
    *declared("retention.hold", [path("<int:organisation>/stopp/", views.hold, name="hold")]),
    *declared(
        "retention.lift_hold",
        [path("<int:organisation>/stopp/<uuid:hold>/hav/", views.lift, name="lift")],
    ),
]
