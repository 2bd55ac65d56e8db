"""Rows of the table about keeping order: the log, forms, disposal and the system itself."""

from kvinnofrid.access.actions import Action, organisation_wide
from kvinnofrid.access.roles import Role
from kvinnofrid.access.values import Organisation, Public, Record, Scope
from kvinnofrid.catalogue import Text

_MANAGED = {Role.UNIT_MANAGER: Scope.UNIT}

KEEPING_ROWS: tuple[Action, ...] = (
    Action(
        "log.read",
        Text(sv="Läsa loggen", en="Read the log"),
        on=Organisation,
        by=organisation_wide(Role.LOG_REVIEWER),
        confirm=True,
    ),
    Action(
        "log.of_record",
        Text(sv="Se loggens rader om en akt", en="See the log's lines about a record"),
        on=Record,
        by=organisation_wide(Role.LOG_REVIEWER),
        also_protected=True,
    ),
    Action(
        "log.extract",
        Text(
            sv="Ta ut loggen om en akt för en klient som begärt den",
            en="Extract the log about a record for a client who has asked for it",
        ),
        on=Record,
        by=organisation_wide(Role.LOG_REVIEWER),
        confirm=True,
        also_protected=True,
    ),
    Action(
        "instrument.read",
        Text(sv="Se och prova formulär", en="See and try forms"),
        on=Organisation,
        by=organisation_wide(
            Role.CASEWORKER, Role.UNIT_MANAGER, Role.COORDINATOR, Role.COUNTY_LEADER
        ),
    ),
    Action(
        "instrument.draft",
        Text(sv="Läsa in egna formulär som utkast", en="Take in forms as drafts"),
        on=Organisation,
        by=organisation_wide(Role.COORDINATOR, Role.COUNTY_LEADER),
    ),
    Action(
        "instrument.publish",
        Text(sv="Publicera och dra in egna formulär", en="Publish and withdraw forms"),
        on=Organisation,
        by=organisation_wide(Role.COORDINATOR, Role.COUNTY_LEADER),
    ),
    Action(
        "exchange.see",
        Text(
            sv="Se vad som har lästs in och lämnats ut",
            en="See what has been taken in and handed out",
        ),
        on=Organisation,
        by=organisation_wide(
            Role.UNIT_MANAGER, Role.COORDINATOR, Role.LOG_REVIEWER, Role.ARCHIVIST
        ),
    ),
    Action(
        "extract.propose",
        Text(sv="Föreslå ett forskningsuttag", en="Propose a research extract"),
        on=Organisation,
        by=organisation_wide(Role.COORDINATOR),
        confirm=True,
    ),
    Action(
        "extract.approve",
        Text(
            sv="Besluta om ett forskningsuttag som en annan föreslagit",
            en="Decide on a research extract that another proposed",
        ),
        on=Organisation,
        by=organisation_wide(Role.COORDINATOR, Role.ARCHIVIST),
        confirm=True,
        by_two=True,
        identified=True,
    ),
    Action(
        "extract.hand_out",
        Text(
            sv="Hämta ett beslutat forskningsuttag, låst för mottagaren",
            en="Get an approved research extract, sealed for its recipient",
        ),
        on=Organisation,
        by=organisation_wide(Role.COORDINATOR, Role.ARCHIVIST),
        confirm=True,
    ),
    Action(
        "extract.destroy_key",
        Text(
            sv="Förstöra nyckeln till ett forskningsuttags pseudonymer",
            en="Destroy the key of a research extract's pseudonyms",
        ),
        on=Organisation,
        by=organisation_wide(Role.COORDINATOR, Role.ARCHIVIST),
        confirm=True,
    ),
    Action(
        "release.see",
        Text(
            sv="Se utgåvor av statistik som görs och granskas",
            en="See releases of statistics that are being made and checked",
        ),
        on=Organisation,
        by=organisation_wide(Role.NATIONAL_ANALYST),
    ),
    Action(
        "release.propose",
        Text(sv="Föreslå en utgåva av statistik", en="Propose a release of statistics"),
        on=Organisation,
        by=organisation_wide(Role.NATIONAL_ANALYST),
        confirm=True,
    ),
    Action(
        "release.approve",
        Text(
            sv="Besluta om en utgåva av statistik som en annan föreslagit",
            en="Decide on a release of statistics that another proposed",
        ),
        on=Organisation,
        by=organisation_wide(Role.NATIONAL_ANALYST),
        confirm=True,
        by_two=True,
        identified=True,
    ),
    Action(
        "log.draw",
        Text(
            sv="Välja ut händelser i loggen att granska",
            en="Choose events of the log to be reviewed",
        ),
        on=Organisation,
        by=organisation_wide(Role.LOG_REVIEWER),
        confirm=True,
    ),
    Action(
        "log.review",
        Text(
            sv="Bedöma en händelse i loggen som någon annan står för",
            en="Judge an event of the log that is somebody else's doing",
        ),
        on=Organisation,
        by=organisation_wide(Role.LOG_REVIEWER),
        confirm=True,
        by_two=True,
    ),
    Action(
        "log.verify",
        Text(sv="Kontrollera att loggen är hel", en="Verify that the log is whole"),
        on=Organisation,
        by=organisation_wide(Role.LOG_REVIEWER, Role.SYSTEM_ADMINISTRATOR),
    ),
    Action(
        "retention.preview",
        Text(sv="Se vad som är moget att gallra", en="See what is due for disposal"),
        on=Organisation,
        by=organisation_wide(Role.ARCHIVIST, Role.UNIT_MANAGER),
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
        by=organisation_wide(Role.ARCHIVIST),
        confirm=True,
    ),
    Action(
        "retention.approve",
        Text(sv="Besluta om gallring som en annan föreslagit", en="Approve proposed disposal"),
        on=Organisation,
        by=organisation_wide(Role.ARCHIVIST, Role.UNIT_MANAGER),
        confirm=True,
        by_two=True,
        identified=True,
    ),
    Action(
        "retention.carry_out",
        Text(sv="Verkställa en beslutad gallring", en="Carry out approved disposal"),
        on=Organisation,
        by=organisation_wide(Role.ARCHIVIST),
        confirm=True,
    ),
    Action(
        "retention.hold",
        Text(
            sv="Sätta ett bevarandestopp, så att inget gallras",
            en="Place a hold, so that nothing is disposed of",
        ),
        on=Organisation,
        by=organisation_wide(Role.ARCHIVIST, Role.UNIT_MANAGER),
    ),
    Action(
        "retention.lift_hold",
        Text(
            sv="Häva ett bevarandestopp som en annan har satt",
            en="Lift a hold that another has placed",
        ),
        on=Organisation,
        by=organisation_wide(Role.ARCHIVIST),
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
        by=organisation_wide(Role.SYSTEM_ADMINISTRATOR),
        confirm=True,
    ),
    Action(
        "system.sign_in_services",
        Text(
            sv="Se, pröva, föreslå och stänga organisationens inloggningstjänster",
            en="See, check, propose and close the organisation's sign-in services",
        ),
        on=Organisation,
        by=organisation_wide(Role.SYSTEM_ADMINISTRATOR),
        confirm=True,
    ),
    Action(
        "system.approve_sign_in_service",
        Text(
            sv="Godkänna en inloggningstjänst som en annan föreslagit",
            en="Approve a sign-in service that another proposed",
        ),
        on=Organisation,
        by=organisation_wide(Role.SYSTEM_ADMINISTRATOR),
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
        by=organisation_wide(Role.SYSTEM_ADMINISTRATOR),
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
        by=organisation_wide(
            Role.COORDINATOR, Role.LOG_REVIEWER, Role.ARCHIVIST, Role.SYSTEM_ADMINISTRATOR
        ),
    ),
)
