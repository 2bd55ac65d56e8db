"""Frozen, typed definitions and the loader that reads them from YAML. No Django here."""

from .answers import Answer, AnswerCode, AnswerScale, ColourRole
from .catalogue import Catalogue
from .classifications import Classification, Group, MainGroup
from .context import ContextMeasure, ContextMeasures
from .entries import Definition, Source, Text, VersionedDefinition
from .indicators import Indicator, IndicatorArea, IndicatorSet, QualityArea
from .loader import SHIPPED, check, load_catalogue, load_shipped
from .problems import CatalogueError, Problem, UnknownDefinitionError
from .retention import (
    RetentionDecision,
    RetentionException,
    RetentionRule,
    RetentionRules,
    rules_in_force,
    rules_proposed,
)
from .series import Break, Correspondence, Series, SeriesSet

__all__ = [
    "SHIPPED",
    "Answer",
    "AnswerCode",
    "AnswerScale",
    "Break",
    "Catalogue",
    "CatalogueError",
    "Classification",
    "ColourRole",
    "ContextMeasure",
    "ContextMeasures",
    "Correspondence",
    "Definition",
    "Group",
    "Indicator",
    "IndicatorArea",
    "IndicatorSet",
    "MainGroup",
    "Problem",
    "QualityArea",
    "RetentionDecision",
    "RetentionException",
    "RetentionRule",
    "RetentionRules",
    "Series",
    "SeriesSet",
    "Source",
    "Text",
    "UnknownDefinitionError",
    "VersionedDefinition",
    "check",
    "load_catalogue",
    "load_shipped",
    "rules_in_force",
    "rules_proposed",
]
