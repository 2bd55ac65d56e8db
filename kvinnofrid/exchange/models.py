"""Extracts of case systems on their way in, and how an organisation's are to be understood."""

import uuid

from django.db import models
from django.db.models import Q

from kvinnofrid.accounts.models import Unit, User
from kvinnofrid.organisations.models import Organisation


class CaseSystemExtract(models.Model):
    """A file of another system. Its content lies sealed until it is taken in or thrown away.

    `mapping` says which column is what and which value which code; `counts` what it came to. When
    it is over the content is emptied and its key destroyed.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "Väntar"
        TAKEN_IN = "taken_in", "Inläst"
        DISCARDED = "discarded", "Kastad"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation_id: int
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_id: uuid.UUID
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    by_id: uuid.UUID
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    ended_at = models.DateTimeField(null=True, blank=True)
    data_key = models.BinaryField(blank=True)
    content = models.BinaryField(blank=True)
    version = models.PositiveIntegerField(default=1)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(status="waiting") | Q(content=b"", ended_at__isnull=False),
                name="an_extract_that_is_over_holds_nothing",
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "unit", "at"], name="extracts_of_a_unit"),
            models.Index(fields=["status", "expires_at"], name="extracts_that_expire"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class SavedMapping(models.Model):
    """How files from one system are to be understood, kept for the organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    mapping = models.JSONField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="one_mapping_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name


class MatchingKey(models.Model):
    """The wrapped key by which an organisation's references from other systems are hashed."""

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="+"
    )
    organisation_id: int
    data_key = models.BinaryField()

    def __str__(self) -> str:
        return str(self.organisation_id)
