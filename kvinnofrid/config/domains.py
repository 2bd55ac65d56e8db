"""The one registry of the domains: which there are, their addresses and lines in the menu.

A new domain is a folder, a line here and a line in `.importlinter`.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class MenuItem:
    """A line of the main menu: what it says and the named address it leads to."""

    label: str | Promise
    url_name: str
    action: str = ""
    """Only those see the line who may do this somewhere; without it everybody does."""
    begins: str = ""
    """Who may do this somewhere begins here after signing in. The registry's first counts."""


@dataclass(frozen=True)
class Domain:
    """A domain: its package, the path its pages stand under and its lines in the menu."""

    package: str
    path: str | None = None
    menu: tuple[MenuItem, ...] = ()
    footer: tuple[MenuItem, ...] = ()
    language_prefix: bool = True
    """False for machine addresses, which are the same in every language."""
    place_panels: tuple[str, ...] = ()
    """Dotted names of functions that add a section to the page of a place.

    Each is called `panel(place, on=day)` with an `organisations.queries.Place` and returns safe
    HTML that begins with an `<h2>`, or an empty string when it has nothing to say of that place.
    """
    load: str | None = None
    """Dotted name of the function that loads its shipped data: `load(*, data: Path, today: date)`.

    It does nothing when the same content is loaded already, and its return value says in `str()`
    what it did.
    """
    retained_kinds: tuple[str, ...] = ()
    """Dotted names of `retention.kinds.RetainedKind` objects: what it keeps that rules destroy."""
    logged_kinds: tuple[str, ...] = ()
    """Dotted names of `log_review.kinds.LoggedKind` objects: its records that events are about."""
    after_restore: str | None = None
    """Dotted name of a function that is called when a backup has been restored, before it is used.

    `hook(*, replaced: str | None, backed_up: datetime) -> str`: the default database is then the
    restored one, and `replaced` is the alias of the database that it will take the place of (None
    when that was empty or cannot be read). What was destroyed since is destroyed here anew; an
    exception stops the restore. Its answer is a line for whoever restores.
    """
    upkeep: tuple[str, ...] = ()
    """Dotted names of functions that clear away what has expired, called every hour.

    Each is `clear(*, now: datetime) -> str`, whose answer is a line for whoever keeps the server.
    """
    data_checks: tuple[str, ...] = ()
    """Dotted names of functions without arguments that give what is wrong in the stored data.

    A line each. `./kv verify-backup --deep` asks them with the restored database as the default.
    """


