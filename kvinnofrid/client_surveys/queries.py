"""Reads: codes that open, how many are out, answers gathered. None of them asks the policy."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kvinnofrid.access.policy import ZONE
from kvinnofrid.catalogue import Instrument
from kvinnofrid.client_surveys import codes, vault
from kvinnofrid.client_surveys.models import Gathered, Invitation, SharedAnswers, SpentCode
from kvinnofrid.client_surveys.rules import Entry, Gathering, typed_code
from kvinnofrid.instruments import queries as instruments
from kvinnofrid.questionnaires import Told, is_counted, told
from kvinnofrid.records.queries import keep_everywhere, keep_within

PURPOSE = "client_survey"


@contextmanager
def within(organisation: int) -> Iterator[None]:
    """A transaction in which only the organisation's rows are seen."""
    with transaction.atomic():
        keep_within(organisation)
        yield


def current(organisation: int, *, today: date) -> Instrument:
    """The survey that an organisation's clients are asked: its own, its county's or the shipped.

    A version that is published stands in the place of the shipped one, whether it extends it or
    not. Raises LookupError when every version is withdrawn.
    """
    offered = [
        one
        for one in instruments.offered(str(organisation), on=today, purpose=PURPOSE)
        if one.instrument.withdrawn is None or one.instrument.withdrawn.on > today
    ]
    if not offered:
        raise LookupError(PURPOSE)
    own = str(organisation)
    return max(offered, key=lambda one: (one.whose == own, bool(one.whose))).instrument


def shipped(*, today: date) -> Instrument:
    """The survey that comes with the program, in its latest version; LookupError for none."""
    found = [one for one in instruments.shipped_instruments(on=today) if one.purpose == PURPOSE]
    if not found:
        raise LookupError(PURPOSE)
    return max(found, key=lambda one: one.valid_from)


def reference(instrument: Instrument) -> str:
    """What a respondent's page calls the version that it shows."""
    return f"{instrument.id}:{instrument.version}"


def asked(organisation: int, reference: str, *, today: date) -> Instrument:
    """The version that a page was shown in, withdrawn since or not; else the current one."""
    name, _, number = reference.partition(":")
    found = instruments.by_reference(str(organisation), instrument=name, version=number, on=today)
    if found is not None and found.purpose == PURPOSE and found.items:
        return found
    return current(organisation, today=today)


def version(organisation: int, instrument: str, version: str, *, today: date) -> Instrument:
    """A version that answers were given in; raises LookupError for one that never was."""
    found = instruments.by_reference(
        str(organisation), instrument=instrument, version=version, on=today
    )
    if found is None:
        raise LookupError(f"{instrument}:{version}")
    return found


def opens(code: str, *, now: datetime) -> Invitation | None:
    """The invitation that a typed code opens. The same questions, whether unknown, used or expired.

    Whose code it is nobody knows before it is found: this is the one look past the wall between
    organisations, and what follows in the transaction is within the organisation that it was of.
    """
    hashed = codes.hash_of(typed_code(code) or "")
    with transaction.atomic():
        keep_everywhere()
        found = Invitation.objects.filter(code_hash=hashed, expires_at__gt=now).first()
        keep_within(None if found is None else found.organisation_id)
    return found


def ticket(*, reference: uuid.UUID, by: str) -> str:
    """What a page about a client adds as `for` to the address of the page where codes are made.

    Call it only for somebody who has just been let in to what the reference stands for.
    """
    return codes.ticket(reference, by=by)


def was_sent(code: str, key: str) -> bool:
    """Whether this very page has been sent with the code before."""
    hashed = codes.hash_of(typed_code(code) or "")
    return SpentCode.objects.filter(code_hash=hashed, key_hash=codes.hash_of_key(key)).exists()


def outstanding(*, organisation: int, unit: uuid.UUID, now: datetime) -> int:
    """How many codes of a unit could still be used."""
    with within(organisation):
        return Invitation.objects.filter(unit=unit, expires_at__gt=now).count()


def waiting(*, units: Collection[uuid.UUID], now: datetime) -> dict[uuid.UUID, date]:
    """References of the units' clients whose code could still be used: until which day, by it.

    The first day that a code of theirs ends. A code that was answered or revoked is not there.
    Asked inside `records.operations.acting`, which says whose rows are seen.
    """
    found: dict[uuid.UUID, date] = {}
    rows = Invitation.objects.filter(unit__in=units, expires_at__gt=now, reference__isnull=False)
    for reference, until in rows.order_by("expires_at").values_list("reference", "expires_at"):
        if reference is not None:
            found.setdefault(reference, until.astimezone(ZONE).date())
    return found


def years(*, organisation: int, unit: uuid.UUID) -> list[int]:
    """The years in which answers of a unit were enough to be shown, latest first."""
    with within(organisation):
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
    with within(organisation):
        return [(row, opened(row)) for row in rows.order_by("closed_in", "pk")]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a unit's clients have answered in a version, in a year, as it may be shown."""

    instrument: Instrument
    answered: int
    told: Mapping[str, Told]
    """By item, in the order of the survey."""


def compiled(*, organisation: int, unit: uuid.UUID, year: int, today: date) -> list[Compiled]:
    """The answers of a unit in a year, a version at a time, the latest answered first.

    There is no sum over years or versions, from which one could be subtracted. Raises a KeysError.
    """
    entries: dict[tuple[str, str], list[Entry]] = {}
    months: dict[tuple[str, str], date | None] = {}
    for row, group in gathered(organisation=organisation, unit=unit, year=year):
        key = (row.instrument, row.instrument_version)
        entries[key] = [*entries.get(key, []), *group.entries]
        months[key] = row.closed_in
    found = []
    for key in sorted(entries, key=lambda one: (months[one], one), reverse=True):
        instrument = version(organisation, *key, today=today)
        counts = {
            one.id: told(one, [entry.answers.get(one.id) for entry in entries[key]])
            for one in instrument.items
            if is_counted(one)
        }
        found.append(Compiled(instrument, len(entries[key]), counts))
    return found


def opened(row: Gathered) -> Gathering:
    """The answers of a row; raises a KeysError."""
    return Gathering.from_json(vault.opened(vault.key_of(row), row, row.version))


def shared(*, organisation: int, references: Sequence[uuid.UUID]) -> list[SharedAnswers]:
    """What clients have chosen to share, latest first; sealed until `shared_answers` opens it."""
    found = SharedAnswers.objects.filter(organisation=organisation, reference__in=references)
    with within(organisation):
        return list(found.order_by("-answered_on", "pk"))


def shared_answers(row: SharedAnswers) -> dict[str, object]:
    """The answers that a client has shared, as `questionnaires.from_json` takes them."""
    return vault.opened(vault.key_of(row), row, 1)
