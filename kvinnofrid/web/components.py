"""What the components of a page are made of. Presenters build these, template tags draw them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise
from django.utils.safestring import SafeString

Text = str | Promise
"""A text in one language, or one to be translated when it is shown."""

AnswerCode = Literal["yes", "partly", "no", "not_applicable", "missing"]


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads somewhere; `current` marks the page that is open."""

    label: Text
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer shown as colour, symbol and text; an address makes it a link."""

    code: AnswerCode
    address: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, 0–1, shown as percent."""

    value: float | Decimal | None
    decimals: int = 0


Cell = str | Promise | int | float | Decimal | Link | Answer | Share | SafeString | None
"""What a cell of a table may hold. None is shown as missing, never as zero."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and whether it holds figures, which are set to the right."""

    label: Text
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table with a caption. The first cell of a row is its heading unless `row_heading` is off.

    `key` must be unique on the page. On a phone a `stacked` one shows each row as a block, every
    figure below its column's heading, instead of scrolling sideways; on paper it is a table.
    """

    key: str
    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    row_heading: bool = True
    caption_hidden: bool = False
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Download:
    """A file of what the page shows: its kind as people call it (CSV, XLSX, SVG, PNG)."""

    kind: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart or map with what belongs to it: title, note, source, the same as table, downloads.

    `svg` is trusted markup from `kvinnofrid.charts`. `key` must be unique on the page.
    """

    key: str
    title: Text
    svg: SafeString
    note: Text = ""
    source: Text = ""
    table: DataTable | None = None
    downloads: Sequence[Download] = ()
    heading_level: Literal[2, 3, 4] = 2


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One figure said large. `value` is shown as given; None is shown as missing.

    `context` says of what, when and how many: a figure never stands without it.
    """

    label: Text
    value: Text | int | Share | None
    context: Text
    address: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An entrance in a list of cards."""

    title: Text
    address: str
    text: Text = ""
    label: Text = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A line of a definition list; `value` may be anything that a cell may hold. `note` stands
    small below it: what the value means, where it comes from."""

    label: Text
    value: Cell
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice in a filter, under a heading if any: those of one stand together."""

    value: str
    label: Text
    group: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter with options, of which `chosen` is the one in force."""

    name: str
    label: Text
    options: Sequence[Option]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class SearchField:
    """A filter with free text."""

    name: str
    label: Text
    value: str = ""
    hint: Text = ""


@dataclass(frozen=True, slots=True)
class FilterForm:
    """Filters that are sent as the address of the same page, so a view can be linked to.

    `results` is the id of the part of the page that changes. Without JavaScript the whole page is
    fetched. `address` is the page without filters; `key` must be unique on the page.
    """

    key: str
    label: Text
    fields: Sequence[Choice | SearchField]
    results: str
    address: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one stands in a list over several pages; numbers start at 1."""

    number: int
    count: int
    address: str
    """The address with `{page}` where the number goes."""

    def address_of(self, number: int) -> str:
        """The address of a page by number."""
        return self.address.replace("{page}", str(number))

    def numbers(self) -> list[int | None]:
        """The numbers to show: first, last and those around; None for a gap."""
        shown = sorted(
            {1, self.count, *range(self.number - 1, self.number + 2)}
            & set(range(1, self.count + 1))
        )
        numbers: list[int | None] = []
        for number in shown:
            if numbers and isinstance(numbers[-1], int) and number > numbers[-1] + 1:
                numbers.append(None)
            numbers.append(number)
        return numbers
