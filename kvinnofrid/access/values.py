"""What a decision is made from: the actor, the objects and the decision itself. All frozen.

Organisations, units, users and records are named by opaque strings. Sets of strings and tokens
are compared, never shown.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kvinnofrid.access.roles import Role
from kvinnofrid.catalogue import Text


def _named(*names: str | None) -> None:
    """Refuse an empty name: two things without names would be taken for the same one."""
    if "" in names:
        raise ValueError("an id is empty: give every organisation, unit, user and record its own")


def _zoned(time: datetime | None) -> None:
    """Refuse a time that does not say in which zone."""
    if time is not None and time.utcoffset() is None:
        raise ValueError(f"{time} has no time zone: give an aware time")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to but not including `until`; None has no end."""

    first: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether the day is within the period."""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Membership:
    """That somebody has a role in an organisation, or in one of its units, for a time.

    `required_assurance` is what the organisation demands of a sign-in; a membership sleeps when
    the actor signed in with less. It also sleeps when a role of units has no unit, or a role of
    the whole organisation has one.
    """

    organisation: str
    role: Role
    period: Period
    unit: str | None = None
    required_assurance: int = 2

    def __post_init__(self) -> None:
        _named(self.organisation, self.unit)


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """That the actor opened a record in an emergency, and until when it stands open."""

    record: str
    until: datetime

    def __post_init__(self) -> None:
        _named(self.record)
        _zoned(self.until)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in. `tokens` are the actor's own identity under each key.

    `identified_in` are the organisations under whose key there is one. Whoever has none there
    cannot be told from those whom a record is blocked for, and does not reach it. `teams` are
    named so that no two organisations share a name. `ended` is the first day
    without access. `assurance` is the level of this sign-in, 1 to 3. `confirmed_at` is when the
    second factor was last given.
    """

    id: str
    memberships: tuple[Membership, ...] = ()
    tokens: frozenset[bytes] = frozenset()
    teams: frozenset[str] = frozenset()
    leave: tuple[Period, ...] = ()
    ended: date | None = None
    assurance: int = 1
    confirmed_at: datetime | None = None
    break_glass: tuple[BreakGlass, ...] = ()
    identified_in: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _zoned(self.confirmed_at)


NOBODY = Actor(id="")
"""Who has not signed in."""

OPERATOR = Actor(id="operator")
"""Whoever has the server and runs commands there, in the log; holds no role."""


@dataclass(frozen=True, slots=True)
class Public:
    """Something that is published for everybody."""


@dataclass(frozen=True, slots=True)
class Own:
    """Something that belongs to one user: the account, its sessions."""

    user: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, when the question is about the unit: its results, or a new record in it."""

    organisation: str
    unit: str

    def __post_init__(self) -> None:
        _named(self.organisation, self.unit)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation, when the question is about all of it.

    `proposed_by` is who proposed what is now to be approved, where two must agree; for an event of
    the log that is to be judged, who did it. `proposer_tokens` are that person's identity.
    """

    organisation: str
    proposed_by: str | None = None
    proposer_tokens: frozenset[bytes] = frozenset()

    def __post_init__(self) -> None:
        _named(self.organisation, self.proposed_by)


@dataclass(frozen=True, slots=True)
class Record:
    """A record about a person.

    `covering` are those who cover for an absent assigned user today. A block hides the record
    from `blocked_users` and from whoever has one of `blocked_tokens`. `cleared` are those whom
    two persons together have let in to a protected record. `proposed_by` and `proposed_for` are
    of the proposal that is now to be approved, and of no other; `proposer_tokens` and
    `subject_tokens` are the identities of those two.
    """

    id: str
    organisation: str
    unit: str
    assigned: frozenset[str] = frozenset()
    covering: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    blocked_users: frozenset[str] = frozenset()
    blocked_tokens: frozenset[bytes] = frozenset()
    protected: bool = False
    cleared: frozenset[str] = frozenset()
    proposed_by: str | None = None
    proposed_for: str | None = None
    proposer_tokens: frozenset[bytes] = frozenset()
    subject_tokens: frozenset[bytes] = frozenset()

    def __post_init__(self) -> None:
        _named(self.id, self.organisation, self.unit, self.proposed_by, self.proposed_for)


@dataclass(frozen=True, slots=True)
class Grant:
    """A membership to give or take away.

    `holds` are the roles that the user has in the organisation already, those that are yet to
    begin included. `proposer_tokens` are the identity of who proposed it.
    """

    organisation: str
    unit: str | None
    role: Role
    user: str
    holds: frozenset[Role] = frozenset()
    proposed_by: str | None = None
    proposer_tokens: frozenset[bytes] = frozenset()

    def __post_init__(self) -> None:
        _named(self.organisation, self.unit, self.user, self.proposed_by)


