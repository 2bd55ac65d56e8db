"""What disposal and the log's review need of a kind of record, past the question of who asks.

They have asked the policy themselves; see `retention.kinds` and `log_review.kinds`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Generic

from django.db import models, transaction

from kvinnofrid.access.values import Record
from kvinnofrid.records import queries
from kvinnofrid.records.models import COMPANIONS, RecordPart
from kvinnofrid.records.operations.folders import P
from kvinnofrid.records.permissions import R
from kvinnofrid.records.row_security import reading_within
from kvinnofrid.records.scoping import RecordQuerySet, writing

WHY = "disposal and review of the log, which ask the policy themselves"


class Kept(Generic[R]):
    """The records of a kind that an organisation keeps. `parts`: each before what it points to."""

    def __init__(self, model: type[R], parts: Sequence[type[RecordPart]] = ()) -> None:
        self.model, self.parts = model, parts

    @contextmanager
    def of(self, organisation: str) -> Iterator[RecordQuerySet[R]]:
        """The organisation's records, to read; whoever writes has begun a transaction."""
        with reading_within((organisation,)):
            yield self._all(organisation)

    @contextmanager
    def parts_of(self, organisation: str, part: type[P]) -> Iterator["models.QuerySet[P]"]:
        """The parts of a kind of all the organisation's records, to read; otherwise as `of`."""
        with reading_within((organisation,)):
            found: models.QuerySet[Any] = part.objects.unscoped(because=WHY)
            yield found.filter(organisation_id=int(organisation))

    def one(self, organisation: str, object_id: str) -> R | None:
        """One of them, None when it does not exist."""
        with self.of(organisation) as records:
            return records.filter(pk=queries.id_or_none_such(object_id)).first()

    def guarded(
        self, organisation: str, object_ids: Collection[str], *, now: datetime
    ) -> Mapping[str, Record]:
        """Those that exist, as the policy knows them now."""
        wanted = {queries.id_or_none_such(one) for one in object_ids}
        with self.of(organisation) as records:
            return {
                str(one.pk): queries.as_policy_knows(one, now=now)
                for one in records.filter(pk__in=wanted)
            }

    def data_keys(self, organisation: str, object_id: str) -> Sequence[bytes]:
        """The wrapped key of one, which opens its parts too."""
        found = self.one(organisation, object_id)
        return [] if found is None else [bytes(found.data_key)]

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete one with its parts and what is known beside it; gone already is no fault."""
        key = queries.id_or_none_such(object_id)
        with transaction.atomic(), self.of(organisation) as records, writing():
            for part in self.parts:
                part.objects.unscoped(because=WHY).filter(**{part.record_field: key}).delete()
            for companion in reversed(COMPANIONS):
                companion._default_manager.filter(
                    record=key, organisation_id=int(organisation)
                ).delete()
            records.filter(pk=key).delete()

    def destroy_part(self, organisation: str, part: type[RecordPart], object_id: str) -> None:
        """Delete one part alone; gone already is no fault."""
        with transaction.atomic(), self.parts_of(organisation, part) as parts, writing():
            parts.filter(pk=queries.id_or_none_such(object_id)).delete()

    def _all(self, organisation: str) -> RecordQuerySet[R]:
        found: RecordQuerySet[R] = self.model.objects.unscoped(because=WHY)
        return found.filter(organisation_id=int(organisation))
