"""The domain as Django knows it."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """Releases of figures."""

    name = "kvinnofrid.releases"
