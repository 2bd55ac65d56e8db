"""Codes, gathered answers and shared answers as disposal sees them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Model, QuerySet

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.values import Record
from kvinnofrid.catalogue import Facts
from kvinnofrid.client_surveys.models import Gathered, Invitation, SharedAnswers
from kvinnofrid.client_surveys.queries import within
from kvinnofrid.records.queries import id_or_none_such


class _Kept:
    """Rows of one model, named by their random id. The policy has no record to decide about."""

    def __init__(
        self, concerns: str, model: type[Model], facts: Callable[[Any], Facts], *, sealed: bool
    ) -> None:
        self.concerns = concerns
        self._model = model
        self._facts = facts
        self._sealed = sealed

    @contextmanager
    def _of(self, organisation: str) -> Iterator[QuerySet[Any]]:
        with within(int(organisation)):
            yield self._model._default_manager.filter(organisation=int(organisation))

    @contextmanager
    def _one(self, organisation: str, object_id: str) -> Iterator[QuerySet[Any]]:
        with self._of(organisation) as rows:
            yield rows.filter(pk=id_or_none_such(object_id))

    def candidates(self, organisation: str) -> Iterable[Facts]:
        """The facts of each."""
        with self._of(organisation) as rows:
            return [self._facts(one) for one in rows]

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        """The facts of one; None when it does not exist (any more)."""
        with self._one(organisation, object_id) as rows:
            found = rows.first()
        return None if found is None else self._facts(found)

    def guarded(self, _organisation: str, _object_id: str) -> Record | None:
        """None: whose it is stands in the record, if anywhere."""
        return None

    def data_keys(self, organisation: str, object_id: str) -> Sequence[bytes]:
        """The key of the row, where it has one."""
        if not self._sealed:
            return ()
        with self._one(organisation, object_id) as rows:
            return [bytes(one.data_key) for one in rows]

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete it; what is gone already is no fault."""
        with self._one(organisation, object_id) as rows:
            rows.delete()


def _code(row: Invitation) -> Facts:
    return Facts(str(row.pk), {"expired": row.expires_at.astimezone(ZONE).date()})


def _gathered(row: Gathered) -> Facts:
    return Facts(str(row.pk), {"created": row.closed_in or row.begun_in})


def _shared(row: SharedAnswers) -> Facts:
    return Facts(str(row.pk), {"created": row.answered_on})


CODES = _Kept("survey_code", Invitation, _code, sealed=False)
GATHERED = _Kept("survey_answers", Gathered, _gathered, sealed=True)
SHARED = _Kept("shared_survey_answers", SharedAnswers, _shared, sealed=True)
