"""Summary of the information classification: confidentiality, integrity, availability."""

from collections.abc import Iterator
from dataclasses import dataclass

from kvinnofrid.documents.paper import Block, Heading, Note, Paper, Paragraph, Table, fill
from kvinnofrid.privacy.holdings import HOLDINGS
from kvinnofrid.privacy.papers.parts import CONTROLLER, paper
from kvinnofrid.privacy.protection import protections
from kvinnofrid.privacy.situation import Situation


@dataclass(frozen=True, slots=True)
class Level:
    """A proposed level 1–4 with its reason."""

    level: int
    why: str


WORDS = {1: "ringa", 2: "måttlig", 3: "betydande", 4: "allvarlig"}
"""What the harm is when it fails, by level."""

LEVELS: dict[str, tuple[Level, Level, Level]] = {
    "clients": (
        Level(4, "röjande kan leda till att någon skadas eller dödas"),
        Level(3, "fel uppgift kan leda till fel bedömning av skydd"),
        Level(3, "uppgifterna behövs i pågående stöd, men inte för akut skydd"),
    ),
    "client_surveys": (
        Level(3, "svar går inte att koppla till någon, men delade svar och egna ord kan avslöja"),
        Level(2, "fel svar ger en skev bild av enheten, aldrig ett fel beslut om en person"),
        Level(1, "en enkät kan vänta"),
    ),
    "staff": (
        Level(3, "visar vem som arbetar med vad och kan riktas hot mot"),
        Level(4, "fel behörighet öppnar akter för fel person"),
        Level(3, "utan inloggning kan ingen arbeta"),
    ),
    "log": (
        Level(3, "mönster kan visa att någon har kontakt med socialtjänsten"),
        Level(4, "loggen är beviset vid misstänkt dataintrång"),
        Level(2, "granskning kan vänta, men ingen läsning sker utan logg"),
    ),
    "disposal": (
        Level(2, "bara slumpade id och medarbetares id"),
        Level(4, "fel kan förstöra bevis eller föra tillbaka gallrat"),
        Level(2, "gallring kan vänta någon dag"),
    ),
    "operations": (
        Level(4, "en kopia innehåller allt, om än krypterat"),
        Level(4, "en skadad kopia kan inte återställas"),
        Level(3, "behövs när annat har fallerat"),
    ),
    "open": (
        Level(1, "uppgifterna är publicerade"),
        Level(3, "fel tal leder till fel beslut och skadar förtroendet"),
        Level(2, "avbrott stör men skadar ingen; hjälpsidorna bör ändå nås"),
    ),
}
"""Proposed levels of each kind of data, in the order confidentiality, integrity, availability."""


DEMANDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "K4: bara den som arbetar med personen når uppgiften, och ingen annan vet att den finns",
        ("policy", "block", "accounts"),
        "vem som är tilldelad, vilka som är spärrade, tillitsnivå",
    ),
    (
        "K4: den som tar disken, kopian eller databasen kan inte läsa innehållet",
        ("keys", "backup"),
        "vem som håller nycklarna, skilt från driften",
    ),
    ("K3: det som lämnar systemet röjer ingen", ("files", "releases"), "vem som släpper siffror"),
    (
        "R4: varje läsning och ändring kan visas i efterhand, och loggen kan inte ändras obemärkt",
        ("log",),
        "mottagare av huvuden, granskare, hur ofta",
    ),
    (
        "R4: inget förstörs för tidigt, och det förstörda kommer inte tillbaka",
        ("retention",),
        "beslutade regler, två personer",
    ),
    (
        "T3: systemet kan återställas, och det är prövat",
        ("backup",),
        "plats för kopior, längsta avbrott",
    ),
)
"""What the levels demand in words, which measures answer, and what the organisation adds."""


def classification(situation: Situation) -> Paper:
    """The classification of what the installation keeps."""
    return paper(
        situation,
        name="informationsklassning",
        title="Informationsklassning, sammanfattning",
        subtitle="konfidentialitet, riktighet, tillgänglighet",
        blocks=_blocks(situation),
    )


def _blocks(situation: Situation) -> Iterator[Block]:
    yield Heading("Så här läses nivåerna")
    yield Paragraph(
        "Fyra nivåer efter skadan om skyddet brister: "
        + ", ".join(f"{level} {word}" for level, word in WORDS.items())
        + ". Modellen liknar den som kommuner använder i KLASSA; nivåerna förs över dit av"
        " organisationen. De är förslag med skäl."
    )
    present = {register.holding for register in situation.registers}
    shown = [key for key in LEVELS if key in present]
    yield Heading("Förslag till nivåer")
    yield Table(
        ("Information", "Konfidentialitet", "Riktighet", "Tillgänglighet", "Beslutad nivå"),
        tuple(
            (
                _name(key),
                *(f"{one.level} – {WORDS[one.level]}: {one.why}" for one in LEVELS[key]),
                fill("informationsägare", "K, R, T"),
            )
            for key in shown
        ),
        (3, 4, 4, 4, 3),
    )
    highest = [max(LEVELS[key][n].level for key in shown) for n in range(3)]
    yield Note(
        "Systemet som helhet får den högsta nivån av sina delar: konfidentialitet"
        f" {highest[0]}, riktighet {highest[1]}, tillgänglighet {highest[2]}."
    )
    if "clients" not in present:
        klient = LEVELS["clients"]
        yield Paragraph(
            "Akter om klienter finns inte i denna installation. När de införs föreslås"
            f" konfidentialitet {klient[0].level} ({klient[0].why}), riktighet {klient[1].level}"
            f" ({klient[1].why}) och tillgänglighet {klient[2].level} ({klient[2].why})."
        )
    unjudged = [register.label for register in situation.registers if register.holding is None]
    if unjudged:
        yield Heading("Inte klassat")
        yield Paragraph(
            f"{', '.join(unjudged)}: {fill(CONTROLLER, 'vad tabellerna rör och deras nivå')}"
        )
    yield Heading("Vad nivåerna kräver, och hur installationen svarar")
    measures = {one.id: one for one in protections(situation)}
    yield Table(
        ("Krav", "Vad som svarar mot det", "Läge", "Organisationens del"),
        tuple(
            (
                need,
                "; ".join(measures[name].name for name in names),
                "; ".join(sorted({measures[name].state(situation.rooms) for name in names})),
                fill("informationsägare", own),
            )
            for need, names, own in DEMANDS
        ),
        (4, 5, 2, 4),
    )
    yield Heading("Krav som organisationen ställer")
    yield Table(
        ("Krav", "Värde"),
        (
            ("Längsta avbrott", fill("informationsägare", "timmar")),
            ("Största förlust av data vid haveri", fill("informationsägare", "timmar")),
            ("Lägsta tillitsnivå vid inloggning", fill("informationsägare", "2 eller 3")),
            ("Nästa klassning", fill("informationsägare", "datum")),
        ),
        (5, 5),
    )


def _name(key: str) -> str:
    return HOLDINGS[key].name if key in HOLDINGS else "Jämförelser mellan organisationer"
