"""What an action of the policy says of itself, and the groups of a record's fields."""

from dataclasses import dataclass, field

from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Object, Scope
from kvinnofrid.catalogue import Text

IDENTITY = "identity"
CONTACT = "contact"
CONTENT = "content"
META = "meta"

FIELD_GROUPS: dict[str, Text] = {
    IDENTITY: Text(sv="vem det är", en="who it is"),
    CONTACT: Text(sv="hur personen nås", en="how to reach the person"),
    CONTENT: Text(sv="vad som är antecknat", en="what is recorded"),
    META: Text(
        sv="aktens beteckning, ålder och läge", en="the record's name, age and where it stands"
    ),
}
"""The groups of a record's fields."""

EVERYTHING = frozenset(FIELD_GROUPS)


@dataclass(frozen=True, slots=True)
class Action:
    """A row of the table.

    `by` says how far each role reaches; `everybody` needs no role. `confirm`: the second factor
    must have been given in the last minutes. `by_two`: somebody other than who proposed it.
    `for_another`: somebody also other than who it is for, and who that is must be known.
    `identified`: each of those must have given who they are, so that persons are counted and not
    accounts.
    `through_glass`: an emergency opening is enough. `also_protected`: who is not cleared may do it
    to a protected record too, since it shows nothing of what is in it. A block stops it all the
    same. `fields`: what of a record it reveals.
    """

    name: str
    words: Text
    on: type[Object]
    by: dict[Role, Scope] = field(default_factory=dict)
    everybody: bool = False
    confirm: bool = False
    by_two: bool = False
    for_another: bool = False
    identified: bool = False
    through_glass: bool = False
    also_protected: bool = False
    fields: frozenset[str] = frozenset()


def organisation_wide(*roles: Role) -> dict[Role, Scope]:
    """The roles, each reaching all of its organisation."""
    return dict.fromkeys(roles, Scope.ORGANISATION)
