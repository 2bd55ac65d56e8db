"""Users with roles for the tests, and signing them in as the sign-in pages would."""

import time
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.test import Client

from kvinnofrid.access.roles import ROLES, Role
from kvinnofrid.accounts.models import Membership, Unit, User
from kvinnofrid.accounts.operations import IDLE, SEEN, STARTED
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.organisations.models import Kind

NOW = datetime.now(ZoneInfo("Europe/Stockholm"))
TODAY = NOW.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
PASSWORD = "en lång och udda fras 47"


def organisation(code: str = "0380") -> int:
    """The id of a municipality."""
    return organisations.organisation_by_code(Kind.MUNICIPALITY, code, on=TODAY).id


def unit(name: str = "Mottagningen", code: str = "0380") -> Unit:
    """A unit of a municipality, made once."""
    found, _ = Unit.objects.get_or_create(
        organisation_id=organisation(code), name=name, defaults={"valid_from": date(2020, 1, 1)}
    )
    return found


def user(name: str = "Anna Andersson", *, password: str = "", **fields: Any) -> User:
    """A user; without a password nobody can sign in with one."""
    email = fields.pop("email", f"{name.replace(' ', '.').lower()}@example.se")
    made = User(email=email, full_name=name, created_at=NOW, **fields)
    made.set_password(password) if password else made.set_unusable_password()
    made.save()
    return made


def member(
    role: Role, name: str = "Anna Andersson", *, code: str = "0380", **fields: Any
) -> Membership:
    """A membership that holds, with a user of its own unless one is given."""
    holder = fields.pop("user", None) or user(name)
    place = fields.pop("unit", None) or (unit(code=code) if ROLES[role].in_unit else None)
    given = {"valid_from": date(2020, 1, 1), "proposed_at": NOW, "granted_at": NOW, **fields}
    return Membership.objects.create(
        user=holder, organisation_id=organisation(code), unit=place, role=role, **given
    )


def sign_in(client: Client, who: User, *records: dict[str, Any]) -> None:
    """A session as it is after signing in by these steps: password and app unless told."""
    now = time.time()
    client.force_login(who, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    steps = records or ({"method": "password"}, {"method": "mfa", "type": "totp"})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"at": now, **step} for step in steps]
    session["account_authentication_methods_user"] = str(who.pk)
    moment = datetime.now(ZoneInfo("UTC")).isoformat()
    session[STARTED] = session[SEEN] = moment
    session[IDLE] = 900
    session.save()
    UserSession.objects.get_or_create(
        session_key=session.session_key, defaults={"user": who, "ip": "127.0.0.1"}
    )
