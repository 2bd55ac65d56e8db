"""What the API answers with, and is sent. As written, the names are those of PxWebAPI 2."""

from typing import Literal

from ninja import Field, Schema
from pydantic import ConfigDict
from pydantic.alias_generators import to_camel


class Shape(Schema):
    """Written in camel case, as PxWebAPI 2 does."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Link(Shape):
    """An address that belongs to what is described."""

    rel: str
    hreflang: str
    href: str


class KeyValue(Shape):
    """A setting of a feature."""

    key: str
    value: str


class Feature(Shape):
    """Something that the API can."""

    id: str
    params: list[KeyValue] = []


class Language(Shape):
    """A language that texts are in."""

    id: str
    label: str


class SourceReference(Shape):
    """How to name the source."""

    language: str
    text: str


class Config(Shape):
    """What a program needs to know before it asks."""

    api_version: str
    app_version: str
    languages: list[Language]
    default_language: str
    max_data_cells: int = Field(description="The most cells that a question may give.")
    max_calls_per_time_window: int = Field(description="How often to ask, by good manners.")
    time_window: int = Field(description="Seconds.")
    license: str
    source_references: list[SourceReference]
    default_data_format: str
    data_formats: list[str]
    features: list[Feature]


class PathElement(Shape):
    """A step on the way to a table."""

    id: str
    label: str


class Table(Shape):
    """A table in a list."""

    id: str
    label: str
    description: str
    sort_code: str
    updated: str
    first_period: str
    last_period: str
    category: Literal["public"] = "public"
    variable_names: list[str]
    discontinued: bool
    source: str
    subject_code: str
    time_unit: Literal["Annual"] = "Annual"
    paths: list[list[PathElement]]
    links: list[Link]


class TableResponse(Table):
    """A table by itself."""

    language: str


class Page(Shape):
    """Which page of the list it is."""

    page_number: int
    page_size: int
    total_elements: int
    total_pages: int
    links: list[Link]


class Tables(Shape):
    """A page of the list of tables."""

    language: str
    tables: list[Table]
    page: Page
    links: list[Link]


class ValueMap(Shape):
    """A value of a code list, and the codes of the table that it stands for."""

    code: str
    label: str
    value_map: list[str]


class CodelistResponse(Shape):
    """A code list: which of a dimension's codes are of one kind."""

    id: str
    label: str
    language: str
    languages: list[str]
    type: Literal["Valueset"] = "Valueset"
    elimination: bool = False
    values: list[ValueMap]
    links: list[Link]


class VariableSelection(Shape):
    """Values of a dimension: codes or expressions."""

    variable_code: str = Field(max_length=100)
    codelist: str | None = Field(default=None, max_length=100)
    value_codes: list[str] = Field(default=[], max_length=5000)


class Placement(Shape):
    """Which dimensions stand across and which down, in a sheet."""

    heading: list[str] | None = Field(default=None, max_length=20)
    stub: list[str] | None = Field(default=None, max_length=20)


class VariablesSelection(Shape):
    """A question to a table. Without any selection it is answered as it is shown at first."""

    selection: list[VariableSelection] = Field(default=[], max_length=20)
    placement: Placement | None = None


class SelectionResponse(VariablesSelection):
    """What is asked for when nothing is chosen."""

    language: str
    links: list[Link]


class Problem(Shape):
    """What is wrong with a question (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
