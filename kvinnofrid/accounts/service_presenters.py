"""What the pages about sign-in services show."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor, Organisation, Reason
from kvinnofrid.accounts import service_queries as queries
from kvinnofrid.accounts.models import SignInService, User
from kvinnofrid.accounts.operations.service_attempts import LevelTooLowError
from kvinnofrid.accounts.operations.services import APPROVE, MANAGE
from kvinnofrid.accounts.permissions import places_for
from kvinnofrid.accounts.protocols.answers import AnswerRefusedError, Refusal
from kvinnofrid.accounts.service_checks import Finding, Verdict
from kvinnofrid.accounts.service_rules import Settings, settings_of
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.web.components import Link


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nobody was signed in, for whoever tried: what happened, what to do, a code to tell."""

    title: str
    words: str
    remedy: str
    code: str
    status: int = 403


AGAIN = {
    Refusal.BROWSER,
    Refusal.REPLAYED,
    Refusal.STALE,
    Refusal.STATE,
    Refusal.UNASKED,
}
OURS = {Refusal.OFF, Refusal.SETTINGS}


def refused(error: AnswerRefusedError, *, place: str) -> Refused:
    """The page for a refusal. The same for everybody whom the service vouches for in vain."""
    code = error.refusal.value
    start_over = _("Börja om från inloggningssidan, i samma webbläsare.")
    if isinstance(error, LevelTooLowError):
        return Refused(
            _("Inloggningen räcker inte"),
            _(
                "%(place)s kräver tillitsnivå %(required)d. Det du loggade in med har tillitsnivå"
                " %(reached)d."
            )
            % {"place": place, "required": error.required, "reached": error.reached}
            if error.reached
            else _(
                "%(place)s kräver tillitsnivå %(required)d. Tjänsten sa inte vilken nivå din"
                " inloggning har."
            )
            % {"place": place, "required": error.required},
            _need(error.required),
            code,
        )
    if error.refusal is Refusal.UNKNOWN:
        return Refused(
            _("Inloggningen är inte kopplad hit"),
            _("Tjänsten har sagt vem du är, men det leder inte till något konto här."),
            _(
                "Har du fått en inbjudan? Öppna länken i den och välj tjänsten där. Har du"
                " redan ett konto? Logga in på ditt vanliga sätt och koppla tjänsten under Mitt"
                " konto. Annars vänder du dig till din chef."
            ),
            code,
        )
    if error.refusal is Refusal.TURNED_DOWN:
        return Refused(
            _("Inloggningen avbröts"),
            _("Tjänsten loggade inte in dig."),
            start_over,
            code,
        )
    if error.refusal is Refusal.UNREACHABLE:
        return Refused(
            _("Tjänsten svarar inte"),
            _("Inloggningstjänsten går inte att nå just nu."),
            _("Vänta en stund och försök igen, eller logga in på ett annat sätt."),
            code,
            503,
        )
    if error.refusal is Refusal.TOO_MANY:
        return Refused(
            _("För många försök"),
            _("Det har kommit för många försök härifrån."),
            _("Vänta en minut och försök igen."),
            code,
            429,
        )
    if error.refusal in AGAIN:
        return Refused(
            _("Försöket gäller inte längre"),
            _(
                "Svaret hör inte till ett försök att logga in som pågår i den här webbläsaren,"
                " eller så har det redan använts."
            ),
            start_over,
            code,
        )
    if error.refusal in OURS:
        return Refused(
            _("Tjänsten går inte att använda"),
            _("Inloggningen genom tjänsten är stängd eller inte rätt inställd."),
            _("Logga in på ett annat sätt, och säg till organisationens systemadministratör."),
            code,
        )
    return Refused(
        _("Svaret gick inte att lita på"),
        _("Det som kom tillbaka från inloggningstjänsten gick inte att kontrollera."),
        _(
            "Börja om. Händer det igen, säg till organisationens systemadministratör och nämn"
            " koden."
        ),
        code,
    )


def _need(required: int) -> str:
    if required >= 3:
        return _(
            "Logga in med en e-legitimation på tillitsnivå 3, till exempel en tjänstelegitimation."
        )
    return _("Logga in med två faktorer, till exempel kort och kod i stället för bara lösenord.")


@dataclass(frozen=True, slots=True)
class Gate:
    """A page with one button that leads to a service."""

    title: str
    lead: str
    button: str
    place: str
    next: str = ""


def place_name(organisation: int, *, on: date) -> str:
    """The organisation's full name."""
    return organisations.register().place(organisation, on=on).full_name


def place_of(service: SignInService, *, on: date) -> str:
    """The full name of the service's organisation."""
    return place_name(service.organisation_id, on=on)


def gate(service: SignInService, purpose: str, *, next: str, on: date) -> Gate:
    """What the button leads to, by what it is for."""
    titles = {
        "sign_in": _("Logga in med %s"),
        "link": _("Koppla %s"),
        "confirm": _("Bekräfta med %s"),
    }
    leads = {
        "sign_in": _(
            "Du skickas till organisationens egen inloggningstjänst och sedan tillbaka hit."
        ),
        "link": _(
            "Du skickas till tjänsten och loggar in där. Sedan kan du logga in här med den i"
            " stället för med lösenord."
        ),
        "confirm": _("Logga in en gång till hos tjänsten, så vet vi att det fortfarande är du."),
    }
    return Gate(
        titles[purpose] % service.name,
        leads[purpose],
        _("Fortsätt till %s") % service.name,
        place_of(service, on=on),
        next,
    )


