"""What is written: sessions, invitations, memberships, leave, cover, units and teams.

Each asks the policy, is atomic, and writes the event in the log in the same transaction.
"""

from kvinnofrid.accounts.operations.absence import (
    appoint_cover,
    begin_leave,
    end_cover,
    end_leave,
)
from kvinnofrid.accounts.operations.correcting import (
    Corrected,
    correct,
    correct_from_the_server,
)
from kvinnofrid.accounts.operations.identity import (
    Identified,
    accept_identified,
    forget_identity,
    identify,
    identify_oneself,
    invite_identified,
)
from kvinnofrid.accounts.operations.invitations import accept, invite_first, new_way_in
from kvinnofrid.accounts.operations.memberships import approve, end, invite, leave_organisation
from kvinnofrid.accounts.operations.mistakes import (
    AccountChangeError,
    AddressError,
    AlreadyHeldError,
    IdentityDiffersError,
    IdentityTakenError,
    InvitationUsedError,
    LocksOutError,
    NotOfTheUnitError,
    PeriodError,
    TooManyTriesError,
)
from kvinnofrid.accounts.operations.places import (
    begin_team,
    begin_unit,
    end_team,
    end_unit,
    join_team,
    keep_unit,
    leave_team,
    rename_team,
    rename_unit,
    set_demands,
)
from kvinnofrid.accounts.operations.sessions import (
    IDLE,
    SEEN,
    STARTED,
    Cleared,
    begin_session,
    clear_expired,
    end_own_session,
    end_sessions,
)
from kvinnofrid.accounts.operations.signing_in import (
    log_failed_name,
    log_failure,
    log_locked,
    log_locked_name,
    log_own,
)

__all__ = [
    "IDLE",
    "SEEN",
    "STARTED",
    "AccountChangeError",
    "AddressError",
    "AlreadyHeldError",
    "Cleared",
    "Corrected",
    "Identified",
    "IdentityDiffersError",
    "IdentityTakenError",
    "InvitationUsedError",
    "LocksOutError",
    "NotOfTheUnitError",
    "PeriodError",
    "TooManyTriesError",
    "accept",
    "accept_identified",
    "appoint_cover",
    "approve",
    "begin_leave",
    "begin_session",
    "begin_team",
    "begin_unit",
    "clear_expired",
    "correct",
    "correct_from_the_server",
    "end",
    "end_cover",
    "end_leave",
    "end_own_session",
    "end_sessions",
    "end_team",
    "end_unit",
    "forget_identity",
    "identify",
    "identify_oneself",
    "invite",
    "invite_first",
    "invite_identified",
    "join_team",
    "keep_unit",
    "leave_organisation",
    "leave_team",
    "log_failed_name",
    "log_failure",
    "log_locked",
    "log_locked_name",
    "log_own",
    "new_way_in",
    "rename_team",
    "rename_unit",
    "set_demands",
]
