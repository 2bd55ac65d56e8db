"""Clients: found before they are made, made once, changed over nobody's writing, merged once."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.values import Actor
from kvinnofrid.accounts.models import Unit
from kvinnofrid.follow_up import queries, rules
from kvinnofrid.follow_up.models import (
    PARTS,
    Client,
    Draft,
    Episode,
    EpisodeMove,
    LinkedPerson,
    Wave,
)
from kvinnofrid.follow_up.operations.asking import ClientFolder, day_of, touch
from kvinnofrid.keys.identity import IdentityNumber, read_identity
from kvinnofrid.records import operations as records
from kvinnofrid.records.operations import Asked, Change, Done, Line, Page
from kvinnofrid.records.rules import Conflict, ProtectedIdentity, Saved

FIELDS = (
    "name",
    "birth_year",
    "sex",
    "home_municipality",
    "language",
    "phone",
    "email",
    "address",
    "safe_ways",
    "safe_times",
    "safe_warning",
)
"""What of a client is written by hand, in the order of the form."""


class DuplicateClientError(ValueError):
    """A client with that identity number has a record that the actor may find."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.record = record

    def message(self, lang: str = "sv") -> str:
        """What is wrong and what to do."""
        if lang.startswith("sv"):
            return "Klienten har redan en akt på enheten. Öppna den i stället för att göra en ny."
        return "The client has a record in the unit already. Open it instead of making another."


@dataclass(frozen=True, slots=True)
class NewClient:
    """Who is to be registered. Without an identity number the identity is not known.

    `token` is that of the number, when it has been asked for already.
    """

    values: Mapping[str, str]
    identity_number: str = ""
    protection: ProtectedIdentity = ProtectedIdentity.NONE
    contact_needed: bool = False
    synthetic: bool = False
    token: bytes | None = None


def search(*, text: str, by: Actor, now: datetime, skip: int = 0, most: int = 20) -> Page:
    """Clients by name or identity number, among those that the actor may find.

    A text that can be read as a number is one: it becomes a token and is stored nowhere. What is
    hidden answers exactly as what is not there. Raises a KeysError.
    """
    number = as_number(text, now=now)
    if number is not None:
        return records.find_by_number(model=Client, identity_number=number.digits, by=by, now=now)
    return records.find(model=Client, by=by, now=now, text=text.strip(), skip=skip, most=most)


def as_number(text: str, *, now: datetime) -> IdentityNumber | None:
    """The text as an identity number, None when it is none."""
    try:
        return read_identity(text, today=now.astimezone(ZONE).date())
    except ValueError:
        return None


def create_client(
    *, organisation: int, unit: uuid.UUID, new: NewClient, by: Actor, now: datetime, key: str
) -> Saved:
    """Make a client's record in a unit, assigned to who made it. Sent again, it is the same.

    Raises DuplicateClientError when the actor may find one with that number in the unit;
    one that is hidden from the actor hinders nothing. Whoever gives a `token` has looked already.
    Raises ImpossibleError, an IdentityError
    or what `records.operations.create` does.
    """
    today = day_of(now)
    values = dict(new.values)
    number = read_identity(new.identity_number, today=today) if new.identity_number else None
    if number is not None and not values.get("birth_year"):
        values["birth_year"] = number.digits[:4]
    _check(values, now)
    with transaction.atomic():
        if number is not None and new.token is None:
            _refuse_duplicate(number, unit, by, now, key)
        if new.synthetic or queries.nation_is_here():
            values["synthetic"] = "True"
        saved = records.create(
            model=Client,
            organisation=organisation,
            unit=unit,
            change=Change(values, new.protection, new.contact_needed),
            by=by,
            now=now,
            idempotency_key=key,
            identity_number=number.digits if number else None,
            identity_token=new.token,
        )
        _note_beginning(saved, number, by, now)
    return saved


