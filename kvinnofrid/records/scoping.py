"""Reading records only by the one way in: a query that has no scope is refused by itself.

A query set gets its scope from `visible_to`, or from `unscoped(because=…)` in the few places that
the architecture test lists.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NoReturn, Self, TypeVar

from django.db import models
from django.db.models.sql import Query

from kvinnofrid.access.reach import reach
from kvinnofrid.access.values import Actor
from kvinnofrid.records.visibility import visible

M = TypeVar("M", bound=models.Model, covariant=True)
VISIBLE = "visible"
_writing: ContextVar[bool] = ContextVar("writing records", default=False)


class UnscopedReadError(RuntimeError):
    """Records were to be read, changed or counted without saying for whom."""

    def __init__(self, model: str) -> None:
        super().__init__(
            f"{model} was asked for without scope: read by records.operations, or filter with"
            " visible_to(actor, now=now)"
        )


class DirectWriteError(RuntimeError):
    """A record was to be written past `records.operations`."""

    def __init__(self, model: str) -> None:
        super().__init__(f"{model} is written by records.operations only")


@contextmanager
def writing() -> Iterator[None]:
    """Let rows of records be written; for `records.operations` alone."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def refuse_unless_writing(model: str) -> None:
    """Raise DirectWriteError unless an operation is writing."""
    if not _writing.get():
        raise DirectWriteError(model)


class GuardedQuery(Query):
    """A query that cannot be turned into SQL before it has a scope."""

    scope: str = ""

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """The compiler; raises UnscopedReadError."""
        if not self.scope:
            raise UnscopedReadError(str(self.get_meta().label))
        return super().get_compiler(*args, **kwargs)

    def combine(self, rhs: Query, connector: str) -> None:
        """Refused: `visible | all` would be all."""
        del rhs, connector
        raise UnscopedReadError(str(self.get_meta().label))


class Seen:
    """Records that somebody may find, looked up once: their ids when they are few.

    A condition on what may be found costs more to put together than the answer to it. Holds for
    the transaction that it was made in.
    """

    MOST = 300

    def __init__(self, found: "RecordQuerySet[Any]") -> None:
        if found.query.scope != VISIBLE:  # type: ignore[attr-defined]
            raise UnscopedReadError(found.model._meta.label)
        few = list(found.values_list("pk", flat=True)[: self.MOST + 1])
        self.keys: Any = few if len(few) <= self.MOST else found.values("pk")


class RecordQuerySet(models.QuerySet[M]):
    """Records, once it is said for whom."""

    def __init__(self, model: Any = None, query: Any = None, **kwargs: Any) -> None:
        super().__init__(model, query if query is not None else GuardedQuery(model), **kwargs)

    def visible_to(self, actor: Actor, *, now: datetime, action: str = "record.find") -> Self:
        """The records for which `decide(actor, action, record, now)` allows.

        Asked inside `records.operations.acting`, which also gives the actor's openings.
        """
        return self._scoped(VISIBLE).filter(visible(reach(actor, action, now), actor, now))

    def among(self, seen: Seen) -> Self:
        """Those of the records that were found."""
        return self._scoped(VISIBLE).filter(pk__in=seen.keys)

    def unscoped(self, *, because: str) -> Self:
        """Every record. Each place that calls this stands in the architecture test."""
        return self._scoped(because)

    def _scoped(self, scope: str) -> Self:
        found = self._chain()  # type: ignore[attr-defined]
        found.query.scope = scope
        return found  # type: ignore[no-any-return]

    def _refuse_write(self) -> None:
        refuse_unless_writing(self.model._meta.label)
        if self.query.scope in {"", VISIBLE}:  # type: ignore[attr-defined]
            raise UnscopedReadError(self.model._meta.label)

    def update(self, **kwargs: Any) -> int:
        """Change rows, inside an operation."""
        self._refuse_write()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        """Delete rows, inside an operation."""
        self._refuse_write()
        return super().delete()

    def raw(self, *_: Any, **__: Any) -> NoReturn:
        """Refused."""
        raise UnscopedReadError(self.model._meta.label)

    def bulk_create(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: each record is made by an operation."""
        raise DirectWriteError(self.model._meta.label)

    def bulk_update(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: each record is written by an operation."""
        raise DirectWriteError(self.model._meta.label)
