"""Export for a personal data breach [personuppgiftsincident]: the form, and the log's lines."""

from collections.abc import Iterator

from kvinnofrid.privacy.document import Block, Heading, Note, Paper, Paragraph, Table, fill
from kvinnofrid.privacy.papers.parts import CONTROLLER, paper, responsible
from kvinnofrid.privacy.situation import Incident, Situation

OUTCOMES = {"allowed": "genomfört", "denied": "nekat", "failed": "misslyckat"}


def incident_export(situation: Situation, incident: Incident) -> Paper:
    """The form of a report with the log's lines for a period, a person or a record."""
    return paper(
        situation,
        name="incidentexport",
        title="Underlag vid personuppgiftsincident",
        subtitle="dataskyddsförordningen artikel 33 och 34",
        blocks=_blocks(situation, incident),
    )


def _blocks(situation: Situation, incident: Incident) -> Iterator[Block]:
    yield Note(
        "En incident som kan innebära risk för någon anmäls till Integritetsskyddsmyndigheten inom"
        " 72 timmar från att den upptäcktes. Är någons liv eller hälsa i fara: skydda personen"
        " först."
    )
    yield Heading("Anmälan")
    yield Table(
        ("Fråga", "Svar"),
        (
            ("När upptäcktes incidenten?", fill(CONTROLLER, "datum, klockslag, av vem")),
            ("När inträffade den?", fill(CONTROLLER, "datum och klockslag, från och till")),
            (
                "Vad har hänt?",
                fill(CONTROLLER, "obehörigt röjande, förlust, ändring, otillgänglighet"),
            ),
            ("Vilka och hur många berörs?", fill(CONTROLLER, "grupper och antal, ungefär")),
            ("Finns någon med skyddade personuppgifter?", fill(CONTROLLER, "ja eller nej")),
            ("Sannolika följder", fill(CONTROLLER, "för de berörda")),
            ("Åtgärder, vidtagna och planerade", fill(CONTROLLER, "vad, av vem, när")),
            ("Har de berörda informerats?", fill(CONTROLLER, "hur, när, eller varför inte")),
            ("Polisanmälan", fill(CONTROLLER, "datum och nummer, eller skäl att avstå")),
            (
                "Andra att underrätta",
                fill(
                    CONTROLLER,
                    "Inspektionen för vård och omsorg, Socialstyrelsen, andra organisationer",
                ),
            ),
        ),
        (4, 6),
    )
    yield Heading("Ansvar")
    yield responsible(situation)
    yield Heading("Händelser i loggen")
    yield Paragraph(
        f"Urval: {incident.first} till {incident.until}"
        + (f", person {incident.person}" if incident.person else "")
        + (f", akt {incident.record}" if incident.record else "")
        + ". Namn på personer och akter är slumpade id."
    )
    if incident.events is None:
        yield Note(
            "Loggen förs för varje organisation för sig. Ange organisationens kod för att få med"
            " dess händelser."
        )
    elif not incident.events:
        yield Note("Loggen har inga händelser i urvalet.")
    else:
        yield Table(
            ("Nr", "Tid", "Vem", "Handling", "Objekt", "Utfall"),
            tuple(
                (
                    str(one.number),
                    f"{one.at:%Y-%m-%d %H:%M:%S}",
                    one.actor,
                    one.action,
                    f"{one.object_kind} {one.object_id}",
                    OUTCOMES.get(one.outcome, one.outcome),
                )
                for one in incident.events
            ),
            (1, 3, 4, 3, 4, 2),
        )
