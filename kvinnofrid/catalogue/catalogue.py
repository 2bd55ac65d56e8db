"""The catalogue: every definition the system knows, by kind, id and version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from .answers import AnswerScale
from .assurance import AssuranceLevels
from .classifications import Classification
from .codes import CodeList
from .context import ContextMeasures
from .disclosure import DisclosureRule
from .entries import Definition, VersionedDefinition
from .examples import WorkedExamples
from .indicators import IndicatorSet
from .instruments import Instrument
from .outcomes import OutcomeSet
from .problems import UnknownDefinitionError
from .retention import RetentionRules
from .series import Series, SeriesSet
from .situation import SituationPicture

KINDS: dict[str, type[Definition]] = {
    kind.kind: kind
    for kind in (
        AnswerScale,
        AssuranceLevels,
        Classification,
        CodeList,
        ContextMeasures,
        DisclosureRule,
        IndicatorSet,
        Instrument,
        OutcomeSet,
        RetentionRules,
        SeriesSet,
        SituationPicture,
        WorkedExamples,
    )
}

_D = TypeVar("_D", bound=Definition)
_V = TypeVar("_V", bound=VersionedDefinition)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Frozen definitions. `digest` is a SHA-256 over the files: equal digest, equal content."""

    digest: str
    definitions: tuple[Definition, ...]

    @property
    def scales(self) -> tuple[AnswerScale, ...]:
        """All answer scales, by file name."""
        return self._all(AnswerScale)

    @property
    def indicator_sets(self) -> tuple[IndicatorSet, ...]:
        """All versions of all indicator sets, by file name."""
        return self._all(IndicatorSet)

    @property
    def series_sets(self) -> tuple[SeriesSet, ...]:
        """All series sets, by file name."""
        return self._all(SeriesSet)

    @property
    def context_measures(self) -> tuple[ContextMeasures, ...]:
        """All sets of context measures, by file name."""
        return self._all(ContextMeasures)

    @property
    def classifications(self) -> tuple[Classification, ...]:
        """All versions of all classifications, by file name."""
        return self._all(Classification)

    @property
    def code_lists(self) -> tuple[CodeList, ...]:
        """All versions of all code lists, by file name."""
        return self._all(CodeList)

    @property
    def retention_rules(self) -> tuple[RetentionRules, ...]:
        """All versions of all retention rules, by file name."""
        return self._all(RetentionRules)

    @property
    def disclosure_rules(self) -> tuple[DisclosureRule, ...]:
        """All versions of all rules for what is hidden in releases, by file name."""
        return self._all(DisclosureRule)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """All versions of all instruments, by file name."""
        return self._all(Instrument)

    @property
    def outcome_sets(self) -> tuple[OutcomeSet, ...]:
        """All versions of all indicators of the follow-up, by file name."""
        return self._all(OutcomeSet)

    @property
    def situation_pictures(self) -> tuple[SituationPicture, ...]:
        """All versions of the picture of the situation, by file name."""
        return self._all(SituationPicture)

    @property
    def worked_examples(self) -> tuple[WorkedExamples, ...]:
        """The worked examples of all instruments, by file name."""
        return self._all(WorkedExamples)

    @property
    def assurance_levels(self) -> tuple[AssuranceLevels, ...]:
        """All versions of all levels of assurance, by file name."""
        return self._all(AssuranceLevels)

    def scale(self, scale_id: str) -> AnswerScale:
        """The answer scale with this id; UnknownDefinitionError when there is none."""
        return _only(self.scales, scale_id)

    def series_set(self, set_id: str) -> SeriesSet:
        """The series set with this id; UnknownDefinitionError when there is none."""
        return _only(self.series_sets, set_id)

    def indicator_set(self, set_id: str, version: str | None = None) -> IndicatorSet:
        """A version of an indicator set, the latest when none is named; UnknownDefinitionError."""
        return _version(self.indicator_sets, set_id, version)

    def classification(self, classification_id: str, version: str | None = None) -> Classification:
        """A version of a classification, the latest when none is named; UnknownDefinitionError."""
        return _version(self.classifications, classification_id, version)

    def instrument(self, instrument_id: str, version: str | None = None) -> Instrument:
        """A version of an instrument, the latest when none is named; UnknownDefinitionError."""
        return _version(self.instruments, instrument_id, version)

    def code_list(self, list_id: str, version: str | None = None) -> CodeList:
        """A version of a code list, the latest when none is named; UnknownDefinitionError."""
        return _version(self.code_lists, list_id, version)

    def situation_picture(self, picture_id: str, version: str | None = None) -> SituationPicture:
        """A version of a picture of the situation, the latest when none is named;
        UnknownDefinitionError."""
        return _version(self.situation_pictures, picture_id, version)

    def outcome_set(self, set_id: str, version: str | None = None) -> OutcomeSet:
        """A version of an outcome set, the latest when none is named; UnknownDefinitionError."""
        return _version(self.outcome_sets, set_id, version)

    def released_sets(self, set_id: str, version: str | None = None) -> tuple[OutcomeSet, ...]:
        """An outcome set and those released together with it; UnknownDefinitionError."""
        owner = self.outcome_set(set_id, version)
        return (owner, *(self.outcome_set(one.id, one.version) for one in owner.beside))

    def released(self, set_id: str, version: str | None = None) -> OutcomeSet:
        """All that a release by an outcome set has, as one set with the name of the first."""
        owner, *others = self.released_sets(set_id, version)
        if not others:
            return owner
        return owner.model_copy(
            update={
                "sections": tuple(s for one in (owner, *others) for s in one.sections),
                "outcomes": tuple(o for one in (owner, *others) for o in one.outcomes),
            }
        )

    def disclosure_rule(self, rule_id: str, version: str | None = None) -> DisclosureRule:
        """A version of a disclosure rule, the latest when none is named; UnknownDefinitionError."""
        return _version(self.disclosure_rules, rule_id, version)

    def series_for_indicator(self, set_id: str, version: str, code: str) -> tuple[Series, ...]:
        """The published series that correspond to an indicator of a set, cautions and all."""
        return tuple(
            series
            for series_set in self.series_sets
            for series in series_set.series
            if any(
                (c.indicator_set, c.version, c.indicator) == (set_id, version, code)
                for c in series.corresponds_to
            )
        )

    def _all(self, kind: type[_D]) -> tuple[_D, ...]:
        return tuple(d for d in self.definitions if isinstance(d, kind))


def _only(candidates: Iterable[_D], wanted: str) -> _D:
    known = {d.id: d for d in candidates}
    if wanted not in known:
        raise UnknownDefinitionError(wanted, tuple(sorted(known)))
    return known[wanted]


def _version(candidates: tuple[_V, ...], wanted: str, version: str | None) -> _V:
    found = [d for d in candidates if d.id == wanted and version in (None, d.version)]
    if not found:
        known = tuple(sorted(f"{d.id} {d.version}" for d in candidates))
        raise UnknownDefinitionError(wanted if version is None else f"{wanted} {version}", known)
    return max(found, key=lambda d: d.valid_from)
