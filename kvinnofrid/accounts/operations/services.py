"""Settings of sign-in services: one proposes, another approves, anybody of the two closes."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.accounts import service_secrets
from kvinnofrid.accounts.models import SignInService
from kvinnofrid.accounts.operations.log import written
from kvinnofrid.accounts.operations.mistakes import AccountChangeError, AlreadyHeldError
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.accounts.service_rules import Settings, settings_of

MANAGE, APPROVE = "system.sign_in_services", "system.approve_sign_in_service"


def _log(action: str, service: SignInService, *, by: Actor | None, now: datetime, did: str) -> None:
    written(
        action,
        organisation=service.organisation_id,
        by=by,
        kind="sign_in_service",
        id=service.pk,
        now=now,
        method=did,
    )


def _locked(service: UUID) -> SignInService:
    return SignInService.objects.select_for_update().get(pk=service)


@transaction.atomic
def begin_service(
    *,
    by: Actor,
    organisation: int,
    protocol: str,
    name: str,
    slug: str,
    listed: bool,
    now: datetime,
) -> SignInService:
    """A new service without settings, which nobody can use yet. Raises AlreadyHeldError."""
    demand(by, MANAGE, Organisation(str(organisation)), now=now)
    if SignInService.objects.filter(slug=slug).exists():
        raise AlreadyHeldError(_("Adressen är upptagen. Välj en annan."))
    made = SignInService.objects.create(
        organisation_id=organisation,
        protocol=protocol,
        name=name,
        slug=slug,
        listed=listed,
        created_at=now,
    )
    _log(MANAGE, made, by=by, now=now, did="begin")
    return made


@transaction.atomic
def present_service(
    *, by: Actor, service: UUID, name: str, listed: bool, now: datetime
) -> SignInService:
    """What the service is called and whether the sign-in page shows it: nothing rests on it."""
    found = _locked(service)
    demand(by, MANAGE, Organisation(str(found.organisation_id)), now=now)
    found.name, found.listed = name, listed
    found.save(update_fields=["name", "listed"])
    _log(MANAGE, found, by=by, now=now, did="present")
    return found


@transaction.atomic
def propose_settings(
    *, by: Actor, service: UUID, settings: Settings, client_secret: str, now: datetime
) -> SignInService:
    """Settings for another administrator to approve; those in force hold until then.

    `client_secret` is kept in a file; empty means that the one there is goes on being used.
    """
    found = _locked(service)
    demand(by, MANAGE, Organisation(str(found.organisation_id)), now=now)
    before = settings_of(found.proposed).secret
    name = before or settings_of(found.settings).secret
    if client_secret:
        name = service_secrets.keep(client_secret)
        _forget(before, found)
    found.proposed = replace(settings, secret=name).stored()
    found.proposed_by_id = UUID(by.id)
    found.save(update_fields=["proposed", "proposed_by"])
    _log(MANAGE, found, by=by, now=now, did="propose")
    return found


def _forget(secret: str, service: SignInService) -> None:
    """Take a secret away when it is done, unless what is in force rests on it."""
    if secret and secret != settings_of(service.settings).secret:
        transaction.on_commit(lambda: service_secrets.forget(secret))


@transaction.atomic
def withdraw_settings(*, by: Actor, service: UUID, now: datetime) -> SignInService:
    """Take back what is proposed."""
    found = _locked(service)
    demand(by, MANAGE, Organisation(str(found.organisation_id)), now=now)
    _forget(settings_of(found.proposed).secret, found)
    found.proposed, found.proposed_by = {}, None
    found.save(update_fields=["proposed", "proposed_by"])
    _log(MANAGE, found, by=by, now=now, did="withdraw")
    return found


@transaction.atomic
def approve_settings(*, by: Actor, service: UUID, expected: str, now: datetime) -> SignInService:
    """Let proposed settings hold and the service be used, from this second.

    `expected` is the digest of what the approver has seen. Raises DeniedError for whoever proposed
    it, and AccountChangeError when something else is proposed by now.
    """
    found = _locked(service)
    proposer = None if found.proposed_by_id is None else str(found.proposed_by_id)
    demand(by, APPROVE, Organisation(str(found.organisation_id), proposer), now=now)
    return _approved(found, expected, by=by, now=now)


@transaction.atomic
def approve_by_operator(*, service: UUID, expected: str, now: datetime) -> SignInService:
    """The same by whoever runs the server."""
    return _approved(_locked(service), expected, by=None, now=now)


def _approved(
    found: SignInService, expected: str, *, by: Actor | None, now: datetime
) -> SignInService:
    if not found.proposed or settings_of(found.proposed).digest() != expected:
        raise AccountChangeError(_("Inställningarna har ändrats sedan du såg dem. Läs dem igen."))
    old = settings_of(found.settings).secret
    found.settings, found.proposed = found.proposed, {}
    found.proposed_by, found.approved_by_id = None, UUID(by.id) if by else None
    found.active, found.jwks, found.keys_fetched_at = True, {}, None
    found.save()
    _forget(old, found)
    _log(APPROVE, found, by=by, now=now, did="approve")
    return found


@transaction.atomic
def close_service(*, by: Actor, service: UUID, now: datetime) -> SignInService:
    """Let nobody in by the service from this second. To open it again two have to agree."""
    found = _locked(service)
    demand(by, MANAGE, Organisation(str(found.organisation_id)), now=now)
    if not found.proposed:
        found.proposed, found.proposed_by_id = found.settings, UUID(by.id)
    found.active = False
    found.save(update_fields=["active", "proposed", "proposed_by"])
    _log(MANAGE, found, by=by, now=now, did="close")
    return found


def note_keys(*, service: UUID, jwks: dict[str, object], now: datetime) -> None:
    """Keep the public keys that an OpenID service shows now."""
    SignInService.objects.filter(pk=service).update(jwks=jwks, keys_fetched_at=now)
