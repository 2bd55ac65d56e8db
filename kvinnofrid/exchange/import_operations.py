"""Taking in an extract of a case system: sealed, understood, tried, and then all of it or nothing.

Keyword-only: `by` the actor, `now` an aware time. Each asks the policy and is in the log. They
raise DeniedError for a no, NoSuchExtractError for what is not there, a SpreadsheetError for a file
that cannot be read, and a KeysError when the key service cannot be reached; then nothing is
changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from kvinnofrid.access.policy import ZONE
from kvinnofrid.access.values import Actor
from kvinnofrid.access.values import Unit as UnitObject
from kvinnofrid.accounts import queries as accounts
from kvinnofrid.accounts.models import Unit
from kvinnofrid.accounts.permissions import demand
from kvinnofrid.audit.operations import record
from kvinnofrid.catalogue import Instrument, Text, load_shipped
from kvinnofrid.exchange import import_reading, import_rules, vault
from kvinnofrid.exchange.import_checks import Checker, Named
from kvinnofrid.exchange.import_reading import ClientRead, Known, Read, Table
from kvinnofrid.exchange.import_rules import Understanding
from kvinnofrid.exchange.models import CaseSystemExtract, SavedMapping
from kvinnofrid.exchange.refusals import Refusal
from kvinnofrid.exchange.variables import SEX_CODES
from kvinnofrid.follow_up import operations as follow_up
from kvinnofrid.follow_up.models import Intervention
from kvinnofrid.follow_up.operations import Brought, Held, TakenIn
from kvinnofrid.follow_up.rules import (
    ATTAINMENT_WORDS,
    OCCASION_WORDS,
    TARGET_WORDS,
    Target,
)
from kvinnofrid.keys.errors import KeysError
from kvinnofrid.records.rules import ProtectedIdentity
from kvinnofrid.spreadsheets.limits import MEBIBYTE, Limits
from kvinnofrid.spreadsheets.reading import read_table

TAKE_IN = "unit.import_extract"
KEPT_FOR = timedelta(hours=24)
MOST_CLIENTS = 200
LIMITS = Limits(file_bytes=10 * MEBIBYTE, rows=5_000, columns=200, cells=500_000)
Status = CaseSystemExtract.Status


class NoSuchExtractError(Exception):
    """There is no such extract that waits for this user."""


class UnfitFileError(ValueError):
    """A file that can be read but not used; `words` says why and what to do."""

    def __init__(self, words: Text) -> None:
        super().__init__(words.sv)
        self.words = words


NO_ROWS = Text(sv="Filen har inga rader under rubrikerna.", en="The file has no rows of data.")
TOO_MANY = Text(
    sv=f"Filen gäller fler än {MOST_CLIENTS} klienter. Dela den och läs in en del i taget.",
    en=f"The file is about more than {MOST_CLIENTS} clients. Divide it and load a part at a time.",
)
NOT_UNDERSTOOD = Text(
    sv="Välj en kolumn för klientens nummer eller personnummer, och en för dagen då"
    " insatsperioden öppnades.",
    en="Choose a column for the client's number or identity number, and one for the day when the"
    " episode was opened.",
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An extract that waits, opened."""

    row: CaseSystemExtract
    table: Table
    notes: tuple[Text, ...]
    how: Understanding


@dataclass(slots=True)
class Tried:
    """What would be taken in, and what not."""

    read: Read
    ready: list[Brought] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    refused_clients: int = 0
    new_clients: int = 0
    new_episodes: int = 0
    new_waves: int = 0
    known_clients: int = 0
    unlikely: int = 0
    not_asked: int = 0
    held: Held = field(default_factory=Held)

    @property
    def anything(self) -> bool:
        """Whether there is anything to take in."""
        return bool(self.ready)


def the_unit(*, organisation: int, unit: UUID, by: Actor, now: datetime) -> Unit:
    """The unit that somebody may take an extract in to."""
    demand(by, TAKE_IN, UnitObject(str(organisation), str(unit)), now=now)
    found = accounts.unit_of(organisation, unit)
    if found is None:
        raise NoSuchExtractError
    return found


