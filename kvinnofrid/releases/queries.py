"""Reading releases: what is published, and its tables. All that stands above a unit reads here.

A table is given out only of a release that `published` has found to be published, and never when it
is not what was signed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db.models import Q, QuerySet

from kvinnofrid.engine.tables import DisclosedTable
from kvinnofrid.releases.models import Release, ReleaseTable
from kvinnofrid.releases.rules import Frozen, TableName, canonical, moment, path_of, unpacked

MOST_KEPT = 6
"""Releases whose tables are kept in memory at once."""


class NotPublishedError(LookupError):
    """No such release is published."""


class BrokenReleaseError(ValueError):
    """What is stored is not what was signed; nothing of it is given out."""


@dataclass(frozen=True, slots=True)
class Published:
    """A release that everybody may read.

    `years` are those that it tells of, the first to the last. `supersedes` and `superseded_by` are
    numbers; `reason` says why the one that it supersedes is no longer to be used, `replaced_why`
    why it is so itself. `catalogue` is the digest of the catalogue of its definitions.
    """

    number: int
    title: str
    title_en: str
    years: tuple[int, ...]
    published_at: datetime
    outcome_set: str
    version: str
    catalogue: str
    synthetic: bool
    supersedes: int | None
    superseded_by: int | None
    reason: str
    reason_en: str
    replaced_why: str
    replaced_why_en: str
    digest: str

    def titled(self, language: str) -> str:
        """Its title in a language, the Swedish one when it has no other."""
        return (self.title_en if language == "en" else "") or self.title

    def why(self, language: str) -> str:
        """Why it supersedes, in a language."""
        return (self.reason_en if language == "en" else "") or self.reason

    def why_replaced(self, language: str) -> str:
        """Why it is superseded, in a language."""
        return (self.replaced_why_en if language == "en" else "") or self.replaced_why


def published(now: datetime) -> list[Published]:
    """The published releases, the latest number first, those superseded included."""
    rows = list(_out(now).select_related("supersedes").order_by("-number"))
    newer = {row.supersedes_id: row for row in rows if row.supersedes_id is not None}
    with _lock:
        _given.update(row.digest for row in rows)
    return [_published(row, newer.get(row.pk)) for row in rows]


def current(now: datetime) -> Published | None:
    """The latest published release that no other supersedes; None when there is none."""
    return next((one for one in published(now) if one.superseded_by is None), None)


def one_published(number: int, now: datetime) -> Published:
    """A published release by its number; raises NotPublishedError."""
    found = next((one for one in published(now) if one.number == number), None)
    if found is None:
        raise NotPublishedError(number)
    return found


def tables(number: int) -> "Tables":
    """The tables of a published release, by indicator and table, each read when it is asked for.

    Raises NotPublishedError for a number that `published` has not given, and BrokenReleaseError
    when the stored release is not what was signed.
    """
    row = Release.objects.filter(number=number, status=Release.Status.APPROVED).first()
    with _lock:
        if row is None or row.digest not in _given:
            raise NotPublishedError(number)
        kept = _kept.get(row.digest)
    if kept is not None:
        return kept
    if frozen_of(row).digest != row.digest:
        raise BrokenReleaseError(f"Utgåva {number} är inte den som undertecknades.")
    made = tables_of(row)
    with _lock:
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)))
        _kept[row.digest] = made
    return made


def tables_of(row: Release) -> "Tables":
    """The tables of a release that those who check it see before it is published."""
    rows = row.tables.order_by("pk").values_list("outcome", "table", "pk", "digest")
    return Tables({(outcome, table): (pk, digest) for outcome, table, pk, digest in rows})


class Tables(Mapping[TableName, DisclosedTable]):
    """The tables of a release in the order of its indicators. Each is read once, and checked."""

    def __init__(self, stored: Mapping[TableName, tuple[int, str]]) -> None:
        self._stored = stored
        self._read: dict[TableName, DisclosedTable] = {}

    def __getitem__(self, name: TableName) -> DisclosedTable:
        if name not in self._read:
            pk, digest = self._stored[name]
            content = ReleaseTable.objects.values_list("content", flat=True).get(pk=pk)
            read = unpacked(bytes(content), digest)
            if read is None:
                raise BrokenReleaseError(
                    f"Tabellen {path_of(name)} är inte den som undertecknades."
                )
            self._read[name] = DisclosedTable.from_dict(read)
        return self._read[name]

    def __iter__(self) -> Iterator[TableName]:
        return iter(self._stored)

    def __len__(self) -> int:
        return len(self._stored)

    def digests(self) -> dict[str, str]:
        """The digest of each table by its name as one text."""
        return {path_of(name): digest for name, (_pk, digest) in self._stored.items()}


def frozen_of(row: Release) -> Frozen:
    """What the signature of a release covers, from what is stored of it now."""
    before = (row.number or 0) - 1
    previous = Release.objects.filter(number=before).values_list("digest", flat=True).first()
    decided = row.decided_at
    return Frozen(
        number=row.number or 0,
        title=row.title,
        title_en=row.title_en,
        synthetic=row.synthetic,
        outcome_set=row.outcome_set,
        version=row.version,
        catalogue=row.catalogue,
        first_year=row.first_year,
        last_year=row.last_year,
        publish_at=moment(row.publish_at),
        decided_at="" if decided is None else moment(decided),
        supersedes=row.supersedes.number if row.supersedes is not None else None,
        reason=row.reason,
        reason_en=row.reason_en,
        made_from=row.made_from,
        method=row.method,
        against=row.against,
        previous=previous or "",
        tables=tables_of(row).digests(),
    )


def canonical_of(table: DisclosedTable) -> bytes:
    """The bytes of a table whose digest is signed."""
    return canonical(table.to_dict())


def row_of(one: Published) -> Release:
    """The stored row of a published release, for how it was made and who signed it."""
    return Release.objects.select_related("supersedes").get(number=one.number)


def forget() -> None:
    """Forget what is kept in memory; releases themselves never change."""
    with _lock:
        _given.clear()
        _kept.clear()


_given: set[str] = set()
"""Digests of the releases that have been found published, so that a clock set back in a running
server takes none away."""
_kept: dict[str, Tables] = {}
_lock = Lock()


def _out(now: datetime) -> QuerySet[Release]:
    with _lock:
        given = tuple(_given)
    out = Q(publish_at__lte=now) | Q(published_at__isnull=False) | Q(digest__in=given)
    return Release.objects.filter(out, status=Release.Status.APPROVED)


def _published(row: Release, newer: Release | None) -> Published:
    return Published(
        number=row.number or 0,
        title=row.title,
        title_en=row.title_en,
        years=tuple(range(row.first_year, row.last_year + 1)),
        published_at=row.publish_at,
        outcome_set=row.outcome_set,
        version=row.version,
        catalogue=row.catalogue,
        synthetic=row.synthetic,
        supersedes=row.supersedes.number if row.supersedes is not None else None,
        superseded_by=None if newer is None else newer.number,
        reason=row.reason,
        reason_en=row.reason_en,
        replaced_why="" if newer is None else newer.reason,
        replaced_why_en="" if newer is None else newer.reason_en,
        digest=row.digest,
    )
