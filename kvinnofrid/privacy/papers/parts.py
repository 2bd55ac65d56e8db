"""What several papers say: who is responsible, how long things are kept, what protects them."""

from collections.abc import Iterable

from kvinnofrid.catalogue import RetentionRule
from kvinnofrid.documents.paper import Block, Note, Paper, Table, fill
from kvinnofrid.privacy.document import draft
from kvinnofrid.privacy.situation import Situation

CONTROLLER = "personuppgiftsansvarig"


def paper(
    situation: Situation, *, name: str, title: str, subtitle: str, blocks: Iterable[Block]
) -> Paper:
    """A paper of the installation."""
    return draft(
        name=name,
        title=title,
        subtitle=f"{situation.organisation or 'Hela installationen'} · {subtitle}",
        on=situation.on,
        version=situation.version,
        made_from=situation.made_from,
        blocks=tuple(blocks),
    )


def responsible(situation: Situation) -> Table:
    """Who answers for the data, as far as the installation knows."""
    organisation = situation.organisation or fill(CONTROLLER, "organisationens namn")
    return Table(
        ("Uppgift", "Innehåll"),
        (
            (
                "Personuppgiftsansvarig",
                f"{organisation}, {fill(CONTROLLER, 'ansvarig nämnd och adress')}",
            ),
            ("Dataskyddsombud", fill(CONTROLLER, "namn och kontaktuppgifter")),
            (
                "Kontakt för installationen",
                situation.contact
                or fill("driftansvarig", "e-postadress, inställningen KV_CONTACT"),
            ),
            (
                "Personuppgiftsbiträden",
                fill(
                    CONTROLLER, "leverantör av drift, avtal och datum, eller att egen drift används"
                ),
            ),
            (
                "Plats för drift och kopior",
                fill("driftansvarig", "serverhall, land, vem som har tillträde"),
            ),
            (
                "Överföring till tredjeland",
                "Programmet sänder inget till tredjeland. "
                + fill(CONTROLLER, "bekräfta för drift och underbiträden"),
            ),
        ),
        (3, 7),
    )


def kept_for(rule: RetentionRule) -> str:
    """How long, in words."""
    parts = []
    if rule.keep_years:
        parts.append(f"{rule.keep_years} år")
    if rule.keep_months:
        parts.append(f"{rule.keep_months} {'månad' if rule.keep_months == 1 else 'månader'}")
    return " och ".join(parts) + f" från {_TRIGGERS[rule.trigger]}"


_TRIGGERS = {
    "last_entry": "sista anteckningen",
    "closed": "avslutet",
    "created": "att uppgiften skapades",
    "expired": "att tiden gick ut",
    "ended": "att det avslutades",
}


def how_long(situation: Situation, concerns: Iterable[str]) -> str:
    """How long the kinds of things are kept by the rules, and whether anybody has decided it."""
    wanted = tuple(concerns)
    rules = situation.rules.rules if situation.rules else ()
    found = [f"{rule.name.sv}: {kept_for(rule)}." for rule in rules if rule.concerns in wanted]
    if not found:
        return fill("ansvarig nämnd", "hur länge uppgifterna bevaras")
    if not situation.rules_decided:
        found.append(fill("ansvarig nämnd", "beslut om tiden; detta är ett förslag"))
    return " ".join(found)


def rules_note(situation: Situation) -> Note:
    """Whether the retention rules are decided."""
    rules = situation.rules
    if rules is None:
        return Note(
            "Katalogen har inga gallringsregler. " + fill("ansvarig nämnd", "beslut om gallring")
        )
    if rules.decision is None or not situation.rules_decided:
        return Note(
            f"Gallringsreglerna ({rules.title.sv}, version {rules.version}) är ett förslag. Inget"
            f" gallras förrän nämnden har beslutat. {fill('ansvarig nämnd', 'beslut och datum')}"
        )
    made = rules.decision
    return Note(
        f"Gallringsregler: {rules.title.sv}, version {rules.version}, beslutade av {made.body}"
        f" {made.on} ({made.reference})."
    )
