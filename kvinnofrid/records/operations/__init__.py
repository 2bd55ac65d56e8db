"""Everything that is done with records. Each asks the policy, and is in the log before it answers.

All are keyword-only: `model` is the kind of record, `by` the actor, `now` an aware time. They raise
RecordMissing or DeniedError for a no, and a KeysError when the key service cannot be reached.

A domain with operations of its own makes them of `on_record`, of `on_folder` when the record has
parts, or of `visible_to` inside `acting`.
"""

from kvinnofrid.records.operations.assigning import assign, holders, unassign
from kvinnofrid.records.operations.blocking import (
    block,
    block_token,
    blocks_of,
    propose_unblock,
    token_of,
    unblock,
)
from kvinnofrid.records.operations.bulk import (
    Bulk,
    OnlyInDemoError,
    RealRecordsError,
    organisations_with,
    put_made_up,
    real_records,
    refuse_outside_demo,
    take_out_made_up,
)
from kvinnofrid.records.operations.folders import (
    Folder,
    SavedPart,
    is_newest,
    on_folder,
    remember,
    saved_before,
)
from kvinnofrid.records.operations.guarded import Asked, Done, acting, noting, on_record
from kvinnofrid.records.operations.kept import Kept
from kvinnofrid.records.operations.moving import (
    NoSuchUnitError,
    move_to,
    on_both,
    take_over_guards,
)
from kvinnofrid.records.operations.opening import (
    UnexplainedOpeningError,
    acknowledge,
    break_glass,
    break_glass_by_number,
    unread_notices,
)
from kvinnofrid.records.operations.protecting import (
    Clearances,
    clear,
    clearances_of,
    propose_clearance,
    protect,
)
from kvinnofrid.records.operations.reading import (
    Line,
    Page,
    Reading,
    count,
    find,
    find_by_number,
    find_these,
    read,
    show,
)
from kvinnofrid.records.operations.writing import (
    Change,
    KeyUsedElsewhereError,
    UnknownFieldError,
    create,
    is_done,
    write,
)
from kvinnofrid.records.row_security import reading_within
from kvinnofrid.records.scoping import Seen

__all__ = [
    "Asked",
    "Bulk",
    "Change",
    "Clearances",
    "Done",
    "Folder",
    "Kept",
    "KeyUsedElsewhereError",
    "Line",
    "NoSuchUnitError",
    "OnlyInDemoError",
    "Page",
    "Reading",
    "RealRecordsError",
    "SavedPart",
    "Seen",
    "UnexplainedOpeningError",
    "UnknownFieldError",
    "acknowledge",
    "acting",
    "assign",
    "block",
    "block_token",
    "blocks_of",
    "break_glass",
    "break_glass_by_number",
    "clear",
    "clearances_of",
    "count",
    "create",
    "find",
    "find_by_number",
    "find_these",
    "holders",
    "is_done",
    "is_newest",
    "move_to",
    "noting",
    "on_both",
    "on_folder",
    "on_record",
    "organisations_with",
    "propose_clearance",
    "propose_unblock",
    "protect",
    "put_made_up",
    "read",
    "reading_within",
    "real_records",
    "refuse_outside_demo",
    "remember",
    "saved_before",
    "show",
    "take_out_made_up",
    "take_over_guards",
    "token_of",
    "unassign",
    "unblock",
    "unread_notices",
    "write",
]
