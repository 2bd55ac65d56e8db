"""What all operations on releases share: their actions, what they refuse, the log."""

from datetime import datetime
from uuid import UUID

from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.accounts.queries import tokens_of
from kvinnofrid.audit.operations import record
from kvinnofrid.catalogue import Text
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.releases.models import Release

SEE, PROPOSE, APPROVE = "release.see", "release.propose", "release.approve"


class ReleaseError(ValueError):
    """A release cannot be made or decided on as asked; nothing was changed. Says why, to people."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.sv)
        self.text = text


class NoSuchReleaseError(LookupError):
    """There is no such release."""


def nation(now: datetime) -> str:
    """The id of the organisation whose analysts make releases."""
    return str(organisations.nation(on=now.date()).id)


def place_of(row: Release, now: datetime) -> Organisation:
    """What the policy is asked about when another is to decide."""
    here, proposer = nation(now), str(row.proposed_by_id)
    return Organisation(here, proposer, tokens_of(proposer, organisation=here))


def find(release: UUID, *, lock: bool = False) -> Release:
    """A release by its id; raises NoSuchReleaseError."""
    every = Release.objects.select_for_update() if lock else Release.objects.all()
    found = every.filter(pk=release).first()
    if found is None:
        raise NoSuchReleaseError(release)
    return found


def log(row: Release, action: str, by: Actor, now: datetime, result: str, **more: str) -> None:
    """Write in the log of the nation; the caller is in a transaction."""
    record(
        organisation=nation(now),
        actor=by.id,
        action=action,
        object_kind="release",
        object_id=str(row.pk),
        outcome="allowed",
        now=now,
        details={"result": result, "version": row.version, **more},
    )
