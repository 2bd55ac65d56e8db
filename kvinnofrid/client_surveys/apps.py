"""The domain as Django knows it."""

from django.apps import AppConfig


class ClientSurveysConfig(AppConfig):
    """Client surveys."""

    name = "kvinnofrid.client_surveys"
