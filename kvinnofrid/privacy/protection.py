"""What protects the data, which part of the system does it, and the test that shows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kvinnofrid.privacy.situation import Situation

IN_PLACE = "Finns"
ABSENT = "Saknas i denna installation"


@dataclass(frozen=True, slots=True)
class Protection:
    """A measure. `part` is the part that it comes with, empty when it is always there."""

    id: str
    name: str
    how: str
    part: str
    evidence: tuple[str, ...]

    def state(self, rooms: frozenset[str]) -> str:
        """Whether the installation has it."""
        return IN_PLACE if not self.part or self.part in rooms else ABSENT


_ALWAYS: tuple[Protection, ...] = (
    Protection(
        "policy",
        "En enda åtkomstpolicy",
        "En funktion avgör allt, i ordningen organisation, spärr, skyddad nivå, tilldelning, roll,"
        " fält. Det som inte uttryckligen tillåts nekas.",
        "",
        ("tests/access/test_oracle.py", "tests/access/test_order.py"),
    ),
    Protection(
        "block",
        "Spärr",
        "Den som är spärrad får inte veta att akten finns; spärren slår ut alla rättigheter, även"
        " nödöppning, och prövas också mot den inloggades egen pseudonym.",
        "",
        ("tests/access/test_attacks.py",),
    ),
    Protection(
        "keys",
        "Pseudonymer och kryptering",
        "Nycklarna finns i en egen process med egen logg och gräns för antal frågor. Personnummer"
        " blir pseudonymer med en nyckel per organisation; text krypteras med AES-256-GCM bundet"
        " till organisation, akt, fält och version.",
        "",
        ("tests/keys/test_envelope.py", "tests/keys/test_service.py"),
    ),
    Protection(
        "files",
        "Filer utifrån",
        "Läses i en egen process med gräns för minne och tid. Det som skrivs ut kan inte köras"
        " som formler.",
        "",
        ("tests/spreadsheets/test_bombs.py", "tests/spreadsheets/test_writing.py"),
    ),
    Protection(
        "traces",
        "Inga spår hos läsaren",
        "Publika sidor sätter inga kakor, hämtar inget från andra och kan lämnas snabbt.",
        "web",
        ("tests/web/test_middleware.py", "tests/journeys/test_quick_exit.py"),
    ),
    Protection(
        "retention",
        "Gallring av två",
        "En föreslår, en annan beslutar. Nyckeln förstörs, och en signerad gravsten gör att"
        " uppgifterna inte kommer tillbaka efter en återläsning.",
        "retention",
        ("tests/retention/test_pages.py", "tests/backup/test_destroyed_stays_destroyed.py"),
    ),
)
_RELEASES = Protection(
    "releases",
    "Skyddade sammanställningar",
    "Siffror om personer lämnar systemet bara i frysta sammanställningar, där små tal och det som"
    " kan räknas ut ur dem är borttagna, godkända av en annan än den som föreslog dem.",
    "releases",
    ("kvinnofrid/releases/queries.py", "tests/releases/test_queries.py"),
)


def protections(situation: Situation) -> Iterator[Protection]:
    """The measures, also those that the installation lacks, so that the lack is seen."""
    yield from _ALWAYS
    yield _RELEASES
    ways = ", ".join(situation.sign_in)
    yield Protection(
        "accounts",
        "Inloggning och behörighet",
        "Ingen självregistrering; behörighet ges nedåt och tar slut samma sekund som någon slutar."
        + (f" Inloggning med {ways}." if ways else ""),
        "accounts",
        ("tests/accounts/test_sessions.py", "tests/accounts/test_actor.py"),
    )
    yield Protection(
        "log",
        "Logg i samma transaktion",
        "Läsning och skrivning loggas innan något visas. Raderna hänger ihop i en kedja, vars"
        " signerade huvuden skickas till en mottagare utanför: "
        f"{situation.log_receiver or 'ingen är inställd'}.",
        "audit",
        ("tests/audit/test_chain.py", "tests/audit/test_mutations.py"),
    )
    yield Protection(
        "backup",
        "Säkerhetskopior",
        "Krypterade, med nycklarna för sig, och prövade genom återläsning. Systemet prövar sig"
        " självt varje dygn, och en systemadministratör ser utfallet.",
        "backup",
        (
            "tests/backup/test_restoring.py",
            "tests/backup/test_sealing.py",
            "tests/backup/test_trials.py",
        ),
    )
