"""The roles: what each is for, in words that the interface shows, and who may give it to whom."""

from dataclasses import dataclass
from enum import StrEnum

from kvinnofrid.catalogue import Text


class Role(StrEnum):
    """What somebody is trusted with in an organisation or one of its units."""

    CASEWORKER = "caseworker"
    UNIT_MANAGER = "unit_manager"
    COORDINATOR = "coordinator"
    BOARD_READER = "board_reader"
    COUNTY_LEADER = "county_leader"
    COUNTY_BOARD_OFFICER = "county_board_officer"
    NATIONAL_ANALYST = "national_analyst"
    GRANT_OFFICER = "grant_officer"
    LOG_REVIEWER = "log_reviewer"
    ARCHIVIST = "archivist"
    SYSTEM_ADMINISTRATOR = "system_administrator"


@dataclass(frozen=True, slots=True)
class RoleDescription:
    """A role in words. `in_unit`: it is held in a unit, the others in the whole organisation.

    `content`: the role may reach records about people.
    """

    name: Text
    description: Text
    in_unit: bool = False
    content: bool = False


def _text(sv: str, en: str) -> Text:
    return Text(sv=sv, en=en)


ROLES: dict[Role, RoleDescription] = {
    Role.CASEWORKER: RoleDescription(
        _text("Handläggare", "Caseworker"),
        _text(
            "Arbetar med klienter. Ser bara de klienter som hen är tilldelad, har i sitt team eller"
            " täcker upp för, och den egna enhetens resultat.",
            "Works with clients. Sees only clients assigned to them, in their team or covered for"
            " a colleague, and the unit's own results.",
        ),
        in_unit=True,
        content=True,
    ),
    Role.UNIT_MANAGER: RoleDescription(
        _text("Enhetschef", "Unit manager"),
        _text(
            "Leder en enhet. Ser enhetens klienter, fördelar dem, spärrar, och ger handläggare"
            " behörighet till den egna enheten.",
            "Leads a unit. Sees the unit's clients, assigns them, blocks, and gives caseworkers"
            " access to the own unit.",
        ),
        in_unit=True,
        content=True,
    ),
    Role.COORDINATOR: RoleDescription(
        _text("Kvinnofridssamordnare", "Municipal coordinator"),
        _text(
            "Samordnar arbetet i kommunen. Ser sammanställda resultat, aldrig enskilda personer,"
            " och föreslår chefer och politiska läsare.",
            "Coordinates the municipality's work. Sees compiled results, never single people, and"
            " proposes managers and board readers.",
        ),
    ),
    Role.BOARD_READER: RoleDescription(
        _text("Förtroendevald läsare", "Board reader"),
        _text(
            "Läser kommunens släppta resultat och rapporter. Ser inga uppgifter om personer.",
            "Reads the municipality's released results and reports. Sees nothing about people.",
        ),
    ),
    Role.COUNTY_LEADER: RoleDescription(
        _text("Utvecklingsledare i länet", "County development leader"),
        _text(
            "Stöder länets kommuner. Ser släppta uppgifter för länet, aldrig enskilda personer.",
            "Supports the county's municipalities. Sees released figures, never single people.",
        ),
    ),
    Role.COUNTY_BOARD_OFFICER: RoleDescription(
        _text("Handläggare på länsstyrelsen", "County administrative board officer"),
        _text(
            "Följer upp länets arbete för länsstyrelsen. Ser släppta uppgifter.",
            "Follows up the county's work for the board. Sees released figures.",
        ),
    ),
    Role.NATIONAL_ANALYST: RoleDescription(
        _text("Nationell analytiker", "National analyst"),
        _text(
            "Sammanställer och granskar nationella uppgifter. Ser släppta uppgifter.",
            "Compiles and examines national figures. Sees released figures.",
        ),
    ),
    Role.GRANT_OFFICER: RoleDescription(
        _text("Handläggare av utvecklingsmedel", "Grant officer"),
        _text(
            "Handlägger utvecklingsmedel. Ser ansökningar och redovisningar, inga personer.",
            "Handles development grants. Sees applications and accounts, no people.",
        ),
    ),
    Role.LOG_REVIEWER: RoleDescription(
        _text("Loggranskare", "Log reviewer"),
        _text(
            "Granskar vem som har läst vad. Ser loggen, inte innehållet i det som lästs.",
            "Examines who has read what. Sees the log, not the contents of what was read.",
        ),
    ),
    Role.ARCHIVIST: RoleDescription(
        _text("Arkivarie", "Archivist"),
        _text(
            "Förbereder och beslutar om gallring tillsammans med en annan. Ser vad som ska"
            " gallras och varför, inte innehållet.",
            "Prepares and decides on disposal together with another. Sees what is due and why,"
            " not the contents.",
        ),
    ),
    Role.SYSTEM_ADMINISTRATOR: RoleDescription(
        _text("Systemadministratör", "System administrator"),
        _text(
            "Sköter driften och organisationens inställningar. Ser inga uppgifter om personer.",
            "Runs the system and the organisation's settings. Sees nothing about people.",
        ),
    ),
}

GRANTS: dict[Role, frozenset[Role]] = {
    Role.UNIT_MANAGER: frozenset({Role.CASEWORKER}),
    Role.COORDINATOR: frozenset({Role.UNIT_MANAGER, Role.BOARD_READER}),
    Role.SYSTEM_ADMINISTRATOR: frozenset(
        {
            Role.COORDINATOR,
            Role.COUNTY_LEADER,
            Role.COUNTY_BOARD_OFFICER,
            Role.NATIONAL_ANALYST,
            Role.GRANT_OFFICER,
            Role.LOG_REVIEWER,
            Role.ARCHIVIST,
            Role.SYSTEM_ADMINISTRATOR,
        }
    ),
}
"""Which roles a role may give, always within its own organisation or unit. Nobody gives upward,
and nobody who runs the system gives a role that reaches records."""

ENDS: dict[Role, frozenset[Role]] = {
    Role.UNIT_MANAGER: GRANTS[Role.UNIT_MANAGER],
    Role.COORDINATOR: GRANTS[Role.COORDINATOR] | {Role.CASEWORKER},
    Role.SYSTEM_ADMINISTRATOR: frozenset(Role),
}
"""Which roles a role may take away. More than it may give: when somebody turns out to be a danger,
access must end at once although the only manager is away."""

GRANTS_BY_TWO: frozenset[Role] = frozenset(
    {
        Role.UNIT_MANAGER,
        Role.COORDINATOR,
        Role.LOG_REVIEWER,
        Role.ARCHIVIST,
        Role.SYSTEM_ADMINISTRATOR,
    }
)
"""Roles that one person proposes and another approves."""

CONFLICTS: dict[Role, frozenset[Role]] = {
    Role.SYSTEM_ADMINISTRATOR: frozenset(
        {Role.CASEWORKER, Role.UNIT_MANAGER, Role.LOG_REVIEWER, Role.ARCHIVIST}
    ),
    Role.LOG_REVIEWER: frozenset({Role.CASEWORKER, Role.UNIT_MANAGER}),
}
"""Roles that one person may not hold together in an organisation; see `conflict`."""


def conflict(one: Role, other: Role) -> bool:
    """Whether one person may not hold both in the same organisation."""
    return other in CONFLICTS.get(one, ()) or one in CONFLICTS.get(other, ())
