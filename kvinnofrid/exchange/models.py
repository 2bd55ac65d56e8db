"""Extracts of case systems on their way in, and how an organisation's are to be understood."""

import uuid

from django.db import models
from django.db.models import F, Q

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


class ResearchExtract(models.Model):
    """Coded data for somebody outside: proposed by one, decided by another, sealed for whom it is.

    `data_key` is the wrapped key that the pseudonyms are made with; empty when it is destroyed.
    `design` says what is in it and how coarse; `counts` how much, the last time it was made.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", "Föreslaget"
        APPROVED = "approved", "Godkänt"
        REJECTED = "rejected", "Avslaget"
        HANDED_OUT = "handed_out", "Utlämnat"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation_id: int
    status = models.CharField(max_length=10, choices=Status, default=Status.PROPOSED)
    recipient = models.CharField(max_length=120)
    purpose = models.CharField(max_length=400)
    ethics = models.CharField(max_length=60)
    age_key = models.CharField(max_length=100)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    design = models.JSONField()
    counts = models.JSONField(default=dict)
    data_key = models.BinaryField(blank=True)
    key_destroyed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_by_id: uuid.UUID
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_id: uuid.UUID | None
    decided_at = models.DateTimeField(null=True, blank=True)
    handed_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="an_extract_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(status="proposed") | Q(decided_by__isnull=False),
                name="a_decided_extract_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")),
                name="an_extract_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "proposed_at"], name="extracts_of_a_place")]

    def __str__(self) -> str:
        return str(self.id)
