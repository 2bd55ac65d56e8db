"""Record of processing activities [registerförteckning], GDPR article 30."""

from collections.abc import Iterator

from kvinnofrid.documents.paper import Block, Bullets, Heading, Note, Paper, Paragraph, Table, fill
from kvinnofrid.privacy.holdings import HOLDINGS, OPEN, PARTS
from kvinnofrid.privacy.papers.parts import (
    CONTROLLER,
    how_long,
    kept_for,
    paper,
    responsible,
    rules_note,
)
from kvinnofrid.privacy.protection import protections
from kvinnofrid.privacy.situation import Situation


def processing(situation: Situation) -> Paper:
    """The record of processing activities of the installation."""
    return paper(
        situation,
        name="registerforteckning",
        title="Förteckning över behandling av personuppgifter",
        subtitle="dataskyddsförordningen artikel 30",
        blocks=_blocks(situation),
    )


def _blocks(situation: Situation) -> Iterator[Block]:
    yield Heading("Ansvar")
    yield responsible(situation)
    yield Heading("Behandlingar")
    if not situation.people:
        yield Note(
            "Den här installationen har ingen del som för akter om klienter. Skriv om förteckningen"
            " när en sådan del införs."
        )
    present = {register.holding for register in situation.registers}
    for key, holding in HOLDINGS.items():
        if key not in present:
            continue
        yield Heading(holding.name, 2)
        yield Table(
            ("Uppgift", "Innehåll"),
            (
                ("Ändamål", holding.purpose),
                ("Rättslig grund", f"{holding.basis}. {fill(CONTROLLER, 'bekräfta grunden')}"),
                ("Registrerade", holding.persons),
                ("Personuppgifter", holding.data),
                ("Mottagare", holding.receivers),
                ("Hur länge", how_long(situation, holding.concerns)),
            ),
            (3, 7),
        )
    yield Heading("Gallringsregler")
    yield rules_note(situation)
    if situation.rules is not None:
        yield Table(
            ("Vad", "Hur länge", "Rättslig källa", "Vad som blir kvar"),
            tuple(
                (
                    rule.name.sv,
                    kept_for(rule),
                    rule.legal_source.sv
                    + (f" {fill('arkivarie', rule.to_confirm.sv)}" if rule.to_confirm else ""),
                    rule.remains.sv,
                )
                for rule in situation.rules.rules
            ),
            (3, 3, 7, 4),
        )
        kept = [one.words.sv for rule in situation.rules.rules for one in rule.exceptions]
        if kept:
            yield Heading("Undantas från gallring", 2)
            yield Bullets(tuple(kept))
    yield Heading("Skyddsåtgärder")
    yield Paragraph(
        "Tekniska och organisatoriska åtgärder enligt artikel 32, som de är installerade."
    )
    yield Table(
        ("Åtgärd", "Hur", "Läge"),
        tuple((one.name, one.how, one.state(situation.rooms)) for one in protections(situation)),
        (3, 7, 3),
    )
    yield Heading("Variabler om organisationer")
    yield Paragraph(
        "Systemets jämförelser rör organisationer, inte personer. Katalogen har "
        + (_sets(situation) or "inga indikatoruppsättningar")
        + "."
    )
    yield Heading("Bilaga: delar och tabeller")
    yield Table(
        ("Del", "Innehåll"),
        tuple(
            (room, PARTS.get(room) or fill("systemansvarig", "vad delen gör"))
            for room in sorted(situation.rooms)
        ),
        (3, 7),
    )
    yield Table(
        ("Tabell i databasen", "Rör"),
        tuple((register.label, _about(register.holding)) for register in situation.registers),
        (5, 5),
    )


def _sets(situation: Situation) -> str:
    return "; ".join(
        f"{one.title.sv} {one.version} med {len(one.indicators)} indikatorer"
        for one in situation.indicator_sets
    )


def _about(holding: str | None) -> str:
    if holding is None:
        return fill(CONTROLLER, "vilka personer tabellen rör, om några")
    if holding == OPEN:
        return "Organisationer; publicerade uppgifter"
    return HOLDINGS[holding].name
