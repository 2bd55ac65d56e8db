"""From the button to the answer: what the service is asked, and how what it says is taken in."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kvinnofrid.accounts import service_queries as queries
from kvinnofrid.accounts import service_rules as rules
from kvinnofrid.accounts import service_secrets
from kvinnofrid.accounts.models import Invitation, ServiceAttempt, SignInService, User
from kvinnofrid.accounts.operations import service_attempts as attempts
from kvinnofrid.accounts.operations import services
from kvinnofrid.accounts.operations.service_attempts import Finished, Kept
from kvinnofrid.accounts.protocols import metadata, oidc, saml
from kvinnofrid.accounts.protocols.answers import Answer, AnswerRefusedError, Refusal

KEYS_AGE = timedelta(minutes=1)
"""How often the keys of a service are fetched at most because of a key that is not known."""
LONGEST = 4096
"""Characters of any one thing in the address that a service sends the browser back to."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Our own addresses towards one service, the same whatever language or host a request has."""

    answers_to: str
    entity_id: str


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt, and where the browser goes with it."""

    attempt: UUID
    address: str


def client_of(service: SignInService, settings: rules.Settings, ours: Ours) -> oidc.Client:
    """The service as OpenID Connect knows it. Raises AnswerRefusedError without its secret."""
    secret = service_secrets.find(settings.secret)
    if settings.secret and secret is None:
        raise AnswerRefusedError(Refusal.SETTINGS)
    return oidc.Client(
        issuer=settings.issuer,
        client_id=settings.client_id,
        secret=secret or "",
        redirect_uri=ours.answers_to,
        endpoints=settings.endpoints,
        jwks=service.jwks,
        subject_name=settings.subject_name,
        level_name=settings.level_name,
    )


def party_of(settings: rules.Settings, ours: Ours) -> saml.Party:
    """The service as SAML knows it. Raises AnswerRefusedError when its metadata will not do."""
    key, certificate = service_secrets.own_key()
    return saml.Party(
        entity_id=ours.entity_id,
        answers_to=ours.answers_to,
        key=key,
        certificate=certificate,
        idp=metadata.idp_of(settings.metadata, settings.issuer),
        subject_name=settings.subject_name,
        level_name=settings.level_name,
    )


def begin(
    *,
    service: SignInService,
    purpose: str,
    ours: Ours,
    next: str,
    language: str,
    now: datetime,
    user: User | None = None,
    invitation: Invitation | None = None,
) -> Begun:
    """Begin an attempt. Raises AnswerRefusedError when the settings will not do."""
    settings = rules.settings_of(service.settings)
    levels = queries.enough(service, settings, on=now.date()) if settings.asks_for_level else []
    state, kept = secrets.token_urlsafe(32), Kept()
    fresh = purpose == attempts.Purpose.CONFIRM
    if service.protocol == SignInService.Protocol.SAML:
        asked = saml.ask(party_of(settings, ours), state=state, levels=levels, fresh=fresh)
        address, request_id = asked.address, asked.id
    else:
        kept = Kept(secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        request_id = ""
        address = oidc.authorisation_address(
            client_of(service, settings, ours),
            state=state,
            nonce=kept.nonce,
            verifier=kept.verifier,
            levels=levels,
            fresh=fresh,
        )
    if not queries.reach().is_safe(address):
        raise AnswerRefusedError(Refusal.SETTINGS)
    made = attempts.begin_attempt(
        service=service,
        purpose=purpose,
        state=state,
        request_id=request_id,
        kept=kept,
        user=user,
        invitation=invitation,
        next=next,
        language=language,
        now=now,
    )
    return Begun(made.pk, address)


def attempt_of(service: SignInService, state: str) -> ServiceAttempt:
    """The attempt that an answer brings the state of. Raises AnswerRefusedError."""
    if not state:
        raise AnswerRefusedError(Refusal.UNASKED)
    if len(state) > LONGEST:
        raise AnswerRefusedError(Refusal.TOO_BIG)
    found = queries.attempt_by_state(service, state)
    if found is None:
        raise AnswerRefusedError(Refusal.STATE)
    return found


def take_code(
    *,
    service: SignInService,
    attempt: ServiceAttempt,
    said: Mapping[str, str],
    mine: Collection[str],
    ours: Ours,
    now: datetime,
) -> Finished:
    """What an OpenID service sent the browser back with. Raises AnswerRefusedError.

    `mine` are the attempts that this browser has begun.
    """
    if str(attempt.pk) not in mine:
        raise AnswerRefusedError(Refusal.BROWSER)
    kept = attempts.claim(attempt=attempt.pk, now=now)
    settings = rules.settings_of(service.settings)
    says_who = settings.endpoints.get("authorization_response_iss_parameter_supported") is True
    if said.get("iss", "" if says_who else settings.issuer) != settings.issuer:
        raise AnswerRefusedError(Refusal.ISSUER)
    if "error" in said:
        raise AnswerRefusedError(Refusal.TURNED_DOWN)
    code = said.get("code", "")
    if not 0 < len(code) <= LONGEST:
        raise AnswerRefusedError(Refusal.TOO_BIG if code else Refusal.FORMAT)
    client = client_of(service, settings, ours)
    token = oidc.exchange(client, code=code, verifier=kept.verifier, reach=queries.reach())
    answer = _read(service, settings, ours, token, kept.nonce, now)
    attempts.keep_answer(attempt=attempt, answer=answer, now=now)
    return attempts.finish(attempt=attempt.pk, now=now)


def _read(
    service: SignInService,
    settings: rules.Settings,
    ours: Ours,
    token: str,
    nonce: str,
    now: datetime,
) -> Answer:
    """The answer; with the service's keys fetched anew when it is signed with an unknown one."""
    try:
        return oidc.read(client_of(service, settings, ours), token, nonce=nonce)
    except oidc.UnknownKeyError:
        at = service.keys_fetched_at
        if at is not None and now - at < KEYS_AGE:
            raise
    service.jwks = oidc.fetch_keys(settings.endpoints, reach=queries.reach())
    services.note_keys(service=service.pk, jwks=service.jwks, now=now)
    return oidc.read(client_of(service, settings, ours), token, nonce=nonce)


def take_form(
    *, service: SignInService, attempt: ServiceAttempt, sent: str, ours: Ours, now: datetime
) -> None:
    """The form that a SAML service had the browser send, without any cookie of ours.

    Raises AnswerRefusedError. It signs nobody in: the browser that began has to come back.
    """
    attempts.claim(attempt=attempt.pk, now=now)
    party = party_of(rules.settings_of(service.settings), ours)
    answer = saml.read(party, sent, request_id=attempt.request_id, now=now)
    attempts.keep_answer(attempt=attempt, answer=answer, now=now)
