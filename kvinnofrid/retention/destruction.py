"""The destruction itself: rows, keys, tombstone, log; and once more after a database is restored.

The order inside one transaction: the rows go, the tombstone and the log are written, the keys are
destroyed, the line is added to the file, and only then is it committed. Whatever fails before the
keys leaves all as it was. A crash after them leaves a record that nobody can read and that the
same call destroys when it is made again.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from kvinnofrid.access.values import Actor
from kvinnofrid.retention.kinds import UnknownKindError, retained_kind, retained_kinds
from kvinnofrid.retention.models import DisposalItem, Tombstone
from kvinnofrid.retention.outside import destroy_data_key, record, tombstone_file
from kvinnofrid.retention.queries import decided_rules, facts_of
from kvinnofrid.retention.rules import due
from kvinnofrid.retention.tombstone_file import Line, TombstoneFileError


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done after a restore: how many came back and were destroyed anew, and the rest."""

    destroyed_again: int
    remembered: int


@transaction.atomic
def destroy_item(*, item: int, by: Actor, today: date, now: datetime) -> None:
    """Destroy one thing of an approved disposal if it is still due; the item says what became.

    It is tried against the rules as they are decided today: where the decision is gone or now
    says otherwise, it is spared.
    """
    found = DisposalItem.objects.select_for_update().select_related("disposal").get(pk=item)
    if found.outcome != DisposalItem.Outcome.WAITING:
        return
    disposal = found.disposal
    line = Line(
        organisation=disposal.organisation,
        concerns=disposal.concerns,
        object_id=found.object_id,
        destroyed_at=now.isoformat(timespec="seconds"),
        rules=disposal.rules,
        version=disposal.version,
        rule=disposal.rule,
        disposal=str(disposal.pk),
        proposed_by=disposal.proposed_by,
        decided_by=disposal.decided_by,
        carried_out_by=by.id,
    )
    found.outcome = _outcome(line, today)
    found.save(update_fields=["outcome"])
    if found.outcome == DisposalItem.Outcome.DESTROYED:
        _destroy(line, by, now, action="retention.destroy")


def _outcome(line: Line, today: date) -> DisposalItem.Outcome:
    facts = facts_of(line.organisation, line.concerns, line.object_id, today=today)
    if facts is None:
        return DisposalItem.Outcome.GONE
    rules = decided_rules(line.organisation, on=today)
    rule = next((r for r in rules.rules if r.concerns == line.concerns), None) if rules else None
    first = due(rule, facts, today) if rule else None
    if first is None or first > today:
        return DisposalItem.Outcome.SPARED
    return DisposalItem.Outcome.DESTROYED


def after_restore(*, by: Actor, now: datetime, replaced: str | None = None) -> Restored:
    """Destroy again what an older copy of the database has brought back, by the file of tombstones.

    To be called after every restore, before anybody reaches the database. `replaced` is the alias
    of the database that it takes the place of, whose memory the file must hold too. Raises
    TombstoneFileError when the file has been changed or cut, UnknownKindError when it speaks of
    what this program does not know; then keep the system closed.
    """
    lines = tombstone_file().read()
    _refuse_cut_file(lines, DEFAULT_DB_ALIAS)
    if replaced is not None and _remembers(replaced):
        _refuse_cut_file(lines, replaced)
    unknown = {line.concerns for line in lines} - retained_kinds().keys()
    if unknown:
        raise UnknownKindError(
            f"Gravstensfilen talar om uppgifter av slaget {', '.join(sorted(unknown))}, som det"
            " här programmet inte känner. Håll systemet stängt och använd samma version som förut."
        )
    again = remembered = 0
    for line in lines:
        with transaction.atomic():
            if retained_kind(line.concerns).facts(line.organisation, line.object_id) is not None:
                _destroy(line, by, now, action="retention.destroy_again")
                again += 1
            else:
                remembered += _remember(line)
    return Restored(again, remembered)


def write_lost_file() -> int:
    """Write the file anew from the database's tombstones when there is none; how many lines.

    For when a whole machine is lost. What was destroyed after the copy was made is not known then.
    """
    file = tombstone_file()
    if file.exists():
        return 0
    stones = Tombstone.objects.order_by("pk")
    for stone in stones:
        values = {one.name: str(getattr(stone, one.name)) for one in fields(Line)}
        values["destroyed_at"] = stone.destroyed_at.isoformat(timespec="seconds")
        file.append(Line(**values))
    return len(stones)


def _remembers(alias: str) -> bool:
    """Whether the database is of a time when there were tombstones."""
    return Tombstone._meta.db_table in connections[alias].introspection.table_names()


def _refuse_cut_file(lines: list[Line], alias: str) -> None:
    """A tombstone of the database that the file lacks means that the file has been cut."""
    in_file = {(line.organisation, line.concerns, line.object_id) for line in lines}
    known = Tombstone.objects.using(alias).values_list("organisation", "concerns", "object_id")
    if not in_file.issuperset(known):
        raise TombstoneFileError(
            "Databasen minns gallringar som saknas i gravstensfilen: den är avkortad eller inte den"
            " senaste. Lägg tillbaka den senaste kopian av filen."
        )


def _destroy(line: Line, by: Actor, now: datetime, *, action: str) -> None:
    kind = retained_kind(line.concerns)
    keys = list(kind.data_keys(line.organisation, line.object_id))
    kind.destroy(line.organisation, line.object_id)
    _remember(line)
    record(
        organisation=line.organisation,
        by=by,
        action=action,
        object_kind=line.concerns,
        object_id=line.object_id,
        now=now,
        details={"rule": line.rule, "version": line.version},
    )
    for wrapped in keys:
        destroy_data_key(line.organisation, wrapped)
    tombstone_file().append(line)


def _remember(line: Line) -> bool:
    """The tombstone in the database; whether it was not there."""
    values = asdict(line)
    values["destroyed_at"] = datetime.fromisoformat(line.destroyed_at)
    named = {name: values.pop(name) for name in ("organisation", "concerns", "object_id")}
    return Tombstone.objects.get_or_create(**named, defaults=values)[1]
