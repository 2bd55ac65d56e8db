"""Questions to the database that are put together once, and asked again with other values.

Putting a question together takes Django far longer than SQLite needs to answer it, and a page of a
client asks many. A prepared question keeps the text that Django made, and only puts in
the values: the answer is the same.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import DateField, DateTimeField, Field, IntegerField, Model, QuerySet
from django.db.models import UUIDField as Uuid
from django.db.models.expressions import BaseExpression

M = TypeVar("M", bound=Model)
Row = tuple[Any, ...]
Converters = dict[int, tuple[list[Callable[..., Any]], BaseExpression]]


@dataclass(frozen=True, slots=True)
class _Made:
    """The text of a question for one kind of database, and where its values belong.

    `places` holds, for each parameter, the name of a value, or None and what always stands there.
    """

    sql: str
    places: tuple[tuple[str | None, Any], ...]
    converters: Converters


class Rows:
    """A question that is answered with rows.

    `build` makes the query of the values, which are named, of the given kinds, and never None: a
    question with None is another question. The query must not depend on what the values are.
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], **kinds: "Field[Any, Any]"
    ) -> None:
        self._build = build
        self._kinds = kinds
        self._made: dict[str, _Made] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The answer for these values."""
        made = self._made.get(connection.vendor) or self._make()
        put = {
            name: kind.get_db_prep_value(values[name], connection)
            for name, kind in self._kinds.items()
        }
        with connection.cursor() as cursor:
            cursor.execute(
                made.sql, [fixed if name is None else put[name] for name, fixed in made.places]
            )
            rows = cursor.fetchall()
        return [_converted(row, made.converters) for row in rows] if made.converters else rows

    def samples(self) -> dict[str, Any]:
        """Values of the right kinds, unlike one another and all that there is."""
        return {name: _sample(kind, n) for n, (name, kind) in enumerate(self._kinds.items())}

    def _make(self) -> _Made:
        samples = self.samples()
        compiler = self._build(**samples).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        names = {
            kind.get_db_prep_value(samples[name], connection): name
            for name, kind in self._kinds.items()
        }
        places = tuple((names.get(one), one) for one in params)
        if missing := self._kinds.keys() - {name for name, _ in places}:
            raise ValueError(f"the question does not depend on {', '.join(sorted(missing))}")
        columns = [column for column, *_ in compiler.select[: compiler.col_count]]
        made = _Made(sql, places, compiler.get_converters(columns))
        self._made[connection.vendor] = made
        return made


class Objects(Generic[M]):
    """A question that is answered with objects of a model, whole, and nothing beside them."""

    def __init__(
        self, model: type[M], build: Callable[..., QuerySet[M]], **kinds: "Field[Any, Any]"
    ) -> None:
        self._model = model
        self._names = [field.attname for field in model._meta.concrete_fields]
        self._rows = Rows(build, **kinds)

    def __call__(self, **values: Any) -> list[M]:
        """The answer for these values."""
        return [
            self._model.from_db(connection.alias, self._names, row) for row in self._rows(**values)
        ]

    def first(self, **values: Any) -> M | None:
        """The first of the answer; None when it is empty."""
        return next(iter(self(**values)), None)


def _converted(row: Row, converters: Converters) -> Row:
    values = list(row)
    for place, (convert, column) in converters.items():
        for one in convert:
            values[place] = one(values[place], column, connection)
    return tuple(values)


def _sample(kind: "Field[Any, Any]", number: int) -> Any:
    """A value that stands for another while the question is put together, unlike all others."""
    if isinstance(kind, Uuid):
        return UUID(int=(1 << 127) + number)
    if isinstance(kind, DateTimeField):
        return datetime(1901, 2, 3, tzinfo=UTC) + timedelta(days=number)
    if isinstance(kind, DateField):
        return date(1901, 2, 3) + timedelta(days=number)
    if isinstance(kind, IntegerField):
        return 1_901_020_300 + number
    return f"sample {number}"
