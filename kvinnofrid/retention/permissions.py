"""Who may do what with disposals: asked of the one policy."""

from datetime import datetime

from django.utils import timezone

from kvinnofrid.access.policy import decide
from kvinnofrid.access.values import Actor, Organisation, Reason
from kvinnofrid.accounts.permissions import DeniedError
from kvinnofrid.accounts.queries import tokens_of
from kvinnofrid.retention.kinds import retained_kind


class NotAllowedError(DeniedError):
    """The policy says no; `reason` is its code and the text its words in Swedish."""

    @property
    def reason(self) -> Reason:
        """Why."""
        return self.decision.reason

    def __str__(self) -> str:
        return self.reason.words.sv


def require(
    action: str, *, organisation: str, by: Actor, now: datetime, proposed_by: str | None = None
) -> None:
    """Raise NotAllowedError unless the actor may do the action in the organisation now."""
    tokens = tokens_of(proposed_by, organisation=organisation)
    place = Organisation(organisation, proposed_by, tokens)
    decision = decide(by, action, place, _local(now))
    if not decision:
        raise NotAllowedError(decision)


def could(
    action: str, *, organisation: str, by: Actor, now: datetime, proposed_by: str | None = None
) -> bool:
    """Whether the actor may, or would after giving the second factor or an identity."""
    try:
        require(action, organisation=organisation, by=by, now=now, proposed_by=proposed_by)
    except NotAllowedError as error:
        return error.reason in {Reason.CONFIRM_AGAIN, Reason.UNIDENTIFIED}
    return True


def may_know(*, organisation: str, concerns: str, object_id: str, by: Actor, now: datetime) -> bool:
    """Whether the actor may know that it is there to be destroyed: a block hides it here too."""
    record = retained_kind(concerns).guarded(organisation, object_id)
    return record is None or decide(by, "retention.of_record", record, _local(now)).allowed


def _local(now: datetime) -> datetime:
    return now.astimezone(timezone.get_default_timezone())
