"""The app: it does not start in production with a key that was made for development."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from kvinnofrid.audit.signing import KeyFileError, read_key


class AuditConfig(AppConfig):
    """The audit log."""

    name = "kvinnofrid.audit"

    def ready(self) -> None:
        """Refuse a development key in production; a missing key stops only what needs it."""
        if settings.MODE != "production" or not settings.AUDIT_KEY_FILE.exists():
            return
        try:
            key = read_key(settings.AUDIT_KEY_FILE)
        except KeyFileError as error:
            raise ImproperlyConfigured(str(error)) from error
        if key.development:
            raise ImproperlyConfigured(
                f"Nyckeln {settings.AUDIT_KEY_FILE} gjordes för prov och utveckling och får inte"
                " användas i drift. Flytta undan filen och kör ./kv audit make-key."
            )