Object = Public | Own | Unit | Organisation | Record | Grant


class Scope(StrEnum):
    """How far a role reaches with an action; each step includes the ones before it.

    A team is here those who are assigned the record, who cover for them, and their teams.
    """

    TEAM = "team"
    UNIT = "unit"
    ORGANISATION = "organisation"


class Reason(StrEnum):
    """Why something was decided. The code is logged; the words are shown."""

    ALLOWED = "allowed"
    BREAK_GLASS = "break_glass"
    UNKNOWN_ACTION = "unknown_action"
    WRONG_OBJECT = "wrong_object"
    NOT_SIGNED_IN = "not_signed_in"
    NOT_ACTIVE = "not_active"
    OTHER_ORGANISATION = "other_organisation"
    BLOCKED = "blocked"
    PROTECTED = "protected"
    NOT_ASSIGNED = "not_assigned"
    NO_ROLE = "no_role"
    CONFIRM_AGAIN = "confirm_again"
    SAME_PERSON = "same_person"
    UNIDENTIFIED = "unidentified"
    NOT_DOWNWARD = "not_downward"
    ROLES_CONFLICT = "roles_conflict"

    @property
    def words(self) -> Text:
        """The reason in words. What may be shown to the actor is `Decision.words`."""
        return _WORDS[self]


_MISSING = Text(sv="Sidan eller uppgiften finns inte.", en="The page or record does not exist.")
_WORDS: dict[Reason, Text] = {
    Reason.ALLOWED: Text(sv="Tillåtet.", en="Allowed."),
    Reason.BREAK_GLASS: Text(
        sv="Tillåtet genom nödöppning, som chefen får veta.",
        en="Allowed by emergency opening, which the manager is told of.",
    ),
    Reason.UNKNOWN_ACTION: _MISSING,
    Reason.WRONG_OBJECT: _MISSING,
    Reason.NOT_SIGNED_IN: Text(sv="Logga in för att fortsätta.", en="Sign in to continue."),
    Reason.NOT_ACTIVE: Text(
        sv="Du har ingen behörighet som gäller i dag. Vänd dig till din chef.",
        en="You have no access that holds today. Turn to your manager.",
    ),
    Reason.OTHER_ORGANISATION: _MISSING,
    Reason.BLOCKED: _MISSING,
    Reason.PROTECTED: _MISSING,
    Reason.NOT_ASSIGNED: _MISSING,
    Reason.NO_ROLE: Text(
        sv="Det ingår inte i din roll. Vänd dig till din chef om du behöver det i arbetet.",
        en="That is not part of your role. Turn to your manager if your work requires it.",
    ),
    Reason.CONFIRM_AGAIN: Text(
        sv="Bekräfta med din andra faktor en gång till, så fortsätter du där du var.",
        en="Confirm with your second factor once more, and you continue where you were.",
    ),
    Reason.SAME_PERSON: Text(
        sv="Någon annan än den som föreslog eller gjorde det, och än den som det gäller, måste"
        " godkänna.",
        en="Somebody other than who proposed or did it, and than who it is for, must approve.",
    ),
    Reason.UNIDENTIFIED: Text(
        sv="Två personer måste göra det här. Du, den som föreslog och den som det gäller behöver"
        " var och en ange sitt personnummer på Mitt konto, så att det säkert är olika personer.",
        en="Two persons must do this. You, who proposed it and who it is for each need to give"
        " their personal identity number at My account, so that they are surely different"
        " persons.",
    ),
    Reason.NOT_DOWNWARD: Text(
        sv="Du kan bara ge behörigheter under din egen nivå, i din egen verksamhet, till andra"
        " än dig själv.",
        en="You can only give access below your own level, within your own area, to others than"
        " yourself.",
    ),
    Reason.ROLES_CONFLICT: Text(
        sv="Samma person får inte ha båda de rollerna i organisationen.",
        en="The same person may not hold both of those roles in the organisation.",
    ),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer. `as_missing`: answer exactly as if the object did not exist, to the byte.

    `fields` are the groups of fields that may be shown or written.
    """

    allowed: bool
    reason: Reason
    as_missing: bool = False
    fields: frozenset[str] = field(default_factory=frozenset)

    @property
    def words(self) -> Text:
        """The decision as it may be shown to the actor: never more than the actor may know."""
        return _MISSING if self.as_missing else self.reason.words

    def __bool__(self) -> bool:
        return self.allowed
