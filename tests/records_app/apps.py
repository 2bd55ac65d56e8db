"""The app as Django knows it."""

from django.apps import AppConfig


class RecordsAppConfig(AppConfig):
    """Records of the tests."""

    name = "tests.records_app"
    label = "records_app"
