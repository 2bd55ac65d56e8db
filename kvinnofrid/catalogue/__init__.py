"""Frozen, typed definitions and the loader that reads them from YAML. No Django here."""

from .answers import Answer, AnswerCode, AnswerScale, ColourRole
from .assurance import AssuranceLevels, AssuranceValue
from .catalogue import Catalogue
from .classifications import Classification, Group, MainGroup
from .codes import CodeEntry, CodeList
from .conditions import Condition
from .context import ContextMeasure, ContextMeasures
from .disclosure import DisclosureRule
from .entries import Definition, Source, Text, VersionedDefinition
from .examples import ExpectedSum, WorkedExample, WorkedExamples
from .indicators import Indicator, IndicatorArea, IndicatorSet, QualityArea
from .instrument_content import Band, Extended, ItemArea, Section, Sum, Withdrawal
from .instruments import Instrument
from .items import Choice, Constraint, Item, ScaleRange
from .loader import SHIPPED, check, load_catalogue, load_shipped
from .outcomes import (
    ExampleAnswers,
    ExampleEpisode,
    Measure,
    Outcome,
    OutcomeCategory,
    OutcomeExample,
    OutcomeSection,
    OutcomeSet,
)
from .problems import CatalogueError, Problem, UnknownDefinitionError
from .retention import (
    Facts,
    HeldFor,
    RetentionDecision,
    RetentionException,
    RetentionRule,
    RetentionRules,
    rules_in_force,
    rules_proposed,
)
from .series import Break, Correspondence, Series, SeriesSet
from .situation import Distribution, Sign, SituationPart, SituationPicture
from .wordings import Wording

__all__ = [
    "SHIPPED",
    "Answer",
    "AnswerCode",
    "AnswerScale",
    "AssuranceLevels",
    "AssuranceValue",
    "Band",
    "Break",
    "Catalogue",
    "CatalogueError",
    "Choice",
    "Classification",
    "CodeEntry",
    "CodeList",
    "ColourRole",
    "Condition",
    "Constraint",
    "ContextMeasure",
    "ContextMeasures",
    "Correspondence",
    "Definition",
    "DisclosureRule",
    "Distribution",
    "ExampleAnswers",
    "ExampleEpisode",
    "ExpectedSum",
    "Extended",
    "Facts",
    "Group",
    "HeldFor",
    "Indicator",
    "IndicatorArea",
    "IndicatorSet",
    "Instrument",
    "Item",
    "ItemArea",
    "MainGroup",
    "Measure",
    "Outcome",
    "OutcomeCategory",
    "OutcomeExample",
    "OutcomeSection",
    "OutcomeSet",
    "Problem",
    "QualityArea",
    "RetentionDecision",
    "RetentionException",
    "RetentionRule",
    "RetentionRules",
    "ScaleRange",
    "Section",
    "Series",
    "SeriesSet",
    "Sign",
    "SituationPart",
    "SituationPicture",
    "Source",
    "Sum",
    "Text",
    "UnknownDefinitionError",
    "VersionedDefinition",
    "Withdrawal",
    "Wording",
    "WorkedExample",
    "WorkedExamples",
    "check",
    "load_catalogue",
    "load_shipped",
    "rules_in_force",
    "rules_proposed",
]
