"""Reading records: one, lists of them, how many. Nothing is returned before it is in the log."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from kvinnofrid.access.reach import organisations_of
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Actor, Reason
from kvinnofrid.audit import operations as audit
from kvinnofrid.records import vault
from kvinnofrid.records.fields import sealed_fields
from kvinnofrid.records.models import GuardedRecord
from kvinnofrid.records.operations.guarded import (
    Asked,
    Done,
    acting,
    kind_of,
    noting,
    on_record,
)
from kvinnofrid.records.permissions import Found, R
from kvinnofrid.records.rules import ProtectedIdentity, shown_groups
from kvinnofrid.records.scoping import RecordQuerySet

MOST_SEARCHED = 200
"""How many records a search by text opens: the newest; the answer says when there were more."""
FIND = "record.find"


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as it may be shown. `values` hold the fields of the groups that were allowed."""

    id: str
    organisation: str
    unit: str
    version: int
    protected: bool
    protection: ProtectedIdentity
    created_at: datetime
    closed_at: datetime | None
    values: dict[str, str] = field(default_factory=dict)
    through_glass: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A record in a list: who it is, and where it stands."""

    id: str
    protection: ProtectedIdentity
    closed: bool
    values: dict[str, str]
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list. `total` counts what the actor may find; `more`: not all was searched."""

    lines: tuple[Line, ...]
    total: int
    more: bool = False


def read(
    *, model: type[R], public_id: object, by: Actor, now: datetime, contact: bool = False
) -> Reading:
    """A record's fields, as far as the actor may see them.

    Contact facts of a protected identity are shown when asked for with `contact`, never else.
    """
    asked = Asked(model, public_id, by, "record.read", now)

    def open_it(found: Found[R]) -> Done[Reading]:
        record = found.record
        groups = shown_groups(found.decision.fields, record.protection, contact_asked=contact)
        glass = found.decision.reason is Reason.BREAK_GLASS
        reading = Reading(
            str(record.pk),
            str(record.organisation_id),
            str(record.unit_id),
            record.version,
            record.protected,
            record.protection,
            record.created_at,
            record.closed_at,
            opened(record, groups),
            glass,
        )
        details = {
            "access": "break_glass" if glass else "role",
            "fields": ",".join(sorted(groups)),
        }
        return Done(reading, details | _tier(record))

    return on_record(asked, open_it)


def _tier(record: GuardedRecord) -> dict[str, str]:
    return {"tier": "protected"} if record.protected or record.protection else {}


def opened(
    record: GuardedRecord, groups: Iterable[str], key: bytes | None = None
) -> dict[str, str]:
    """The record's fields of these groups as texts. Asks for its key if any is sealed."""
    wanted = frozenset(groups)
    names = [n for n, f in sealed_fields(type(record)).items() if f.group in wanted]
    found = vault.open_fields(key or vault.key_of(record), record, names) if names else {}
    for name, group in record.plain_fields.items():
        if group in wanted:
            found[name] = plain_text(record, name)
    return found


def plain_text(record: GuardedRecord, name: str) -> str:
    """A field that is not sealed, as text."""
    value: Any = getattr(record, name)
    return "" if value is None else str(value)


def find(
    *,
    model: type[GuardedRecord],
    by: Actor,
    now: datetime,
    text: str = "",
    skip: int = 0,
    most: int = 50,
) -> Page:
    """The records that the actor may find, newest first; with a text, those whose names hold it.

    Every record of the page is in the log. Names are sealed, so a search by text opens them one by
    one, at most MOST_SEARCHED.
    """
    groups = TABLE[FIND].fields
    with acting(by, now=now, reads=True) as actor:
        records = _visible(model, actor, now)
        if text:
            looked = list(records[: MOST_SEARCHED + 1])
            lines = ((one, _line(one, groups)) for one in looked[:MOST_SEARCHED])
            hits = [(one, line) for one, line in lines if _holds(line, text)]
            shown = hits[skip : skip + most]
            total, more = len(hits), len(looked) > MOST_SEARCHED
        else:
            shown = [(one, _line(one, groups)) for one in records[skip : skip + most]]
            total, more = records.count(), False
        _log_found(model, by, now, [one for one, _ in shown])
    return Page(tuple(line for _, line in shown), total, more)


def find_by_number(
    *, model: type[GuardedRecord], identity_number: str, by: Actor, now: datetime
) -> Page:
    """The records of the person with that identity number, among those the actor may find.

    Raises an IdentityError for what is no number. The number is turned into a token for each of
    the actor's organisations, and is stored nowhere.
    """
    tokens = {
        organisation: vault.client().token(organisation, identity_number)
        for organisation in organisations_of(by, now)
    }
    with acting(by, now=now, reads=True) as actor:
        found = [
            one
            for one in _visible(model, actor, now).filter(identity_token__in=list(tokens.values()))
            if one.identity_token is not None
            and tokens.get(str(one.organisation_id)) == bytes(one.identity_token)
        ]
        lines = tuple(_line(one, TABLE[FIND].fields) for one in found)
        _log_found(model, by, now, found)
    return Page(lines, len(lines))


def find_these(
    *, model: type[GuardedRecord], ids: Iterable[object], by: Actor, now: datetime
) -> dict[str, Line]:
    """Those of the records that the actor may find, by id. Each is in the log."""
    with acting(by, now=now, reads=True) as actor:
        return show(_visible(model, actor, now).filter(pk__in=list(ids)), by=by, now=now)


def show(found: RecordQuerySet[Any], *, by: Actor, now: datetime) -> dict[str, Line]:
    """The lines of records that the actor may find, by id, inside `acting`. Each is in the log."""
    rows = list(found)
    lines = {str(one.pk): _line(one, TABLE[FIND].fields) for one in rows}
    _log_found(found.model, by, now, rows)
    return lines


def count(*, model: type[GuardedRecord], by: Actor, now: datetime) -> int:
    """How many records the actor may find."""
    with acting(by, now=now, reads=True) as actor:
        number = _visible(model, actor, now).count()
        for organisation in organisations_of(by, now)[:1]:
            with noting():
                audit.record(
                    organisation=organisation,
                    actor=by.id,
                    action=FIND,
                    object_kind=kind_of(model),
                    object_id="number-of-records",
                    outcome="allowed",
                    now=now,
                    details={"count": str(number)},
                )
    return number


def _visible(model: type[GuardedRecord], actor: Actor, now: datetime) -> RecordQuerySet[Any]:
    found: RecordQuerySet[Any] = model.objects.visible_to(actor, now=now)
    return found.order_by("-created_at", "pk")


def _line(record: Any, groups: Iterable[str]) -> Line:
    closed = record.closed_at is not None
    return Line(str(record.pk), record.protection, closed, opened(record, groups), record.protected)


def _holds(line: Line, text: str) -> bool:
    wanted = text.casefold()
    return any(wanted in value.casefold() for value in line.values.values())


def _log_found(
    model: type[GuardedRecord], by: Actor, now: datetime, shown: Iterable[GuardedRecord]
) -> None:
    """A line for each record, in the chain of its organisation."""
    where: dict[str, list[str]] = {}
    for one in shown:
        where.setdefault(str(one.organisation_id), []).append(str(one.pk))
    if not where:
        return
    with noting():
        for place, found in sorted(where.items()):
            audit.record_many(
                organisation=place,
                actor=by.id,
                action=FIND,
                object_kind=kind_of(model),
                object_ids=sorted(found),
                outcome="allowed",
                now=now,
            )
