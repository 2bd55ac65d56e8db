"""The log: events that can only be added, the head of each chain, signed heads, and reviews."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kvinnofrid.audit.review_rules import ReviewOutcome
from kvinnofrid.audit.rules import LONGEST_NAME, Outcome

HASH = 64


class AppendOnlyError(Exception):
    """Somebody tried to write to the log past `operations.record`, or to change what is in it."""

    def __init__(self) -> None:
        super().__init__("The audit log only grows, and only by audit.operations.record().")


class AppendOnly(models.QuerySet["AuditEvent"]):
    """A query set that reads only."""

    def update(self, **_: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refused."""
        raise AppendOnlyError

    def bulk_create(self, *_: Any, **__: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError


class AuditEvent(models.Model):
    """Something done, or refused: who, what, to which object, when. Names are opaque strings."""

    organisation = models.CharField(max_length=LONGEST_NAME)
    number = models.PositiveBigIntegerField()
    """1, 2, 3 … within the organisation, without gaps."""
    at = models.DateTimeField()
    actor = models.CharField(max_length=LONGEST_NAME)
    action = models.CharField(max_length=LONGEST_NAME)
    object_kind = models.CharField(max_length=LONGEST_NAME)
    object_id = models.CharField(max_length=LONGEST_NAME)
    outcome = models.CharField(
        max_length=10,
        choices=[
            (Outcome.ALLOWED, _("genomfört")),
            (Outcome.DENIED, _("nekat")),
            (Outcome.FAILED, _("misslyckat")),
        ],
    )
    details = models.TextField()
    """Canonical JSON of the allow-listed facts in `rules.DETAILS`."""
    previous_hash = models.CharField(max_length=HASH)
    hash = models.CharField(max_length=HASH)

    objects = AppendOnly.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "number"], name="one_event_a_number_in_a_chain"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "object_kind", "object_id", "number"],
                name="events_of_an_object",
            ),
            models.Index(fields=["organisation", "actor", "number"], name="events_of_an_actor"),
            models.Index(fields=["organisation", "at"], name="events_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.number}"

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: `operations.record` adds events."""
        raise AppendOnlyError

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError


class ChainHead(models.Model):
    """The last event of an organisation's chain; its lock makes writers wait for each other."""

    organisation = models.CharField(max_length=LONGEST_NAME, primary_key=True)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=HASH)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.organisation} {self.number}"


class SignedHead(models.Model):
    """A head that has been signed, kept until the outside receiver has acknowledged it and after.

    `at` is when it was signed, `acknowledged` when the receiver had taken it.
    """

    organisation = models.CharField(max_length=LONGEST_NAME)
    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=HASH)
    at = models.DateTimeField()
    key_id = models.CharField(max_length=32)
    signature = models.CharField(max_length=100)
    acknowledged = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="a_head_is_signed_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.number}"


class ReviewBatch(models.Model):
    """A review of an organisation's log over a period. The seed lets the sample be drawn again."""

    organisation = models.CharField(max_length=LONGEST_NAME)
    first = models.DateTimeField()
    until = models.DateTimeField()
    """The first moment after the period."""
    seed = models.CharField(max_length=64)
    sample = models.PositiveIntegerField()
    read = models.PositiveBigIntegerField()
    """How many events the period held when the batch was made."""
    by = models.CharField(max_length=LONGEST_NAME)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("first")), name="a_review_covers_some_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.first:%Y-%m-%d}"


class ReviewCase(models.Model):
    """An event to be looked at: why it was chosen, and what came of it."""

    batch = models.ForeignKey(ReviewBatch, models.PROTECT, related_name="cases")
    organisation = models.CharField(max_length=LONGEST_NAME)
    event = models.ForeignKey(AuditEvent, models.PROTECT, related_name="+")
    why = models.JSONField()
    """Codes of the rules that chose it, and `sample` when it was drawn."""
    outcome = models.CharField(
        max_length=10,
        default=ReviewOutcome.PENDING,
        choices=[
            (ReviewOutcome.PENDING, _("att granska")),
            (ReviewOutcome.IN_ORDER, _("i sin ordning")),
            (ReviewOutcome.FOLLOW_UP, _("följs upp")),
            (ReviewOutcome.MISUSE, _("missbruk")),
        ],
    )
    by = models.CharField(max_length=LONGEST_NAME, blank=True)
    at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "event"], name="an_event_once_in_a_review"),
            models.CheckConstraint(
                condition=Q(outcome="pending") | (~Q(by="") & ~Q(note="") & Q(at__isnull=False)),
                name="a_judged_case_says_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.outcome}"