DOMAINS: tuple[Domain, ...] = (
    Domain("kvinnofrid.web"),
    Domain("kvinnofrid.audit", data_checks=("kvinnofrid.audit.verification.stored_faults",)),
    Domain(
        "kvinnofrid.organisations",
        path="omraden/",
        menu=(MenuItem(_("Kommuner och län"), "organisations:index"),),
        load="kvinnofrid.organisations.operations.load_reference",
    ),
    Domain(
        "kvinnofrid.accounts",
        path="konto/",
        load="kvinnofrid.accounts.demo.load_demo",
        retained_kinds=(
            "kvinnofrid.accounts.retained.INVITATIONS",
            "kvinnofrid.accounts.retained.SESSIONS",
        ),
    ),
    Domain("kvinnofrid.records"),
    Domain(
        "kvinnofrid.client_surveys",
        path="svar/",
        menu=(
            MenuItem(_("Brukarundersökning"), "client_surveys:start", action="survey.read_results"),
        ),
        retained_kinds=(
            "kvinnofrid.client_surveys.kept.CODES",
            "kvinnofrid.client_surveys.kept.GATHERED",
            "kvinnofrid.client_surveys.kept.SHARED",
        ),
    ),
    Domain(
        "kvinnofrid.follow_up",
        path="uppfoljning/",
        menu=(
            MenuItem(
                _("Uppföljning"),
                "follow_up:start",
                action="record.create",
                begins="record.create",
            ),
        ),
        load="kvinnofrid.follow_up.made_up.load_demo",
        retained_kinds=(
            "kvinnofrid.follow_up.kept.RETAINED_CLIENTS",
            "kvinnofrid.follow_up.kept.RETAINED_DRAFTS",
        ),
        logged_kinds=("kvinnofrid.follow_up.kept.LOGGED_CLIENTS",),
    ),
    Domain(
        "kvinnofrid.instruments",
        path="formular/",
        menu=(
            MenuItem(
                pgettext_lazy("several", "Formulär"), "instruments:start", action="instrument.read"
            ),
        ),
        data_checks=("kvinnofrid.instruments.queries.stored_faults",),
    ),
    Domain(
        "kvinnofrid.unit_results",
        path="resultat/",
        menu=(
            MenuItem(
                _("Resultat"),
                "unit_results:start",
                action="unit.read_results",
                begins="unit.read_results",
            ),
        ),
    ),
    Domain(
        "kvinnofrid.exchange",
        path="in-och-ut/",
        menu=(MenuItem(_("In och ut"), "exchange:start", action="exchange.see"),),
        upkeep=("kvinnofrid.exchange.import_operations.clear_expired",),
    ),
    Domain(
        "kvinnofrid.log_review",
        path="logg/",
        menu=(MenuItem(_("Logg"), "log_review:start", action="log.verify", begins="log.read"),),
    ),
    Domain(
        "kvinnofrid.retention",
        path="gallring/",
        menu=(
            MenuItem(
                _("Gallring"),
                "retention:start",
                action="retention.preview",
                begins="retention.propose",
            ),
        ),
        after_restore="kvinnofrid.retention.commands.after_backup",
    ),
    Domain(
        "kvinnofrid.privacy",
        path="dataskydd/",
        menu=(MenuItem(_("Dataskydd"), "privacy:start", action="system.privacy_papers"),),
    ),
    Domain(
        "kvinnofrid.backup",
        path="drift/",
        menu=(
            MenuItem(_("Drift"), "backup:status", action="system.status", begins="system.status"),
        ),
        retained_kinds=(
            "kvinnofrid.backup.retained.SELF_TESTS",
            "kvinnofrid.backup.retained.BACKUPS",
        ),
    ),
    Domain(
        "kvinnofrid.releases",
        path="statistik/",
        menu=(
            MenuItem(_("Utgåvor"), "releases:work", action="release.see", begins="release.propose"),
            MenuItem(_("Statistik"), "releases:index"),
        ),
        upkeep=("kvinnofrid.releases.operations.clear_away",),
        data_checks=("kvinnofrid.releases.operations.stored_faults",),
        load="kvinnofrid.releases.operations.load_demo",
    ),
    Domain(
        "kvinnofrid.comparisons",
        path="jamforelser/",
        menu=(
            MenuItem(
                _("Öppna jämförelser"), "comparisons:index", begins="organisation.read_released"
            ),
        ),
        place_panels=("kvinnofrid.comparisons.presenters.panel.panel",),
        load="kvinnofrid.comparisons.loading.load_shipped_data",
    ),
    Domain(
        "kvinnofrid.situation",
        path="lagesbild/",
        menu=(MenuItem(_("Lägesbild"), "situation:start"),),
        place_panels=("kvinnofrid.situation.presenters.panel.panel",),
    ),
    Domain("kvinnofrid.open_data", path="", language_prefix=False),
    Domain(
        "kvinnofrid.portal",
        path="",
        footer=(
            MenuItem(_("Om Kvinnofrid"), "portal:about"),
            MenuItem(_("Öppna data"), "portal:open-data"),
            MenuItem(_("Källor och licenser"), "portal:sources"),
            MenuItem(_("Tillgänglighet"), "portal:accessibility"),
        ),
    ),
)


def installed_apps() -> list[str]:
    """The packages of the domains, for Django's INSTALLED_APPS."""
    return [domain.package for domain in DOMAINS]


def place_panels() -> list[str]:
    """What the domains add to the page of a place, in the order of the registry."""
    return [name for domain in DOMAINS for name in domain.place_panels]


def retained_kinds() -> list[str]:
    """What the domains keep that retention rules destroy, in the order of the registry."""
    return [name for domain in DOMAINS for name in domain.retained_kinds]


def after_restore() -> list[str]:
    """What the domains do with a restored database, in the order of the registry."""
    return [domain.after_restore for domain in DOMAINS if domain.after_restore is not None]


def upkeep() -> list[str]:
    """What the domains clear away every hour, in the order of the registry."""
    return [name for domain in DOMAINS for name in domain.upkeep]


def data_checks() -> list[str]:
    """What the domains have to prove of stored data, in the order of the registry."""
    return [name for domain in DOMAINS for name in domain.data_checks]


def logged_kinds() -> list[str]:
    """The kinds of records that events of the log are about, in the order of the registry."""
    return [name for domain in DOMAINS for name in domain.logged_kinds]


def menu() -> list[MenuItem]:
    """The lines of the main menu in the order of the registry, reading domains last first."""
    return [item for domain in reversed(DOMAINS) for item in domain.menu]


def beginnings() -> list[MenuItem]:
    """The lines where somebody's work begins, in the order of the registry."""
    return [item for domain in DOMAINS for item in domain.menu if item.begins]


def footer() -> list[MenuItem]:
    """The lines at the foot of every page."""
    return [item for domain in DOMAINS for item in domain.footer]
