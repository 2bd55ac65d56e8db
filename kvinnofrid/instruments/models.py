"""Versions of an organisation's own instruments. The content is the catalogue's, as JSON."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class InstrumentVersion(models.Model):
    """A version of an instrument that an organisation has taken in.

    A draft may be discarded. What is published never changes: only its withdrawal is added.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("utkast")
        PUBLISHED = "published", _("publicerad")
        WITHDRAWN = "withdrawn", _("indragen")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=64)
    instrument = models.CharField(max_length=80)
    """Id of the instrument, the same in all its versions."""
    version = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    content = models.JSONField()
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of what was published; empty for a draft."""
    lost = models.JSONField(default=list)
    """What of the file was not carried over: `[about, what, detail]` each."""
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    published_by = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "instrument", "version"], name="one_of_each_version"
            ),
            models.CheckConstraint(
                condition=Q(status="draft", digest="", published_at__isnull=True)
                | (~Q(status="draft") & ~Q(digest="") & Q(published_at__isnull=False)),
                name="a_published_version_has_its_digest",
            ),
            models.CheckConstraint(
                condition=~Q(status="withdrawn")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="a_withdrawn_version_says_why",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "instrument", "status"])]

    def __str__(self) -> str:
        return f"{self.instrument} {self.version}"
