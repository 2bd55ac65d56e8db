"""Retention rules [gallringsregler]: how long something is kept, why, and what is never destroyed.

What a rule leads to on a given day is counted in `kvinnofrid/retention/rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .entries import Code, Day, Entry, Fault, Slug, Text, VersionedDefinition, Words, repeated

Concerns = Literal[
    "client_record",
    "audit_event",
    "invitation",
    "session",
    "draft",
    "backup",
    "self_test",
    "survey_code",
    "survey_answers",
    "shared_survey_answers",
]
"""What a rule can be about."""

Trigger = Literal["last_entry", "closed", "created", "expired", "ended"]
"""What the time is counted from."""

MonthDay = Annotated[int, Field(ge=1, le=31)]


class RetentionException(Entry):
    """What is kept although the time is up. Every condition that is given must hold."""

    id: Slug = Field(description="Id within the rule.")
    words: Text = Field(description="What is kept and why, in words.")
    trait: Slug | None = Field(
        default=None, description="Only what has this trait, as `child-placed`."
    )
    places: tuple[Code, ...] = Field(
        default=(), description="Only in these counties (two digits) or municipalities (four)."
    )
    not_in_places: tuple[Code, ...] = Field(default=(), description="Only outside these.")
    born_on_days: tuple[MonthDay, ...] = Field(
        default=(), description="Only persons born on one of these days of a month."
    )


class RetentionDecision(Entry):
    """Who has decided that the rules hold, so that something may be destroyed by them."""

    body: Words = Field(description="The board that decided [nämnd].")
    on: Day = Field(description="The day of the decision.")
    reference: Words = Field(description="Number of the decision [diarienummer].")


class RetentionRule(Entry):
    """How long one kind of thing is kept, counted from what, and by what law."""

    id: Slug = Field(description="Id within the rules.")
    name: Text = Field(description="Name shown to readers.")
    concerns: Concerns = Field(description="What it is about.")
    trigger: Trigger = Field(description="The event that the time is counted from.")
    keep_years: Annotated[int, Field(ge=0, le=200)] = Field(description="Whole years to keep it.")
    keep_months: Annotated[int, Field(ge=0, le=11)] = Field(
        default=0, description="Months besides the years."
    )
    not_before: Day | None = Field(
        default=None, description="Nothing is destroyed by the rule before this day."
    )
    latest: Literal["end_of_following_year"] | None = Field(
        default=None,
        description="When it must be done: `end_of_following_year`, the calendar year after the "
        "one in which the time was up. Left out when no law says.",
    )
    exceptions: tuple[RetentionException, ...] = Field(
        default=(), description="What is kept although the time is up."
    )
    legal_source: Text = Field(description="Where in law or decision it comes from, in words.")
    to_confirm: Text | None = Field(
        default=None, description="What the organisation's archivist has to confirm first."
    )
    remains: Text = Field(description="What is left when it has been destroyed.")


class RetentionRules(VersionedDefinition):
    """Rules of how long things are kept, in one version. Only what is decided destroys anything."""

    kind: ClassVar[str] = "retention_rules"

    status: Literal["proposal", "decided"] = Field(
        description="`proposal` shows what would be due and destroys nothing; `decided` needs a "
        "decision."
    )
    organisations: tuple[Code, ...] = Field(
        default=(),
        description="Codes of the organisations that it is decided for, as `1480`; left out of a "
        "proposal.",
    )
    decision: RetentionDecision | None = Field(
        default=None, description="Who decided; only when the status is `decided`."
    )
    rules: tuple[RetentionRule, ...] = Field(min_length=1, description="The rules, in order.")

    def faults(self) -> Iterator[Fault]:
        yield from super().faults()
        yield from repeated(
            [(("rules", n, "id"), rule.id) for n, rule in enumerate(self.rules)],
            Text(sv="Regeln", en="rule"),
        )
        yield from repeated(
            [(("rules", n, "concerns"), rule.concerns) for n, rule in enumerate(self.rules)],
            Text(sv="En regel om", en="rule about"),
        )
        for n, rule in enumerate(self.rules):
            yield from _rule_faults(n, rule)
        decided = self.status == "decided"
        if decided != (self.decision is not None) or decided != bool(self.organisations):
            yield Fault(
                ("status",),
                Text(
                    sv="Beslutade regler säger vem som beslutade (decision) och för vilka"
                    " (organisations); ett förslag har varken eller.",
                    en="Decided rules say who decided (decision) and for whom (organisations);"
                    " a proposal has neither.",
                ),
                Text(
                    sv="Fyll i båda när nämnden har beslutat, eller skriv status: proposal.",
                    en="Fill in both when the board has decided, or write status: proposal.",
                ),
            )


def _rule_faults(n: int, rule: RetentionRule) -> Iterator[Fault]:
    yield from repeated(
        [(("rules", n, "exceptions", m, "id"), one.id) for m, one in enumerate(rule.exceptions)],
        Text(sv="Undantaget", en="exception"),
    )
    if not rule.keep_years and not rule.keep_months:
        yield Fault(
            ("rules", n, "keep_years"),
            Text(sv="Tiden är noll.", en="The time is nought."),
            Text(
                sv="Ange minst en månad: keep_months: 1.",
                en="Give one month at least: keep_months: 1.",
            ),
        )
    for m, one in enumerate(rule.exceptions):
        if not (one.trait or one.places or one.not_in_places or one.born_on_days):
            yield Fault(
                ("rules", n, "exceptions", m),
                Text(
                    sv="Undantaget saknar villkor och skulle bevara allt.",
                    en="The exception has no condition and would keep everything.",
                ),
                Text(
                    sv="Ange trait, places, not_in_places eller born_on_days, eller ta bort det.",
                    en="Give trait, places, not_in_places or born_on_days, or remove it.",
                ),
            )


def rules_in_force(
    versions: Iterable[RetentionRules], *, code: str, on: date
) -> RetentionRules | None:
    """The rules that an organisation has decided and that hold on the day, the newest; or None."""
    decided = [
        one
        for one in versions
        if one.status == "decided" and code in one.organisations and one.holds_on(on)
    ]
    return max(decided, key=lambda one: (one.valid_from, one.id), default=None)


def rules_proposed(versions: Iterable[RetentionRules]) -> RetentionRules | None:
    """The newest proposal, whichever day it is meant to hold from; None when there is none."""
    proposals = [one for one in versions if one.status == "proposal"]
    return max(proposals, key=lambda one: (one.valid_from, one.id), default=None)


@dataclass(frozen=True, slots=True)
class HeldFor:
    """That something may not be destroyed [bevarandestopp], from a day up to another."""

    first: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it holds on the day; `until` is the first day that it no longer does."""
        return self.first <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules need to know of one thing, and no more.

    `events` are the days of what the time is counted from, by the trigger's name; for `last_entry`
    the last one. `places` are the codes of its municipality and county. `born` is the day of birth
    of the person, None when it is not known.
    """

    id: str
    events: Mapping[str, date]
    places: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()
    born: date | None = None
    holds: tuple[HeldFor, ...] = field(default=())
