"""What is written: events, signed heads, reviews. `record` is what every other domain calls."""

from kvinnofrid.audit.operations.heads import export_heads
from kvinnofrid.audit.operations.recording import NotInTransactionError, record, record_many
from kvinnofrid.audit.operations.reviewing import (
    OwnEventError,
    ReviewError,
    judge,
    make_batch,
    read_events,
    read_extract,
)
from kvinnofrid.audit.operations.sealing import Seal, seal
from kvinnofrid.audit.operations.sending import send_heads, signing_key

__all__ = [
    "NotInTransactionError",
    "OwnEventError",
    "ReviewError",
    "Seal",
    "export_heads",
    "judge",
    "make_batch",
    "read_events",
    "read_extract",
    "record",
    "record_many",
    "seal",
    "send_heads",
    "signing_key",
]
