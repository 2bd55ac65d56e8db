"""Codes that are out, codes that are spent, answers gathered, answers that a client has shared.

No row says which answers came by which code, and none of an answer has a time: see ADR 0021.
"""

import uuid

from django.db import models
from django.db.models import Q

from kvinnofrid.accounts.models import Unit
from kvinnofrid.organisations.models import Organisation


class Invitation(models.Model):
    """A code that has been given out and not been used; it is deleted when it is used or revoked.

    `reference` is the random id of what the client's helpers know her by, None for a code that
    was given to nobody in particular. Only a keyed hash of the code is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation_id: int
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_id: uuid.UUID
    reference = models.UUIDField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "reference"], name="survey_codes_of_a_unit")]

    def __str__(self) -> str:
        return str(self.id)


class SpentCode(models.Model):
    """That a code has been used or revoked: it never opens again. Kept for a few days.

    `key_hash` is of the page that used it, so that the same page sent again is thanked again.
    """

    code_hash = models.CharField(max_length=64, primary_key=True)
    key_hash = models.CharField(max_length=64, blank=True)
    on = models.DateField()

    def __str__(self) -> str:
        return "spent"


class Gathered(models.Model):
    """Answers of one unit to one version, sealed as one text with a key of their own.

    One row holds many clients' answers, so that no row is anybody's. `closed_in` is the month in
    which there were enough; then the row is never written again. `version` grows with each answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation_id: int
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_id: uuid.UUID
    instrument = models.CharField(max_length=100)
    instrument_version = models.CharField(max_length=50)
    begun_in = models.DateField()
    closed_in = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    data_key = models.BinaryField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "instrument", "instrument_version"],
                condition=Q(closed_in__isnull=True),
                name="one_open_gathering_of_a_unit",
            )
        ]
        indexes = [models.Index(fields=["unit", "closed_in"], name="gathered_of_a_unit")]

    def __str__(self) -> str:
        return str(self.id)


class SharedAnswers(models.Model):
    """A client's own answers as she has chosen to show them to her helpers, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    organisation_id: int
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit_id: uuid.UUID
    reference = models.UUIDField(db_index=True)
    instrument = models.CharField(max_length=100)
    instrument_version = models.CharField(max_length=50)
    answered_on = models.DateField()
    data_key = models.BinaryField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.id)
