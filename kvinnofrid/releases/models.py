"""Releases: what was proposed, what checks said, what was frozen, and the tables themselves."""

import uuid

from django.db import models
from django.db.models import F, Q

from kvinnofrid.accounts.models import User


class Release(models.Model):
    """A set of figures: proposed by one, approved by another, then numbered, frozen and signed.

    `made_from` tells of the snapshot that the tables were counted in, `checks` what the checks
    said, `against` the releases that the tables were protected together with, by number and
    digest. A release holds made-up episodes alone, or none.
    """

    class Status(models.TextChoices):
        """How far it has come."""

        MAKING = "making", "Görs"
        FAILED = "failed", "Gick inte att göra"
        PROPOSED = "proposed", "Föreslagen"
        APPROVED = "approved", "Godkänd"
        REJECTED = "rejected", "Avslagen"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.MAKING)
    title = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120, blank=True)
    synthetic = models.BooleanField()
    outcome_set = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    catalogue = models.CharField(max_length=64)
    """SHA-256 of the catalogue that the figures are defined in."""
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    publish_at = models.DateTimeField()
    """Its embargo: from then on everybody can read it."""
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseding"
    )
    reason = models.CharField(max_length=400, blank=True)
    """Why the one that it supersedes is no longer to be used."""
    reason_en = models.CharField(max_length=400, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_by_id: uuid.UUID
    proposed_at = models.DateTimeField()
    attempt = models.PositiveIntegerField(default=1)
    """How many times its making has begun; an earlier one that is still running gives up."""
    begun_at = models.DateTimeField(null=True, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    """How far the making has come: the number of a step of `rules.Step`."""
    told = models.CharField(max_length=400, blank=True)
    """What the making is at, or why it could not be made."""
    told_en = models.CharField(max_length=400, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    """The last sign of life of the making."""
    made_from = models.JSONField(default=dict)
    method = models.JSONField(default=dict)
    """How it was protected, in figures."""
    checks = models.JSONField(default=list)
    against = models.JSONField(default=list)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_id: uuid.UUID | None
    decided_at = models.DateTimeField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True, unique=True)
    digest = models.CharField(max_length=64, blank=True)
    public_key = models.CharField(max_length=120, blank=True)
    signature = models.CharField(max_length=100, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    """Noted when its time had come, so that a clock set back takes nothing away again."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="a_release_is_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    status="approved",
                    number__isnull=False,
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                & ~Q(digest="")
                & ~Q(signature="")
                | ~Q(status="approved") & Q(number__isnull=True, published_at__isnull=True),
                name="an_approved_release_is_numbered_and_signed",
            ),
            models.CheckConstraint(
                condition=Q(last_year__gte=F("first_year")), name="a_release_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(reason=""),
                name="a_superseding_release_says_why",
            ),
            models.UniqueConstraint(
                fields=["supersedes"],
                condition=Q(status="approved"),
                name="a_release_is_superseded_once",
            ),
        ]
        indexes = [models.Index(fields=["status", "publish_at"], name="releases_by_time")]

    def __str__(self) -> str:
        return f"{self.number or '–'} {self.title}"


class ReleaseTable(models.Model):
    """A protected table of a release: compressed canonical JSON, and the digest of it."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="tables")
    outcome = models.CharField(max_length=80)
    table = models.CharField(max_length=80, blank=True)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "outcome", "table"], name="once_in_a_release"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.table}".strip()


class ReleaseLine(models.Model):
    """The one row that whoever numbers a release holds, so that two are never numbered at once."""

    last_number = models.PositiveIntegerField(default=0)
    last_digest = models.CharField(max_length=64, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.last_number)
