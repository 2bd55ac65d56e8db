"""What the follow-up offers statistics: coded rows about episodes, and never a name or a text.

An episode is named by its own random id, which leads to nobody without the database; whoever gives
rows out names them anew for each receiver. These functions ask no policy: whoever calls them has
asked whether the actor may see the unit's results, or makes a release.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Sum
from django.db.models.functions import Cast

from kvinnofrid.follow_up.kept import KEPT
from kvinnofrid.follow_up.models import Client, Episode, Intervention, Wave
from kvinnofrid.follow_up.rules import WaveStatus
from kvinnofrid.organisations import queries as organisations
from kvinnofrid.records.operations import organisations_with

Coded = str | int | float | list[str]
"""A coded answer: a code, several codes, a number. Free text and days are no facts."""


@dataclass(frozen=True, slots=True)
class WaveFact:
    """A wave that was held: which, when, with what, and its coded answers by item."""

    occasion: str
    number: int
    held_on: date
    instrument: str
    instrument_version: str
    answers: Mapping[str, Coded]


@dataclass(frozen=True, slots=True)
class InterventionFact:
    """An intervention of the episode."""

    kind: str
    form: str
    provider: str
    started_on: date | None
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class EpisodeFact:
    """An episode: where, whom it is for, its days and outcome, and what belongs to it.

    `sex`, `age_band` and `home_municipality` are as when it was opened, empty when not known;
    `missed` are occasions whose wave was not held, with the reason. `client` is the random id of
    the record, by which two episodes are known to be of the same person.
    """

    episode: str
    organisation: int
    unit: str
    target_group: str
    status: str
    way_in: str
    contacted_on: date | None
    opened_on: date
    started_on: date | None
    closed_on: date | None
    closure_reason: str
    attainment: str
    came_back: bool
    sex: str
    age_band: str
    home_municipality: str
    synthetic: bool
    interventions: tuple[InterventionFact, ...] = ()
    waves: tuple[WaveFact, ...] = ()
    missed: Mapping[str, str] = field(default_factory=dict)
    client: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One coded value, as an analyst's file has it: a line for each variable of each wave.

    `variable` of the episode itself (goal attainment, closure …) has an empty `wave`. `period` is
    the month in which the episode was opened.
    """

    episode: str
    wave: str
    variable: str
    value: str
    unit: str
    municipality: str
    county: str
    period: str
    sex: str
    age_band: str
    target_group: str
    interventions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which episodes: of an organisation, perhaps one unit, that were active in a period.

    `first` and `last` are days, both included; None leaves the end open.
    """

    organisation: int
    unit: str | None = None
    first: date | None = None
    last: date | None = None


def episodes(selection: Selection, clients: "QuerySet[Client] | None" = None) -> list[EpisodeFact]:
    """The episodes of a selection with their interventions and waves, in four queries.

    `clients`: of these records only.
    """
    organisation = str(selection.organisation)
    whose = Q() if clients is None else Q(client__in=clients.values("pk"))
    with KEPT.parts_of(organisation, Episode) as every:
        chosen = every.filter(_within(selection) & whose)
        named = {name: Cast(field, CharField()) for name, field in _AS_TEXT.items()}
        rows = list(chosen.values(*_COLUMNS, **named).order_by("opened_on", "pk"))
    wanted = _within(selection, "episode__") & whose
    with KEPT.parts_of(organisation, Intervention) as interventions:
        given = _by_episode(
            interventions.filter(wanted, removed_at__isnull=True).values_list(
                _EPISODE, "kind", "form", "provider", "started_on", "ended_on"
            )
        )
    with KEPT.parts_of(organisation, Wave) as waves:
        held = _by_episode(
            waves.filter(wanted, status=WaveStatus.SUBMITTED.value)
            .order_by("held_on")
            .values_list(
                _EPISODE,
                "occasion",
                "number",
                "held_on",
                "instrument",
                "instrument_version",
                "coded",
            )
        )
        missed = _by_episode(
            waves.filter(wanted, status=WaveStatus.MISSED.value).values_list(
                _EPISODE, "occasion", "missed_reason"
            )
        )
    units: dict[str, str] = {}
    return [
        EpisodeFact(
            episode=_dashed(row.pop("episode")),
            organisation=selection.organisation,
            unit=units.get(unit) or units.setdefault(unit, _dashed(unit)),
            came_back=row.pop("before") is not None,
            synthetic=row.pop("client__synthetic"),
            client=_dashed(row.pop("whose")),
            interventions=tuple(InterventionFact(*one) for one in given.get(key, ())),
            waves=tuple(WaveFact(*one) for one in held.get(key, ())),
            missed=dict(missed.get(key, ())),
            **row,
        )
        for row, key, unit in ((row, row["episode"], row.pop("where")) for row in rows)
    ]


def organisations_of_episodes() -> list[int]:
    """Every organisation that has any client, in order."""
    return organisations_with(Client)


def units_of_episodes(organisation: int) -> list[str]:
    """The units of an organisation that have any episode, in order."""
    with KEPT.parts_of(str(organisation), Episode) as every:
        found = every.order_by().values_list("unit_id", flat=True).distinct()
        return sorted(str(one) for one in found)


def revision(selection: Selection) -> tuple[int, ...]:
    """A mark that changes whenever something of the selection's episodes is saved or removed."""
    organisation, marks = str(selection.organisation), []
    for part, within in ((Episode, ""), (Intervention, "episode__"), (Wave, "episode__")):
        with KEPT.parts_of(organisation, part) as found:
            marks.append(
                found.filter(_within(selection, within)).aggregate(n=Count("pk"), v=Sum("version"))
            )
    return tuple(mark[name] or 0 for mark in marks for name in ("n", "v"))


