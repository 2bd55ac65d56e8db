"""Export for a personal data breach [personuppgiftsincident]: the form, and the log's lines."""

from collections import Counter
from collections.abc import Iterator, Sequence

from kvinnofrid.documents.paper import Block, Heading, Note, Paper, Paragraph, Table, fill
from kvinnofrid.privacy.papers.parts import CONTROLLER, paper, responsible
from kvinnofrid.privacy.situation import Event, Incident, Situation

MOST_ACTORS = 20
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
            (
                "Är någons liv eller hälsa i fara, och vad är gjort åt det?",
                fill(CONTROLLER, "skyddsåtgärder, av vem, när"),
            ),
            (
                "Varför anmäls den eller anmäls den inte?",
                fill(
                    CONTROLLER, "bedömd risk; även en incident som inte anmäls dokumenteras, 33.5"
                ),
            ),
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
        yield Note(incident.proof) if incident.proof else Paragraph("Loggens kedja är inte prövad.")
        yield from _summary(incident.events)
        yield Heading("Rad för rad", 2)
        yield Table(
            ("Nr", "Tid", "Vem", "Handling", "Objekt", "Utfall", "Upplysningar"),
            tuple(
                (
                    str(one.number),
                    f"{one.at:%Y-%m-%d %H:%M:%S}",
                    one.actor,
                    f"{one.words or one.action} ({one.action})",
                    f"{one.object_kind} {one.object_id}",
                    OUTCOMES.get(one.outcome, one.outcome),
                    one.facts or "–",
                )
                for one in incident.events
            ),
            (1, 3, 4, 4, 4, 2, 3),
        )


def _summary(events: Sequence[Event]) -> Iterator[Block]:
    """What a reader asks first: how many, when, who most, what was refused."""
    refused = sum(one.outcome == "denied" for one in events)
    objects = {(one.object_kind, one.object_id) for one in events}
    yield Heading("I korthet", 2)
    yield Table(
        ("Uppgift", "Antal eller tid"),
        (
            ("Händelser", str(len(events))),
            ("Den första", f"{events[0].at:%Y-%m-%d %H:%M:%S}"),
            ("Den sista", f"{events[-1].at:%Y-%m-%d %H:%M:%S}"),
            ("Nekade", str(refused)),
            ("Olika personer", str(len({one.actor for one in events}))),
            ("Olika objekt", str(len(objects))),
        ),
        (4, 6),
    )
    yield Table(
        ("Vem", "Händelser", "Nekade", "Olika objekt"),
        tuple(
            (
                actor,
                str(count),
                str(sum(one.actor == actor and one.outcome == "denied" for one in events)),
                str(len({one.object_id for one in events if one.actor == actor})),
            )
            for actor, count in Counter(one.actor for one in events).most_common(MOST_ACTORS)
        ),
        (5, 2, 2, 2),
    )
    yield Paragraph(
        f"Högst {MOST_ACTORS} personer visas. Vem ett id är ser logggranskaren i systemet; skriv"
        " inga namn i handlingen förrän det behövs."
    )
