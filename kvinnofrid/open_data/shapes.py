"""What our own API answers with. Texts stand in Swedish and English beside each other."""

from datetime import datetime
from decimal import Decimal

from ninja import Field, Schema


class Words(Schema):
    """A text in both languages."""

    sv: str
    en: str


class Problem(Schema):
    """What was wrong with the question, in both languages."""

    detail: Words


class RoundShape(Schema):
    """A survey round of open comparisons."""

    slug: str = Field(description="Names the round in addresses.")
    title: Words
    year: int
    indicator_set: str
    version: str
    source: str
    synthetic: bool = Field(description="True when the answers are made up.")
    revision: int = Field(description="Counts up each time that the answers are replaced.")
    changed: datetime


class IndicatorShape(Schema):
    """An indicator with its definition and how all respondents answered, counted and printed."""

    code: str
    name: Words
    definition: Words
    quality_area: Words
    indicator_area: Words
    yes: int
    partly: int
    no: int
    not_applicable: int
    missing: int
    computed_yes_percent: float | None = Field(
        description="Share of yes among these respondents who answered yes, partly or no."
    )
    published_yes_percent: Decimal | None = Field(
        description="The nation's share as the source printed it; never a computed one."
    )


class RespondentShape(Schema):
    """A respondent with its place in the ranking. Printed and counted numbers stand apart."""

    code: str
    name: str
    kind: str
    municipality_code: str
    county_code: str
    skr_group_2017: str | None
    skr_group_2023: str | None
    size_class: str | None
    population: int | None
    population_year: int | None
    yes: int
    partly: int
    no: int
    not_applicable: int
    missing: int
    published_yes: int | None
    rank: int
    sharing_rank: int
    of: int


class AnswerShape(Schema):
    """One answer."""

    respondent: str
    indicator: str
    answer: str = Field(description="yes, partly, no, not_applicable or missing")


class AnswersPage(Schema):
    """A page of answers; `total` counts all pages."""

    values: list[AnswerShape]
    total: int
    offset: int


class SeriesValueShape(Schema):
    """A published share of a year, and how it is known."""

    year: int
    percent: Decimal
    basis: str = Field(description="stated, derived or inferred")
    note: Words
    source_page: str


class BreakShape(Schema):
    """From this year on, values do not compare with earlier ones."""

    year: int
    reason: Words


class SeriesShape(Schema):
    """Published national shares over years."""

    id: str
    name: Words
    definition: Words
    breaks: list[BreakShape]
    values: list[SeriesValueShape]


class PlaceShape(Schema):
    """An organisation as it is on the day asked for."""

    kind: str
    code: str
    name: str
    full_name: str
    parent_code: str | None
    valid_from: str
    valid_to: str | None
