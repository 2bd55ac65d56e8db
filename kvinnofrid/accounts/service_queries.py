"""What the database knows of sign-in services, and of whom they know."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q, QuerySet

from kvinnofrid.accounts import service_rules as rules
from kvinnofrid.accounts.models import (
    Membership,
    OrganisationSecurity,
    ServiceAttempt,
    ServiceIdentity,
    SignInService,
    User,
)
from kvinnofrid.accounts.protocols.fetching import Reach
from kvinnofrid.accounts.secrets import hash_of
from kvinnofrid.catalogue import load_shipped


def reach() -> Reach:
    """Where the server may fetch from, as whoever runs it has said."""
    return Reach(
        hosts=frozenset(settings.SIGN_IN_HOSTS),
        ca_file=settings.SIGN_IN_CA_FILE,
        plain_loopback=settings.MODE != "production",
    )


def active_service(slug: str) -> SignInService | None:
    """The service at that address, if it is in use."""
    return SignInService.objects.filter(slug=slug, active=True).first()


def service_at(slug: str) -> SignInService | None:
    """The service at that address, in use or not."""
    return SignInService.objects.filter(slug=slug).first()


def all_services() -> list[SignInService]:
    """Every organisation's services."""
    return list(SignInService.objects.order_by("organisation", "slug"))


def listed_services() -> list[SignInService]:
    """The services that their organisations want on the sign-in page."""
    return list(SignInService.objects.filter(active=True, listed=True).order_by("name", "pk"))


def services_of(organisation: int) -> list[SignInService]:
    """All services of an organisation, those not in use too."""
    return list(
        SignInService.objects.filter(organisation=organisation)
        .select_related("proposed_by")
        .order_by("name", "pk")
    )


def service_of(organisation: int, service: UUID) -> SignInService | None:
    """The service, if it is the organisation's."""
    found = SignInService.objects.filter(organisation=organisation, pk=service)
    return found.select_related("proposed_by").first()


def services_for(user: User, *, on: date) -> list[SignInService]:
    """The services in use of the organisations where the user has, or waits for, a role."""
    return list(
        SignInService.objects.filter(
            active=True, organisation__in=open_memberships(user, on=on).values("organisation")
        ).order_by("name", "pk")
    )


def open_memberships(user: User, *, on: date) -> QuerySet[Membership]:
    """The user's roles that have not ended, those that wait for approval too."""
    return Membership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), user=user)


def belongs(user: User, service: SignInService, *, on: date) -> bool:
    """Whether the user may come in by the service: is here, and has a role in its organisation."""
    there = open_memberships(user, on=on).filter(organisation=service.organisation_id)
    return user.is_active and there.exists()


@dataclass(frozen=True, slots=True)
class Demands:
    """What an organisation demands of a sign-in through a service."""

    level: int
    open: bool


def demands_of(organisation: int) -> Demands:
    """The level that an organisation demands, and whether services may be used at all."""
    found = OrganisationSecurity.objects.filter(organisation=organisation).first()
    return Demands(found.required_assurance, found.allows_service) if found else Demands(2, True)


def values_on(day: date) -> dict[str, rules.Worth]:
    """What values of assurance are worth on a day, by the catalogue."""
    return rules.in_force(load_shipped().assurance_levels, on=day)


def level_of(service: SignInService, sent: tuple[str, ...], *, on: date) -> int:
    """The level of a sign-in by what the service sent."""
    own = rules.settings_of(service.settings)
    return rules.level_of(
        sent,
        values=values_on(on),
        own=own.own_levels,
        accepts_uncertified=own.accepts_uncertified,
    )


def enough(service: SignInService, settings: rules.Settings, *, on: date) -> list[str]:
    """The values that reach what the organisation demands, the lowest first."""
    return rules.enough(
        demands_of(service.organisation_id).level,
        values=values_on(on),
        own=settings.own_levels,
        accepts_uncertified=settings.accepts_uncertified,
    )


def attempt_by_state(service: SignInService, state: str) -> ServiceAttempt | None:
    """The attempt that the answer belongs to, answered or not."""
    return ServiceAttempt.objects.filter(service=service, state_digest=hash_of(state)).first()


def identity_of(service: SignInService, digest: str) -> ServiceIdentity | None:
    """Who a person of the service is here."""
    return (
        ServiceIdentity.objects.filter(service=service, subject_digest=digest)
        .select_related("user")
        .first()
    )


def identities_of(user: User) -> list[ServiceIdentity]:
    """The services that know the user."""
    found = ServiceIdentity.objects.filter(user=user).select_related("service")
    return list(found.order_by("service__name", "pk"))


def is_known_in(user: User, organisation: int) -> bool:
    """Whether a service in use of the organisation knows the user."""
    return ServiceIdentity.objects.filter(
        user=user, service__organisation=organisation, service__active=True
    ).exists()


def another_way_in_remains(identity: ServiceIdentity) -> bool:
    """Whether the user can sign in without this link: by password, key or another service."""
    others = ServiceIdentity.objects.filter(user=identity.user_id, service__active=True)
    return (
        identity.user.has_usable_password()
        or Authenticator.objects.filter(
            user_id=identity.user_id, type=Authenticator.Type.WEBAUTHN
        ).exists()
        or others.exclude(pk=identity.pk).exists()
    )
