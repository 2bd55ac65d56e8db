"""The domain as Django knows it."""

from django.apps import AppConfig


class UnitResultsConfig(AppConfig):
    """A unit's results."""

    name = "kvinnofrid.unit_results"