def waiting_of(*, unit: Unit, by: Actor) -> list[CaseSystemExtract]:
    """The user's own extracts of the unit: those that wait, and what became of the others."""
    mine = CaseSystemExtract.objects.filter(unit=unit.pk, by=UUID(by.id)).defer("content")
    return list(mine.order_by("-at")[:20])


def instruments(organisation: int, *, today: date) -> dict[Target, Instrument]:
    """The questionnaire of each target group."""
    return {
        target: follow_up.instrument_for(organisation=organisation, target=target, today=today)
        for target in Target
    }


def put_in(
    *, unit: Unit, file: bytes, filename: str, mapping: str, by: Actor, now: datetime
) -> UUID:
    """Seal a file until it is taken in; its id. `mapping` is the name of a saved one, or empty.

    The file is read in a process of its own and is never on a disk in clear. Raises UnfitFileError.
    """
    table = read_table(file, filename=filename, formulas="refuse", limits=LIMITS)
    names = [one for one in table.header if one]
    if not table.rows:
        raise UnfitFileError(NO_ROWS)
    today = day_of(now)
    saved = SavedMapping.objects.filter(organisation=unit.organisation_id, name=mapping).first()
    known = list(instruments(unit.organisation_id, today=today).values())
    guessed = import_rules.guess_columns(names, known)
    how = Understanding(guessed)
    if saved is not None:
        kept = import_rules.understood(saved.mapping)
        columns = {name: field for name, field in kept.columns.items() if name in names}
        how = Understanding(columns, kept.codes, kept.target_group)
    row = CaseSystemExtract(
        organisation_id=unit.organisation_id,
        unit=unit,
        by_id=UUID(by.id),
        at=now,
        expires_at=now + KEPT_FOR,
    )
    content = {
        "header": list(table.header),
        "rows": [[one.number, list(one.cells)] for one in table.rows],
        "notes": [[note.message("sv"), note.message("en")] for note in table.notes],
        "encoding": table.encoding,
        "numbers": {},
    }
    with transaction.atomic():
        demand(by, TAKE_IN, UnitObject(str(unit.organisation_id), str(unit.pk)), now=now)
        vault.seal(row, content)
        opened = Waiting(row, _table(content), (), how)
        row.mapping = with_guessed_codes(opened, today=today).to_json()
        row.save(force_insert=True)
        _log(row, by, now, "waiting", count=len(table.rows))
    return row.pk


def day_of(now: datetime) -> date:
    """The Swedish day of a time."""
    return now.astimezone(ZONE).date()


def _table(content: Mapping[str, Any]) -> Table:
    return Table(
        tuple(content["header"]), tuple((int(n), tuple(cells)) for n, cells in content["rows"])
    )


def open_waiting(*, unit: Unit, extract: UUID, by: Actor, now: datetime) -> Waiting:
    """An extract of one's own that waits. Raises NoSuchExtractError."""
    demand(by, TAKE_IN, UnitObject(str(unit.organisation_id), str(unit.pk)), now=now)
    row = _row(unit, extract, by, now)
    return _opened(row, vault.opened(row))


def _row(unit: Unit, extract: UUID, by: Actor, now: datetime, *, lock: bool = False) -> Any:
    rows = CaseSystemExtract.objects.select_for_update() if lock else CaseSystemExtract.objects
    row = rows.filter(
        pk=extract, unit=unit.pk, by=UUID(by.id), status=Status.WAITING, expires_at__gt=now
    ).first()
    if row is None:
        raise NoSuchExtractError
    return row


def _opened(row: CaseSystemExtract, content: Mapping[str, Any]) -> Waiting:
    notes = [Text(sv=sv, en=en) for sv, en in content["notes"]]
    if content["encoding"].startswith("windows-"):
        notes.append(
            Text(
                sv="Filen är i teckenkodningen Windows-1252. Kontrollera att å, ä och ö blev rätt.",
                en="The file is encoded in Windows-1252. Check that å, ä and ö came out right.",
            )
        )
    how = import_rules.understood(row.mapping)
    return Waiting(row, _table(content), tuple(notes), how)


