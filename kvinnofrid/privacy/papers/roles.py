"""The list of roles and scopes, written from the one table of the policy."""

from collections.abc import Iterator

from kvinnofrid.access.actions import Action
from kvinnofrid.access.rendering import MARKS
from kvinnofrid.access.roles import CONFLICTS, GRANTS, GRANTS_BY_TWO, ROLES, Role
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Scope
from kvinnofrid.documents.paper import Block, Bullets, Heading, Paper, Paragraph, Table, fill
from kvinnofrid.privacy.papers.parts import paper
from kvinnofrid.privacy.situation import Situation

SCOPES: dict[Scope, str] = {
    Scope.TEAM: "egna, teamets och täckta",
    Scope.UNIT: "enhetens",
    Scope.ORGANISATION: "organisationens",
}


def roles(situation: Situation) -> Paper:
    """Who may do what in the installation."""
    return paper(
        situation,
        name="roller-och-atkomst",
        title="Roller och åtkomst",
        subtitle="vem som får göra vad, och hur långt",
        blocks=_blocks(),
    )


def _blocks() -> Iterator[Block]:
    yield Heading("Ordningen")
    yield Paragraph(
        "Varje fråga prövas i ordningen organisation, spärr, skyddad nivå, tilldelning, roll, fält."
        " Det som ett tidigare steg nekar kan inget senare tillåta. Det som inte står här är nekat."
    )
    yield Heading("Roller")
    yield Table(
        ("Roll", "Vad den är till för", "Gäller i", "Når akter", "Innehavare"),
        tuple(
            (
                words.name.sv,
                words.description.sv,
                "enhet" if words.in_unit else "organisation",
                "ja" if words.content else "nej",
                fill("nämnden", "befattningar"),
            )
            for words in ROLES.values()
        ),
        (4, 7, 3, 2, 4),
    )
    yield Heading("Vem som ger behörighet")
    yield Table(
        ("Roll", "Får ge", "Två beslutar"),
        tuple(
            (
                ROLES[role].name.sv,
                ", ".join(ROLES[one].name.sv for one in Role if one in GRANTS.get(role, ())) or "–",
                "ja" if role in GRANTS_BY_TWO else "nej",
            )
            for role in Role
        ),
        (3, 6, 2),
    )
    yield Paragraph("Samma person får inte ha dessa roller i samma organisation:")
    yield Bullets(
        tuple(
            f"{ROLES[one].name.sv} och {ROLES[other].name.sv.lower()}"
            for one, others in CONFLICTS.items()
            for other in Role
            if other in others
        )
    )
    yield Heading("Handlingar")
    yield Paragraph(
        "Efter rollen står hur långt den når. Handlingens kod inom parentes är den som loggas."
    )
    yield Bullets(tuple(f"{mark}: {words.sv}" for _, mark, words in MARKS))
    yield Table(
        ("Handling", "Vem och hur långt", "Särskilda krav"),
        tuple((f"{one.words.sv} ({one.name})", _by(one), _needs(one)) for one in TABLE.values()),
        (5, 6, 4),
    )


def _by(action: Action) -> str:
    if action.everybody:
        return "alla, utan inloggning"
    if not action.by:
        return "var och en, det egna"
    return "; ".join(
        f"{ROLES[role].name.sv}: {SCOPES[action.by[role]]}" for role in Role if role in action.by
    )


def _needs(action: Action) -> str:
    return ", ".join(mark for name, mark, _ in MARKS if getattr(action, name)) or "–"
