"""What the pages of signing in and of one's account show."""

from dataclasses import dataclass
from datetime import date

from kvinnofrid.access.roles import ROLES, Role
from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.models import Membership, User
from kvinnofrid.accounts.queries import holding
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.web.drawing import language


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A button of the demo: who one becomes, with what role where."""

    id: str
    name: str
    role: str
    where: str


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds: its name, what it means, and where."""

    name: str
    description: str
    where: str
    until: str
    asleep: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account."""

    name: str
    email: str
    synthetic: bool
    roles: list[HeldRole]


def role_name(role: str) -> str:
    """The role in the language of the page."""
    name = ROLES[Role(role)].name
    return name.en if language() == "en" else name.sv


def role_description(role: str) -> str:
    """What the role is trusted with, in the language of the page."""
    text = ROLES[Role(role)].description
    return text.en if language() == "en" else text.sv


def where(membership: Membership, *, on: date) -> str:
    """The organisation's name, and the unit's."""
    place = organisations.register().place(membership.organisation_id, on=on)
    return f"{place.full_name}, {membership.unit.name}" if membership.unit else place.full_name


def demo_users(*, on: date) -> list[DemoUser]:
    """The made-up users of the demo in the order of the roles."""
    order = list(Role)
    found = (
        holding(on)
        .filter(user__synthetic=True, user__is_active=True)
        .select_related("user", "unit")
    )
    return [
        DemoUser(str(one.user_id), one.user.full_name, role_name(one.role), where(one, on=on))
        for one in sorted(found, key=lambda m: (order.index(Role(m.role)), m.user.full_name))
    ]


def account_page(user: User, actor: Actor, *, on: date) -> AccountPage:
    """One's own account with the roles that hold today."""
    found = holding(on).filter(user=user).select_related("unit", "organisation")
    awake = {
        (one.organisation, one.unit, one.role)
        for one in actor.memberships
        if actor.assurance >= one.required_assurance
    }
    roles = [
        HeldRole(
            role_name(one.role),
            role_description(one.role),
            where(one, on=on),
            one.valid_to.isoformat() if one.valid_to else "",
            (str(one.organisation_id), str(one.unit_id) if one.unit_id else None, Role(one.role))
            not in awake,
        )
        for one in found
    ]
    return AccountPage(user.full_name, user.email, user.synthetic, roles)