def code_columns(how: Understanding, found: Mapping[Target, Instrument]) -> dict[str, str]:
    """The columns whose values are codes, by what they hold: heading by field."""
    chosen = {}
    for heading, wanted in how.columns.items():
        item, choice = import_rules.split_answer(wanted)
        if wanted in import_rules.FIELDS:
            if import_rules.FIELDS[wanted].kind == import_rules.CODE:
                chosen[wanted] = heading
        elif not choice and codes_of_item(item, found):
            chosen[wanted] = heading
    return chosen


def codes_of(wanted: str, found: Mapping[Target, Instrument]) -> list[tuple[str, Text]]:
    """The codes that a column may hold, with their words."""
    if wanted in import_rules.FIELDS:
        return list(codes_of_list(import_rules.FIELDS[wanted].codes))
    return codes_of_item(import_rules.split_answer(wanted)[0], found)


def codes_of_item(item: str, found: Mapping[Target, Instrument]) -> list[tuple[str, Text]]:
    """The answers of a question in any of the questionnaires."""
    codes: dict[str, Text] = {}
    for instrument in found.values():
        for one in instrument.items:
            if one.id == item:
                codes |= dict(import_rules.choice_codes(one))
    return list(codes.items())


def codes_of_list(list_id: str) -> Sequence[tuple[str, Text]]:
    """The codes of a list, of the catalogue or of the follow-up's own rules."""
    own: dict[str, Sequence[tuple[str, Text]]] = {
        "sex": SEX_CODES,
        "target-group": [(str(one), words) for one, words in TARGET_WORDS.items()],
        "occasion": [(str(one), words) for one, words in OCCASION_WORDS.items()],
        "attainment": [(str(one), words) for one, words in ATTAINMENT_WORDS.items() if one],
        "protected-identity": [(str(one), one.words) for one in ProtectedIdentity if one],
        "form": [
            (Intervention.Form.BY_DECISION.value, Text(sv="Bistånd", en="By decision")),
            (Intervention.Form.OPEN_SERVICE.value, Text(sv="Serviceinsats", en="Open service")),
        ],
    }
    if list_id in own:
        return own[list_id]
    return [(one.code, one.words) for one in load_shipped().code_list(list_id).codes]


def with_guessed_codes(waiting: Waiting, *, today: date) -> Understanding:
    """How it is to be understood, with guesses for values that have no code yet."""
    found = instruments(waiting.row.organisation_id, today=today)
    codes: dict[str, dict[str, str]] = {}
    for wanted, heading in code_columns(waiting.how, found).items():
        values = waiting.table.values(heading)
        if wanted.startswith(import_rules.ANSWER):
            known = {code for code, _words in codes_of(wanted, found)}
            values = list(
                dict.fromkeys(
                    part
                    for value in values
                    for part in ([value] if value in known else import_rules.several(value))
                )
            )
        values = [one for one in values if not import_rules.missing(one)]
        values = values[: import_rules.MOST_VALUES]
        list_id = "" if wanted.startswith("q_") else import_rules.FIELDS[wanted].codes
        guessed = import_rules.guess_codes(values, codes_of(wanted, found), list_id=list_id)
        before = waiting.how.codes.get(wanted, {})
        codes[wanted] = {value: before.get(value, guessed.get(value, "")) for value in values}
    return Understanding(waiting.how.columns, codes, waiting.how.target_group)


@transaction.atomic
def understand(
    *, unit: Unit, extract: UUID, how: Understanding, by: Actor, now: datetime
) -> Understanding:
    """Say how an extract is to be understood; values without a code get a guess."""
    demand(by, TAKE_IN, UnitObject(str(unit.organisation_id), str(unit.pk)), now=now)
    row = _row(unit, extract, by, now, lock=True)
    opened = _opened(row, vault.opened(row))
    done = with_guessed_codes(Waiting(row, opened.table, (), how), today=day_of(now))
    row.mapping = done.to_json()
    row.save(update_fields=["mapping"])
    return done