@dataclass(frozen=True, slots=True)
class Linked:
    """A service that knows the user."""

    id: str
    name: str
    since: str
    removable: bool


@dataclass(frozen=True, slots=True)
class OwnServices:
    """The services of one's own account: those that know one, and those that could."""

    linked: list[Linked]
    offered: list[SignInService]


def own_services(user: User, *, on: date) -> OwnServices:
    """For Mitt konto."""
    known = queries.identities_of(user)
    there = {one.service_id for one in known}
    return OwnServices(
        [
            Linked(
                str(one.pk),
                one.service.name,
                one.created_at.date().isoformat(),
                queries.another_way_in_remains(one),
            )
            for one in known
        ],
        [one for one in queries.services_for(user, on=on) if one.pk not in there],
    )


def managed(actor: Actor, *, now: datetime) -> list[Link]:
    """The organisations whose sign-in services the actor looks after."""
    return [
        Link(
            _("Inloggningstjänster, %s") % place_name(int(id), on=now.date()),
            reverse("accounts:services", args=[int(id)]),
        )
        for id in places_for(actor, MANAGE, now=now)
    ]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service in the administrator's list."""

    name: str
    address: str
    protocol: str
    state: str


def service_lines(organisation: int) -> list[ServiceLine]:
    """The organisation's services."""
    return [
        ServiceLine(
            one.name,
            reverse("accounts:service", kwargs={"organisation": organisation, "service": one.pk}),
            one.get_protocol_display(),
            state_of(one),
        )
        for one in queries.services_of(organisation)
    ]


def state_of(service: SignInService) -> str:
    """Whether the service is in use, and whether somebody has to approve something."""
    if service.proposed:
        return (
            _("I bruk, en ändring väntar på godkännande")
            if service.active
            else _("Väntar på godkännande")
        )
    return _("I bruk") if service.active else _("Utan inställningar")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the check: symbol, word and text."""

    kind: str
    word: str
    words: str


def points(findings: list[Finding]) -> list[Point]:
    """The check in the order of its points."""
    words = {
        Verdict.GOOD: ("success", _("Rätt")),
        Verdict.MIND: ("warning", _("Tänk på")),
        Verdict.WRONG: ("danger", _("Fel")),
    }
    return [Point(*words[one.verdict], one.words) for one in findings]


@dataclass(frozen=True, slots=True)
class Change:
    """A line of what is proposed, beside what holds."""

    label: str
    before: str
    after: str


def changes(service: SignInService) -> list[Change]:
    """What a proposal would change, line by line; nothing when there is none."""
    if not service.proposed:
        return []
    old, new = _lines(settings_of(service.settings)), _lines(settings_of(service.proposed))
    return [Change(label, old[label], new[label]) for label in new if old[label] != new[label]]


def _lines(settings: Settings) -> dict[str, str]:
    yes, no = _("ja"), _("nej")
    own = ", ".join(f"{value} = {level}" for value, level in settings.own_levels.items())
    return {
        _("Utfärdare"): settings.issuer,
        _("Klient-id"): settings.client_id,
        _("Klienthemlighet"): _fingerprint(settings.secret),
        _("Adress för inloggning"): str(settings.endpoints.get("authorization_endpoint", "")),
        _("Adress för koder"): str(settings.endpoints.get("token_endpoint", "")),
        _("Adress för nycklar"): str(settings.endpoints.get("jwks_uri", "")),
        _("Metadata, kontrollsumma"): _sum(settings.metadata),
        _("Uppgift som säger vem det är"): settings.subject_name,
        _("Uppgift som säger tillitsnivån"): settings.level_name,
        _("Egna värden"): own,
        _("Godtar utfärdare som inte är granskade"): yes if settings.accepts_uncertified else no,
        _("Ber tjänsten om nivån"): yes if settings.asks_for_level else no,
    }


def _fingerprint(secret: str) -> str:
    return _("sparad i filen %s") % secret if secret else ""


def _sum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


@dataclass(frozen=True, slots=True)
class ServicePage:
    """The administrator's page of one service."""

    organisation: int
    place: str
    service: SignInService
    state: str
    changes: list[Change]
    proposer: str
    digest: str
    may_approve: bool
    known: int


def service_page(actor: Actor, service: SignInService, *, now: datetime) -> ServicePage:
    """Everything about a service that its administrators decide on."""
    proposer = None if service.proposed_by_id is None else str(service.proposed_by_id)
    said = decide(actor, APPROVE, Organisation(str(service.organisation_id), proposer), now)
    waiting = bool(service.proposed)
    return ServicePage(
        service.organisation_id,
        place_of(service, on=now.date()),
        service,
        state_of(service),
        changes(service),
        service.proposed_by.full_name if service.proposed_by else "",
        settings_of(service.proposed).digest() if waiting else "",
        waiting and (bool(said) or said.reason is Reason.CONFIRM_AGAIN),
        service.identities.count(),
    )
