"""What classes and tables of an indicator are called, in the language of the page."""

from django.utils.text import capfirst

from kvinnofrid.catalogue import Outcome
from kvinnofrid.statistics import class_words
from kvinnofrid.web.drawing import language


def class_word(outcome: Outcome, code: str) -> str:
    """A class of an indicator. KeyError for a code that no table has."""
    return class_words.class_word(outcome, code).in_language(language())


def table_word(outcome: Outcome, name: str) -> str:
    """A table of an indicator, as a heading; empty for its only."""
    found = class_words.table_word(outcome, name)
    return "" if found is None else capfirst(found.in_language(language()))
