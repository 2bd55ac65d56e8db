"""Research extracts: proposed by one, decided by another, sealed for whom they are, remembered.

Keyword-only: `by` the actor, `now` an aware time. Each asks the policy and is in the log. They
raise DeniedError for a no, NoSuchResearchError for what is not there or has not come so far, and a
KeysError when the key service cannot be reached; then nothing is changed.

Of protected identity, of the protected tier, and of those that are hidden from any of the persons
who propose, decide and hand out, nothing is in an extract or counted in its report.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.values import Actor, Organisation
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.accounts.queries import tokens_of
from kvinnofrid.audit.operations import record
from kvinnofrid.catalogue import Text
from kvinnofrid.exchange import files, research_sealing
from kvinnofrid.exchange.coded_operations import instruments_of
from kvinnofrid.exchange.coded_rows import CodedData, Names, coded_data
from kvinnofrid.exchange.models import ResearchExtract
from kvinnofrid.exchange.research_rules import (
    WIDE,
    YEARS,
    Anonymity,
    Design,
    anonymity,
    wide_bands,
)
from kvinnofrid.exchange.variables import MONTH, YEAR, Variable
from kvinnofrid.follow_up.facts import EpisodeFact, Selection
from kvinnofrid.follow_up.operations import read_for_research
from kvinnofrid.keys.errors import KeyDestroyed
from kvinnofrid.spreadsheets.writing import Cell

SEE, PROPOSE, APPROVE = "exchange.see", "extract.propose", "extract.approve"
HAND_OUT, DESTROY = "extract.hand_out", "extract.destroy_key"
Status = ResearchExtract.Status
THE_YEAR = Text(
    sv="Året; månad och dag lämnas inte ut.", en="The year; month and day are not given out."
)


class NoSuchResearchError(Exception):
    """There is no such extract, or it has not come so far, or it has come further."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is proposed: for whom, why, by which ethical approval, of which years, and what."""

    recipient: str
    purpose: str
    ethics: str
    age_key: str
    first_year: int
    last_year: int
    design: Design


def design_of(row: ResearchExtract) -> Design:
    """What is in it."""
    stored: Mapping[str, Any] = row.design
    return Design(frozenset(stored["chosen"]), stored["time"], stored["age"])


@transaction.atomic
def propose(*, organisation: int, wish: Wish, by: Actor, now: datetime) -> uuid.UUID:
    """Propose an extract, which another decides on; its id."""
    demand(by, PROPOSE, Organisation(str(organisation)), now=now)
    row = ResearchExtract.objects.create(
        organisation_id=organisation,
        recipient=wish.recipient,
        purpose=wish.purpose,
        ethics=wish.ethics,
        age_key=wish.age_key,
        first_year=wish.first_year,
        last_year=wish.last_year,
        design={
            "chosen": sorted(wish.design.chosen),
            "time": wish.design.time,
            "age": wish.design.age,
        },
        proposed_by_id=uuid.UUID(by.id),
        proposed_at=now,
    )
    _log(row, PROPOSE, by, now, "proposed")
    return row.pk


@transaction.atomic
def listed(*, organisation: int, by: Actor, now: datetime) -> list[ResearchExtract]:
    """All extracts of the organisation, the newest first."""
    demand(by, SEE, Organisation(str(organisation)), now=now)
    found = ResearchExtract.objects.filter(organisation=organisation)
    return list(found.select_related("proposed_by", "decided_by").order_by("-proposed_at"))


@transaction.atomic
def seen(
    *, organisation: int, extract: uuid.UUID, by: Actor, now: datetime
) -> tuple[ResearchExtract, Anonymity]:
    """One extract with the report about whom it would single out now. Logged."""
    demand(by, SEE, Organisation(str(organisation)), now=now)
    row = _row(organisation, extract)
    found = _facts(row, by, now)
    data = coded_data(found, get=instruments_of(organisation, on=_today(now)))
    report = anonymity(_one_each(data), design_of(row))
    _log(row, SEE, by, now, "report", count=report.episodes)
    return row, report


@transaction.atomic
def decide_on(
    *, organisation: int, extract: uuid.UUID, yes: bool, by: Actor, now: datetime
) -> None:
    """Approve or reject, as another person than who proposed it."""
    row = _row(organisation, extract, lock=True)
    demand(by, APPROVE, _place(row), now=now)
    if row.status != Status.PROPOSED:
        raise NoSuchResearchError
    row.status = Status.APPROVED if yes else Status.REJECTED
    row.decided_by_id, row.decided_at = uuid.UUID(by.id), now
    if yes:
        row.data_key = research_sealing.new_key(organisation)
    row.save(update_fields=["status", "decided_by", "decided_at", "data_key"])
    _log(row, APPROVE, by, now, str(row.status))


