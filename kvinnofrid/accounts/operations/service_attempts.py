"""A sign-in through a service on its way: begun, answered once, finished once, or refused."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from kvinnofrid.accounts import service_queries as queries
from kvinnofrid.accounts import service_rules as rules
from kvinnofrid.accounts import service_secrets
from kvinnofrid.accounts.models import (
    Invitation,
    ServiceAttempt,
    ServiceIdentity,
    SignInService,
    User,
)
from kvinnofrid.accounts.operations.log import UNKNOWN, written_where_held
from kvinnofrid.accounts.protocols.answers import Answer, AnswerRefusedError, Refusal
from kvinnofrid.accounts.queries import usable_invitation
from kvinnofrid.accounts.secrets import hash_of, open_sealed, seal
from kvinnofrid.audit import operations as audit

Purpose = ServiceAttempt.Purpose


class LevelTooLowError(AnswerRefusedError):
    """The sign-in is worth less than the organisation demands."""

    def __init__(self, required: int, reached: int) -> None:
        super().__init__(Refusal.LEVEL)
        self.required, self.reached = required, reached


@dataclass(frozen=True, slots=True)
class Kept:
    """What we keep to ourselves until the answer comes."""

    nonce: str = ""
    verifier: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """A good end: who is vouched for, how surely, and where the browser goes on."""

    user: User
    level: int
    purpose: str
    next: str
    language: str


@transaction.atomic
def begin_attempt(
    *,
    service: SignInService,
    purpose: str,
    state: str,
    request_id: str,
    kept: Kept,
    user: User | None,
    invitation: Invitation | None,
    next: str,
    language: str,
    now: datetime,
) -> ServiceAttempt:
    """Remember that a browser was sent to the service; what is too old is cleared away."""
    ServiceAttempt.objects.filter(expires_at__lt=now - rules.ATTEMPT_LASTS).delete()
    return ServiceAttempt.objects.create(
        service=service,
        purpose=purpose,
        user=user,
        invitation=invitation,
        state_digest=hash_of(state),
        request_id=request_id,
        sealed=seal(json.dumps({"nonce": kept.nonce, "verifier": kept.verifier})),
        next=next,
        language=language,
        created_at=now,
        expires_at=now + rules.ATTEMPT_LASTS,
    )


@transaction.atomic
def claim(*, attempt: UUID, now: datetime) -> Kept:
    """Let an answer count for the attempt: the first, while it lasts. Raises AnswerRefusedError."""
    found = ServiceAttempt.objects.select_for_update().get(pk=attempt)
    if found.answered_at is not None:
        raise AnswerRefusedError(Refusal.REPLAYED)
    if rules.over(expires=found.expires_at, now=now):
        raise AnswerRefusedError(Refusal.STALE)
    found.answered_at = now
    found.save(update_fields=["answered_at"])
    return Kept(**json.loads(open_sealed(found.sealed)))


def keep_answer(*, attempt: ServiceAttempt, answer: Answer, now: datetime) -> None:
    """Keep what a checked answer said until the browser is back. Raises AnswerRefusedError."""
    service = attempt.service
    settings = rules.settings_of(service.settings)
    level = queries.level_of(service, answer.levels, on=now.date())
    at = answer.authenticated_at
    attempt.answer_digest = answer.id
    attempt.answer = {
        "subject": service_secrets.digest_of(
            answer.subject,
            service=service.pk,
            issuer=settings.issuer,
            named=settings.subject_name,
        ),
        "level": level,
        "at": at.isoformat() if at else "",
    }
    try:
        with transaction.atomic():
            attempt.save(update_fields=["answer_digest", "answer"])
    except IntegrityError:
        raise AnswerRefusedError(Refusal.REPLAYED) from None


@transaction.atomic
def finish(*, attempt: UUID, now: datetime) -> Finished:
    """Do what the attempt was for, once. Raises AnswerRefusedError; nothing has then been done."""
    found = (
        ServiceAttempt.objects.select_for_update(of=("self",))
        .select_related("service", "user", "invitation")
        .get(pk=attempt)
    )
    if found.finished_at is not None or not found.answer:
        raise AnswerRefusedError(Refusal.REPLAYED)
    if rules.over(expires=found.expires_at, now=now) or not found.service.active:
        raise AnswerRefusedError(Refusal.STALE)
    demands = queries.demands_of(found.service.organisation_id)
    level = int(found.answer["level"])
    if not demands.open:
        raise AnswerRefusedError(Refusal.OFF)
    if level < demands.level:
        raise LevelTooLowError(demands.level, level)
    user = _DO[Purpose(found.purpose)](found, now)
    found.finished_at = now
    found.save(update_fields=["finished_at"])
    return Finished(user, level, found.purpose, found.next, found.language)


def _sign_in(attempt: ServiceAttempt, now: datetime) -> User:
    identity = queries.identity_of(attempt.service, attempt.answer["subject"])
    if identity is None or not queries.belongs(identity.user, attempt.service, on=now.date()):
        raise AnswerRefusedError(Refusal.UNKNOWN)
    identity.last_used_at = now
    identity.save(update_fields=["last_used_at"])
    return identity.user


def _confirm(attempt: ServiceAttempt, now: datetime) -> User:
    at = attempt.answer["at"]
    if not rules.is_fresh(
        authenticated=datetime.fromisoformat(at) if at else None, begun=attempt.created_at
    ):
        raise AnswerRefusedError(Refusal.STALE)
    user = _sign_in(attempt, now)
    if user != attempt.user:
        raise AnswerRefusedError(Refusal.UNKNOWN)
    return user


def _join(attempt: ServiceAttempt, now: datetime) -> User:
    invitation = attempt.invitation
    usable = invitation and usable_invitation(invitation.token_hash, now=now)
    if usable is None:
        raise AnswerRefusedError(Refusal.STALE)
    user = _link_to(usable.user, attempt, now)
    usable.used_at = now
    usable.save(update_fields=["used_at"])
    return user


def _link(attempt: ServiceAttempt, now: datetime) -> User:
    assert attempt.user is not None
    return _link_to(attempt.user, attempt, now)


def _link_to(user: User, attempt: ServiceAttempt, now: datetime) -> User:
    """Bind the person of the service to the user, in place of whom it was before."""
    service = attempt.service
    known = queries.identity_of(service, attempt.answer["subject"])
    if not queries.belongs(user, service, on=now.date()) or (known and known.user != user):
        raise AnswerRefusedError(Refusal.UNKNOWN)
    given = {"subject_digest": attempt.answer["subject"], "created_at": now, "last_used_at": now}
    try:
        with transaction.atomic():
            ServiceIdentity.objects.update_or_create(service=service, user=user, defaults=given)
    except IntegrityError:  # the same person was bound to another user this very moment
        raise AnswerRefusedError(Refusal.UNKNOWN) from None
    written_where_held(
        "account.manage_own", user=user, now=now, today=now.date(), method="link_service"
    )
    return user


_DO = {
    Purpose.SIGN_IN: _sign_in,
    Purpose.JOIN: _join,
    Purpose.LINK: _link,
    Purpose.CONFIRM: _confirm,
}


@transaction.atomic
def unlink(*, user: User, identity: UUID, now: datetime) -> bool:
    """Let a service no longer know the user; False when it is the only way in, or not theirs."""
    found = ServiceIdentity.objects.select_related("user").filter(pk=identity, user=user).first()
    if found is None or not queries.another_way_in_remains(found):
        return False
    found.delete()
    written_where_held(
        "account.manage_own", user=user, now=now, today=now.date(), method="unlink_service"
    )
    return True


@transaction.atomic
def refuse(
    *, service: SignInService, attempt: ServiceAttempt | None, refusal: Refusal, now: datetime
) -> None:
    """Log that an answer signed nobody in, and why, as a code."""
    who = attempt.user_id if attempt else None
    audit.record(
        organisation=str(service.organisation_id),
        actor=str(who or UNKNOWN),
        action="account.sign_in",
        object_kind="sign_in_service",
        object_id=str(service.pk),
        outcome="denied",
        now=now,
        details={"method": "service", "reason": refusal.value},
    )
