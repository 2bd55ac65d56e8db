"""The seam to records: what the policy needs to know of a record that an event is about."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from kvinnofrid.access.values import Record
from kvinnofrid.catalogue import Text


class LoggedKind(Protocol):
    """One kind of record. Named in its domain's line of the registry of domains."""

    object_kind: str
    """What events call it."""
    words: Text
    """What a reviewer calls it."""

    def guarded(
        self, organisation: str, object_ids: Collection[str], *, now: datetime
    ) -> Mapping[str, Record]:
        """Those of the records that exist in the organisation, as the policy knows them now."""


NO_RECORDS: dict[str, Text] = {
    "audit_event": Text(sv="händelse i loggen", en="event of the log"),
    "audit_log": Text(sv="loggen", en="the log"),
    "backup": Text(sv="säkerhetskopia", en="backup"),
    "cover": Text(sv="ersättare", en="cover"),
    "disposal": Text(sv="gallring", en="disposal"),
    "invitation": Text(sv="inbjudan", en="invitation"),
    "leave": Text(sv="ledighet", en="leave"),
    "membership": Text(sv="behörighet", en="membership"),
    "organisation": Text(sv="organisationen", en="the organisation"),
    "self_test": Text(sv="självkontroll", en="self-test"),
    "session": Text(sv="inloggning", en="session"),
    "sign_in_service": Text(sv="inloggningstjänst", en="sign-in service"),
    "team": Text(sv="team", en="team"),
    "unit": Text(sv="enhet", en="unit"),
    "user": Text(sv="användare", en="user"),
}
"""Kinds of objects that are no records about people, by what events call them. Every other kind is
taken for a record, and not shown unless the policy says so."""


def logged_kinds() -> dict[str, LoggedKind]:
    """The kinds of records of this installation, by what events call them."""
    found: dict[str, LoggedKind] = {}
    for name in settings.LOGGED_KINDS:
        kind: LoggedKind = import_string(name)
        if kind.object_kind in found or kind.object_kind in NO_RECORDS:
            raise ValueError(f"events already have a kind {kind.object_kind!r}")
        found[kind.object_kind] = kind
    return found
