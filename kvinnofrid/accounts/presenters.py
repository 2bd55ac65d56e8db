"""What the pages of signing in and of one's account show."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kvinnofrid.access.roles import ROLES, Role
from kvinnofrid.access.values import Actor
from kvinnofrid.accounts import queries
from kvinnofrid.accounts.models import Membership, User
from kvinnofrid.accounts.operations import made_up
from kvinnofrid.accounts.queries import holding
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.web.drawing import language

TOLD_FOR = 30
"""Days that somebody is told at My account of a correction by another."""


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
    corrected: str
    roles: list[HeldRole]
    factors: list["Factor"]
    sessions: list["OpenSession"]

    @property
    def has_app(self) -> bool:
        """Whether an app for codes is connected."""
        return any(factor.is_app for factor in self.factors)


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor: what it is called, when it was added, and where it is taken away."""

    name: str
    added: str
    remove: str
    is_app: bool


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Somewhere that one is signed in."""

    id: int
    browser: str
    began: str
    ip: str
    current: bool


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
        if made_up.offered(one.user.email)
    ]


def account_page(user: User, actor: Actor, *, session_key: str, on: date) -> AccountPage:
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
    return AccountPage(
        user.full_name,
        user.email,
        user.synthetic,
        _corrected(user, on=on),
        roles,
        _factors(user),
        _sessions(user, session_key),
    )


def _corrected(user: User, *, on: date) -> str:
    """That somebody else has lately corrected name or address; empty when nobody has."""
    if user.corrected_at is None:
        return ""
    day = timezone.make_naive(user.corrected_at).date()
    if (on - day).days > TOLD_FOR:
        return ""
    who = user.corrected_by.full_name if user.corrected_by else _("den som har servern")
    return _(
        "Ditt namn eller din e-postadress rättades %(day)s av %(who)s. Stämmer det inte: vänd dig"
        " till din chef."
    ) % {"day": day.isoformat(), "who": who}


def _factors(user: User) -> list[Factor]:
    found = queries.factors_of(user)
    several = len(found) > 1
    made = []
    for one in found:
        is_app = one.type == one.Type.TOTP
        name = _("App för koder") if is_app else _("Nyckel: %s") % one.wrap().name
        remove = (
            reverse("mfa_deactivate_totp")
            if is_app
            else reverse("mfa_remove_webauthn", kwargs={"pk": one.pk})
        )
        added = timezone.make_naive(one.created_at).date().isoformat()
        made.append(Factor(name, added, remove if several else "", is_app))
    return made


def _sessions(user: User, session_key: str) -> list[OpenSession]:
    return [
        OpenSession(
            one.pk,
            _browser(one.user_agent),
            f"{timezone.make_naive(one.created_at):%Y-%m-%d %H:%M}",
            one.ip,
            one.session_key == session_key,
        )
        for one in queries.sessions_of(user)
    ]


BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def _browser(agent: str) -> str:
    """What people call the browser and the device, as far as it says."""
    browser = next((name for sign, name in BROWSERS if sign in agent), _("Okänd webbläsare"))
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return f"{browser}, {system}" if system else browser