@transaction.atomic
def hand_out(
    *, organisation: int, extract: uuid.UUID, language: str, by: Actor, now: datetime
) -> bytes:
    """The sealed file. The same client has the same pseudonym each time it is made.

    Raises KeyDestroyed when the key is.
    """
    demand(by, HAND_OUT, Organisation(str(organisation)), now=now)
    row = _row(organisation, extract, lock=True)
    if row.status not in {Status.APPROVED, Status.HANDED_OUT}:
        raise NoSuchResearchError
    if not row.data_key:
        raise KeyDestroyed
    names = Names(research_sealing.pseudonyms(organisation, bytes(row.data_key)))
    found = _facts(row, by, now, handed_out=True)
    data = coded_data(found, get=instruments_of(organisation, on=_today(now)), names=names)
    shown = reduced(data, design_of(row))
    content = files.file_of(shown, "zip", language=language, about=_about(row, shown, now))
    row.status, row.handed_out_at = Status.HANDED_OUT, now
    row.counts = {"clients": data.clients, "episodes": data.episodes, "rows": len(data.rows)}
    row.save(update_fields=["status", "handed_out_at", "counts"])
    _log(row, HAND_OUT, by, now, "handed-out", count=data.episodes)
    return research_sealing.sealed_for(row.age_key, content)


@transaction.atomic
def destroy_key(*, organisation: int, extract: uuid.UUID, by: Actor, now: datetime) -> None:
    """Destroy the key of the pseudonyms. Nothing more can be handed out; again is no fault."""
    demand(by, DESTROY, Organisation(str(organisation)), now=now)
    row = _row(organisation, extract, lock=True)
    if not row.data_key:
        return
    research_sealing.destroy_key(organisation, bytes(row.data_key))
    row.data_key, row.key_destroyed_at = b"", now
    row.save(update_fields=["data_key", "key_destroyed_at"])
    _log(row, DESTROY, by, now, "destroyed")


def reduced(data: CodedData, design: Design) -> CodedData:
    """Coded data with the columns of a design, as coarse as it says."""
    kept = [index for index, name in enumerate(data.columns) if design.has(name)]
    columns = tuple(data.columns[index] for index in kept)
    rows: dict[tuple[Cell, ...], None] = {}
    for row in data.rows:
        values: list[Any] = [design.coarse(data.columns[index], row[index]) for index in kept]
        rows[tuple(values)] = None
    known = tuple(_coarse(one, design) for one in data.variables if one.name in columns)
    return CodedData(known, columns, tuple(rows), data.clients, data.episodes)


def _coarse(one: Variable, design: Design) -> Variable:
    """A variable as the dictionary of the extract explains it."""
    if one.kind == MONTH and design.time == YEARS:
        return replace(one, kind=YEAR, definition=THE_YEAR)
    if one.name == "age_band" and design.age == WIDE:
        return replace(one, codes=tuple((band, Text(sv=band, en=band)) for band in wide_bands()))
    return one


def _one_each(data: CodedData) -> list[dict[str, object]]:
    """One row for each episode, with the columns of the episode alone."""
    own = [index for index, name in enumerate(data.columns) if not name.startswith("q_")]
    place = data.columns.index("episode")
    found: dict[object, dict[str, object]] = {
        row[place]: {data.columns[i]: row[i] for i in own} for row in data.rows
    }
    return list(found.values())


def _facts(
    row: ResearchExtract, by: Actor, now: datetime, *, handed_out: bool = False
) -> list[EpisodeFact]:
    place = str(row.organisation_id)
    who = {by.id, str(row.proposed_by_id), *([str(row.decided_by_id)] if row.decided_by_id else [])}
    persons = []
    for user in sorted(who):
        tokens = tokens_of(user, organisation=place)
        known = frozenset({place}) if tokens else frozenset()
        persons.append(Actor(user, tokens=tokens, identified_in=known))
    selection = Selection(
        row.organisation_id,
        None,
        date(row.first_year, 1, 1),
        date(row.last_year, 12, 31),
    )
    return read_for_research(
        selection=selection, persons=persons, by=by, now=now, handed_out=handed_out
    )


def _about(row: ResearchExtract, data: CodedData, now: datetime) -> list[tuple[str, Cell]]:
    return [
        ("extract", str(row.pk)),
        ("recipient", row.recipient),
        ("purpose", row.purpose),
        ("ethical_approval", row.ethics),
        ("years", f"{row.first_year}-{row.last_year}"),
        ("made", _today(now)),
        ("rows", len(data.rows)),
    ]


def _today(now: datetime) -> date:
    return now.astimezone(ZONE).date()


def _place(row: ResearchExtract) -> Organisation:
    place = str(row.organisation_id)
    proposer = str(row.proposed_by_id)
    return Organisation(place, proposer, tokens_of(proposer, organisation=place))


def _row(organisation: int, extract: uuid.UUID, *, lock: bool = False) -> ResearchExtract:
    rows = ResearchExtract.objects.select_for_update() if lock else ResearchExtract.objects
    row = rows.filter(organisation=organisation, pk=extract).first()
    if row is None:
        raise NoSuchResearchError
    return row


def _log(
    row: ResearchExtract, action: str, by: Actor, now: datetime, result: str, *, count: int = 0
) -> None:
    record(
        organisation=str(row.organisation_id),
        actor=by.id,
        action=action,
        object_kind="exchange.researchextract",
        object_id=str(row.pk),
        outcome="allowed",
        now=now,
        details={"result": result.replace("_", "-"), "count": str(count)},
    )
