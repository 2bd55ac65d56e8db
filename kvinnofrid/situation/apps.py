"""The domain as Django knows it."""

from django.apps import AppConfig


class SituationConfig(AppConfig):
    """The picture of the situation."""

    name = "kvinnofrid.situation"
