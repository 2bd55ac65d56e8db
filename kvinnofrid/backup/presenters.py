"""How the installation fares, in words: what was tried, what it means, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kvinnofrid.audit.queries import LOCAL
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.web.components import Cell, Column, DataTable, KeyFigure
from kvinnofrid.web.drawing import language
from kvinnofrid.web.numbers import format_number

TOO_OLD = timedelta(hours=26)
"""How long ago the latest trial may be: a day, and two hours to make it in."""
GIGABYTE = 1_000_000_000

Kind = SelfTest.Kind


@dataclass(frozen=True, slots=True)
class _Words:
    """A trial: its name, what it means that it passes, and what to do when it does not."""

    name: Promise
    means: Promise
    remedy: Promise


WORDS: Mapping[str, _Words] = {
    Kind.BACKUP: _Words(
        gettext_lazy("Säkerhetskopiering och återläsning"),
        gettext_lazy(
            "En kopia gjordes, lästes in i en egen databas bredvid och jämfördes tabell för tabell."
            " Går det här, går det att komma tillbaka efter ett haveri."
        ),
        gettext_lazy(
            "Läs raden under. Kör ./kv self-test på servern och åtgärda det den säger. Tills det"
            " går igenom är de kopior ni har det enda ni kan lita på: ta inte bort några."
        ),
    ),
    Kind.COPIES: _Words(
        gettext_lazy("Nattens säkerhetskopia"),
        gettext_lazy("Det finns en kopia från det senaste dygnet i mappen för säkerhetskopior."),
        gettext_lazy(
            "Kontrollera att timern kvinnofrid-backup går på servern, och att mappen KV_BACKUPS"
            " går att skriva i. Gör en kopia nu med ./kv backup."
        ),
    ),
    Kind.CHAINS: _Words(
        gettext_lazy("Händelseloggen är hel"),
        gettext_lazy(
            "Alla händelser i loggen har prövats: ingen är ändrad, flyttad, inskjuten eller"
            " borttagen."
        ),
        gettext_lazy(
            "Behandla det som ett misstänkt intrång. Ändra inget i databasen. Säg till"
            " logggranskaren och dataskyddsombudet, och pröva loggen mot mottagarens egen fil"
            " med ./kv audit verify --heads."
        ),
    ),
    Kind.HEADS: _Words(
        gettext_lazy("Loggen kvitteras utifrån"),
        gettext_lazy(
            "Loggens undertecknade huvuden har nått mottagaren. Den som tar bort slutet av loggen"
            " eller byter ut den upptäcks."
        ),
        gettext_lazy(
            "Kontrollera att mottagaren i KV_AUDIT_HEADS svarar och kör ./kv audit export-heads."
            " Inget går förlorat: det som väntar skickas när mottagaren svarar."
        ),
    ),
    Kind.KEY_SERVICE: _Words(
        gettext_lazy("Nyckeltjänsten"),
        gettext_lazy("Tjänsten som håller nycklarna svarar, och ingen nyckel saknas."),
        gettext_lazy(
            "Utan nycklar kan inga akter öppnas. Starta om tjänsten och kör ./kv keys status."
            " Saknas nycklar, återställ dem ur nycklarnas egen kopia."
        ),
    ),
    Kind.DISK: _Words(
        gettext_lazy("Plats på disken"),
        gettext_lazy("Det ryms minst tre säkerhetskopior till, och minst en gigabyte."),
        gettext_lazy(
            "Flytta äldre säkerhetskopior till en annan plats eller utöka disken. När disken är"
            " full går inget att spara, eftersom inget får göras utan att det loggas."
        ),
    ),
    Kind.PROGRAM: _Words(
        gettext_lazy("Program och databas"),
        gettext_lazy("Databasen har den form som den här versionen av programmet väntar sig."),
        gettext_lazy(
            "Gör en säkerhetskopia, stäng servern, kör ./kv migrate och starta igen. Programmet"
            " kan vara uppgraderat utan att databasen är det."
        ),
    ),
}

FIGURES: Mapping[str, Promise] = {
    "tables": gettext_lazy("tabeller"),
    "rows": gettext_lazy("rader"),
    "differences": gettext_lazy("skillnader"),
    "seconds": gettext_lazy("sekunder"),
    "files": gettext_lazy("kopior"),
    "newest_hours": gettext_lazy("timmar sedan den nyaste"),
    "chains": gettext_lazy("kedjor"),
    "events": gettext_lazy("händelser"),
    "heads": gettext_lazy("huvuden"),
    "faults": gettext_lazy("fel"),
    "waiting": gettext_lazy("huvuden väntar"),
    "late_chains": gettext_lazy("kedjor är försenade"),
    "keys": gettext_lazy("nycklar"),
    "missing": gettext_lazy("saknas"),
    "waiting_migrations": gettext_lazy("ändringar väntar"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """A trial as the page shows it."""

    key: str
    name: str
    state: str
    colour: str
    text: str
    tried: str
    figures: str
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusPage:
    """How the installation fares."""

    state: str
    colour: str
    figures: list[KeyFigure]
    checks: list[Check]
    history: DataTable | None


def status_page(
    latest: Sequence[SelfTest], history: Sequence[SelfTest], *, version: str, now: datetime
) -> StatusPage:
    """The page of the latest trials and those before."""
    checks = [_check(one, now) for one in latest]
    state, colour = _state(latest, now)
    last = max((one.finished for one in latest), default=None)
    return StatusPage(
        state=state,
        colour=colour,
        figures=[
            KeyFigure(
                _("Prövningar som gick bra"),
                _("{passed} av {all}").format(
                    passed=sum(one.passed for one in latest), all=len(latest)
                )
                if latest
                else None,
                _("vid den senaste självkontrollen"),
            ),
            KeyFigure(
                _("Senaste självkontroll"),
                None if last is None else f"{_local(last):%H:%M}",
                _("ingen är gjord") if last is None else f"{_local(last):%Y-%m-%d}",
            ),
            KeyFigure(_("Version"), version, _mode()),
        ],
        checks=checks,
        history=_history(history) if history else None,
    )


def _mode() -> str:
    modes = {"demo": _("demo"), "test": _("test"), "production": _("i drift")}
    return modes[settings.MODE]


def _state(latest: Sequence[SelfTest], now: datetime) -> tuple[str, str]:
    if not latest:
        return _("Ingen självkontroll är gjord ännu."), "warning"
    failed = sum(not one.passed for one in latest)
    if failed:
        said = ngettext("En sak behöver åtgärdas.", "%(count)d saker behöver åtgärdas.", failed)
        return said % {"count": failed}, "danger"
    if any(now - one.finished > TOO_OLD for one in latest):
        return _("Självkontrollen är för gammal: den ska göras varje dygn."), "warning"
    return _("Allt som prövas fungerar."), "success"


def _check(one: SelfTest, now: datetime) -> Check:
    words = WORDS[one.kind]
    figures, said = in_words(one.summary)
    old = now - one.finished > TOO_OLD
    none = one.passed and one.kind == Kind.COPIES and one.summary == "files=0"
    sign, colour = ("✓", "success") if one.passed else ("✕", "danger")
    state = _("Fungerar") if one.passed else _("Fungerar inte")
    text = str(words.means if one.passed else words.remedy)
    if none:
        sign, colour, state = "–", "neutral", _("Görs inte här")
        text = _("I en demo eller ett prov görs ingen kopia på natten. I drift är det ett fel.")
    if old:
        sign, colour, state = "!", "warning", _("Inte prövat på länge")
        text = _(
            "Kontrollera att ./kv upkeep körs varje timme: av ./kv start, eller av timern"
            " kvinnofrid-upkeep på en server."
        )
    return Check(
        key=str(one.kind),
        name=str(words.name),
        state=f"{sign} {state}",
        colour=colour,
        text=text,
        tried=f"{_local(one.finished):%Y-%m-%d %H:%M}",
        figures=figures,
        said=said,
    )


def in_words(summary: str) -> tuple[str, tuple[str, ...]]:
    """The figures of a summary in words, and the lines that are words already."""
    first, *rest = summary.splitlines() or [""]
    parts = [part.partition("=") for part in first.split(" ")]
    if not all(sign for _name, sign, _value in parts):
        return "", tuple(summary.splitlines())
    told = [_figure(name, value) for name, _sign, value in parts]
    return ", ".join(one for one in told if one), tuple(rest)


def _figure(name: str, value: str) -> str:
    if name in {"bytes", "free_bytes"}:
        free = _("ledigt")
        gigabytes = format_number(int(value) / GIGABYTE, language(), 1 if int(value) > 1e8 else 3)
        return f"{gigabytes} GB {free}" if name == "free_bytes" else f"{gigabytes} GB"
    if name == "database":
        return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(value, value)
    if name == "development":
        return _("nycklar för prov, inte för drift") if value == "yes" else ""
    if name not in FIGURES:
        return ""
    number = float(value)
    shown = format_number(number, language(), 0 if number.is_integer() else 1)
    return f"{shown} {FIGURES[name]}"


def _history(history: Sequence[SelfTest]) -> DataTable:
    rows: list[list[Cell]] = []
    yes, no = _("ja"), _("nej")
    for one in history:
        figures, said = in_words(one.summary)
        rows.append(
            [
                f"{_local(one.finished):%Y-%m-%d %H:%M:%S}",
                str(WORDS[one.kind].name),
                f"✓ {yes}" if one.passed else f"✕ {no}",
                figures or " ".join(said),
            ]
        )
    return DataTable(
        "history",
        _("Självkontroller, den senaste först"),
        [Column(one) for one in (_("Tidpunkt"), _("Vad"), _("Gick bra"), _("Funnet"))],
        rows,
        stacked=True,
    )


def _local(at: datetime) -> datetime:
    return at.astimezone(LOCAL)
