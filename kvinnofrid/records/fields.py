"""Sealed texts: in the database only as ciphertext, in the program only once opened.

The key is the record's own and stays with the key service; see `vault`. A text is sealed for its
record, field and the record's version, so that one put back from before cannot be read either.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from kvinnofrid.access.actions import FIELD_GROUPS


class NotOpenedError(RuntimeError):
    """A sealed text was asked for as if it were open."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is sealed: read the record by records.operations")


class Sealed:
    """What a model's attribute gives of a sealed text: its bytes, and no way to print them."""

    __slots__ = ("stored",)

    def __init__(self, stored: bytes) -> None:
        self.stored = stored

    def __str__(self) -> str:
        raise NotOpenedError("a sealed text")

    def __repr__(self) -> str:
        return "<sealed>"


class _SealedAttribute(DeferredAttribute):
    """Wraps the bytes that come from the database, and refuses a text."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, Sealed):
            wrapped = value
        elif isinstance(value, bytes | bytearray | memoryview):
            wrapped = Sealed(bytes(value))
        else:
            raise NotOpenedError(f"{instance._meta.label}.{self.field.attname}")
        instance.__dict__[self.field.attname] = wrapped


if TYPE_CHECKING:
    _Stored = models.BinaryField[Any, Any]
else:
    _Stored = models.BinaryField


class EncryptedTextField(_Stored):
    """A text that only operations can open. `group` is the group of the policy it belongs to."""

    descriptor_class = _SealedAttribute

    def __init__(self, *args: Any, group: str, **kwargs: Any) -> None:
        if group not in FIELD_GROUPS:
            raise ValueError(f"{group} is no group of fields in the access policy")
        self.group = group
        kwargs["default"] = bytes
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """As a migration writes it."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("default", None)
        return name, path, args, {**kwargs, "group": self.group}

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The ciphertext; a text is refused."""
        if isinstance(value, str):
            raise NotOpenedError(f"{self.model._meta.label}.{self.attname}")
        stored = value.stored if isinstance(value, Sealed) else value
        return super().get_db_prep_value(stored, connection, prepared)


def sealed_fields(model: type[models.Model]) -> dict[str, EncryptedTextField]:
    """The sealed fields of a model by name."""
    return {
        field.attname: field
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField)
    }
