"""What no file can show by itself: ids that collide, versions that overlap, dead references."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .answers import AnswerScale
from .entries import Definition, Fault, Text, VersionedDefinition, leads_nowhere
from .examples import WorkedExamples
from .indicators import IndicatorSet
from .instruments import Instrument
from .outcomes import OutcomeSet
from .series import Correspondence, SeriesSet
from .situation import SituationPicture

Found = Iterator[tuple[Definition, Fault]]


def faults_between(
    definitions: Sequence[Definition], broken: Sequence[tuple[str, str] | None]
) -> Found:
    """Faults between definitions, each with the definition to put right.

    `broken` holds kind and id of each file that could not be made into a definition, None when
    the file does not tell them. What refers to a broken file is left alone, since mending
    the file mends the reference; with a file of unknown kind or id, no reference is judged.
    """
    yield from _collisions(definitions)
    yield from _overlaps(definitions)
    promised = [names for names in broken if names is not None]
    if len(promised) == len(broken):
        scales = [name for kind, name in promised if kind == AnswerScale.kind]
        yield from _scales(definitions, scales)
        sets = [name for kind, name in promised if kind == IndicatorSet.kind]
        yield from _indicators(definitions, sets)
        broken_instruments = [name for kind, name in promised if kind == Instrument.kind]
        yield from _instruments(definitions, broken_instruments)
        broken_outcomes = [name for kind, name in promised if kind == OutcomeSet.kind]
        yield from _beside(definitions, broken_outcomes)
        yield from _pictures(definitions, broken_outcomes)


def _collisions(definitions: Sequence[Definition]) -> Found:
    seen: set[tuple[str, ...]] = set()
    for definition in definitions:
        if definition.key in seen:
            name = " ".join(definition.key[1:])
            yield (
                definition,
                Fault(
                    ("id",),
                    Text(
                        sv=f"”{name}” finns redan i en annan fil.",
                        en=f'"{name}" is already in another file.',
                    ),
                    Text(
                        sv="Ge den ett annat id eller en ny version, eller ta bort den ena filen.",
                        en="Give it another id or a new version, or remove one of the files.",
                    ),
                ),
            )
        seen.add(definition.key)


def _overlaps(definitions: Sequence[Definition]) -> Found:
    earlier: list[VersionedDefinition] = []
    for definition in definitions:
        if not isinstance(definition, VersionedDefinition):
            continue
        for other in earlier:
            same = (other.kind, other.id) == (definition.kind, definition.id)
            if same and other.version != definition.version and definition.overlaps(other):
                yield (
                    definition,
                    Fault(
                        ("valid_from",),
                        Text(
                            sv=f"Gäller samtidigt som version {other.version} av samma id.",
                            en=f"Holds at the same time as version {other.version} of the id.",
                        ),
                        Text(
                            sv="Sätt valid_to i den äldre till dagen före valid_from i den nyare.",
                            en="Set valid_to of the older to the day before valid_from of the "
                            "newer.",
                        ),
                    ),
                )
        earlier.append(definition)


def _scales(definitions: Sequence[Definition], promised: list[str]) -> Found:
    known = [d.id for d in definitions if isinstance(d, AnswerScale)]
    for definition in definitions:
        if isinstance(definition, IndicatorSet):
            for n, indicator in enumerate(definition.indicators):
                if indicator.scale not in known and indicator.scale not in promised:
                    path = ("indicators", n, "scale")
                    yield definition, leads_nowhere(path, indicator.scale, known)


def _indicators(definitions: Sequence[Definition], promised: list[str]) -> Found:
    codes = {
        (d.id, d.version): [i.code for i in d.indicators]
        for d in definitions
        if isinstance(d, IndicatorSet)
    }
    for definition in definitions:
        if not isinstance(definition, SeriesSet):
            continue
        for n, series in enumerate(definition.series):
            for m, target in enumerate(series.corresponds_to):
                if target.indicator_set not in promised:
                    path = ("series", n, "corresponds_to", m)
                    for fault in _dead_ends(path, target, codes):
                        yield definition, fault


def _dead_ends(
    path: tuple[str | int, ...],
    target: Correspondence,
    codes: dict[tuple[str, str], list[str]],
) -> Iterator[Fault]:
    key = (target.indicator_set, target.version)
    if key not in codes:
        sets = [" ".join(known) for known in codes]
        yield leads_nowhere((*path, "indicator_set"), " ".join(key), sets)
    elif target.indicator not in codes[key]:
        yield leads_nowhere((*path, "indicator"), target.indicator, codes[key])


def _instruments(definitions: Sequence[Definition], promised: list[str]) -> Found:
    known = {f"{d.id} {d.version}" for d in definitions if isinstance(d, Instrument)}
    for definition in definitions:
        if isinstance(definition, WorkedExamples):
            path, name, version = "instrument", definition.instrument, definition.version
        elif isinstance(definition, Instrument) and definition.extends is not None:
            path, name, version = "extends", definition.extends.id, definition.extends.version
        else:
            continue
        if f"{name} {version}" not in known and name not in promised:
            yield definition, leads_nowhere((path,), f"{name} {version}", sorted(known))


def _beside(definitions: Sequence[Definition], promised: list[str]) -> Found:
    """Sets released together that are not there, or that share a code with each other."""
    sets = {(one.id, one.version): one for one in definitions if isinstance(one, OutcomeSet)}
    for owner in sets.values():
        seen = {("outcomes", one.code) for one in owner.outcomes}
        seen |= {("sections", one.id) for one in owner.sections}
        for n, wanted in enumerate(owner.beside):
            other = sets.get((wanted.id, wanted.version))
            if other is None:
                if wanted.id not in promised:
                    known = [" ".join(key) for key in sets]
                    path = ("beside", n)
                    yield owner, leads_nowhere(path, f"{wanted.id} {wanted.version}", known)
                continue
            here = {("outcomes", one.code) for one in other.outcomes}
            here |= {("sections", one.id) for one in other.sections}
            for _, code in sorted(seen & here):
                yield (
                    owner,
                    Fault(
                        ("beside", n),
                        Text(
                            sv=f"”{code}” finns i båda, och de ges ut tillsammans.",
                            en=f'"{code}" is in both, and they are released together.',
                        ),
                        Text(sv="Ge det ett annat namn.", en="Give it another name."),
                    ),
                )
            seen |= here


def _pictures(definitions: Sequence[Definition], promised: list[str]) -> Found:
    """Pictures of sets that are not there, or of indicators that the latest version lacks."""
    latest: dict[str, OutcomeSet] = {}
    sets = [one for one in definitions if isinstance(one, OutcomeSet)]
    for one in sorted(sets, key=lambda each: each.valid_from):
        latest[one.id] = one
    for definition in definitions:
        if not isinstance(definition, SituationPicture) or definition.outcome_set in promised:
            continue
        known = latest.get(definition.outcome_set)
        if known is None:
            yield definition, leads_nowhere(("outcome_set",), definition.outcome_set, list(latest))
            continue
        beside = [(one.id, one.version) for one in known.beside]
        if any(name in promised for name, _ in beside):
            continue
        outcomes = [known, *(one for one in sets if (one.id, one.version) in beside)]
        for path, code, codes in definition.dead_ends(outcomes):
            yield definition, leads_nowhere(path, code, codes)
