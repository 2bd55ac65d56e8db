"""How sure a published value is."""

from enum import StrEnum


class Certainty(StrEnum):
    """How a value came to be known."""

    STATED = "stated"
    DERIVED = "derived"
    INFERRED = "inferred"
