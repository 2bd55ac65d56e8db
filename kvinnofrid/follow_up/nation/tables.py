"""The rows of made-up records: which columns of which table, each row a tuple in their order.

Days and times are texts as SQLite keeps them, which PostgreSQL reads as well; ids are 32 digits.
"""

CLIENT, LINKED, EPISODE, MOVE = "client", "linkedperson", "episode", "episodemove"
INTERVENTION, GOAL, WAVE, ASSIGNMENT = "intervention", "goal", "wave", "assignment"
GATHERED = "gathered"

COLUMNS: dict[str, tuple[str, ...]] = {
    CLIENT: (
        *("id", "organisation_id", "unit_id", "protected", "created_at", "closed_at", "version"),
        *("data_key", "identity_token", "protected_identity", "name", "birth_year", "phone"),
        *("email", "address", "safe_ways", "safe_times", "safe_warning", "language", "sex"),
        *("birth_day", "home_municipality", "synthetic", "merged_into", "last_entry_on"),
    ),
    ASSIGNMENT: (
        *("id", "organisation_id", "record", "user_id", "team_id", "by_id", "at"),
        *("ended_by_id", "ended_at"),
    ),
    LINKED: (
        *("id", "organisation_id", "version", "client_id", "kind", "name", "birth_year"),
        *("relation", "safe_warning", "identity_token", "protected_identity", "other", "by_id"),
        *("at", "removed_at"),
    ),
    EPISODE: (
        *("id", "organisation_id", "version", "client_id", "unit_id", "target_group", "status"),
        *("way_in", "contacted_on", "opened_on", "started_on", "closed_on", "planned_end_on"),
        *("closure_reason", "overall_goal", "attainment", "previous_id", "sex", "age_band"),
        *("home_municipality", "by_id", "at"),
    ),
    MOVE: (
        *("id", "organisation_id", "version", "client_id", "episode_id", "move", "before"),
        *("after", "on", "unit_id", "to_unit_id", "why", "by_id", "at"),
    ),
    INTERVENTION: (
        *("id", "organisation_id", "version", "client_id", "episode_id", "kind", "local", "form"),
        *("provider", "provider_name", "started_on", "ended_on", "removed_at", "by_id", "at"),
    ),
    GOAL: (
        *("id", "organisation_id", "version", "client_id", "episode_id", "text", "attainment"),
        *("set_on", "assessed_on", "removed_at", "by_id", "at"),
    ),
    WAVE: (
        *("id", "organisation_id", "version", "client_id", "episode_id", "occasion", "number"),
        *("status", "due_on", "extra", "held_on", "instrument", "instrument_version", "answers"),
        *("coded", "missed_reason", "submitted_at", "submitted_by_id"),
    ),
    GATHERED: (
        *("id", "organisation_id", "unit_id", "instrument", "instrument_version", "begun_in"),
        *("closed_in", "version", "data_key", "content"),
    ),
}
"""Each table after those that it points to."""

Row = tuple[object, ...]
Rows = dict[str, list[Row]]


def empty() -> Rows:
    """No rows yet, of any table."""
    return {name: [] for name in COLUMNS}
