"""Indicators of the follow-up: what is counted about episodes, among whom, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .entries import (
    Day,
    Entry,
    Fault,
    Slug,
    Text,
    VersionedDefinition,
    Words,
    leads_nowhere,
    repeated,
)

Variable = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
Count = Annotated[int, Field(ge=0)]


class OutcomeSection(Entry):
    """A heading under which indicators stand."""

    id: Slug = Field(description="Id within the set.")
    name: Text = Field(description="The heading.")


class OutcomeCategory(Entry):
    """One class that episodes are divided into."""

    code: Variable = Field(description="Code within the indicator.")
    words: Text = Field(description="What the reader sees.")
    values: tuple[Words, ...] = Field(
        default=(), description="Coded values that are of the class; left out when the code is one."
    )
    low: int | None = Field(default=None, description="Least number of the class.")
    high: int | None = Field(default=None, description="Greatest number; left out for no limit.")


class Measure(Entry):
    """From what a class is found.

    `field`: a field of the episode. `answer`: an answer of a wave; `many` when several may be
    chosen. `intervention`: a field of its interventions, or whether there is `any`. `days`: days
    from one field to another. `on_time`: whether a wave was held within some days of a field.
    `change`: an answer at the first measurement against the same at exit. `survey`: an answer to a
    client survey, which is of no episode.
    """

    of: Literal["field", "answer", "intervention", "days", "on_time", "change", "survey"] = Field(
        description="What kind of thing is looked at."
    )
    name: Variable = Field(description="The field, the item, or the first day of `days`.")
    until: Variable | None = Field(default=None, description="The last day of `days`.")
    occasion: Literal["baseline", "exit"] = Field(
        default="baseline", description="The measurement whose answer is read."
    )
    many: bool = Field(default=False, description="Whether an episode may be in several classes.")
    within: Count | None = Field(default=None, description="Days that are in time, of `on_time`.")
    better: Literal["up", "down"] = Field(
        default="up", description="Which way is better, of `change`: later classes or earlier."
    )
    instrument: Slug | None = Field(
        default=None, description="The client survey whose answers are read, of `survey`."
    )


class ExampleEpisode(Entry):
    """A made-up episode of a worked example. Only what the indicator looks at need be given."""

    times: Annotated[int, Field(ge=1)] = Field(default=1, description="How many such there are.")
    target_group: Variable = Field(default="victim_survivor", description="Whom it is for.")
    opened_on: Day = Field(description="Day when it was opened.")
    started_on: Day | None = Field(default=None, description="Day when help began.")
    closed_on: Day | None = Field(default=None, description="Day when it was closed.")
    contacted_on: Day | None = Field(default=None, description="Day of the first contact.")
    fields: dict[Variable, str] = Field(default={}, description="Other fields of the episode.")
    interventions: tuple[Variable, ...] = Field(default=(), description="Kinds of intervention.")
    form: Variable = Field(default="by_decision", description="The form of them all.")
    baseline: dict[Variable, Words | tuple[Words, ...]] | None = Field(
        default=None, description="Answers at the first measurement; left out when it was not held."
    )
    baseline_on: Day | None = Field(default=None, description="Day of it; else the opening day.")
    exit: dict[Variable, Words | tuple[Words, ...]] | None = Field(
        default=None, description="Answers at exit; left out when it was not held."
    )


class ExampleAnswers(Entry):
    """Made-up answers of one client to a client survey."""

    times: Annotated[int, Field(ge=1)] = Field(default=1, description="How many such there are.")
    year: Annotated[int, Field(ge=1900, le=2200)] | None = Field(
        default=None, description="The year of the answers; left out for the year counted."
    )
    answers: dict[Variable, Words] = Field(default={}, description="The answers by question.")


class OutcomeExample(Entry):
    """Episodes of a year with what must be counted among them; of `survey`, answers."""

    year: Annotated[int, Field(ge=1900, le=2200)] = Field(description="The year counted.")
    episodes: tuple[ExampleEpisode, ...] = Field(default=(), description="The episodes.")
    answered: tuple[ExampleAnswers, ...] = Field(
        default=(), description="The answers, of `survey`."
    )
    n: Count = Field(description="How many are in the population.")
    counts: dict[Words, Count] = Field(
        description="Episodes by class; `unknown` for those whose class is not known. Of `change` "
        "with `before.`, `after.`, `change.` or `leavers.` before it."
    )
    median: Words | None = Field(default=None, description="Median of `days`, as a number.")


class Outcome(Entry):
    """One indicator of the follow-up."""

    code: Variable = Field(description="Code within the set, used in files and addresses.")
    section: Slug = Field(description="Id of its section.")
    name: Text = Field(description="What it is called.")
    definition: Text = Field(description="What it says, in plain words.")
    population: Literal["opened", "closed", "answered"] = Field(
        description="Episodes that were opened, or closed, in the period; or those who answered a "
        "client survey in it."
    )
    numerator: Text = Field(description="What is counted.")
    denominator: Text = Field(description="Among what it is counted.")
    exclusions: Text = Field(description="What is left out, and how the unknown is treated.")
    groups: tuple[Variable, ...] = Field(
        default=(), description="Target groups that it is for; left out when for all."
    )
    measure: Measure = Field(description="From what it is counted.")
    categories: tuple[OutcomeCategory, ...] = Field(
        min_length=1, description="The classes, in order; of `change` from one end to the other."
    )
    rate_of: tuple[Variable, ...] = Field(
        default=(), description="Classes that together make a figure per 10 000 inhabitants."
    )
    rate_name: Text | None = Field(default=None, description="What that figure is called.")
    series_break: Text | None = Field(
        default=None, description="What changed since the version before; left out for nothing."
    )
    example: OutcomeExample = Field(description="A worked example, which the tests count.")

    def category(self, code: str) -> OutcomeCategory | None:
        """The class with this code, or None."""
        return next((one for one in self.categories if one.code == code), None)


class BesideSet(Entry):
    """A set that is counted and released together with another."""

    id: Slug = Field(description="Id of the set.")
    version: Words = Field(description="Its version.")


class OutcomeSet(VersionedDefinition):
    """The indicators of the follow-up, in one version."""

    kind: ClassVar[str] = "outcome_set"

    beside: tuple[BesideSet, ...] = Field(
        default=(), description="Sets that are released together with it; their codes are others."
    )
    sections: tuple[OutcomeSection, ...] = Field(min_length=1, description="Headings, in order.")
    outcomes: tuple[Outcome, ...] = Field(min_length=1, description="Indicators, in order.")

    def outcome(self, code: str) -> Outcome:
        """The indicator with `code`; KeyError when the set lacks it."""
        return {one.code: one for one in self.outcomes}[code]

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        sections = [one.id for one in self.sections]
        yield from repeated(
            [(("outcomes", n, "code"), one.code) for n, one in enumerate(self.outcomes)],
            Text(sv="Indikatorn", en="indicator"),
        )
        for n, one in enumerate(self.outcomes):
            if one.section not in sections:
                yield leads_nowhere(("outcomes", n, "section"), one.section, sections)
            codes = [category.code for category in one.categories]
            yield from repeated(
                [(("outcomes", n, "categories", m, "code"), code) for m, code in enumerate(codes)],
                Text(sv="Klassen", en="class"),
            )
            for m, code in enumerate(one.rate_of):
                if code not in codes:
                    yield leads_nowhere(("outcomes", n, "rate_of", m), code, codes)
            yield from _population_faults(n, one)


def _population_faults(n: int, one: Outcome) -> Iterator[Fault]:
    """Answers to a survey are counted among those who answered it, and nothing else is."""
    of_survey = one.measure.of == "survey"
    agrees = (one.population == "answered", one.measure.instrument is not None)
    if set(agrees) != {of_survey} or (one.measure.many and of_survey):
        yield Fault(
            ("outcomes", n, "measure"),
            Text(
                sv="Svar på en klientenkät räknas bland dem som svarat, och inget annat gör det.",
                en="Answers to a client survey are counted among those who answered, and nothing "
                "else is.",
            ),
            Text(
                sv="Skriv population: answered, of: survey och instrument tillsammans, utan many.",
                en="Write population: answered, of: survey and instrument together, without many.",
            ),
        )
    if bool(one.example.answered) != of_survey or bool(one.example.episodes) == of_survey:
        yield Fault(
            ("outcomes", n, "example"),
            Text(
                sv="Exemplet har något annat än det som räknas.",
                en="The example has something else than what is counted.",
            ),
            Text(
                sv="Skriv answered för en klientenkät, och annars episodes.",
                en="Write answered for a client survey, and episodes otherwise.",
            ),
        )
