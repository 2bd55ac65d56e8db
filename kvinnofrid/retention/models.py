"""Disposals, decided by two; what was destroyed; and what may not be, whatever the rules say.

Organisations, users and records are named by opaque strings, never by anything about a person.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Disposal(models.Model):
    """That somebody proposes to destroy what is due, and what another decides about it."""

    class Status(models.TextChoices):
        """How far it has come."""

        PROPOSED = "proposed", _("föreslagen")
        APPROVED = "approved", _("beslutad")
        REJECTED = "rejected", _("avslagen")
        CARRIED_OUT = "carried_out", _("verkställd")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=64)
    concerns = models.CharField(max_length=40)
    rules = models.CharField(max_length=80)
    """Id of the retention rules in the catalogue."""
    version = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)
    status = models.CharField(max_length=20, choices=Status, default=Status.PROPOSED)
    proposed_by = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    carried_out_by = models.CharField(max_length=64, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="disposal_is_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at__isnull=True)
                | (~Q(status="proposed") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="a_decided_disposal_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "status"])]

    def __str__(self) -> str:
        return f"{self.rule} {self.id}"


class DisposalItem(models.Model):
    """One thing in a disposal, and what became of it."""

    class Outcome(models.TextChoices):
        """What became of it when the disposal was carried out."""

        WAITING = "waiting", _("väntar")
        DESTROYED = "destroyed", _("förstörd")
        SPARED = "spared", _("bevarad, inte längre mogen")
        GONE = "gone", _("fanns inte längre")

    disposal = models.ForeignKey(Disposal, models.CASCADE, related_name="items")
    object_id = models.CharField(max_length=64)
    due_on = models.DateField()
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.WAITING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disposal", "object_id"], name="once_in_a_disposal")
        ]

    def __str__(self) -> str:
        return f"{self.object_id}: {self.outcome}"


class Tombstone(models.Model):
    """What remains of what was destroyed: its random id, when, by which rule, by whom."""

    organisation = models.CharField(max_length=64)
    concerns = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    destroyed_at = models.DateTimeField()
    rules = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    rule = models.CharField(max_length=80)
    disposal = models.UUIDField()
    proposed_by = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=64)
    carried_out_by = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "concerns", "object_id"], name="destroyed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.concerns} {self.object_id}"


class Hold(models.Model):
    """That nothing is destroyed [bevarandestopp]: of one thing, of a kind, or of everything.

    `until` is the first day that it no longer holds. The reason is a code or a register number.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.CharField(max_length=64)
    concerns = models.CharField(max_length=40, blank=True)
    """Empty for everything."""
    object_id = models.CharField(max_length=64, blank=True)
    """Empty for all of the kind."""
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=80)
    by = models.CharField(max_length=64)
    lifted_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(object_id="") | ~Q(concerns=""), name="a_held_object_has_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("first")),
                name="a_hold_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "concerns"])]

    def __str__(self) -> str:
        return f"{self.concerns} {self.object_id} {self.first}"
