"""What a map shows: areas, their categories and values; what is said of them without drawing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kvinnofrid.charts.answers import PAINT, Answer
from kvinnofrid.charts.geography import TOPOLOGY, Geography, Level, load_geography
from kvinnofrid.charts.publish import Table
from kvinnofrid.charts.swedish import swedish_order
from kvinnofrid.charts.words import SWEDISH, Words


@dataclass(frozen=True, slots=True)
class Category:
    """One colour of the map: its key, its name in the legend, and either an answer or a step from
    1 (lowest) to 5 (highest). One that is `withheld` is as plain land with the answer's sign on it,
    so that what is told stands out."""

    key: str
    label: str
    answer: Answer | None = None
    step: int = 5
    withheld: bool = False

    @property
    def paint(self) -> str:
        """The class of areas in this category."""
        if self.withheld:
            return "ch-land"
        return PAINT[self.answer] if self.answer is not None else f"ch-bin-{self.step}"


@dataclass(frozen=True, slots=True)
class AreaValue:
    """The value of a municipality or county: a category's key, and the value in words.

    With `name` it is a point inside the area instead (a city district, several in a municipality).
    """

    code: str
    category: str
    value: str
    href: str | None = None
    name: str = ""


def answer_categories(words: Words = SWEDISH) -> tuple[Category, ...]:
    """The four answers as categories; missing is what the map draws without a value."""
    real = [answer for answer in Answer if answer is not Answer.MISSING]
    return tuple(Category(answer.value, words.answer_name(answer), answer) for answer in real)


@dataclass(frozen=True, slots=True)
class AreaCategories:
    """Which category each area is in: what a map shows, before it is drawn."""

    title: str
    categories: tuple[Category, ...]
    values: tuple[AreaValue, ...]
    level: Level = "municipality"
    county: str | None = None
    markers: bool = False
    value_name: str = ""
    description: str = ""
    topology: Path = TOPOLOGY

    def geography(self) -> Geography:
        """The areas that the map is drawn from."""
        return load_geography(self.topology)

    def codes(self) -> tuple[str, ...]:
        """The codes of all areas the map is about, with a value or without."""
        geography = self.geography()
        if self.county is not None:
            return geography.municipalities_of(self.county)
        return tuple(geography.areas[self.level])

    def named(self) -> tuple[tuple[str, AreaValue], ...]:
        """Name and value of each area that has one, in Swedish alphabetical order."""
        geography = self.geography()
        pairs = [(v.name or geography.area(self.level, v.code).name, v) for v in self.values]
        return tuple(sorted(pairs, key=lambda pair: swedish_order(pair[0])))

    def point(self, words: Words = SWEDISH) -> str:
        """The given description, or how many areas are in each category."""
        if self.description:
            return self.description
        counts = [f"{c.label}: {words.number(self.count(c))}" for c in self.categories]
        return ", ".join(counts) + f". {words.no_data.capitalize()}: {self.missing()}."

    def count(self, category: Category) -> int:
        """How many values are in a category."""
        return sum(1 for value in self.values if value.category == category.key)

    def missing(self) -> int:
        """How many areas have no value of any kind, not even for a part."""
        with_value = {value.code for value in self.values}
        return sum(1 for code in self.codes() if code not in with_value)

    def table(self, words: Words = SWEDISH) -> Table:
        """Name, code, category and value of each area with a value."""
        labels = {c.key: c.label for c in self.categories}
        rows = [(name, v.code, labels[v.category], v.value) for name, v in self.named()]
        header = (words.area, words.code, words.category, self.value_name or words.value)
        return Table(header, tuple(rows))
