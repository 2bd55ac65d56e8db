"""Reading the running configuration into the one value that the papers are written from."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time

from django.apps import apps
from django.conf import settings
from django.utils import timezone

from kvinnofrid.audit.queries import (
    action_in_words,
    events_of_period,
    facts_in_words,
    last_acknowledged,
    proof_of_chain,
)
from kvinnofrid.catalogue import load_shipped, rules_in_force, rules_proposed
from kvinnofrid.organisations.queries import Place, register
from kvinnofrid.privacy.holdings import BY_PART
from kvinnofrid.privacy.situation import Event, Incident, Register, Situation

PACKAGE = "kvinnofrid."
SIGN_IN: tuple[tuple[str, str], ...] = (
    ("allauth.account", "lösenord"),
    ("allauth.mfa", "passnyckel och engångskod (TOTP) som andra faktor"),
    ("allauth.socialaccount.providers.openid_connect", "OpenID Connect"),
    ("allauth.socialaccount.providers.saml", "SAML 2.0"),
)
"""Ways to sign in by the application that brings them."""


class UnknownOrganisationError(LookupError):
    """No organisation has that code on the day."""


def situation(*, on: date, code: str | None = None) -> Situation:
    """The installation as it runs, for one organisation or for all of it.

    Raises UnknownOrganisationError and `catalogue.CatalogueError`.
    """
    place = None if code is None else _place(code, on)
    catalogue = load_shipped()
    decided = None if code is None else rules_in_force(catalogue.retention_rules, code=code, on=on)
    return Situation(
        on=on,
        version=program_version(),
        organisation=None if place is None else place.full_name,
        code=code,
        mode={"demo": "demo", "test": "test"}.get(settings.MODE, "produktion"),
        database=_database(),
        contact=settings.CONTACT,
        rooms=frozenset(_rooms()),
        registers=tuple(_registers()),
        sign_in=tuple(_ways_in()),
        log_receiver=str(getattr(settings, "AUDIT_HEADS", "")),
        rules=decided or rules_proposed(catalogue.retention_rules),
        rules_decided=decided is not None,
        indicator_sets=catalogue.indicator_sets,
        catalogue_digest=catalogue.digest,
    )


def program_version() -> str:
    """The version of the program that runs."""
    with (settings.PROJECT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def incident(
    *, organisation: str | None, first: date, until: date, person: str = "", record: str = ""
) -> Incident:
    """The log's lines of the days from `first` to `until`, both included, of one or about one.

    `organisation` is its code; the log is kept for each by itself, so without it there are none.
    """
    events: tuple[Event, ...] | None = None
    proof = ""
    if organisation is not None:
        zone = timezone.get_default_timezone()
        place = str(_place(organisation, until).id)
        proof = _proof(place)
        found = events_of_period(
            place,
            first=datetime.combine(first, time.min, zone),
            until=datetime.combine(date.fromordinal(until.toordinal() + 1), time.min, zone),
        )
        events = tuple(
            Event(
                one.number,
                one.at.astimezone(zone),
                one.actor,
                one.action,
                one.object_kind,
                one.object_id,
                str(one.outcome),
                action_in_words(one.action, "sv"),
                facts_in_words(one, "sv"),
            )
            for one in found
            if person in ("", one.actor) and record in ("", one.object_id)
        )
    return Incident(first, until, person, record, events, proof)


def _proof(organisation: str) -> str:
    """Whether the organisation's log is whole, as the one who reads the export must know."""
    found, taken = proof_of_chain(organisation, "sv"), last_acknowledged(organisation)
    vouched = (
        f"Ett huvud kvitterades senast utanför systemet {taken:%Y-%m-%d %H:%M} UTC."
        if taken
        else "Inget huvud har kvitterats utanför systemet."
    )
    if found.faults:
        return f"LOGGEN STÄMMER INTE: {'; '.join(found.faults[:5])}. {vouched}"
    return f"Loggens kedja prövades när raderna togs ut och är hel. {vouched}"


def organisation_id(code: str, *, on: date) -> str:
    """The opaque name of the organisation with the code; UnknownOrganisationError."""
    return str(_place(code, on).id)


def code_of(organisation: str, *, on: date) -> str:
    """The code of the organisation with the opaque name; UnknownOrganisationError."""
    try:
        return register().place(int(organisation), on=on).code
    except (KeyError, ValueError) as error:
        raise UnknownOrganisationError(organisation) from error


def _place(code: str, on: date) -> Place:
    known = register()
    ids = {place.id for place in known.places if place.code == code}
    found = [place for place in (known.place(id_, on=on) for id_ in ids) if place.code == code]
    there = [place for place in found if place.ended is None or on < place.ended]
    if not there:
        raise UnknownOrganisationError(f"Ingen organisation har koden {code} den {on}.")
    return min(there, key=lambda place: (place.kind != "municipality", place.id))


def _database() -> str:
    engine = settings.DATABASES["default"]["ENGINE"]
    return "PostgreSQL" if engine.endswith("postgresql") else "SQLite på samma server"


def _ways_in() -> Iterator[str]:
    for name, words in SIGN_IN:
        if apps.is_installed(name):
            yield words
    if any(model._meta.model_name == "signinservice" for model in apps.get_models()):
        yield "inloggningstjänst som organisationen har anslutit (OpenID Connect eller SAML 2.0)"


def _rooms() -> Iterator[str]:
    for config in apps.get_app_configs():
        if config.name.startswith(PACKAGE):
            yield config.name.removeprefix(PACKAGE)


def _registers() -> Iterator[Register]:
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        label = model._meta.app_label
        if label == "contenttypes":
            continue
        yield Register(model._meta.label, BY_PART.get(label))
