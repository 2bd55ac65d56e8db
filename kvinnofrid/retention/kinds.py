"""The seam to what is kept: a domain with records says how they are read and destroyed."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from kvinnofrid.access.values import Record
from kvinnofrid.catalogue import Facts


class RetainedKind(Protocol):
    """One kind of thing that a domain keeps. Named in its line of the registry of domains."""

    concerns: str
    """What the rules call it: `concerns` in the catalogue."""

    def candidates(self, organisation: str) -> Iterable[Facts]:
        """The facts of everything of the kind that the organisation keeps, without `places`."""

    def facts(self, organisation: str, object_id: str) -> Facts | None:
        """The facts of one; None when it does not exist (any more)."""

    def guarded(self, organisation: str, object_id: str) -> Record | None:
        """What the policy decides about; None when it is not about a person or does not exist."""

    def data_keys(self, organisation: str, object_id: str) -> Sequence[bytes]:
        """Its wrapped data keys, which are destroyed with it; empty when it is not encrypted."""

    def destroy(self, organisation: str, object_id: str) -> None:
        """Delete all its rows within the caller's transaction; what is gone already is no fault."""


class UnknownKindError(LookupError):
    """Rules or tombstones speak of a kind that no domain of this installation keeps."""


def retained_kinds() -> dict[str, RetainedKind]:
    """What the domains of this installation keep, by what the rules call it."""
    found: dict[str, RetainedKind] = {}
    for name in settings.RETAINED_KINDS:
        kind: RetainedKind = import_string(name)
        if kind.concerns in found:
            raise ValueError(f"two domains keep {kind.concerns!r}")
        found[kind.concerns] = kind
    return found


def retained_kind(concerns: str) -> RetainedKind:
    """The kind that the rules call so; UnknownKindError when no domain keeps it."""
    kinds = retained_kinds()
    if concerns not in kinds:
        raise UnknownKindError(
            f"Ingen del av systemet har uppgifter av slaget {concerns}. Kontrollera att den"
            " version av programmet som körs är den som uppgifterna kommer från."
        )
    return kinds[concerns]
