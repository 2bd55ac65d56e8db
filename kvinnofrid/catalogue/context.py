"""Context measures: figures that others publish and that stand beside a comparison."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from .entries import Definition, Entry, Fault, Slug, Text, repeated


class ContextMeasure(Entry):
    """A figure from outside that the reader may want to know, and never adds to an answer."""

    id: Slug = Field(description="Id within the file, as in the file of values.")
    name: Text = Field(description="Name shown to readers.")
    definition: Text = Field(description="What the figure says and does not say.")
    value: Literal["count", "rank"] = Field(
        description="`count`: something counted, also shown per 100 000 inhabitants; `rank`: a "
        "place in somebody's ranking, 1 the best."
    )
    unit: Text = Field(description="What is counted or ranked, in the plural: `reported crimes`.")
    ranked: Annotated[int, Field(ge=1)] | None = Field(
        default=None, description="How many had a place; only for a `rank`."
    )


class ContextMeasures(Definition):
    """Context measures from one source. The values are data and live in a CSV file, not here."""

    kind: ClassVar[str] = "context_measures"

    values_file: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_/.-]*\.csv$",
        description="The file of values, as a path within `data/`, with the columns `measure`, "
        "`area_code` (0000 the nation, two digits a county, four a municipality), `year`, `value`.",
    )
    measures: tuple[ContextMeasure, ...] = Field(
        min_length=1, description="The measures, in the order shown."
    )

    def faults(self) -> Iterator[Fault]:
        yield from repeated(
            [(("measures", n, "id"), one.id) for n, one in enumerate(self.measures)],
            Text(sv="Måttet", en="measure"),
        )
        for n, measure in enumerate(self.measures):
            if (measure.ranked is not None) != (measure.value == "rank"):
                yield Fault(
                    ("measures", n, "ranked"),
                    Text(
                        sv="Antalet rangordnade hör ihop med en placering, och bara med den.",
                        en="The number ranked belongs to a place in a ranking, and only to that.",
                    ),
                    Text(
                        sv="Skriv ranked när value är rank, och annars inte.",
                        en="Write ranked when value is rank, and otherwise not.",
                    ),
                )
