"""The folder of one record that the policy has let somebody in to: its parts, read and written.

Used inside the work of `on_record`, which asks the policy and writes the log.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

from django.db.models import UUIDField

from kvinnofrid.access.values import Actor
from kvinnofrid.records import vault
from kvinnofrid.records.fields import Sealed, sealed_fields
from kvinnofrid.records.models import RecordPart, SaveKey
from kvinnofrid.records.operations.guarded import Asked, Done, on_record
from kvinnofrid.records.operations.reading import opened
from kvinnofrid.records.operations.writing import (
    KeyUsedElsewhereError,
    done_before,
    set_values,
)
from kvinnofrid.records.parts import PartQuerySet, Parts
from kvinnofrid.records.permissions import Found, R
from kvinnofrid.records.rules import ProtectedIdentity, shown_groups
from kvinnofrid.records.scoping import writing

P = TypeVar("P", bound=RecordPart)
T = TypeVar("T")


class Folder(Generic[R]):
    """A record with its parts. The key is asked for once, when it is first needed."""

    def __init__(self, found: Found[R]) -> None:
        self.found = found
        self.record = found.record

    @cached_property
    def _key(self) -> bytes:
        return vault.key_of(self.record)

    def own_texts(self, *, contact: bool = False) -> dict[str, str]:
        """The fields of the record itself, as far as they may be shown."""
        groups = shown_groups(
            self.found.decision.fields, self.record.protection, contact_asked=contact
        )
        return opened(self.record, groups, self._key)

    def of(self, model: type[P]) -> PartQuerySet[P]:
        """The record's parts of a kind."""
        found: PartQuerySet[Any] = model.objects.of(self.found)
        return found

    def ask(self, question: Parts[P], **values: Any) -> list[P]:
        """The record's parts that a question of them is answered with."""
        return question.of(self.found, **values)

    def part(self, model: type[P], public_id: object) -> P | None:
        """One part, None when the record has none with that id."""
        try:
            key = public_id if isinstance(public_id, uuid.UUID) else uuid.UUID(str(public_id))
        except ValueError:
            return None
        return next(iter(_one(model).of(self.found, key=key)), None)

    def texts(self, part: RecordPart) -> dict[str, str]:
        """The sealed texts of a part, of the groups that may be shown."""
        allowed = self.found.decision.fields
        return {
            name: self._open(part, name)
            for name, field in sealed_fields(type(part)).items()
            if field.group in allowed
        }

    def add(self, part: P, texts: Mapping[str, str] | None = None) -> P:
        """Put a new part in the folder."""
        part.organisation_id = self.record.organisation_id
        setattr(part, f"{part.record_field}_id", self.record.pk)
        part.version = 1
        self._seal(part, {**dict.fromkeys(sealed_fields(type(part)), ""), **(texts or {})})
        with writing():
            part.save(force_insert=True)
        return part

    def change(self, part: P, texts: Mapping[str, str] | None = None) -> P:
        """Store a part as it now is, one version on, with the texts that change."""
        kept = {name: self._open(part, name) for name in sealed_fields(type(part))}
        part.version += 1
        self._seal(part, {**kept, **(texts or {})})
        with writing():
            part.save(force_update=True)
        return part

    def remove(self, part: RecordPart) -> None:
        """Take a part out."""
        with writing():
            part.delete()

    def take_over(self, part: P, texts: Mapping[str, str]) -> P:
        """Make a part of another record, with its texts, a part of this one."""
        setattr(part, f"{part.record_field}_id", self.record.pk)
        part.version += 1
        self._seal(part, texts)
        with writing():
            part.save(force_update=True)
        return part

    def store(self, *names: str) -> None:
        """Store these plain fields of the record itself. Its sealed texts and version stay."""
        with writing():
            self.record.save(update_fields=list(names))

    def rewrite(self, values: Mapping[str, str], *, protection: ProtectedIdentity) -> None:
        """Store new values of the record's own fields, one version on."""
        record = self.record
        texts = vault.open_fields(self._key, record, sealed_fields(type(record)))
        set_values(record, {**texts, **values}, self._key, version=record.version + 1)
        record.version += 1
        if hasattr(record, "protected_identity"):
            record.protected_identity = protection.value
        with writing():
            record.save(force_update=True)

    def _open(self, part: RecordPart, name: str) -> str:
        stored: bytes = getattr(part, name).stored
        if not stored:
            return ""
        return vault.open_text(self._key, self.record, _place(part, name), part.version, stored)

    def _seal(self, part: RecordPart, texts: Mapping[str, str]) -> None:
        for name, text in texts.items():
            place = _place(part, name)
            sealed = (
                vault.seal_text(self._key, self.record, place, part.version, text) if text else b""
            )
            setattr(part, name, Sealed(sealed))


@cache
def _one(model: type[P]) -> Parts[P]:
    return Parts(model, lambda parts, key: parts.filter(pk=key), key=UUIDField())


def _place(part: RecordPart, name: str) -> str:
    """Where a text is sealed for: another part, of any kind, does not open it."""
    return f"{part._meta.model_name}:{part.pk}:{name}"


@dataclass(frozen=True, slots=True)
class SavedPart:
    """A save of a part that is done: which, and the version that it then had."""

    part: str
    version: int
    repeated: bool = False


def on_folder(asked: Asked[R], work: Callable[[Folder[R]], Done[T]], *, lock: bool = False) -> T:
    """Do work on a record and its parts if the policy allows; otherwise as `on_record`."""
    return on_record(asked, lambda found: work(Folder(found)), lock=lock)


def saved_before(folder: Folder[R], by: Actor, key: str) -> SavedPart | None:
    """What a save with this key came to, None when there was none yet.

    Raises KeyUsedElsewhereError when it was of another record, or the key is no key.
    """
    before = done_before(by, key)
    if before is None:
        return None
    if before.record != folder.record.pk:
        raise KeyUsedElsewhereError(key)
    return SavedPart(str(before.part or before.record), before.version, repeated=True)


def is_newest(folder: Folder[R], by: Actor, page: str, number: int, now: datetime) -> bool:
    """Whether a save is newer than all that this page has sent so far; if so, that is noted.

    For pages that save again and again and number their saves from 1: on a bad line an older one
    may come after a newer. Raises KeyUsedElsewhereError when the page was of another record, or
    its name is no name.
    """
    before = done_before(by, page)
    if before is None:
        SaveKey.objects.create(
            organisation_id=folder.record.organisation_id,
            record=folder.record.pk,
            user_id=by.id,
            key=page,
            version=number,
            at=now,
        )
        return True
    if before.record != folder.record.pk:
        raise KeyUsedElsewhereError(page)
    if number <= before.version:
        return False
    before.version, before.at = number, now
    before.save(update_fields=["version", "at"])
    return True


def remember(folder: Folder[R], part: RecordPart, by: Actor, key: str, now: datetime) -> SavedPart:
    """Note that the save with this key is done, in the transaction that it was done in."""
    SaveKey.objects.create(
        organisation_id=folder.record.organisation_id,
        record=folder.record.pk,
        part=part.pk,
        user_id=by.id,
        key=key,
        version=part.version,
        at=now,
    )
    return SavedPart(str(part.pk), part.version)
