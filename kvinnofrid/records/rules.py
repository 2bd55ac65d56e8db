"""What a record may hold, what differs between two who edit it, and why it is opened. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kvinnofrid.access.actions import CONTACT
from kvinnofrid.access.policy import OPEN_FOR
from kvinnofrid.catalogue import Text

GLASS_LASTS: timedelta = OPEN_FOR
SHORTEST_EXPLANATION = 10
"""Characters that an explanation of an emergency opening has at least."""
LONGEST_KEY = 64


class ProtectedIdentity(StrEnum):
    """Why it must not be told where a person lives.

    An assumed identity (fingerad identitet) is no kind: that somebody has one, or had another
    before, is never stored, inferred or shown.
    """

    NONE = ""
    MARKING = "marking"
    REGISTRATION = "registration"

    @property
    def words(self) -> Text:
        """What the badge says."""
        return _PROTECTION[self]


_PROTECTION = {
    ProtectedIdentity.NONE: Text(sv="Inga skyddade personuppgifter", en="No protected identity"),
    ProtectedIdentity.MARKING: Text(sv="Sekretessmarkering", en="Confidentiality marking"),
    ProtectedIdentity.REGISTRATION: Text(sv="Skyddad folkbokföring", en="Protected registration"),
}


class GlassReason(StrEnum):
    """Why a record is opened in an emergency."""

    LIFE = "life"
    CHILD = "child"
    ON_CALL = "on_call"
    ABSENCE = "absence"


class BlockReason(StrEnum):
    """Why somebody must not learn that a record exists."""

    CLOSE = "close"
    PARTY = "party"
    THREAT = "threat"
    WISH = "wish"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two have given different values: the one sent, and the one that is stored."""

    field: str
    yours: str
    stored: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that is done: the record and the version that it now has."""

    record: str
    version: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """Somebody else saved in between: nothing of yours was stored.

    `version` is the stored one, to send with the values that were chosen after comparing.
    """

    record: str
    version: int
    differences: tuple[Difference, ...]


class ContactNotKeptError(ValueError):
    """Contact facts were to be stored of a person whose identity is protected."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        self.fields = fields
        super().__init__(", ".join(fields))

    def message(self, lang: str = "sv") -> str:
        """What is wrong and what to do."""
        if lang.startswith("sv"):
            return (
                "Personen har skyddade personuppgifter, och då sparas inte adress och"
                " kontaktvägar. Töm fälten, eller kryssa i att de behövs i ärendet."
            )
        return (
            "The person's identity is protected, and then address and contact are not stored."
            " Empty the fields, or tick that the case needs them."
        )


def differences(yours: Mapping[str, str], stored: Mapping[str, str]) -> tuple[Difference, ...]:
    """The fields sent that differ from what is stored, in order of name."""
    return tuple(
        Difference(name, value, stored.get(name, ""))
        for name, value in sorted(yours.items())
        if value != stored.get(name, "")
    )


def storable(
    values: Mapping[str, str],
    groups: Mapping[str, str],
    protection: ProtectedIdentity,
    *,
    contact_needed: bool,
) -> dict[str, str]:
    """The values as they may be stored; `groups` says which group each field belongs to.

    Raises ContactNotKeptError for contact facts of a protected identity unless they are needed.
    """
    if protection is not ProtectedIdentity.NONE and not contact_needed:
        kept = tuple(sorted(f for f, value in values.items() if value and groups[f] == CONTACT))
        if kept:
            raise ContactNotKeptError(kept)
    return dict(values)


def shown_groups(
    allowed: frozenset[str], protection: ProtectedIdentity, *, contact_asked: bool
) -> frozenset[str]:
    """The groups of fields to show: contact of a protected identity only when asked for."""
    if protection is ProtectedIdentity.NONE or contact_asked:
        return allowed
    return allowed - {CONTACT}


def explained(text: str) -> bool:
    """Whether an explanation says anything."""
    return len("".join(text.split())) >= SHORTEST_EXPLANATION
