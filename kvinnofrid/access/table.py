"""The table: every action, on what, by which role and how far. What is not here is denied.

A lawyer can read it as it is rendered in `docs/reference/policy.md`. Changing it is a decision.
"""

from kvinnofrid.access.actions import EVERYTHING, IDENTITY, META, Action, organisation_wide
from kvinnofrid.access.keeping import KEEPING_ROWS
from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Grant, Organisation, Own, Public, Record, Scope, Unit
from kvinnofrid.catalogue import Text

_CASEWORK = {Role.CASEWORKER: Scope.TEAM, Role.UNIT_MANAGER: Scope.UNIT}
_MANAGED = {Role.UNIT_MANAGER: Scope.UNIT}


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
        by=organisation_wide(Role.CASEWORKER, Role.UNIT_MANAGER),
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
        "results.download",
        Text(
            sv="Hämta enhetens resultat som fil, med små grupper dolda",
            en="Download the unit's results as a file, with small groups hidden",
        ),
        on=Unit,
        by={Role.UNIT_MANAGER: Scope.UNIT, Role.COORDINATOR: Scope.ORGANISATION},
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
        "unit.import_extract",
        Text(
            sv="Läsa in ett utdrag ur ett annat system i enheten",
            en="Take an extract of another system in to the unit",
        ),
        on=Unit,
        by=_MANAGED,
        confirm=True,
    ),
    Action(
        "survey.answer",
        Text(
            sv="Svara på en enkät med en kod man har fått",
            en="Answer a survey with a code one has been given",
        ),
        on=Public,
        everybody=True,
    ),
    Action(
        "survey.invite",
        Text(
            sv="Göra och återkalla en kod till brukarundersökningen",
            en="Make and revoke a code for the client survey",
        ),
        on=Unit,
        by={Role.CASEWORKER: Scope.UNIT, Role.UNIT_MANAGER: Scope.UNIT},
    ),
    Action(
        "survey.revoke",
        Text(
            sv="Återkalla enhetens alla koder till brukarundersökningen",
            en="Revoke all the unit's codes for the client survey",
        ),
        on=Unit,
        by=_MANAGED,
    ),
    Action(
        "survey.read_results",
        Text(
            sv="Se enhetens brukarundersökning, sammanställd och utan små grupper",
            en="See the unit's client survey, compiled and without small groups",
        ),
        on=Unit,
        by={
            Role.CASEWORKER: Scope.UNIT,
            Role.UNIT_MANAGER: Scope.UNIT,
            Role.COORDINATOR: Scope.ORGANISATION,
        },
    ),
    Action(
        "survey.read_words",
        Text(
            sv="Läsa vad klienter har skrivit i brukarundersökningen, utan att se vem",
            en="Read what clients have written in the client survey, without seeing who",
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
        "unit.interventions",
        Text(
            sv="Lägga till enhetens egna insatser, ge dem namn och avsluta dem",
            en="Add the unit's own interventions, name them and retire them",
        ),
        on=Unit,
        by=_MANAGED,
    ),
    Action(
        "unit.manage",
        Text(sv="Lägga upp och avsluta enheter", en="Begin and end units"),
        on=Organisation,
        by=organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
    ),
    Action(
        "organisation.read_released",
        Text(
            sv="Se organisationens släppta resultat och arbetsmaterial",
            en="See the organisation's released results and working material",
        ),
        on=Organisation,
        by=organisation_wide(
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
        by=organisation_wide(
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
            **organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
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
        by=organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR, Role.LOG_REVIEWER),
        confirm=True,
        by_two=True,
    ),
    Action(
        "membership.end",
        Text(sv="Avsluta en behörighet", en="End access"),
        on=Grant,
        by={
            Role.UNIT_MANAGER: Scope.UNIT,
            **organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
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
            **organisation_wide(Role.COORDINATOR, Role.SYSTEM_ADMINISTRATOR),
        },
        confirm=True,
    ),
    Action(
        "membership.correct",
        Text(
            sv="Rätta namn eller e-postadress för den som har en behörighet",
            en="Correct the name or e-mail address of somebody who has access",
        ),
        on=Grant,
        by=organisation_wide(Role.SYSTEM_ADMINISTRATOR),
        confirm=True,
    ),
    *KEEPING_ROWS,
)

TABLE: dict[str, Action] = {action.name: action for action in _ROWS}
"""The actions by name, in the order they are read."""
