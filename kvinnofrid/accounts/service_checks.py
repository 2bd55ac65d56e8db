"""The check of a sign-in service's settings: what is right, what is wrong and what to do."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvinnofrid.accounts import service_queries as queries
from kvinnofrid.accounts import service_secrets
from kvinnofrid.accounts.models import SignInService
from kvinnofrid.accounts.protocols import metadata, oidc
from kvinnofrid.accounts.protocols.answers import AnswerRefusedError, Refusal
from kvinnofrid.accounts.protocols.fetching import FetchError
from kvinnofrid.accounts.service_rules import Settings

SOON = timedelta(days=60)
"""How early it is said that a certificate runs out."""


class Verdict(StrEnum):
    """How a point of the check came out."""

    GOOD = "good"
    MIND = "mind"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """A point of the check in words."""

    verdict: Verdict
    words: str


def _good(words: str) -> Finding:
    return Finding(Verdict.GOOD, words)


def _mind(words: str) -> Finding:
    return Finding(Verdict.MIND, words)


def _wrong(words: str) -> Finding:
    return Finding(Verdict.WRONG, words)


def asked_anew(settings: Settings, protocol: str) -> Settings:
    """The settings with what an OpenID service says of itself now; unreachable, with nothing."""
    if protocol != SignInService.Protocol.OIDC:
        return settings
    try:
        endpoints, _keys = oidc.discover(settings.issuer, reach=queries.reach())
    except AnswerRefusedError:
        endpoints = {}
    return replace(settings, endpoints=endpoints)


def check(service: SignInService, settings: Settings, *, now: datetime) -> list[Finding]:
    """Everything about the settings, from the service itself where it can be asked."""
    of_protocol = (
        _oidc(settings) if service.protocol == SignInService.Protocol.OIDC else _saml(settings, now)
    )
    return [*of_protocol, *_levels(service, settings, now)]


def passes(findings: list[Finding]) -> bool:
    """Whether nothing is wrong."""
    return all(one.verdict is not Verdict.WRONG for one in findings)


def _why(error: AnswerRefusedError, settings: Settings) -> str:
    """Why the service could not be asked, and the remedy."""
    why = error.why if isinstance(error, FetchError) else error.refusal.value
    words = {
        "host": _(
            "Servern får inte hämta från %(issuer)s. Be den som har servern att lägga till värden"
            " i KV_SIGN_IN_HOSTS."
        ),
        "certificate": _(
            "Tjänstens certifikat går inte att lita på. Är det utfärdat inom organisationen ska"
            " den som har servern ange utfärdaren i KV_SIGN_IN_CA_FILE."
        ),
        "silent": _("Tjänsten svarar inte på %(issuer)s. Kontrollera adressen och brandväggen."),
        "json": _("Det som finns på %(issuer)s är inte en OpenID-tjänst. Kontrollera adressen."),
        "size": _("Det som finns på %(issuer)s är inte en OpenID-tjänst. Kontrollera adressen."),
        Refusal.ISSUER.value: _(
            "Tjänsten kallar sig något annat än %(issuer)s. Skriv utfärdaren exakt som tjänsten"
            " själv gör, med eller utan snedstreck sist."
        ),
        Refusal.SETTINGS.value: _(
            "Tjänsten anger inte alla adresser som behövs, eller inte med https."
        ),
    }
    said = words.get(why) or _("Tjänsten på %(issuer)s svarar med ett fel (%(why)s).")
    return said % {"issuer": settings.issuer, "why": why}


def _oidc(settings: Settings) -> Iterator[Finding]:
    if settings.secret and service_secrets.find(settings.secret) is None:
        yield _wrong(_("Klienthemligheten finns inte på servern. Skriv in den igen."))
    elif not settings.secret:
        yield _mind(_("Ingen klienthemlighet: tjänsten måste tillåta en öppen klient med PKCE."))
    try:
        said, keys = oidc.discover(settings.issuer, reach=queries.reach())
    except AnswerRefusedError as error:
        yield _wrong(_why(error, settings))
        return
    yield _good(_("Tjänsten svarar och kallar sig det som står här."))
    if said != settings.endpoints:
        yield _wrong(_("Tjänsten har ändrat sina adresser. Spara inställningarna igen."))
    yield from _abilities(said, keys)


def _abilities(said: dict[str, Any], keys: dict[str, Any]) -> Iterator[Finding]:
    if not keys["keys"]:
        yield _wrong(_("Tjänsten visar ingen nyckel som kan kontrollera dess underskrifter."))
    else:
        many = len(keys["keys"])
        yield _good(
            ngettext("Tjänsten visar %d nyckel.", "Tjänsten visar %d nycklar.", many) % many
        )
    signs = said.get("id_token_signing_alg_values_supported", [])
    if isinstance(signs, list) and signs and not oidc.ALGORITHMS & {str(one) for one in signs}:
        yield _wrong(_("Tjänsten skriver inte under med en privat nyckel (som RS256 eller ES256)."))
    if "S256" not in said.get("code_challenge_methods_supported", ["S256"]):
        yield _wrong(_("Tjänsten stöder inte PKCE med S256."))


def _saml(settings: Settings, now: datetime) -> Iterator[Finding]:
    if not settings.metadata:
        yield _wrong(_("Metadata saknas. Ladda upp tjänstens metadatafil."))
        return
    try:
        idp = metadata.idp_of(settings.metadata, settings.issuer)
        keys = metadata.signing_keys(idp)
    except AnswerRefusedError:
        yield _wrong(
            _(
                "Metadatafilen beskriver ingen tjänst med namnet %(issuer)s, en adress för"
                " HTTP-Redirect och ett certifikat för underskrifter."
            )
            % {"issuer": settings.issuer}
        )
        return
    yield _good(_("Metadatafilen beskriver tjänsten."))
    if not queries.reach().is_safe(idp["singleSignOnService"]["url"]):
        yield _wrong(_("Tjänstens adress för inloggning är inte en säker adress (https)."))
    if not all(key.strong for key in keys):
        yield _wrong(_("Tjänsten skriver under med en för kort nyckel. Minst 2048 bitar behövs."))
    last = max(key.until for key in keys)
    day = last.astimezone(now.tzinfo).date().isoformat()
    if last <= now:
        yield _wrong(_("Tjänstens certifikat gick ut %s. Ladda upp nya metadata.") % day)
    elif last <= now + SOON:
        yield _mind(_("Tjänstens certifikat går ut %s. Ladda upp nya metadata före dess.") % day)
    else:
        yield _good(_("Tjänstens certifikat gäller till %s.") % day)


def _levels(service: SignInService, settings: Settings, now: datetime) -> Iterator[Finding]:
    demands = queries.demands_of(service.organisation_id)
    if not demands.open:
        yield _wrong(_("Organisationen tillåter inte inloggning genom en tjänst."))
    values = queries.enough(service, settings, on=now.date())
    if not values:
        yield _wrong(
            _("Inget värde når den tillitsnivå som organisationen kräver (%d).") % demands.level
        )
        return
    yield _good(
        _("Organisationen kräver tillitsnivå %(level)d. Dessa värden räcker: %(values)s.")
        % {"level": demands.level, "values": ", ".join(values)}
    )