_EPISODE = Cast("episode_id", CharField())
_AS_TEXT = {"episode": "id", "whose": "client_id", "where": "unit_id", "before": "previous_id"}
"""Ids that are read as texts, by name: making an object of each took a third of the time."""
_COLUMNS = (
    *("client__synthetic", "target_group", "status", "way_in"),
    *("contacted_on", "opened_on", "started_on", "closed_on", "closure_reason", "attainment"),
    *("sex", "age_band", "home_municipality"),
)


def _dashed(read: str) -> str:
    """An id as a text, whether the database keeps it with dashes or without."""
    parts = (read[:8], read[8:12], read[12:16], read[16:20], read[20:])
    return read if "-" in read else "-".join(parts)


def _within(selection: Selection, of: str = "") -> Q:
    found = Q()
    if selection.unit is not None:
        found &= Q(**{f"{of}unit": selection.unit})
    if selection.last is not None:
        found &= Q(**{f"{of}opened_on__lte": selection.last})
    if selection.first is not None:
        found &= Q(**{f"{of}closed_on__isnull": True}) | Q(
            **{f"{of}closed_on__gte": selection.first}
        )
    return found


def _by_episode(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for key, *rest in rows:
        found.setdefault(key, []).append(tuple(rest))
    return found


def rows(found: Iterable[EpisodeFact]) -> Iterator[Fact]:
    """The episodes as one line for each value, for a file or a table of columns."""
    for one in found:
        yield from _rows_of(one)


OF_EPISODE = ("status", "way_in", "closure_reason", "attainment", "came_back")


def _rows_of(one: EpisodeFact) -> Iterator[Fact]:
    municipality, county = places(one.organisation, one.opened_on)
    shared: dict[str, Any] = {
        "episode": one.episode,
        "unit": one.unit,
        "municipality": municipality,
        "county": county,
        "period": f"{one.opened_on:%Y-%m}",
        "sex": one.sex,
        "age_band": one.age_band,
        "target_group": one.target_group,
        "interventions": tuple(sorted({given.kind for given in one.interventions})),
    }
    for name in OF_EPISODE:
        value = getattr(one, name)
        text = ("no", "yes")[value] if isinstance(value, bool) else str(value)
        yield Fact(wave="", variable=name, value=text, **shared)
    for wave in one.waves:
        place = wave.occasion if wave.number == 1 else f"{wave.occasion}-{wave.number}"
        for item, answer in wave.answers.items():
            for value in answer if isinstance(answer, list) else (answer,):
                yield Fact(wave=place, variable=item, value=str(value), **shared)


def places(organisation: int, on: date) -> tuple[str, str]:
    """The codes of an organisation and of its county on a day; empty where there is none."""
    register = organisations.register()
    here = register.place(organisation, on=on)
    above = register.parent(here, on=on)
    return here.code, above.code if above is not None else ""
