"""Parts of a record: what belongs to it in tables of its own, guarded and sealed as the record is.

A part has no assignments and no blocks: whoever reaches the record reaches its parts, and nobody
else. Its sealed texts open with the record's key, each for its own part, field and version only.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

from django.db import models

from kvinnofrid.access.values import Actor
from kvinnofrid.database.queries import Objects
from kvinnofrid.organisations.models import Organisation
from kvinnofrid.records.scoping import VISIBLE, RecordQuerySet, Seen, refuse_unless_writing

PART = TypeVar("PART", bound=models.Model, covariant=True)
P = TypeVar("P", bound="RecordPart")
OF_ONE = "of one record"


class LetIn(Protocol):
    """A record that the policy has let somebody in to: `records.permissions.Found`."""

    @property
    def record(self) -> Any:
        """The record."""


class PartQuerySet(RecordQuerySet[PART]):
    """Parts, once it is said of which record or for whom."""

    def of(self, found: LetIn) -> Self:
        """The parts of a record that the policy has let somebody in to."""
        return self._of(found.record.pk)

    def _of(self, record: uuid.UUID) -> Self:
        return self._scoped(OF_ONE).filter(**{self.model.record_field: record})  # type: ignore[attr-defined]

    def visible_to(self, actor: Actor, *, now: datetime, action: str = "record.find") -> Self:
        """The parts of the records that the actor reaches with the action."""
        field: Any = self.model._meta.get_field(self.model.record_field)  # type: ignore[attr-defined]
        seen = field.related_model.objects.visible_to(actor, now=now, action=action)
        return self._scoped(VISIBLE).filter(
            **{f"{self.model.record_field}__in": seen.values("pk")}  # type: ignore[attr-defined]
        )

    def among(self, seen: Seen) -> Self:
        """The parts of the records that were found."""
        return self._scoped(VISIBLE).filter(
            **{f"{self.model.record_field}__in": seen.keys}  # type: ignore[attr-defined]
        )

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        """Many at once, inside an operation: what is sealed in them is sealed already."""
        refuse_unless_writing(self.model._meta.label)
        return models.QuerySet.bulk_create(self, objs, *args, **kwargs)


class Parts(Generic[P]):
    """A question for parts of one record, put together once.

    `build` makes the query of the record's parts and the values; see `Objects`.
    """

    def __init__(
        self,
        model: type[P],
        build: "Callable[..., models.QuerySet[P]]" = lambda parts: parts,
        **kinds: "models.Field[Any, Any]",
    ) -> None:
        def query(record: uuid.UUID, **values: Any) -> models.QuerySet[P]:
            found: PartQuerySet[Any] = model.objects.all()
            return build(found._of(record), **values)

        self._objects = Objects(model, query, record=models.UUIDField(), **kinds)

    def of(self, found: LetIn, **values: Any) -> list[P]:
        """The parts, of a record that the policy has let somebody in to."""
        return self._objects(record=found.record.pk, **values)


class RecordPart(models.Model):
    """A part of a record, which its field `record_field` leads to.

    `version` grows by one with each save. `plain_fields` says of what group of the policy each
    field is that is not sealed; what is not named there is of the group META.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+")
    organisation_id: int
    version = models.PositiveIntegerField(default=1)

    record_field: ClassVar[str] = "record"

    objects = PartQuerySet.as_manager()

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

    @property
    def record_id_of(self) -> uuid.UUID:
        """The id of the record that it is a part of."""
        found: uuid.UUID = getattr(self, f"{self.record_field}_id")
        return found
