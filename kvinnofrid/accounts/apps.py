"""The domain as Django knows it; its checks stop a start that would be unsafe."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the checks of `checks.py`."""

    name = "kvinnofrid.accounts"

    def ready(self) -> None:
        """Let Django know of the checks."""
        from kvinnofrid.accounts import checks  # noqa: F401
