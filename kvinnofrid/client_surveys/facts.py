"""What client surveys offer statistics: how many gave each answer, and never who answered what.

The answers of each client are opened and counted here, a question at a time, and go no further. No
unit, no month and no text goes out. These functions ask no policy: whoever calls them makes a
release, and protects what it makes of them.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from kvinnofrid.client_surveys import queries
from kvinnofrid.client_surveys.models import Gathered
from kvinnofrid.client_surveys.rules import Entry
from kvinnofrid.records.queries import keep_everywhere


@dataclass(frozen=True, slots=True)
class Given:
    """How many clients of an organisation gave an answer to a question in a year.

    `year` is when their group was full. `instrument` is the shipped survey that theirs is or
    extends. Of all who answered, whatever they said, `item` is empty and `value` None.
    """

    year: int
    instrument: str
    item: str
    value: str | int | float | None
    people: int


def organisations_of_answers() -> list[int]:
    """Every organisation that has answers enough to be counted, in order."""
    with transaction.atomic():
        keep_everywhere()
        full = Gathered.objects.filter(closed_in__isnull=False).order_by()
        return sorted(full.values_list("organisation_id", flat=True).distinct())


def given(*, organisation: int, first: int, last: int, today: date) -> list[Given]:
    """The answers of full groups in the years from first to last, in the order of what they say.

    Where several may be chosen, nothing is counted but that they answered. Raises a KeysError.
    """
    found: Counter[tuple[int, str, str, str | int | float | None]] = Counter()
    shipped: dict[tuple[str, str], str] = {}
    for year in range(first, last + 1):
        for row, group in queries.gathered(organisation=organisation, year=year):
            version = row.instrument, row.instrument_version
            if version not in shipped:
                shipped[version] = _shipped(organisation, *version, today=today)
            for entry in group.entries:
                for item, value in _of(entry):
                    found[year, shipped[version], item, value] += 1
    ordered = sorted(found, key=lambda key: (*key[:3], str(key[3])))
    return [Given(*key, people=found[key]) for key in ordered]


def _of(entry: Entry) -> Iterator[tuple[str, str | int | float | None]]:
    yield "", None
    for item, value in entry.answers.items():
        if not isinstance(value, list):
            yield item, value


def _shipped(organisation: int, instrument: str, version: str, *, today: date) -> str:
    """The shipped survey that a version is or extends; its own name when it is neither."""
    found = queries.version(organisation, instrument, version, today=today)
    return found.id if found.extends is None else found.extends.id
