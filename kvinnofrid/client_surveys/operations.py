"""Making and revoking codes, taking an answer once, and reading results. All keyword-only.

Staff's doings ask the policy and are in the log in the same transaction. That somebody has answered
is not logged: a line with a time would tell who it was.
"""

import random
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.values import Actor, Unit
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit import operations as audit
from kvinnofrid.catalogue import Instrument
from kvinnofrid.client_surveys import codes, queries, rules, vault
from kvinnofrid.client_surveys.models import Gathered, Invitation, SharedAnswers, SpentCode
from kvinnofrid.client_surveys.queries import Compiled
from kvinnofrid.client_surveys.rules import Entry, Gathering
from kvinnofrid.questionnaires import Answers, Missing, check, is_counted, to_json
from kvinnofrid.records.queries import keep_everywhere, keep_within

INVITE, REVOKE = "survey.invite", "survey.revoke"
READ_RESULTS, READ_WORDS = "survey.read_results", "survey.read_words"
_shuffle: Callable[[list[Any]], None] = random.SystemRandom().shuffle


@dataclass(frozen=True, slots=True)
class Slip:
    """A code to hand over. It is shown this once and kept nowhere."""

    code: str
    expires_at: datetime


class SpentCodeError(ValueError):
    """The code of this page has been used or revoked already; open the page anew."""


@transaction.atomic
def invite(
    *,
    organisation: int,
    unit: uuid.UUID,
    page: str,
    by: Actor,
    now: datetime,
    reference: uuid.UUID | None = None,
) -> Slip:
    """Make a code for a client of the unit. The same `page` (`codes.new_page`) gives the same code.

    `reference` is the random id by which the caller finds what the client shares; that the actor
    may reach it is for the caller to ask. Raises DeniedError, StalePageError, SpentCodeError.
    """
    keep_within(organisation)
    demand(by, INVITE, Unit(str(organisation), str(unit)), now=now)
    code = codes.made_on(page, by=by.id, unit=unit, reference=reference)
    hashed = codes.hash_of(code)
    if SpentCode.objects.filter(code_hash=hashed).exists():
        raise SpentCodeError
    made, new = Invitation.objects.get_or_create(
        code_hash=hashed,
        defaults={
            "organisation_id": organisation,
            "unit_id": unit,
            "reference": reference,
            "made_on": now.astimezone(ZONE).date(),
            "expires_at": now + rules.VALID_FOR,
        },
    )
    if new:
        _log(INVITE, organisation, unit, by, now, {"count": "1"})
    return Slip(rules.shown_code(code), made.expires_at)


@transaction.atomic
def revoke(*, organisation: int, unit: uuid.UUID, code: str, by: Actor, now: datetime) -> bool:
    """Revoke a code that is in hand, as one misprinted. Whether it could still be used."""
    keep_within(organisation)
    demand(by, INVITE, Unit(str(organisation), str(unit)), now=now)
    hashed = codes.hash_of(rules.typed_code(code) or "")
    gone = _forget(Invitation.objects.filter(unit=unit, code_hash=hashed), now)
    _log(INVITE, organisation, unit, by, now, {"result": "revoked", "count": str(gone)})
    return bool(gone)


@transaction.atomic
def revoke_all(*, organisation: int, unit: uuid.UUID, by: Actor, now: datetime) -> int:
    """Revoke every code of the unit that is out, as when slips have gone astray. How many."""
    keep_within(organisation)
    demand(by, REVOKE, Unit(str(organisation), str(unit)), now=now)
    gone = _forget(Invitation.objects.filter(unit=unit), now)
    _log(REVOKE, organisation, unit, by, now, {"count": str(gone)})
    return gone


def _forget(found: Any, now: datetime, key_hash: str = "") -> int:
    """Delete invitations and remember their codes as spent, so that no page makes them again."""
    today = now.astimezone(ZONE).date()
    SpentCode.objects.filter(on__lt=today - rules.SPENT_KEPT).delete()
    hashes = list(found.select_for_update().values_list("code_hash", flat=True))
    SpentCode.objects.bulk_create(
        [SpentCode(code_hash=one, key_hash=key_hash, on=today) for one in hashes]
    )
    Invitation.objects.filter(code_hash__in=hashes).delete()
    return len(hashes)


Taken = Literal["taken", "before", "closed"]
"""Taken now; taken before, by the same page; or the code opens nothing, whatever the reason."""


@transaction.atomic
def answer(
    *, code: str, key: str, instrument: Instrument, answers: Answers, share: bool, now: datetime
) -> Taken:
    """Take a client's answers: once, whole, and parted from the code that they came by.

    `key` is the page's own: the same page sent twice is taken once. `share`: the client lets those
    who help her read the answers; it takes a code with a reference. Raises ValueError for answers
    that cannot be, and a KeysError when the key service fails; then nothing is taken.
    """
    today = now.astimezone(ZONE).date()
    if check(instrument, answers, today=today, occasion=None).errors:
        raise ValueError("answers that cannot be")
    found = queries.opens(code, now=now)
    locked = found and Invitation.objects.select_for_update().filter(pk=found.pk).first()
    if locked is None:
        return "before" if queries.was_sent(code, key) else "closed"
    _forget(Invitation.objects.filter(pk=locked.pk), now, codes.hash_of_key(key))
    told = share and locked.reference is not None
    if told:
        _share(locked, instrument, answers, now)
    _gather(locked, instrument, answers, told=told, now=now)
    return "taken"


