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
            path("<number:organisation>/", views.overview, name="overview"),
            path("<number:organisation>/regel/<slug:rule>/", views.rule, name="rule"),
            path("<number:organisation>/arende/<uuid:disposal>/", views.disposal, name="disposal"),
            path("<number:organisation>/gravstenar/", views.tombstones, name="tombstones"),
        ],
    ),
    *declared(
        "retention.propose",
        [path("<number:organisation>/regel/<slug:rule>/foresla/", views.propose, name="propose")],
    ),
    *declared(
        "retention.approve",
        [
            path(
                "<number:organisation>/arende/<uuid:disposal>/besluta/", views.decide, name="decide"
            )
        ],
    ),
    *declared(
        "retention.carry_out",
        [
            path(
                "<number:organisation>/arende/<uuid:disposal>/verkstall/",
                views.carry_out,
                name="carry-out",
            )
        ],
    ),
    *declared("retention.hold", [path("<number:organisation>/stopp/", views.hold, name="hold")]),
    *declared(
        "retention.lift_hold",
        [path("<number:organisation>/stopp/<uuid:hold>/hav/", views.lift, name="lift")],
    ),
]
