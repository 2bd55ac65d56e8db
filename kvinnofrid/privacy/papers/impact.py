"""Basis of the impact assessment [konsekvensbedömning], GDPR article 35."""

from collections.abc import Iterator

from kvinnofrid.access.table import TABLE
from kvinnofrid.documents.paper import Block, Bullets, Heading, Note, Paper, Paragraph, Table, fill
from kvinnofrid.privacy.holdings import HOLDINGS
from kvinnofrid.privacy.papers.parts import CONTROLLER, paper, responsible, rules_note
from kvinnofrid.privacy.protection import ABSENT, protections
from kvinnofrid.privacy.risks import RISKS, Risk
from kvinnofrid.privacy.situation import Situation

RIGHTS: tuple[tuple[str, str, str], ...] = (
    (
        "Information (artikel 13 och 14)",
        "Ges av den som möter personen. Programmet skickar inget till någon, eftersom ett brev"
        " eller ett meddelande kan nå våldsutövaren.",
        "när, hur och på vilka språk, utan att öka faran",
    ),
    (
        "Tillgång (artikel 15)",
        "Akten lämnas ut efter sekretessprövning. Vem som har läst den visas i ett utdrag ur"
        " loggen.",
        "vem som tar emot begäran och prövar den",
    ),
    (
        "Rättelse (artikel 16)",
        "Den som är tilldelad akten rättar. Det som stod förut och vem som ändrade finns kvar.",
        "hur den som inte får rätt antecknas",
    ),
    (
        "Radering (artikel 17)",
        "Gäller inte det som en myndighet är skyldig att bevara (artikel 17.3 b). När tiden är ute"
        " gallras det av två personer efter nämndens regler, nycklarna med.",
        "beslut om reglerna",
    ),
    (
        "Begränsning (artikel 18)",
        "Spärr och skyddad nivå begränsar vem som når akten; bevarandestopp hindrar att den"
        " gallras.",
        "vem som beslutar",
    ),
    (
        "Invändning (artikel 21)",
        "Prövas i det enskilda ärendet. Frivilliga variabler kan lämnas tomma.",
        "vem som prövar",
    ),
    (
        "Automatiserade beslut (artikel 22)",
        "Inga. Programmet räknar och visar; en människa bedömer och beslutar.",
        "bekräfta att inget beslut fattas på en poäng ensam",
    ),
)
"""Each right, how the system meets it, and what the controller has to settle."""


def impact(situation: Situation) -> Paper:
    """The basis of the impact assessment of the installation."""
    return paper(
        situation,
        name="konsekvensbedomning",
        title="Underlag för konsekvensbedömning",
        subtitle="dataskyddsförordningen artikel 35",
        blocks=_blocks(situation),
    )


