"""An answer from a sign-in service, and why one is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Refusal(StrEnum):
    """Why an answer does not sign anybody in. The codes stand in the log."""

    ALGORITHM = "algorithm"
    AUDIENCE = "audience"
    BROWSER = "browser"
    COMMENT = "comment"
    EXPIRED = "expired"
    FORMAT = "format"
    ISSUER = "issuer"
    LEVEL = "level"
    NONCE = "nonce"
    NOT_YET = "not_yet"
    OFF = "off"
    RECIPIENT = "recipient"
    REPLAYED = "replayed"
    SETTINGS = "settings"
    SIGNATURE = "signature"
    STALE = "stale"
    STATE = "state"
    SUBJECT = "subject"
    TOO_BIG = "too_big"
    TOO_MANY = "too_many"
    TURNED_DOWN = "turned_down"
    UNASKED = "unasked"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    UNSIGNED = "unsigned"
    WRAPPED = "wrapped"


class AnswerRefusedError(Exception):
    """Nobody is signed in. Carries the reason as a code; nothing of the answer is repeated."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service vouches for, after everything about the answer has been checked.

    `subject` is the stable name of the person at the service, `levels` the values of assurance as
    they were sent, `id` what names this very answer, `authenticated_at` when the person proved who
    they are, if the service says.
    """

    subject: str
    levels: tuple[str, ...]
    id: str
    authenticated_at: datetime | None = None


LONGEST_SUBJECT = 255


def checked_subject(subject: object) -> str:
    """The subject, if it can be one. Raises AnswerRefusedError."""
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise AnswerRefusedError(Refusal.SUBJECT)
    if subject != subject.strip() or not subject.isprintable():
        raise AnswerRefusedError(Refusal.SUBJECT)
    return subject