def _share(found: Invitation, instrument: Instrument, answers: Answers, now: datetime) -> None:
    assert found.reference is not None
    row = SharedAnswers(
        organisation_id=found.organisation_id,
        unit_id=found.unit_id,
        reference=found.reference,
        instrument=instrument.id,
        instrument_version=instrument.version,
        answered_on=now.astimezone(ZONE).date(),
    )
    vault.seal(vault.new_key(row), row, 1, to_json(answers))
    row.save(force_insert=True)


def _gather(
    found: Invitation, instrument: Instrument, answers: Answers, *, told: bool, now: datetime
) -> None:
    """Add the answers to those that wait; close the row when they are enough."""
    month = rules.month_of(now.astimezone(ZONE).date())
    where = {
        "unit_id": found.unit_id,
        "instrument": instrument.id,
        "instrument_version": instrument.version,
        "closed_in": None,
    }
    rows = Gathered.objects.select_for_update().filter(**where)
    row = rows.first()
    if row is None:
        row = _begin(found, where, month)
    key = vault.key_of(row)
    before = Gathering.from_json(vault.opened(key, row, row.version))
    coded, words = _parted(instrument, answers)
    after = before.with_one(Entry(coded, told), words, shuffle=_shuffle)
    if after.is_full:
        after, row.closed_in = after.closed(), month
    row.version += 1
    vault.seal(key, row, row.version, after.to_json())
    row.save(update_fields=["version", "content", "closed_in"])


def _begin(found: Invitation, where: Mapping[str, Any], month: Any) -> Gathered:
    """An empty row, unless another answer begins one in the same moment."""
    row = Gathered(organisation_id=found.organisation_id, begun_in=month, **where)
    vault.seal(vault.new_key(row), row, 0, Gathering().to_json())
    Gathered.objects.bulk_create([row], ignore_conflicts=True)
    return Gathered.objects.select_for_update().get(**where)


def _parted(instrument: Instrument, answers: Answers) -> tuple[dict[str, rules.Coded], str]:
    """What can be counted, and the client's own words, which are kept apart from it."""
    texts = [item.id for item in instrument.items if not is_counted(item)]
    written = to_json({item: answers[item] for item in texts if item in answers})
    said = [one for item in texts if isinstance(one := written.get(item), str) and one]
    given = {
        item: one
        for item, one in answers.items()
        if item not in texts and not isinstance(one, Missing)
    }
    coded: dict[str, Any] = to_json(given)
    return coded, "\n\n".join(said)


@dataclass(frozen=True, slots=True)
class Results:
    """A unit's answers of a year, compiled, and how many codes are out."""

    surveys: Sequence[Compiled]
    outstanding: int


@transaction.atomic
def read_results(
    *, organisation: int, unit: uuid.UUID, by: Actor, now: datetime, year: int
) -> Results:
    """The unit's compiled answers of a year. Raises DeniedError or a KeysError."""
    keep_within(organisation)
    demand(by, READ_RESULTS, Unit(str(organisation), str(unit)), now=now)
    found = queries.compiled(
        organisation=organisation, unit=unit, year=year, today=now.astimezone(ZONE).date()
    )
    out = queries.outstanding(organisation=organisation, unit=unit, now=now)
    answered = sum(one.answered for one in found)
    _log(READ_RESULTS, organisation, unit, by, now, {"count": str(answered)})
    return Results(found, out)


@transaction.atomic
def read_words(*, organisation: int, unit: uuid.UUID, by: Actor, now: datetime) -> list[str]:
    """What clients have written themselves, in an order that says nothing, each group full.

    Raises DeniedError or a KeysError.
    """
    keep_within(organisation)
    demand(by, READ_WORDS, Unit(str(organisation), str(unit)), now=now)
    found = queries.gathered(organisation=organisation, unit=unit)
    words = [text for _, group in found for text in group.words]
    _shuffle(words)
    _log(READ_WORDS, organisation, unit, by, now, {"count": str(len(words))})
    return words


@transaction.atomic
def take_out(*, units: Sequence[uuid.UUID]) -> None:
    """Delete the codes and answers of units, wherever they are, as with a made-up nation.

    Asks no policy: whoever calls it knows that the units are made up.
    """
    keep_everywhere()
    for model in (SharedAnswers, Invitation, Gathered):
        model._default_manager.filter(unit__in=units).delete()


def new_key() -> str:
    """A key for a client's page, so that what is sent twice is taken once."""
    return secrets.token_hex(16)


def _log(
    action: str,
    organisation: int,
    unit: uuid.UUID,
    by: Actor,
    now: datetime,
    details: Mapping[str, str],
) -> None:
    """A line about the unit. It never names a code, an invitation or whom one was for."""
    audit.record(
        organisation=str(organisation),
        actor=by.id,
        action=action,
        object_kind="client_surveys.unit",
        object_id=str(unit),
        outcome="allowed",
        now=now,
        details=details,
    )