def _refuse_duplicate(
    number: IdentityNumber, unit: uuid.UUID, by: Actor, now: datetime, key: str
) -> None:
    if records.is_done(by=by, now=now, key=key):
        return
    found = records.find_by_number(model=Client, identity_number=number.digits, by=by, now=now)
    for line in found.lines:
        if not line.closed and _is_of(line, unit, by, now):
            raise DuplicateClientError(line.id)


def _is_of(line: Line, unit: uuid.UUID, by: Actor, now: datetime) -> bool:
    with records.acting(by, now=now, reads=True) as actor:
        seen = Client.objects.visible_to(actor, now=now).filter(pk=line.id, unit=unit)
        return seen.exists()


def _note_beginning(saved: Saved, number: IdentityNumber | None, by: Actor, now: datetime) -> None:
    def note(folder: ClientFolder) -> Done[None]:
        if number is not None and folder.record.birth_day is None:
            day = int(number.digits[6:8]) % 60
            folder.record.birth_day = day if 1 <= day <= 31 else None
            folder.store("birth_day")
        touch(folder, now)
        return Done(None, silent=True)

    records.on_folder(Asked(Client, saved.record, by, "record.write", now), note, lock=True)


def _check(values: Mapping[str, str], now: datetime) -> None:
    year = values.get("birth_year", "")
    if year:
        if not (year.isascii() and year.isdecimal()):
            raise rules.ImpossibleError(rules.Wrong.TOO_LONG_AGO, "birth_year")
        rules.check_birth_year(int(year), today=day_of(now))


def change_client(
    *, client: object, version: int, change: Change, by: Actor, now: datetime, key: str
) -> Saved | Conflict:
    """Save changes of a client's own fields to the version that was seen; as `records.write`."""
    _check(change.values, now)
    with transaction.atomic():
        saved = records.write(
            model=Client,
            public_id=client,
            version=version,
            change=change,
            by=by,
            now=now,
            idempotency_key=key,
        )
        if isinstance(saved, Saved):
            _note_beginning(saved, None, by, now)
    return saved


def transfer(*, client: object, unit: Unit, why: str, by: Actor, now: datetime) -> None:
    """Let a client and the active episodes go to another unit of the organisation.

    Closed episodes stay where the work was done. Raises ImpossibleError and NoSuchUnitError.
    """
    asked = Asked(Client, client, by, "record.transfer", now)

    def move(folder: ClientFolder) -> Done[None]:
        before = folder.record.unit_id
        if before == unit.pk:
            raise rules.ImpossibleError(rules.Wrong.SAME_UNIT, "unit")
        records.move_to(folder, unit, by=by.id, now=now)
        for episode in folder.of(Episode).exclude(status=rules.Status.CLOSED.value):
            episode.unit_id = unit.pk
            folder.change(episode)
            folder.add(
                EpisodeMove(
                    episode=episode,
                    move=rules.Move.TRANSFER.value,
                    before=episode.status,
                    after=episode.status,
                    on=day_of(now),
                    unit_id=before,
                    to_unit_id=unit.pk,
                    by_id=by.id,
                    at=now,
                ),
                {"why": why},
            )
        touch(folder, now)
        return Done(None, {"unit": str(unit.pk)})

    records.on_folder(asked, move, lock=True)


