"""The tables of the releases, by the ids that programs ask for them with.

`sex` is a table of the release that is current, and its figures change with the release. `r3-sex`
is the same table of release 3, for ever. What is not published yet is not here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import override

from kvinnofrid.catalogue import Outcome, OutcomeSet, Text, load_shipped
from kvinnofrid.engine import cubes, summaries
from kvinnofrid.engine.areas import NATION
from kvinnofrid.engine.cubes import Told
from kvinnofrid.engine.jsonstat import Absent, Cube
from kvinnofrid.engine.tables import AREA
from kvinnofrid.open_data.problems import no_such_table
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.releases import queries as releases
from kvinnofrid.releases.queries import Published

Names = tuple[tuple[str, str], ...]
LANGUAGES = ("sv", "en")
SOURCE = "Kvinnofrid"

_ID = re.compile(
    r"(?:r(?P<number>[1-9][0-9]{0,8})-)?(?P<outcome>[a-z][a-z0-9_]*)(?:-(?P<part>[a-z]+))?"
)
_NATION = Text(sv="Riket", en="The nation")
SYNTHETIC = Text(
    sv="Påhittade uppgifter: ingen siffra är om någon som finns.",
    en="Made-up data: no figure is about anybody who exists.",
)
_HIDDEN = Text(
    sv=f"{Absent.HIDDEN.value} är en siffra som inte visas, för att ingen ska kunna kännas igen."
    f" {Absent.UNDEFINED.value} är en andel som inte finns, eftersom det inte är någon att räkna.",
    en=f"{Absent.HIDDEN.value} is a figure that is not shown, so that nobody can be recognised."
    f" {Absent.UNDEFINED.value} is a share that does not exist, since there is nobody to count.",
)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A table with the release it is of. `standing` when its id names the release for ever."""

    release: Published
    owner: OutcomeSet
    outcome: Outcome
    part: str
    standing: bool

    @property
    def id(self) -> str:
        """The id that it was asked for with."""
        return self.standing_id if self.standing else self.name

    @property
    def name(self) -> str:
        """The id of the same table in whichever release is current."""
        return f"{self.outcome.code}-{self.part}" if self.part else self.outcome.code

    @property
    def title(self) -> Text:
        """What it is called, without what it is divided by."""
        if self.is_summary:
            return summaries.name_of(self.outcome, self.part)
        return cubes.name_of(self.outcome, self.part)

    @property
    def is_summary(self) -> bool:
        """Whether its figures are of rows and not of classes: medians and means."""
        return self.part in summaries.summary_parts(self.outcome)

    def variable_names(self, language: str) -> list[str]:
        """What its dimensions are called."""
        if self.is_summary:
            return summaries.variable_names(language)
        return cubes.variable_names(self.outcome, language)

    @property
    def standing_id(self) -> str:
        """The id that is this table of this release for ever."""
        return f"r{self.release.number}-{self.name}"

    @property
    def discontinued(self) -> bool:
        """Whether another release has taken the place of this one."""
        return self.release.superseded_by is not None

    @property
    def page(self) -> str:
        """The path of its page for people, in Swedish."""
        with override("sv"):
            return reverse("releases:outcome", args=[self.release.number, self.outcome.code])

    def cube(self, language: str, names: Names | None = None) -> Cube:
        """The table with its words in a language, kept in memory for the next who asks.

        Who asks for many tables gives the names of the areas, so that they are read once.
        """
        release = self.release
        names = area_names(release, language) if names is None else names
        return _cube(
            release,
            (self.owner.id, self.owner.version),
            self.outcome.code,
            self.part,
            language,
            names,
        )


def shelved(now: datetime, *, discontinued: bool = False) -> list[Shelved]:
    """The tables of the current release; with `discontinued` those of the others too."""
    current = releases.current(now)
    found = [] if current is None else list(_of(current, standing=False))
    if discontinued:
        for release in releases.published(now):
            if current is None or release.number != current.number:
                found += _of(release, standing=True)
    return found


def find(name: str, now: datetime) -> Shelved:
    """The table with this id. RefusedError when there is none, or it is not published yet."""
    parsed = _ID.fullmatch(name)
    if parsed is None:
        raise no_such_table(name)
    number = parsed["number"]
    release = releases.current(now) if number is None else _release(int(number), now)
    found = [] if release is None else list(_of(release, standing=number is not None))
    for one in found:
        if one.id == name:
            return one
    raise no_such_table(name)


def areas(now: datetime) -> tuple[str, ...]:
    """The codes of all areas that the current release tells of, in order."""
    current = releases.current(now)
    if current is None:
        return ()
    held = releases.tables(current.number)
    owner = load_shipped().released(current.outcome_set, current.version)
    # The areas of a population are decided once, for all its tables.
    ofs = {owner.outcome(outcome).population: (outcome, table) for outcome, table in held}
    return tuple(sorted({code for name in ofs.values() for code in held[name].codes(AREA)}))


def current_told(now: datetime, language: str) -> Told | None:
    """What the current release says of itself, the names of its areas too; None without one."""
    release = releases.current(now)
    if release is None:
        return None
    return told(release, language, area_names(release, language))


def told(release: Published, language: str, names: Names) -> Told:
    """What every table of a release says of itself."""
    texts = [_HIDDEN]
    if release.synthetic:
        texts.insert(0, SYNTHETIC)
    if release.superseded_by is not None:
        texts.insert(
            0,
            Text(
                sv=f"Ersatt av utgåva {release.superseded_by}. {release.why_replaced('sv')}",
                en=f"Replaced by release {release.superseded_by}. {release.why_replaced('en')}",
            ),
        )
    notes = tuple(text.in_language(language) for text in texts)
    return Told(language, SOURCE, release.published_at, dict(names), notes)


def _release(number: int, now: datetime) -> Published | None:
    return next((one for one in releases.published(now) if one.number == number), None)


def _of(release: Published, *, standing: bool) -> Iterator[Shelved]:
    held = releases.tables(release.number)
    for owner in load_shipped().released_sets(release.outcome_set, release.version):
        for outcome in owner.outcomes:
            for part in (*cubes.parts(outcome), *summaries.summary_parts(outcome)):
                if all((outcome.code, name) in held for name in _tables_of(outcome, part)):
                    yield Shelved(release, owner, outcome, part, standing)


def _tables_of(outcome: Outcome, part: str) -> tuple[str, ...]:
    if part in summaries.summary_parts(outcome):
        return (summaries.summarised(part),)
    return cubes.tables_of_part(outcome, part)


def area_names(release: Published, language: str) -> Names:
    """The names of areas as they were in the last year that a release tells of."""
    on = date(max(release.years), 12, 31)
    names = {NATION: _NATION.in_language(language)}
    names |= {place.code: place.full_name for place in organisations.counties(on=on)}
    names |= {place.code: place.name for place in organisations.municipalities(on=on)}
    return tuple(names.items())


@lru_cache(maxsize=16)
def _cube(
    release: Published,
    owner: tuple[str, str],
    code: str,
    part: str,
    language: str,
    names: Names,
) -> Cube:
    definitions = load_shipped().outcome_set(*owner)
    outcome = definitions.outcome(code)
    held = releases.tables(release.number)
    found = [held[code, name] for name in _tables_of(outcome, part)]
    words = told(release, language, names)
    if part in summaries.summary_parts(outcome):
        return summaries.summary(definitions, found[0], part, words)
    return cubes.cube(definitions, found, words)
