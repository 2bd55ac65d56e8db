"""Making and changing records: whole or not at all, once, and never over what another wrote."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, UUIDField

from kvinnofrid.access.actions import CONTACT
from kvinnofrid.access.values import Actor, Unit
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit import operations as audit
from kvinnofrid.database.queries import Objects
from kvinnofrid.records import vault
from kvinnofrid.records.fields import sealed_fields
from kvinnofrid.records.models import Assignment, GuardedRecord, SaveKey
from kvinnofrid.records.operations.guarded import Asked, Details, Done, acting, kind_of, on_record
from kvinnofrid.records.operations.reading import opened, plain_text
from kvinnofrid.records.permissions import Found, R
from kvinnofrid.records.rules import (
    LONGEST_KEY,
    Conflict,
    ProtectedIdentity,
    Saved,
    differences,
    storable,
)
from kvinnofrid.records.scoping import writing


class UnknownFieldError(ValueError):
    """A value was sent for a field that nobody writes, or not this actor."""


class KeyUsedElsewhereError(ValueError):
    """The key of a save was used before for another record, or is no key."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be saved: the fields that change, and how the identity is protected if it does.

    `contact_needed`: contact facts are stored although the identity is protected.
    """

    values: Mapping[str, str]
    protection: ProtectedIdentity | None = None
    contact_needed: bool = False


def create(
    *,
    model: type[R],
    organisation: int,
    unit: uuid.UUID,
    change: Change,
    by: Actor,
    now: datetime,
    idempotency_key: str,
    identity_number: str | None = None,
    identity_token: bytes | None = None,
) -> Saved:
    """Make a record in a unit, assigned to who made it. Sent again, it is the same record.

    `identity_token` is the token of the number, when the key service has given it already.

    Raises DeniedError, UnknownFieldError, ContactNotKeptError, an IdentityError or a KeysError;
    then nothing is made.
    """
    with acting(by, now=now):
        demand(by, "record.create", Unit(str(organisation), str(unit)), now=now)
        before = done_before(by, idempotency_key)
        if before is not None:
            return Saved(str(before.record), before.version)
        record = model(organisation_id=organisation, unit_id=unit, created_at=now)
        plain, record.data_key = vault.new_key(organisation)
        if identity_number is not None:
            token = identity_token or vault.client().token(str(organisation), identity_number)
            _take(record, "identity_token", token)
        _protect_identity(record, change)
        values = _checked(record, change, frozenset(model.field_groups().values()))
        set_values(record, {**dict.fromkeys(sealed_fields(model), ""), **values}, plain, version=1)
        with writing():
            record.save(force_insert=True)
        Assignment.objects.create(
            organisation_id=organisation, record=record.pk, user_id=by.id, by_id=by.id, at=now
        )
        _remember(record, by, idempotency_key, now)
        audit.record(
            organisation=str(organisation),
            actor=by.id,
            action="record.create",
            object_kind=kind_of(model),
            object_id=str(record.pk),
            outcome="allowed",
            now=now,
            details={"version": "1", "unit": str(unit)},
        )
    return Saved(str(record.pk), 1)


def write(
    *,
    model: type[R],
    public_id: object,
    version: int,
    change: Change,
    by: Actor,
    now: datetime,
    idempotency_key: str,
) -> Saved | Conflict:
    """Save changes to the version that the actor saw. Sent again, it is the same save.

    When somebody else has saved since, nothing is changed and the answer is a Conflict with the
    fields that differ. Raises as `create` does.
    """
    asked = Asked(model, public_id, by, "record.write", now)

    def save(found: Found[R]) -> Done[Saved | Conflict]:
        record = found.record
        before = done_before(by, idempotency_key)
        if before is not None:
            if before.record != record.pk:
                raise KeyUsedElsewhereError(idempotency_key)
            return Done(Saved(str(record.pk), before.version), {"result": "repeated"})
        if record.version != version:
            return _conflict(record, change, found.decision.fields)
        return _save(record, change, by, now, idempotency_key, found.decision.fields)

    return on_record(asked, save, lock=True)


def _save(
    record: R, change: Change, by: Actor, now: datetime, key: str, allowed: frozenset[str]
) -> Done[Saved | Conflict]:
    _protect_identity(record, change)
    values = _checked(record, change, allowed)
    plain = vault.key_of(record)
    texts = vault.open_fields(plain, record, sealed_fields(type(record)))
    if record.protection and not change.contact_needed and change.protection is not None:
        values = _without_contact(record) | values
    set_values(record, texts | values, plain, version=record.version + 1)
    record.version += 1
    with writing():
        record.save(force_update=True)
    _remember(record, by, key, now)
    details: Details = {
        "version": str(record.version),
        "fields": ",".join(sorted(change.values)) or "none",
    }
    return Done(Saved(str(record.pk), record.version), details)


def _conflict(record: R, change: Change, allowed: frozenset[str]) -> Done[Saved | Conflict]:
    groups = record.field_groups()
    _refuse_unknown(change, groups, allowed)
    stored = opened(record, {groups[name] for name in change.values})
    hidden = {
        name
        for name in change.values
        if groups[name] == CONTACT and record.protection and not change.contact_needed
    }
    yours = {name: value for name, value in change.values.items() if name not in hidden}
    found = Conflict(str(record.pk), record.version, differences(yours, stored))
    return Done(found, {"result": "conflict", "version": str(record.version)})


def _checked(record: R, change: Change, allowed: frozenset[str]) -> dict[str, str]:
    groups = record.field_groups()
    _refuse_unknown(change, groups, allowed)
    return storable(change.values, groups, record.protection, contact_needed=change.contact_needed)


def _refuse_unknown(change: Change, groups: Mapping[str, str], allowed: frozenset[str]) -> None:
    unknown = sorted(name for name in change.values if groups.get(name) not in allowed)
    if unknown:
        raise UnknownFieldError(", ".join(unknown))


def _protect_identity(record: GuardedRecord, change: Change) -> None:
    if change.protection is not None:
        _take(record, "protected_identity", change.protection.value)


def _take(record: GuardedRecord, name: str, value: Any) -> None:
    """Set a field that only records of persons have."""
    if not hasattr(record, name):
        raise UnknownFieldError(name)
    setattr(record, name, value)


def _without_contact(record: GuardedRecord) -> dict[str, str]:
    """Contact facts emptied, as when an identity becomes protected."""
    return {name: "" for name, group in record.field_groups().items() if group == CONTACT}


def set_values(
    record: GuardedRecord, values: Mapping[str, str], key: bytes, *, version: int
) -> None:
    """Give the record its values; every sealed text is sealed anew for the version."""
    sealed = sealed_fields(type(record))
    texts = {name: value for name, value in values.items() if name in sealed}
    for name, stored in vault.seal(key, record, version, texts).items():
        setattr(record, name, stored)
    for name in values.keys() - texts.keys():
        if values[name] != plain_text(record, name):
            field: Any = record._meta.get_field(name)
            setattr(record, name, field.clean(values[name], record))


_DONE = Objects(
    SaveKey,
    lambda user, key: SaveKey.objects.filter(user=user, key=key),
    user=UUIDField(),
    key=CharField(),
)


def done_before(by: Actor, key: str) -> SaveKey | None:
    """The save that the user has done with this key. Raises KeyUsedElsewhereError for no key."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise KeyUsedElsewhereError(f"the key of a save has 1–{LONGEST_KEY} characters")
    return _DONE.first(user=uuid.UUID(by.id), key=key)


def _remember(record: GuardedRecord, by: Actor, key: str, now: datetime) -> None:
    SaveKey.objects.create(
        organisation_id=record.organisation_id,
        record=record.pk,
        user_id=by.id,
        key=key,
        version=record.version,
        at=now,
    )


def is_done(*, by: Actor, now: datetime, key: str) -> bool:
    """Whether the user has done a save with this key. Raises KeyUsedElsewhereError for no key."""
    with acting(by, now=now, reads=True):
        return done_before(by, key) is not None
