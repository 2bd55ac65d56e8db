"""The table: every action, on what, by which role and how far. What is not here is denied.

A lawyer can read it as it is rendered in `docs/reference/policy.md`. Changing it is a decision.
"""

from kvinnofrid.access.actions import EVERYTHING, IDENTITY, META, Action
from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Grant, Organisation, Own, Public, Record, Scope, Unit
from kvinnofrid.catalogue import Text

_CASEWORK = {Role.CASEWORKER: Scope.TEAM, Role.UNIT_MANAGER: Scope.UNIT}
_MANAGED = {Role.UNIT_MANAGER: Scope.UNIT}


def _organisation_wide(*roles: Role) -> dict[Role, Scope]:
    return dict.fromkeys(roles, Scope.ORGANISATION)


_ROWS: tuple[Action, ...] = (
    Action(
        "page.read",
        Text(sv="Läsa det som är publicerat", en="Read what is published"),
        on=Public,
        everybody=True,
    ),
    Action(
        "account.sign_in",
        Text(sv="Logga in och ut", en="Sign in and out"),
        on=Public,
        everybody=True,
    ),
    Action(
        "calendar.read",
        Text(
            sv="Läsa dagar utan innehåll ur en egen kalender, med dess hemliga länk",
            en="Read days without content from one's own calendar, with its secret link",
        ),
        on=Public,
        everybody=True,
    ),
    Action(
        "account.enrol",
        Text(
            sv="Lägga till en andra faktor till sitt konto",
            en="Add a second factor to one's own account",
        ),
        on=Own,
    ),
    Action(
        "account.manage_own",
        Text(
            sv="Se och ändra sitt eget konto och sina inloggningar",
            en="See and change one's own account and sessions",
        ),
        on=Own,
    ),
    Action(
        "account.identify",
        Text(
            sv="Ange vem man är: personnumret blir en kod som bara nyckeltjänsten kan räkna fram",
            en="Give who one is: the identity number becomes a token that only the key service can"
            " make",
        ),
        on=Own,
        confirm=True,
    ),
    Action(
        "record.find",
        Text(
            sv="Hitta en akt i listor, sökningar och antal",
            en="Find a record in lists, searches and counts",
        ),
        on=Record,
        by=_CASEWORK,
        through_glass=True,
        fields=frozenset({IDENTITY, META}),
    ),
    Action(
        "record.read",
        Text(sv="Läsa en akt", en="Read a record"),
        on=Record,
        by=_CASEWORK,
        through_glass=True,
        fields=EVERYTHING,
    ),
    Action(
        "record.break_glass",
        Text(sv="Öppna en akt genom nödöppning", en="Open a record in an emergency"),
        on=Record,
        by=_organisation_wide(Role.CASEWORKER, Role.UNIT_MANAGER),
        confirm=True,
    ),
    Action(
        "record.create",
        Text(sv="Lägga upp en ny akt", en="Create a record"),
        on=Unit,
        by={Role.CASEWORKER: Scope.UNIT, Role.UNIT_MANAGER: Scope.UNIT},
    ),
    Action(
        "record.write",
        Text(sv="Skriva i en akt", en="Write in a record"),
        on=Record,
        by=_CASEWORK,
        fields=EVERYTHING,
    ),
    Action(
        "record.assign",
        Text(sv="Fördela en akt till handläggare", en="Assign a record to caseworkers"),
        on=Record,
        by=_MANAGED,
        fields=frozenset({IDENTITY, META}),
    ),
    Action(
        "record.block",
        Text(sv="Spärra en akt för en person", en="Block a person from a record"),
        on=Record,
        by=_CASEWORK,
    ),
    Action(
        "record.see_blocks",
        Text(sv="Se vem en akt är spärrad för", en="See whom a record is blocked for"),
        on=Record,
        by=_MANAGED,
    ),
    Action(
        "record.propose_unblock",
        Text(sv="Föreslå att en spärr hävs", en="Propose that a block is lifted"),
        on=Record,
        by=_MANAGED,
        confirm=True,
    ),
    Action(
        "record.unblock",
        Text(sv="Häva en spärr som en annan föreslagit", en="Lift a block that another proposed"),
        on=Record,
        by=_MANAGED,
        confirm=True,
        by_two=True,
        identified=True,
    ),
    Action(
        "record.transfer",
        Text(sv="Flytta en akt till en annan enhet", en="Transfer a record to another unit"),
        on=Record,
        by=_MANAGED,
    ),
    Action(
        "record.merge",
        Text(
            sv="Slå ihop två akter som gäller samma person",
            en="Merge two records that are of the same person",
        ),
        on=Record,
        by=_CASEWORK,
        fields=EVERYTHING,
    ),
    Action(
        "record.protect",
        Text(sv="Lägga en akt på skyddad nivå", en="Put a record in the protected tier"),
        on=Record,
        by=_CASEWORK,
    ),
    Action(
        "record.propose_clearance",
        Text(
            sv="Föreslå vem som får nå en skyddad akt",
            en="Propose who may reach a protected record",
        ),
        on=Record,
        by=_MANAGED,
        confirm=True,
        also_protected=True,
    ),
    Action(
        "record.clear",
        Text(
            sv="Godkänna vem som får nå en skyddad akt, efter en annans förslag",
            en="Approve who may reach a protected record, after another's proposal",
        ),
        on=Record,
        by=_MANAGED,
        confirm=True,
        by_two=True,
        for_another=True,
        identified=True,
        also_protected=True,
    ),
    Action(
        "unit.read_results",
        Text(sv="Se den egna enhetens resultat", en="See the own unit's results"),
        on=Unit,
        by={
            Role.CASEWORKER: Scope.UNIT,
            Role.UNIT_MANAGER: Scope.UNIT,
            Role.COORDINATOR: Scope.ORGANISATION,
        },
    ),
    Action(
        "unit.export_coded",
        Text(
            sv="Hämta enhetens kodade uppgifter utan identitet",
            en="Export the unit's coded data without identity",
        ),
        on=Unit,
        by=_MANAGED,
        confirm=True,
    ),
    Action(
        "unit.staff",
        Text(
            sv="Bilda team och utse vem som täcker upp i enheten",
            en="Form teams and appoint who covers in the unit",
        ),
        on=Unit,
        by=_MANAGED,
    ),
    Action(
        "unit.manage",
        Text(sv="Lägga upp och avsluta enheter", en="Begin and end units"),
        on=Organisation,
        by=_organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
    ),
    Action(
        "organisation.read_released",
        Text(
            sv="Se organisationens släppta resultat och arbetsmaterial",
            en="See the organisation's released results and working material",
        ),
        on=Organisation,
        by=_organisation_wide(
            Role.UNIT_MANAGER,
            Role.COORDINATOR,
            Role.BOARD_READER,
            Role.COUNTY_LEADER,
            Role.COUNTY_BOARD_OFFICER,
            Role.NATIONAL_ANALYST,
            Role.GRANT_OFFICER,
        ),
    ),
    Action(
        "membership.see",
        Text(sv="Se vilka som har behörighet", en="See who has access"),
        on=Organisation,
        by=_organisation_wide(
            Role.UNIT_MANAGER, Role.COORDINATOR, Role.LOG_REVIEWER, Role.SYSTEM_ADMINISTRATOR
        ),
    ),
    Action(
        "membership.propose",
        Text(
            sv="Ge en behörighet, eller föreslå en som två ska besluta",
            en="Give access, or propose access that two decide on",
        ),
        on=Grant,
        by={
            Role.UNIT_MANAGER: Scope.UNIT,
            **_organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
        },
        confirm=True,
    ),
    Action(
        "membership.approve",
        Text(
            sv="Godkänna en behörighet som en annan föreslagit",
            en="Approve access that another proposed",
        ),
        on=Grant,
        by=_organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR, Role.LOG_REVIEWER),
        confirm=True,
        by_two=True,
    ),
    Action(
        "membership.end",
        Text(sv="Avsluta en behörighet", en="End access"),
        on=Grant,
        by={
            Role.UNIT_MANAGER: Scope.UNIT,
            **_organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
        },
    ),
    Action(
        "membership.identify",
        Text(
            sv="Ange vem den är som har en behörighet, eller ta bort en felaktig uppgift om det",
            en="Give who it is that has access, or take away what was wrongly given of it",
        ),
        on=Grant,
        by={
            Role.UNIT_MANAGER: Scope.UNIT,
            **_organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
        },
        confirm=True,
    ),
    Action(
        "log.read",
        Text(sv="Läsa loggen", en="Read the log"),
        on=Organisation,
        by=_organisation_wide(Role.LOG_REVIEWER),
        confirm=True,
    ),
    Action(
        "log.of_record",
        Text(sv="Se loggens rader om en akt", en="See the log's lines about a record"),
        on=Record,
        by=_organisation_wide(Role.LOG_REVIEWER),
        also_protected=True,
    ),
    Action(
        "log.extract",
        Text(
            sv="Ta ut loggen om en akt för en klient som begärt den",
            en="Extract the log about a record for a client who has asked for it",
        ),
        on=Record,
        by=_organisation_wide(Role.LOG_REVIEWER),
        confirm=True,
        also_protected=True,
    ),
    Action(
        "instrument.read",
        Text(sv="Se och prova formulär", en="See and try forms"),
        on=Organisation,
        by=_organisation_wide(
            Role.CASEWORKER, Role.UNIT_MANAGER, Role.COORDINATOR, Role.COUNTY_LEADER
        ),
    ),
    Action(
        "instrument.draft",
        Text(sv="Läsa in egna formulär som utkast", en="Take in forms as drafts"),
        on=Organisation,
        by=_organisation_wide(Role.COORDINATOR, Role.COUNTY_LEADER),
    ),
    Action(
        "instrument.publish",
        Text(sv="Publicera och dra in egna formulär", en="Publish and withdraw forms"),
        on=Organisation,
        by=_organisation_wide(Role.COORDINATOR, Role.COUNTY_LEADER),
    ),
    Action(
        "log.draw",
        Text(
            sv="Välja ut händelser i loggen att granska",
            en="Choose events of the log to be reviewed",
        ),
        on=Organisation,
        by=_organisation_wide(Role.LOG_REVIEWER),
        confirm=True,
    ),
    Action(
        "log.review",
        Text(
            sv="Bedöma en händelse i loggen som någon annan står för",
            en="Judge an event of the log that is somebody else's doing",
        ),
        on=Organisation,
        by=_organisation_wide(Role.LOG_REVIEWER),
        confirm=True,
        by_two=True,
    ),
    Action(
        "log.verify",
        Text(sv="Kontrollera att loggen är hel", en="Verify that the log is whole"),
        on=Organisation,
        by=_organisation_wide(Role.LOG_REVIEWER, Role.SYSTEM_ADMINISTRATOR),
    ),
    Action(
        "retention.preview",
        Text(sv="Se vad som är moget att gallra", en="See what is due for disposal"),
        on=Organisation,
        by=_organisation_wide(Role.ARCHIVIST, Role.UNIT_MANAGER),
    ),
    Action(
        "retention.of_record",
        Text(sv="Se att en akt ska gallras", en="See that a record is due for disposal"),
        on=Record,
        by={Role.ARCHIVIST: Scope.ORGANISATION, Role.UNIT_MANAGER: Scope.UNIT},
        also_protected=True,
    ),
    Action(
        "retention.propose",
        Text(sv="Föreslå gallring", en="Propose disposal"),
        on=Organisation,
        by=_organisation_wide(Role.ARCHIVIST),
        confirm=True,
    ),
    Action(
        "retention.approve",
        Text(sv="Besluta om gallring som en annan föreslagit", en="Approve proposed disposal"),
        on=Organisation,
        by=_organisation_wide(Role.ARCHIVIST, Role.UNIT_MANAGER),
        confirm=True,
        by_two=True,
        identified=True,
    ),
    Action(
        "retention.carry_out",
        Text(sv="Verkställa en beslutad gallring", en="Carry out approved disposal"),
        on=Organisation,
        by=_organisation_wide(Role.ARCHIVIST),
        confirm=True,
    ),
    Action(
        "retention.hold",
        Text(
            sv="Sätta ett bevarandestopp, så att inget gallras",
            en="Place a hold, so that nothing is disposed of",
        ),
        on=Organisation,
        by=_organisation_wide(Role.ARCHIVIST, Role.UNIT_MANAGER),
    ),
    Action(
        "retention.lift_hold",
        Text(
            sv="Häva ett bevarandestopp som en annan har satt",
            en="Lift a hold that another has placed",
        ),
        on=Organisation,
        by=_organisation_wide(Role.ARCHIVIST),
        confirm=True,
        by_two=True,
        identified=True,
    ),
    Action(
        "system.settings",
        Text(
            sv="Ändra organisationens inställningar för inloggning",
            en="Change the organisation's settings for signing in",
        ),
        on=Organisation,
        by=_organisation_wide(Role.SYSTEM_ADMINISTRATOR),
        confirm=True,
    ),
    Action(
        "system.sign_in_services",
        Text(
            sv="Se, pröva, föreslå och stänga organisationens inloggningstjänster",
            en="See, check, propose and close the organisation's sign-in services",
        ),
        on=Organisation,
        by=_organisation_wide(Role.SYSTEM_ADMINISTRATOR),
        confirm=True,
    ),
    Action(
        "system.approve_sign_in_service",
        Text(
            sv="Godkänna en inloggningstjänst som en annan föreslagit",
            en="Approve a sign-in service that another proposed",
        ),
        on=Organisation,
        by=_organisation_wide(Role.SYSTEM_ADMINISTRATOR),
        confirm=True,
        by_two=True,
    ),
    Action(
        "system.status",
        Text(
            sv="Se driftens självkontroll och säkerhetskopior",
            en="See the system's self-test and backups",
        ),
        on=Organisation,
        by=_organisation_wide(Role.SYSTEM_ADMINISTRATOR),
    ),
    Action(
        "system.health",
        Text(
            sv="Fråga om systemet svarar; driftens mått bara med serverns egen kod",
            en="Ask whether the system answers; its figures only with the server's own code",
        ),
        on=Public,
        everybody=True,
    ),
    Action(
        "system.operate",
        Text(
            sv="Köra kommandon på servern: det avgör den som har servern, aldrig en roll här",
            en="Run commands on the server: decided by who has the server, never by a role here",
        ),
        on=Organisation,
    ),
    Action(
        "comparison.load",
        Text(sv="Läsa in öppna jämförelser på servern", en="Load open comparisons on the server"),
        on=Organisation,
    ),
    Action(
        "system.privacy_papers",
        Text(
            sv="Ta ut handlingarna om dataskydd",
            en="Generate the data protection papers",
        ),
        on=Organisation,
        by=_organisation_wide(
            Role.COORDINATOR, Role.LOG_REVIEWER, Role.ARCHIVIST, Role.SYSTEM_ADMINISTRATOR
        ),
    ),
)

TABLE: dict[str, Action] = {action.name: action for action in _ROWS}
"""The actions by name, in the order they are read."""
