"""The domain as Django knows it."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Data in and out."""

    name = "kvinnofrid.exchange"
