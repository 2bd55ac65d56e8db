"""Taking in, publishing, withdrawing and discarding an organisation's own instruments."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit.operations import record
from kvinnofrid.catalogue import Text
from kvinnofrid.instruments.models import InstrumentVersion
from kvinnofrid.instruments.queries import base as built_on
from kvinnofrid.instruments.queries import instrument_of, local
from kvinnofrid.instruments.rules import UnfitFormError, Wishes, prepared, variable_level
from kvinnofrid.organisations.queries import register
from kvinnofrid.questionnaires import content_hash
from kvinnofrid.questionnaires.xlsform import Lost, read_xlsform

KIND = "instrument"
Status = InstrumentVersion.Status


class NotTakenInError(Exception):
    """The file cannot be taken in. `reasons` stop it; `lost` is what else was noted."""

    def __init__(self, reasons: Sequence[Text], lost: Sequence[Lost] = ()) -> None:
        super().__init__(*(reason.en for reason in reasons))
        self.reasons = tuple(reasons)
        self.lost = tuple(lost)


class NotInThatStateError(Exception):
    """The version is not in a state where that can be done to it; the words say which it takes."""

    def __init__(self, words: Text) -> None:
        super().__init__(words.en)
        self.words = words


def take_in(
    *,
    organisation: str,
    file: bytes,
    filename: str,
    base: str,
    wishes: Wishes,
    by: Actor,
    now: datetime,
) -> InstrumentVersion:
    """Make a draft of an XLSForm. `base` is the id of what it is built on, or empty.

    That is a shipped instrument or, for a municipality, its county's version of one.

    Raises DeniedError, and NotTakenInError with everything that stops the file.
    """
    _demand("instrument.draft", organisation, by, now)
    today = local(now).date()
    read = read_xlsform(file, filename=filename, today=today)
    lost = read.report.not_carried
    if read.instrument is None:
        raise NotTakenInError(read.report.errors, lost)
    kind = register().place(int(organisation), on=today).kind
    try:
        made = prepared(
            read.instrument,
            base=built_on(organisation, base, on=today) if base else None,
            wishes=wishes,
            level=variable_level(kind),
        )
    except UnfitFormError as error:
        raise NotTakenInError(error.reasons, lost) from error
    try:
        with transaction.atomic():
            version = InstrumentVersion.objects.create(
                organisation=organisation,
                instrument=made.id,
                version=made.version,
                content=made.model_dump(mode="json"),
                lost=[[one.about, one.what, one.detail] for one in lost],
                made_by=by.id,
                made_at=now,
            )
            _log("instrument.draft", version, by, now)
    except IntegrityError as error:
        raise NotTakenInError([_TAKEN], lost) from error
    return version


@transaction.atomic
def publish(*, organisation: str, version: UUID, by: Actor, now: datetime) -> InstrumentVersion:
    """Let the version be used from today. It never changes after that."""
    _demand("instrument.publish", organisation, by, now)
    found = _held(organisation, version, Status.DRAFT)
    content = {**found.content, "valid_from": local(now).date().isoformat()}
    found.content = content
    found.digest = content_hash(instrument_of(found))
    found.status = Status.PUBLISHED
    found.published_by, found.published_at = by.id, now
    found.save()
    _log("instrument.publish", found, by, now)
    return found


@transaction.atomic
def withdraw(
    *, organisation: str, version: UUID, reason: str, by: Actor, now: datetime
) -> InstrumentVersion:
    """End that the version is begun with. What was answered in it stands and can be read."""
    _demand("instrument.publish", organisation, by, now)
    found = _held(organisation, version, Status.PUBLISHED)
    found.status = Status.WITHDRAWN
    found.withdrawn_by, found.withdrawn_at = by.id, now
    found.withdrawn_because = reason.strip()
    found.save()
    _log("instrument.publish", found, by, now)
    return found


@transaction.atomic
def discard(*, organisation: str, version: UUID, by: Actor, now: datetime) -> None:
    """Throw a draft away."""
    _demand("instrument.draft", organisation, by, now)
    found = _held(organisation, version, Status.DRAFT)
    _log("instrument.draft", found, by, now)
    found.delete()


def _demand(action: str, organisation: str, by: Actor, now: datetime) -> None:
    demand(by, action, Organisation(organisation), now=local(now))


def _held(organisation: str, version: UUID, status: str) -> InstrumentVersion:
    """The version, locked; NotInThatStateError unless it is there in the state."""
    found = (
        InstrumentVersion.objects.select_for_update()
        .filter(organisation=organisation, id=version, status=status)
        .first()
    )
    if found is None:
        raise NotInThatStateError(_STATES[status])
    return found


def _log(action: str, version: InstrumentVersion, by: Actor, now: datetime) -> None:
    record(
        organisation=version.organisation,
        actor=by.id,
        action=action,
        object_kind=KIND,
        object_id=str(version.id),
        outcome="allowed",
        now=now,
    )


_TAKEN = Text(
    sv="Formuläret finns redan i den versionen. Skriv en annan version.",
    en="The form is already there in that version. Write another version.",
)
_STATES: dict[str, Text] = {
    Status.DRAFT: Text(
        sv="Det går bara med ett utkast, och versionen är inte ett utkast längre.",
        en="Only a draft can be that, and the version is a draft no more.",
    ),
    Status.PUBLISHED: Text(
        sv="Bara en publicerad version kan dras in.",
        en="Only a published version can be withdrawn.",
    ),
}
