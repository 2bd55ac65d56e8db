"""Writes: everything that changes a round, each in one transaction with its row in the log."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone

from kvinnofrid.access.values import Actor
from kvinnofrid.audit import operations as audit
from kvinnofrid.comparisons.models import (
    Answer,
    ContextValue,
    PublishedShare,
    Respondent,
    Round,
    SeriesValue,
)
from kvinnofrid.organisations import queries as organisations

BATCH = 5_000
ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class RoundDefinition:
    """What a round is, before it has any answers."""

    slug: str
    indicator_set: str
    version: str
    year: int
    source: str = ""
    synthetic: bool = False


@dataclass(frozen=True, slots=True)
class Answered:
    """What one respondent answered: answers by indicator code, without those that are missing.

    `label` is the source's own name, empty when it is the organisation's.
    """

    organisation_id: int
    label: str
    published_yes: int | None
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Replacement:
    """What replacing a round's answers came to; the three tuples hold ids of organisations."""

    created: bool
    revision: int
    added: tuple[int, ...]
    removed: tuple[int, ...]
    changed: tuple[int, ...]
    respondents: int
    answers: int

    @property
    def anything(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.created or self.added or self.removed or self.changed)


class RoundMismatchError(ValueError):
    """The round exists already with another indicator set, version, year or marking."""

    def __init__(self, existing: RoundDefinition) -> None:
        self.existing = existing
        super().__init__(f"{existing.slug}: {existing.indicator_set} {existing.version}")


@transaction.atomic
def replace_answers(
    *, round: RoundDefinition, respondents: Sequence[Answered], by: Actor, now: datetime
) -> Replacement:
    """Let these be all the answers of the round, which is made if it does not exist.

    The same answers again change nothing, not even the revision. RoundMismatchError when the
    round exists as something else; ValueError when a respondent occurs twice.
    """
    wanted = {answered.organisation_id: answered for answered in respondents}
    if len(wanted) != len(respondents):
        raise ValueError("a respondent occurs twice")
    row, created = _round_row(round)
    before = {} if created else _answered(row)
    added = tuple(wanted.keys() - before.keys())
    removed = tuple(before.keys() - wanted.keys())
    changed = tuple(key for key in wanted.keys() & before.keys() if wanted[key] != before[key])
    if before and (removed or changed):
        Respondent.objects.filter(round=row, organisation_id__in=(*removed, *changed)).delete()
    _insert(row, [wanted[key] for key in (*added, *changed)])
    if added or removed or changed:
        touch(slug=row.slug)
        row.refresh_from_db(fields=["revision"])
    done = Replacement(
        created=created,
        revision=row.revision,
        added=tuple(sorted(added)),
        removed=tuple(sorted(removed)),
        changed=tuple(sorted(changed)),
        respondents=len(wanted),
        answers=sum(len(answered.answers) for answered in respondents),
    )
    if done.anything:
        said = {"count": str(done.answers), "version": str(done.revision)}
        _log("round", [row.slug], "made" if created else "replaced", by=by, now=now, details=said)
    return done


def touch(*, slug: str) -> None:
    """Count up the round's revision, so that every server process reads it anew."""
    Round.objects.filter(slug=slug).update(revision=F("revision") + 1, changed=timezone.now())


def _round_row(wanted: RoundDefinition) -> tuple[Round, bool]:
    row, created = Round.objects.select_for_update().get_or_create(
        slug=wanted.slug,
        defaults={
            "indicator_set": wanted.indicator_set,
            "version": wanted.version,
            "year": wanted.year,
            "source": wanted.source,
            "synthetic": wanted.synthetic,
        },
    )
    existing = RoundDefinition(
        slug=row.slug,
        indicator_set=row.indicator_set,
        version=row.version,
        year=row.year,
        source=row.source,
        synthetic=row.synthetic,
    )
    if existing != wanted:
        raise RoundMismatchError(existing)
    return row, created


def _answered(row: Round) -> dict[int, Answered]:
    """The answers that the round has, by organisation."""
    answers: dict[int, dict[str, str]] = {}
    stored = Answer.objects.filter(respondent__round=row)
    for respondent, indicator, answer in stored.values_list("respondent_id", "indicator", "answer"):
        answers.setdefault(respondent, {})[indicator] = answer
    return {
        organisation: Answered(
            organisation_id=organisation,
            label=label,
            published_yes=published_yes,
            answers=answers.get(key, {}),
        )
        for key, organisation, label, published_yes in row.respondents.values_list(
            "pk", "organisation_id", "label", "published_yes"
        )
    }


