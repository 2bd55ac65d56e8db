"""The policy as a document for lawyers and auditors: `docs/reference/policy.md`, from the table."""

from collections.abc import Iterator

from kvinnofrid.access.actions import FIELD_GROUPS, Action
from kvinnofrid.access.policy import CONFIRMED_FOR, OPEN_FOR
from kvinnofrid.access.roles import ENDS, GRANTS, GRANTS_BY_TWO, ROLES, Role, conflict
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Grant, Object, Organisation, Own, Public, Record, Scope, Unit
from kvinnofrid.catalogue import Text

ON: dict[type[Object], Text] = {
    Record: Text(sv="Akter om personer", en="Records about people"),
    Unit: Text(sv="Enheter", en="Units"),
    Organisation: Text(sv="Organisationen", en="The organisation"),
    Grant: Text(sv="Behörigheter", en="Access"),
    Own: Text(sv="Det egna kontot", en="One's own account"),
    Public: Text(sv="Det publicerade", en="What is published"),
}
"""What actions are done to, in the order of the document."""

SCOPES: dict[Scope, tuple[str, Text]] = {
    Scope.TEAM: (
        "T",
        Text(
            sv="akter i den egna enheten som hen är tilldelad, har i sitt team eller täcker upp"
            " för",
            en="records in the own unit that are assigned to them, in their team or covered for",
        ),
    ),
    Scope.UNIT: ("E", Text(sv="allt i den egna enheten", en="everything in the own unit")),
    Scope.ORGANISATION: (
        "O",
        Text(sv="hela den egna organisationen", en="the whole of the own organisation"),
    ),
}
"""The letter and the words of each scope."""

