"""How a questionnaire works: what is asked, what an answer keeps to, how it is read. No Django."""

from kvinnofrid.catalogue import (
    Band,
    Choice,
    Condition,
    Constraint,
    Instrument,
    Item,
    ItemArea,
    Section,
    Sum,
    Wording,
)
from kvinnofrid.catalogue.items import PROFESSIONAL_LEVEL, PROFESSIONAL_REASON

from .answers import (
    Answers,
    Given,
    Missing,
    MissingReason,
    UnreadableAnswerError,
    Value,
    from_json,
    from_texts,
    to_json,
    value_from_texts,
    value_to_texts,
)
from .checking import Finding, Findings, check
from .comparability import changed_core
from .differences import Difference, DifferenceKind, diff
from .fingerprints import content_hash
from .scoring import (
    Judgement,
    Level,
    Professional,
    Score,
    SumScore,
    WrongModeError,
    judgement,
    score,
)
from .skipping import applies, counted
from .telling import UNANSWERED, Told, is_counted, options, told

__all__ = [
    "PROFESSIONAL_LEVEL",
    "PROFESSIONAL_REASON",
    "UNANSWERED",
    "Answers",
    "Band",
    "Choice",
    "Condition",
    "Constraint",
    "Difference",
    "DifferenceKind",
    "Finding",
    "Findings",
    "Given",
    "Instrument",
    "Item",
    "ItemArea",
    "Judgement",
    "Level",
    "Missing",
    "MissingReason",
    "Professional",
    "Score",
    "Section",
    "Sum",
    "SumScore",
    "Told",
    "UnreadableAnswerError",
    "Value",
    "Wording",
    "WrongModeError",
    "applies",
    "changed_core",
    "check",
    "content_hash",
    "counted",
    "diff",
    "from_json",
    "from_texts",
    "is_counted",
    "judgement",
    "options",
    "score",
    "to_json",
    "told",
    "value_from_texts",
    "value_to_texts",
]
