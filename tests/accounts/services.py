"""Sign-in services in use for the tests, and walking to them and back in a browser without one."""

import json
from typing import Any

from django.test import Client

from kvinnofrid.access.roles import Role
from kvinnofrid.accounts import service_secrets
from kvinnofrid.accounts.models import Membership, ServiceIdentity, SignInService, User
from kvinnofrid.accounts.service_checks import asked_anew
from kvinnofrid.accounts.service_rules import Settings, settings_of
from kvinnofrid.audit.models import AuditEvent
from tests.accounts.people import NOW, member, organisation
from tests.accounts.providers import openid, saml_idp

HOME = "/konto/"
WORK = "/mitt-arbete/"
OIDC, SAML = "uppsala-oidc", "uppsala-saml"


def browser() -> Client:
    """A browser without cookies, at a host that both protocols take for one."""
    return Client(SERVER_NAME="localhost")


def openid_service(provider: openid.Provider, **fields: Any) -> SignInService:
    """The provider as a service in use; `fields` of its settings or its row."""
    given = {
        "issuer": provider.issuer,
        "client_id": openid.CLIENT,
        "secret": service_secrets.keep(openid.SECRET),
    }
    return _service("oidc", {"slug": OIDC, "name": "Uppsala OIDC", **fields}, given)


def saml_service(provider: saml_idp.Provider, **fields: Any) -> SignInService:
    """The same with SAML."""
    given = {"issuer": provider.entity_id, "metadata": provider.metadata()}
    return _service("saml", {"slug": SAML, "name": "Uppsala SAML", **fields}, given)


def _service(protocol: str, fields: dict[str, Any], given: dict[str, Any]) -> SignInService:
    known = set(Settings().stored())
    given |= {name: fields.pop(name) for name in list(fields) if name in known}
    settings = asked_anew(Settings(**given), protocol)
    where = fields.pop("code", "0380")
    row = {"active": True, "settings": settings.stored(), "created_at": NOW, **fields}
    return SignInService.objects.create(
        organisation_id=organisation(where), protocol=protocol, **row
    )


def known(
    service: SignInService, subject: str = "person-47", who: User | None = None
) -> ServiceIdentity:
    """A user whom the service knows, with a role in its organisation unless one is given."""
    user = who or member(Role.COORDINATOR, "Disa Dahl").user
    settings = settings_of(service.settings)
    digest = service_secrets.digest_of(
        subject, service=service.pk, issuer=settings.issuer, named=settings.subject_name
    )
    return ServiceIdentity.objects.create(
        service=service, user=user, subject_digest=digest, created_at=NOW
    )


def set_out(client: Client, slug: str, **data: str) -> str:
    """Press the button; where the browser is sent."""
    return leaving(client.post(f"/konto/tjanst/{slug}/", data))


def leaving(answer: Any) -> str:
    """Where a page that leads on leads to."""
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.headers["Refresh"]).removeprefix("0; url=")


def membership_of(identity: ServiceIdentity) -> Membership:
    """The one role of a user."""
    return Membership.objects.get(user=identity.user)


def refusals() -> list[str]:
    """The codes of the refusals in the log, the latest last."""
    found = AuditEvent.objects.filter(object_kind="sign_in_service", outcome="denied")
    return [json.loads(one.details)["reason"] for one in found.order_by("at", "number")]


def is_out(client: Client) -> bool:
    """Whether nobody is signed in."""
    return bool(client.get(HOME).status_code == 302)