_MINUTES = int(CONFIRMED_FOR.total_seconds() // 60)
_OPEN = int(OPEN_FOR.total_seconds() // 60)

MARKS: tuple[tuple[str, str, Text], ...] = (
    (
        "confirm",
        "bekräfta",
        Text(
            sv=f"den andra faktorn ska ha getts de senaste {_MINUTES} minuterna",
            en=f"confirm: the second factor must have been given in the last {_MINUTES} minutes",
        ),
    ),
    (
        "by_two",
        "två",
        Text(
            sv="en har föreslagit och en annan godkänner",
            en="two: one has proposed it, and another approves",
        ),
    ),
    (
        "for_another",
        "ej sig själv",
        Text(
            sv="den som det gäller får inte vara den som godkänner",
            en="not oneself: who it is for is not who approves",
        ),
    ),
    (
        "identified",
        "kända",
        Text(
            sv="var och en av dem ska ha angett vem hen är: personer räknas, inte konton",
            en="known: each of them must have given who they are; persons count, not accounts",
        ),
    ),
    (
        "through_glass",
        "nödöppning",
        Text(
            sv=f"en nödöppning av akten räcker, i högst {_OPEN} minuter",
            en=f"emergency: an emergency opening is enough, for {_OPEN} minutes at most",
        ),
    ),
    (
        "also_protected",
        "även skyddade",
        Text(
            sv="gäller också skyddade akter, eftersom inget av innehållet visas",
            en="also protected: holds for protected records too, since nothing in them is shown",
        ),
    ),
)
"""The marks of actions: the attribute that sets it, the mark, its words."""

ORDER: tuple[Text, ...] = (
    Text(
        sv="**Organisation.** Den som inte är inloggad, har slutat, är ledig, eller har loggat in"
        " med lägre tillitsnivå än organisationen kräver har ingen behörighet. Det som hör till en"
        " annan organisation finns inte.",
        en="**Organisation.** Whoever is not signed in, has left, is on leave, or signed in at a"
        " lower level of assurance than the organisation demands has no access. What belongs to"
        " another organisation does not exist.",
    ),
    Text(
        sv="**Spärr.** Den som akten är spärrad för får samma svar som om akten inte fanns, vad hen"
        " än har för roll och även vid nödöppning. Har någon inte sin identitet registrerad kan"
        " systemet inte veta att det är en annan, och då gäller spärren också hen.",
        en="**Block.** Whoever the record is blocked for gets the same answer as if it did not"
        " exist, whatever the role and even in an emergency. If somebody's identity is not on file,"
        " the system cannot know that it is another person, and the block holds for them too.",
    ),
    Text(
        sv="**Skyddad nivå.** En skyddad akt finns bara för den som två personer tillsammans har"
        " släppt in. Chefer i enheten får föreslå och godkänna vem det ska vara, inte läsa.",
        en="**Protected tier.** A protected record exists only for those whom two people together"
        " have let in. Managers of the unit may propose and approve who that is, not read.",
    ),
    Text(
        sv="**Tilldelning.** En handläggare når de akter som hen är tilldelad, har i sitt team"
        " eller täcker upp för. Andra akter finns inte för hen.",
        en="**Assignment.** A caseworker reaches the records assigned to them, in their team or"
        " covered for. Other records do not exist for them.",
    ),
    Text(
        sv="**Roll.** Tabellen nedan säger hur långt rollen räcker. Sedan prövas om den andra"
        " faktorn är nyss given och om en annan har föreslagit.",
        en="**Role.** The table below says how far the role reaches. Then come the fresh second"
        " factor, and whether another has proposed it.",
    ),
    Text(
        sv="**Fält.** Bara de grupper av uppgifter som åtgärden behöver lämnas ut.",
        en="**Field.** Only the groups of facts that the action needs are given out.",
    ),
)
"""The steps of the decision."""


def document() -> str:
    """The document as Markdown, Swedish first and English beside."""
    return "\n".join(
        (
            "# Åtkomstpolicy · Access policy",
            "",
            "<!-- Skriven av ./kv policy render. Ändra i kvinnofrid/access/, inte här. -->",
            "",
            "Vem som får göra vad. Sidan är gjord av samma tabell som systemet beslutar efter, och"
            " ett test håller dem lika. Det som inte står här är förbjudet.",
            "",
            "*Who may do what. The page is made from the table that the system decides by, and a"
            " test keeps them the same. What is not here is forbidden. Why it is so:"
            " [who may see what](../explanation/access.md).*",
            "",
            "## Beslutets ordning · Order of the decision",
            "",
            "Det som ett steg förbjuder kan inget senare steg tillåta. · *What a step forbids, no"
            " later step can allow.*",
            "",
            *(f"{number}. {step.sv}<br>*{step.en}*" for number, step in enumerate(ORDER, 1)),
            "",
            *_roles(),
            *_actions(),
            *_fields(),
            *_grants(),
        )
    )


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _both(text: Text) -> str:
    return f"{text.sv}<br>*{text.en}*"


def _names(roles: frozenset[Role] | set[Role]) -> str:
    """Roles in the order of the document."""
    return ", ".join(ROLES[role].name.sv for role in Role if role in roles) or "–"


def _names_en(roles: frozenset[Role] | set[Role]) -> str:
    return ", ".join(ROLES[role].name.en for role in Role if role in roles) or "–"


def _named(roles: frozenset[Role] | set[Role]) -> str:
    return _both(Text(sv=_names(roles), en=_names_en(roles))) if roles else "–"


def _roles() -> Iterator[str]:
    yield from ("## Roller · Roles", "")
    yield _row("kod · code", "roll · role", "innebörd · meaning", "gäller i · held in")
    yield "|---|---|---|---|"
    for role, words in ROLES.items():
        place = "en enhet<br>*a unit*" if words.in_unit else "organisationen<br>*the organisation*"
        yield _row(f"`{role}`", _both(words.name), _both(words.description), place)
    yield ""


def _actions() -> Iterator[str]:
    yield from ("## Åtgärder · Actions", "")
    yield "Varje rad säger vilka roller som får göra åtgärden och hur långt rollen räcker:"
    yield ""
    for letter, words in SCOPES.values():
        yield f"- **{letter}** {words.sv} · *{words.en}*"
    yield from ("", "Märken · *marks*:", "")
    for _, mark, words in MARKS:
        yield f"- **{mark}** {words.sv} · *{words.en}*"
    yield ""
    for kind, heading in ON.items():
        rows = [row for row in TABLE.values() if row.on is kind]
        yield from (f"### {heading.sv} · {heading.en}", "")
        yield from (_for_all(rows) if not any(row.by for row in rows) else _matrix(rows))
        yield ""


def _for_all(rows: list[Action]) -> Iterator[str]:
    """Actions that no role decides."""
    yield _row("åtgärd · action", "vem · who")
    yield "|---|---|"
    for row in rows:
        who = "alla<br>*everybody*" if row.everybody else "var och en sitt<br>*each their own*"
        yield _row(f"{_both(row.words)}<br>`{row.name}`", who)


def _matrix(rows: list[Action]) -> Iterator[str]:
    """Actions by the roles that do any of them."""
    roles = [role for role in Role if any(role in row.by for row in rows)]
    yield _row("åtgärd · action", *(_both(ROLES[role].name) for role in roles), "märken · marks")
    yield "|---" * (len(roles) + 2) + "|"
    for row in rows:
        reach = (SCOPES[row.by[role]][0] if role in row.by else "–" for role in roles)
        marks = ", ".join(mark for attribute, mark, _ in MARKS if getattr(row, attribute))
        yield _row(f"{_both(row.words)}<br>`{row.name}`", *reach, marks or "–")


def _fields() -> Iterator[str]:
    rows = [row for row in TABLE.values() if row.fields]
    yield from ("## Uppgifter i en akt · Facts in a record", "")
    yield _row("grupp · group", "innehåll · contents", *(f"`{row.name}`" for row in rows))
    yield "|---" * (len(rows) + 2) + "|"
    for group, words in FIELD_GROUPS.items():
        yield _row(
            f"`{group}`", _both(words), *("ja" if group in row.fields else "–" for row in rows)
        )
    yield from ("", "Övriga åtgärder lämnar inte ut något ur en akt. · *Other actions give out")
    yield from ("nothing of a record.*", "")


def _grants() -> Iterator[str]:
    yield from ("## Vem ger vem behörighet · Who gives access to whom", "")
    yield "Behörighet ges nedåt, i den egna enheten eller organisationen, aldrig till sig själv."
    yield "Där det står *två* föreslår en och godkänner en annan, och ingen av dem är den som får"
    yield "behörigheten. Fler kan avsluta en behörighet än de som ger den, så att det går genast."
    yield from ("", "*Access is given downward, within one's own, never to oneself. Where it says")
    yield "“två”, one proposes and another approves, and neither is who gets the access. Access can"
    yield from ("be ended by more than those who give it, so that it can be done at once.*", "")
    approvers = frozenset(TABLE["membership.approve"].by)
    yield f"Godkänner · *approve*: {_names(approvers)} · *{_names_en(approvers)}*"
    yield ""
    yield _row(
        "roll · role",
        "ges av · given by",
        "två · two",
        "avslutas av · ended by",
        "aldrig med · never with",
    )
    yield "|---|---|---|---|---|"
    for role in Role:
        yield _row(
            _both(ROLES[role].name),
            _named({giver for giver, given in GRANTS.items() if role in given}),
            "två" if role in GRANTS_BY_TWO else "–",
            _named({ender for ender, ended in ENDS.items() if role in ended}),
            _named({other for other in Role if conflict(role, other)}),
        )
    yield ""