@transaction.atomic
def save_mapping(*, unit: Unit, extract: UUID, name: str, by: Actor, now: datetime) -> None:
    """Keep how an extract is understood for the organisation's next one, in place of that name."""
    demand(by, TAKE_IN, UnitObject(str(unit.organisation_id), str(unit.pk)), now=now)
    row = _row(unit, extract, by, now)
    SavedMapping.objects.update_or_create(
        organisation_id=unit.organisation_id,
        name=name,
        defaults={"mapping": row.mapping, "by_id": UUID(by.id), "at": now},
    )
    _log(row, by, now, "mapping-saved", count=len(row.mapping.get("columns", {})))


def saved_mappings(organisation: int) -> list[str]:
    """The names of the organisation's saved mappings."""
    found = SavedMapping.objects.filter(organisation=organisation)
    return list(found.order_by("name").values_list("name", flat=True))


def try_out(*, unit: Unit, extract: UUID, by: Actor, now: datetime) -> Tried:
    """What taking it in would come to. Nothing is changed; that it has been tried is in the log."""
    demand(by, TAKE_IN, UnitObject(str(unit.organisation_id), str(unit.pk)), now=now)
    row = _row(unit, extract, by, now)
    content = vault.opened(row)
    read = _read(row, content, now)
    numbers = _numbers(row, content, read.clients)
    with transaction.atomic():
        tried = _tried(unit, row, read, numbers, by, now)
        _log(row, by, now, "tried", count=len(tried.ready))
    return tried


def take_in(*, unit: Unit, extract: UUID, by: Actor, now: datetime) -> TakenIn:
    """Take in all clients that can be, at once. Whatever stops one of them stops all.

    Raises what the follow-up's operations do when something has changed since it was tried.
    """
    demand(by, TAKE_IN, UnitObject(str(unit.organisation_id), str(unit.pk)), now=now)
    row = _row(unit, extract, by, now)
    content = vault.opened(row)
    read = _read(row, content, now)
    numbers = _numbers(row, content, read.clients)
    with transaction.atomic():
        row = _row(unit, extract, by, now, lock=True)
        tried = _tried(unit, row, read, numbers, by, now)
        done = follow_up.take_in(
            organisation=unit.organisation_id,
            unit=unit.pk,
            brought=tried.ready,
            held=tried.held,
            by=by,
            now=now,
            key=str(row.pk),
        )
        row.status, row.ended_at, row.content = Status.TAKEN_IN, now, b""
        row.counts = {
            "clients": done.clients,
            "episodes": done.episodes,
            "waves": done.waves,
            "refused": tried.refused_clients,
        }
        row.save(update_fields=["status", "ended_at", "content", "counts"])
        _log(row, by, now, "taken-in", count=done.clients)
    _forget(row)
    return done


def discard(*, unit: Unit, extract: UUID, by: Actor, now: datetime) -> None:
    """Throw an extract away. Its key is destroyed, so that no copy opens either."""
    demand(by, TAKE_IN, UnitObject(str(unit.organisation_id), str(unit.pk)), now=now)
    with transaction.atomic():
        row = _row(unit, extract, by, now, lock=True)
        row.status, row.ended_at, row.content = Status.DISCARDED, now, b""
        row.save(update_fields=["status", "ended_at", "content"])
        _log(row, by, now, "discarded", count=0)
    _forget(row)


def clear_expired(*, now: datetime) -> str:
    """Empty extracts that have waited too long, and destroy keys of what is over; a line of it."""
    gone = CaseSystemExtract.objects.filter(status=Status.WAITING, expires_at__lte=now).update(
        status=Status.DISCARDED, ended_at=now, content=b""
    )
    for row in CaseSystemExtract.objects.exclude(status=Status.WAITING).exclude(data_key=b""):
        _forget(row)
    return f"expired_extracts={gone}"


