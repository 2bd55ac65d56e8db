"""The domain as Django knows it."""

from django.apps import AppConfig


class FollowUpConfig(AppConfig):
    """Follow-up of each client."""

    name = "kvinnofrid.follow_up"
