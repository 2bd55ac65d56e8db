"""A record with a field of each group."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models

from kvinnofrid.access.actions import CONTACT, CONTENT, IDENTITY, META
from kvinnofrid.records.models import EncryptedTextField, PersonRecord


class Case(PersonRecord):
    """Somebody's case."""

    name = EncryptedTextField(group=IDENTITY)
    address = EncryptedTextField(group=CONTACT)
    notes = EncryptedTextField(group=CONTENT)
    stage = models.CharField(max_length=20, blank=True)

    plain_fields: ClassVar[Mapping[str, str]] = {"stage": META}

    if TYPE_CHECKING:  # the types are read by settings that have no such app
        objects: ClassVar[Any]

    class Meta(PersonRecord.Meta):
        abstract = False