def _blocks(situation: Situation) -> Iterator[Block]:
    yield Heading("Varför en bedömning behövs")
    yield Paragraph(
        "Uppgifterna rör människor som utsätts för, lever med eller utövar våld. De är känsliga,"
        " rör personer i beroendeställning, omfattas av sekretess och kan, om de når fel person,"
        " kosta någon livet. Behandlingen kräver därför en konsekvensbedömning innan den börjar."
    )
    yield responsible(situation)
    yield Heading("Systematisk beskrivning")
    yield Paragraph(
        f"Installationen körs i läget {situation.mode} med databasen {situation.database}. Den har"
        f" {len(situation.rooms)} delar. Åtkomsten avgörs av en policy med {len(TABLE)} handlingar,"
        " som räknas upp i handlingen Roller och åtkomst."
    )
    if situation.mode != "produktion":
        yield Note(
            f"Läget är {situation.mode}. En sådan installation får inte innehålla uppgifter om"
            " verkliga personer."
        )
    if not situation.people:
        yield Note(
            "Ingen del för akter om klienter är installerad. Bedömningen nedan gäller den"
            " behandling som systemet är byggt för; skriv om den när delen införs."
        )
    present = {register.holding for register in situation.registers}
    yield Table(
        ("Behandling", "Registrerade", "I denna installation"),
        tuple(
            (one.name, one.persons, "ja" if key in present else "nej")
            for key, one in HOLDINGS.items()
        ),
        (3, 6, 2),
    )
    yield Heading("Nödvändighet och proportionalitet")
    yield Bullets(
        (
            "Ändamålet är att se om hjälpen hjälper. Det kräver uppgifter om samma person före och"
            " efter, men inte att andra än den som arbetar med personen vet vem det är.",
            "Varje variabel finns i katalogen med källa och version. En kommun väljer själv vilka"
            " frivilliga variabler den använder. "
            + fill(CONTROLLER, "vilka variabler som används och varför"),
            "Län och riket når bara släppta sammanställningar där ingen kan kännas igen.",
            "Personnummer lagras inte som sådana utan som pseudonymer, olika i varje organisation.",
            "Den registrerade kan få veta vem som har läst. "
            + fill(CONTROLLER, "hur information, insyn och rättelse ges utan att öka faran"),
        )
    )
    yield rules_note(situation)
    yield Heading("De registrerades rättigheter")
    yield Table(
        ("Rättighet", "Hur den tillgodoses", "Att bestämma"),
        tuple((name, how, fill(CONTROLLER, ask)) for name, how, ask in RIGHTS),
        (3, 6, 4),
    )
    yield Heading("Synpunkter")
    yield Paragraph(
        fill("dataskyddsombud", "råd enligt artikel 35.2")
        + " "
        + fill(CONTROLLER, "synpunkter från registrerade eller deras företrädare, artikel 35.9")
    )
    yield Heading("Risker och åtgärder")
    yield Paragraph(
        "Sannolikhet och följd före och efter åtgärder graderas av personuppgiftsansvarig. Det som"
        " återstår är det som programmet inte kan ta bort."
    )
    for number, risk in enumerate(RISKS, 1):
        yield Heading(f"Risk {number}. {risk.name}", 2)
        yield _risk(risk, situation)
    missing = [one.name for one in protections(situation) if one.state(situation.rooms) == ABSENT]
    yield Heading("Det som saknas i denna installation")
    if missing:
        yield Note(
            f"{'; '.join(missing)}. Uppgifter om klienter får inte registreras förrän det finns."
        )
    else:
        yield Paragraph("Alla åtgärder i underlaget är installerade.")
    yield Heading("Beslut")
    yield Table(
        ("Fråga", "Svar"),
        (
            ("Godtas kvarvarande risker?", fill(CONTROLLER, "ja eller nej, med skäl")),
            (
                "Behövs förhandssamråd med Integritetsskyddsmyndigheten (artikel 36)?",
                fill(CONTROLLER, "ja eller nej, med skäl"),
            ),
            ("När prövas bedömningen igen?", fill(CONTROLLER, "datum, och vid vilka ändringar")),
            ("Beslutat av", fill(CONTROLLER, "namn, befattning, datum, diarienummer")),
        ),
        (4, 6),
    )


def _risk(risk: Risk, situation: Situation) -> Table:
    measures = {one.id: one for one in protections(situation)}
    chosen = [measures[name] for name in risk.measures]
    stated = "; ".join(f"{one.name} ({one.state(situation.rooms).lower()})" for one in chosen)
    evidence = [path for one in chosen for path in one.evidence]
    return Table(
        ("Uppgift", "Innehåll"),
        (
            ("Hur det kan gå till", risk.how),
            ("Följd för den enskilde", risk.harm),
            ("Åtgärder", stated),
            (
                "Visat av",
                "; ".join(evidence)
                if evidence
                else "Ännu inget prov i denna installation för dessa åtgärder.",
            ),
            ("Återstår", risk.remains),
            ("Sannolikhet och följd", fill(CONTROLLER, "grad före och efter åtgärder")),
        ),
        (3, 7),
    )