def _insert(row: Round, respondents: Sequence[Answered]) -> None:
    made = Respondent.objects.bulk_create(
        [
            Respondent(
                round=row,
                organisation_id=answered.organisation_id,
                label=answered.label,
                published_yes=answered.published_yes,
            )
            for answered in respondents
        ]
    )
    _insert_answers(
        (respondent.pk, indicator, answer)
        for respondent, answered in zip(made, respondents, strict=True)
        for indicator, answer in answered.answers.items()
    )


def _insert_answers(rows: Iterable[tuple[int, str, str]]) -> None:
    """Insert answers many at a time: `bulk_create` takes five times as long for a national round,
    nearly all of it in making objects and SQL for each row.
    """
    quote = connection.ops.quote_name
    fields = (field for field in Answer._meta.concrete_fields if not field.primary_key)
    columns = ", ".join(quote(str(field.column)) for field in fields)
    insert = f"INSERT INTO {quote(Answer._meta.db_table)} ({columns}) VALUES "  # noqa: S608
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, ROWS_AT_ONCE)):
            places = ", ".join(["(%s, %s, %s)"] * len(batch))
            cursor.execute(insert + places, list(chain.from_iterable(batch)))


@transaction.atomic
def replace_published_shares(
    *,
    slug: str,
    organisation_id: int,
    percents: Iterable[tuple[str, Decimal]],
    by: Actor,
    now: datetime,
) -> bool:
    """Let these be the shares that the source printed for an area; whether anything changed."""
    row = Round.objects.select_for_update().get(slug=slug)
    stored = PublishedShare.objects.filter(round=row, organisation_id=organisation_id)
    wanted = dict(percents)
    if dict(stored.values_list("indicator", "percent")) == wanted:
        return False
    stored.delete()
    PublishedShare.objects.bulk_create(
        PublishedShare(
            round=row, organisation_id=organisation_id, indicator=indicator, percent=percent
        )
        for indicator, percent in wanted.items()
    )
    touch(slug=slug)
    said = {"subject": "published-shares", "count": str(len(wanted))}
    _log("round", [slug], "replaced", by=by, now=now, details=said)
    return True


@transaction.atomic
def replace_series(
    *, ids: Collection[str], values: Sequence[SeriesValue], by: Actor, now: datetime
) -> bool:
    """Let these unsaved rows be all the values of the series; whether anything changed."""
    changed = _replace_rows(SeriesValue.objects.filter(series__in=ids), values)
    if changed:
        _log("series", sorted(ids), "replaced", by=by, now=now)
    return changed


@transaction.atomic
def replace_context(
    *, measure_set: str, values: Sequence[ContextValue], by: Actor, now: datetime
) -> bool:
    """Let these unsaved rows be all the values of the measures; whether anything changed."""
    changed = _replace_rows(ContextValue.objects.filter(measure_set=measure_set), values)
    if changed:
        _log("measures", [measure_set], "replaced", by=by, now=now)
    return changed


def _replace_rows(stored: QuerySet[Any], wanted: Sequence[Model]) -> bool:
    names = [field.attname for field in stored.model._meta.concrete_fields if not field.primary_key]
    before = set(stored.values_list(*names))
    if before == {tuple(getattr(row, name) for name in names) for row in wanted}:
        return False
    stored.delete()
    stored.model._default_manager.bulk_create(wanted, batch_size=BATCH)
    return True


def note_shipped(*, slug: str, sha256: str) -> None:
    """Note which shipped files the round was loaded from."""
    Round.objects.filter(slug=slug).update(shipped_sha256=sha256)


@transaction.atomic
def remove_synthetic_rounds(*, indicator_set: str, by: Actor, now: datetime) -> int:
    """Remove the made-up rounds of an indicator set; how many there were. Real ones stay."""
    made_up = Round.objects.filter(synthetic=True, indicator_set=indicator_set)
    slugs = list(made_up.order_by("slug").values_list("slug", flat=True))
    Answer.objects.filter(respondent__round__in=made_up).delete()
    made_up.delete()
    _log("round", slugs, "removed", by=by, now=now)
    return len(slugs)


NO_DETAILS: Mapping[str, str] = {}


def _log(
    kind: str,
    ids: Sequence[str],
    result: str,
    *,
    by: Actor,
    now: datetime,
    details: Mapping[str, str] = NO_DETAILS,
) -> None:
    """Note what was done in the log of the nation, whom the published figures concern."""
    nation = organisations.nation(on=now.date())
    audit.record_many(
        organisation=str(nation.id),
        actor=by.id,
        action="comparison.load",
        object_kind=kind,
        object_ids=ids,
        outcome="allowed",
        now=now,
        details={"result": result, **details},
    )
