"""The abstract record that every record about a person is, and what is known beside it."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from kvinnofrid.accounts.models import Unit
from kvinnofrid.organisations.models import Organisation
from kvinnofrid.records.companions import (
    COMPANIONS,
    Assignment,
    Block,
    BreakGlassOpening,
    Clearance,
    Notice,
    SaveKey,
)
from kvinnofrid.records.fields import EncryptedTextField, sealed_fields
from kvinnofrid.records.parts import Parts, RecordPart
from kvinnofrid.records.rules import ProtectedIdentity
from kvinnofrid.records.scoping import RecordQuerySet, refuse_unless_writing

__all__ = [
    "COMPANIONS",
    "Assignment",
    "Block",
    "BreakGlassOpening",
    "Clearance",
    "EncryptedTextField",
    "GuardedRecord",
    "Notice",
    "Parts",
    "PersonRecord",
    "RecordPart",
    "SaveKey",
]


class GuardedRecord(models.Model):
    """A record about a person. Read and written by `records.operations` only.

    `version` grows by one with each save. `data_key` is the key of its sealed fields, wrapped.
    `plain_fields` names the other fields that may be written, with the group that each is of. That
    no organisation or unit with records is deleted is for the database alone: Django would read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")
    organisation_id: int
    unit = models.ForeignKey(Unit, models.DO_NOTHING, related_name="+")
    unit_id: uuid.UUID
    protected = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    data_key = models.BinaryField()

    plain_fields: ClassVar[Mapping[str, str]] = {}

    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refused outside an operation."""
        refuse_unless_writing(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused outside an operation."""
        refuse_unless_writing(self._meta.label)
        return super().delete(*args, **kwargs)

    @classmethod
    def field_groups(cls) -> dict[str, str]:
        """The group of the policy that each field that may be written belongs to."""
        sealed = {name: field.group for name, field in sealed_fields(cls).items()}
        return {**sealed, **cls.plain_fields}

    @property
    def protection(self) -> ProtectedIdentity:
        """How the person's identity is protected; none for what is no person's own record."""
        return ProtectedIdentity(getattr(self, "protected_identity", ""))

    def is_open(self, now: datetime) -> bool:
        """Whether the record is not closed."""
        return self.closed_at is None or now < self.closed_at


class PersonRecord(GuardedRecord):
    """A record that says who a person is: an identity as a token, and how it is protected."""

    identity_token = models.BinaryField(max_length=32, null=True)
    protected_identity = models.CharField(
        max_length=12,
        blank=True,
        default=ProtectedIdentity.NONE.value,
        choices=[(one.value, one.words.sv) for one in ProtectedIdentity],
    )

    class Meta(GuardedRecord.Meta):
        abstract = True
