"""Reads: codes that open, how many are out, answers gathered. None of them asks the policy."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime

from kvinnofrid.catalogue import Instrument, load_shipped
from kvinnofrid.client_surveys import codes, vault
from kvinnofrid.client_surveys.models import Gathered, Invitation, SharedAnswers, SpentCode
from kvinnofrid.client_surveys.rules import Gathering, typed_code

INSTRUMENT = "client-survey"


def current(*, today: date) -> Instrument:
    """The survey as it is asked on a day: the latest version that holds."""
    found = [
        one
        for one in load_shipped().instruments
        if one.id == INSTRUMENT
        and one.holds_on(today)
        and (one.withdrawn is None or one.withdrawn.on > today)
    ]
    return max(found, key=lambda one: one.valid_from)


def version(instrument: str, version: str) -> Instrument:
    """A version that answers were given in."""
    return load_shipped().instrument(instrument, version)


def opens(code: str, *, now: datetime) -> Invitation | None:
    """The invitation that a typed code opens. One question, whether unknown, used or expired."""
    hashed = codes.hash_of(typed_code(code) or "")
    return Invitation.objects.filter(code_hash=hashed, expires_at__gt=now).first()


def ticket(*, reference: uuid.UUID, by: str) -> str:
    """What a page about a client adds as `for` to the address of the page where codes are made.

    Call it only for somebody who has just been let in to what the reference stands for.
    """
    return codes.ticket(reference, by=by)


def was_sent(code: str, key: str) -> bool:
    """Whether this very page has been sent with the code before."""
    hashed = codes.hash_of(typed_code(code) or "")
    return SpentCode.objects.filter(code_hash=hashed, key_hash=codes.hash_of_key(key)).exists()


def outstanding(
    *, unit: uuid.UUID, now: datetime, references: Collection[uuid.UUID] | None = None
) -> int:
    """How many codes of a unit, or of these references, could still be used."""
    found = Invitation.objects.filter(unit=unit, expires_at__gt=now)
    if references is not None:
        found = found.filter(reference__in=references)
    return found.count()


def years(*, unit: uuid.UUID) -> list[int]:
    """The years in which answers of a unit were enough to be shown, latest first."""
    months = Gathered.objects.filter(unit=unit, closed_in__isnull=False)
    return [day.year for day in months.dates("closed_in", "year", order="DESC")]


def gathered(
    *, organisation: int, unit: uuid.UUID | None = None, year: int | None = None
) -> list[tuple[Gathered, Gathering]]:
    """What there is enough of, opened: a list of groups, none smaller than SMALLEST.

    Raises a KeysError when the key service does not answer.
    """
    rows = Gathered.objects.filter(organisation=organisation, closed_in__isnull=False)
    if unit is not None:
        rows = rows.filter(unit=unit)
    if year is not None:
        rows = rows.filter(closed_in__year=year)
    return [(row, opened(row)) for row in rows.order_by("closed_in", "pk")]


def opened(row: Gathered) -> Gathering:
    """The answers of a row; raises a KeysError."""
    return Gathering.from_json(vault.opened(vault.key_of(row), row, row.version))


def shared(*, organisation: int, references: Sequence[uuid.UUID]) -> list[SharedAnswers]:
    """What clients have chosen to share, latest first; sealed until `shared_answers` opens it."""
    found = SharedAnswers.objects.filter(organisation=organisation, reference__in=references)
    return list(found.order_by("-answered_on", "pk"))


def shared_answers(row: SharedAnswers) -> dict[str, object]:
    """The answers that a client has shared, as `questionnaires.from_json` takes them."""
    return vault.opened(vault.key_of(row), row, 1)