def _forget(row: CaseSystemExtract) -> None:
    """Destroy the key of what is over; when the key service is away the hourly upkeep does."""
    try:
        vault.empty(row)
    except KeysError:
        return
    row.save(update_fields=["data_key", "content"])


def _read(row: CaseSystemExtract, content: Mapping[str, Any], now: datetime) -> Read:
    how = import_rules.understood(row.mapping)
    wanted = set(how.columns.values())
    if not wanted & {"client_reference", "identity_number"} or "opened_on" not in wanted:
        raise UnfitFileError(NOT_UNDERSTOOD)
    today = day_of(now)
    known = Known(codes_of_list, instruments(row.organisation_id, today=today), today)
    read = import_reading.read(_table(content), how, known)
    if len(read.clients) > MOST_CLIENTS:
        raise UnfitFileError(TOO_MANY)
    return read


def _numbers(
    row: CaseSystemExtract, content: dict[str, Any], clients: Sequence[ClientRead]
) -> dict[str, bytes]:
    """The token of each identity number, asked for once and then kept sealed with the file."""
    kept: dict[str, str] = content["numbers"]
    lacking = [
        one.number.digits
        for one in clients
        if one.number is not None and one.number.digits not in kept
    ]
    try:
        for digits in dict.fromkeys(lacking):
            kept[digits] = vault.client().token(str(row.organisation_id), digits).hex()
    finally:
        if lacking:
            vault.seal(row, content)
            row.save(update_fields=["content", "version"])
    return {digits: bytes.fromhex(token) for digits, token in kept.items()}


def _tried(
    unit: Unit,
    row: CaseSystemExtract,
    read: Read,
    numbers: Mapping[str, bytes],
    by: Actor,
    now: datetime,
) -> Tried:
    """What can be taken in, while nobody else takes in anything of the organisation."""
    how, today = import_rules.understood(row.mapping), day_of(now)
    key, place = vault.matching_key(unit.organisation_id), str(unit.pk)
    references = {ref for one in read.clients for ref in one.references}
    episodes = {ep.reference for one in read.clients for ep in one.episodes if ep.reference}
    named = Named(
        {one: vault.token(key, place, "client", one) for one in references},
        {one: vault.token(key, place, "episode", one) for one in episodes},
        numbers,
    )
    known = Known(codes_of_list, instruments(unit.organisation_id, today=today), today)
    headings = {wanted: heading for heading, wanted in how.columns.items()}
    checker = Checker(known, named, headings)
    held = follow_up.held_already(
        unit=unit.pk,
        tokens=named.reference.values(),
        identities=numbers.values(),
        by=by,
        now=now,
    )
    tried = Tried(read, held=held)
    for one in read.clients:
        before = len(checker.refused)
        brought = checker.brought(one)
        if len(checker.refused) > before or not checker.tried(one, brought, held):
            tried.refused_clients += 1
            continue
        tried.ready.append(brought)
        _count(tried, brought, held)
    tried.refused_clients += read.refused_clients
    tried.refusals = sorted([*read.refusals, *checker.refused], key=lambda each: each.line)
    tried.unlikely, tried.not_asked = checker.unlikely, checker.not_asked
    return tried


def _count(tried: Tried, brought: Brought, held: Held) -> None:
    client = held.client(brought)
    tried.new_clients += client is None
    tried.known_clients += client is not None
    for episode in brought.episodes:
        there = held.episode(client, episode) if client is not None else None
        tried.new_episodes += there is None
        before = () if there is None else there.waves
        tried.new_waves += sum((one.occasion, one.held_on) not in before for one in episode.waves)


def _log(row: CaseSystemExtract, by: Actor, now: datetime, result: str, *, count: int) -> None:
    record(
        organisation=str(row.organisation_id),
        actor=by.id,
        action=TAKE_IN,
        object_kind="exchange.casesystemextract",
        object_id=str(row.pk),
        outcome="allowed",
        now=now,
        details={"result": result, "count": str(count), "unit": str(row.unit_id)},
    )
