"""The room as Django knows it."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Records about people."""

    name = "kvinnofrid.records"