@dataclass(frozen=True, slots=True)
class MergeSide:
    """One of two records that may become one: who it is, and what it holds."""

    id: str
    values: Mapping[str, str]
    known_identity: bool
    created_on: date
    episodes: tuple[Episode, ...]
    waves: int
    drafts: int
    linked: int


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What becomes of two records: what is kept of each, and where they say different things.

    `filled`: fields that only the one that goes knows; `different`: those that both know, of which
    the kept record's stand. The other's can be read in its closed record.
    """

    kept: MergeSide
    gone: MergeSide
    filled: tuple[str, ...]
    different: tuple[str, ...]


def preview_merge(*, keep: object, gone: object, by: Actor, now: datetime) -> MergePreview:
    """What `merge` would come to. Nothing is changed. Raises what `merge` raises."""
    asked = Asked(Client, keep, by, "record.merge", now)

    def look(kept: ClientFolder, lost: ClientFolder) -> Done[MergePreview]:
        _check_merge(kept, lost)
        one, other = _side(kept), _side(lost)
        filled = _missing(kept, lost)
        different = tuple(
            name
            for name in FIELDS
            if one.values.get(name)
            and other.values.get(name)
            and one.values[name] != other.values[name]
        )
        preview = MergePreview(one, other, tuple(n for n in FIELDS if filled.get(n)), different)
        return Done(preview, {"result": "preview", "subject": str(kept.record.pk)})

    return records.on_both(asked, gone, look)


def _side(folder: ClientFolder) -> MergeSide:
    return MergeSide(
        str(folder.record.pk),
        folder.own_texts(contact=True),
        folder.record.identity_token is not None,
        day_of(folder.record.created_at),
        tuple(folder.of(Episode).order_by("opened_on", "pk")),
        folder.of(Wave).filter(status=rules.WaveStatus.SUBMITTED.value).count(),
        folder.of(Draft).count(),
        folder.of(LinkedPerson).filter(removed_at__isnull=True).count(),
    )


def _check_merge(kept: ClientFolder, lost: ClientFolder) -> None:
    rules.check_merge(
        same_unit=kept.record.unit_id == lost.record.unit_id,
        merged=kept.record.merged_into is not None or lost.record.merged_into is not None,
        protected=kept.record.protected or lost.record.protected,
        tokens=[
            None if one.identity_token is None else bytes(one.identity_token)
            for one in (kept.record, lost.record)
        ],
    )


def merge(*, keep: object, gone: object, by: Actor, now: datetime) -> None:
    """Make two records of the same person one: `keep` takes over what `gone` holds. For good.

    What is known only in the one is kept; where both say something, `keep` says it. Blocks of both
    hold. Raises ImpossibleError when they are merged already, of different people, in different
    units or protected; RecordMissing when the actor may not do it with both.
    """
    asked = Asked(Client, keep, by, "record.merge", now)

    def together(kept: ClientFolder, lost: ClientFolder) -> Done[None]:
        _check_merge(kept, lost)
        records.take_over_guards(kept, lost, by=by.id, now=now)
        for model in reversed(PARTS):
            for part in lost.of(model):
                kept.take_over(part, lost.texts(part))
        _fill_in(kept, lost)
        lost.record.merged_into, lost.record.closed_at = kept.record.pk, now
        lost.store("merged_into", "closed_at")
        touch(kept, now)
        return Done(None, {"result": "merged", "subject": str(kept.record.pk)})

    records.on_both(asked, gone, together)


CONTACT_FIELDS = {"phone", "email", "address"}


def _missing(kept: ClientFolder, lost: ClientFolder) -> dict[str, str]:
    """What the kept record lacks and the other knows. Contact of a protected identity is not."""
    mine, theirs = kept.own_texts(contact=True), lost.own_texts(contact=True)
    protection = kept.record.protection or lost.record.protection
    leave_out = CONTACT_FIELDS if protection else set()
    return {
        name: theirs[name]
        for name in FIELDS
        if not mine.get(name) and theirs.get(name) and name not in leave_out
    }


def _fill_in(kept: ClientFolder, lost: ClientFolder) -> None:
    protection = kept.record.protection or lost.record.protection
    missing = _missing(kept, lost)
    if protection and not kept.record.protection:
        missing |= dict.fromkeys(CONTACT_FIELDS, "")
    kept.rewrite(missing, protection=protection)
    if kept.record.identity_token is None and lost.record.identity_token is not None:
        kept.record.identity_token = lost.record.identity_token
        kept.record.birth_day = lost.record.birth_day
        kept.store("identity_token", "birth_day")
