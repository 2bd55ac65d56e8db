"""A public page, the same for everybody: what it shows, its files, and what it depends on."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Text as Both
from kvinnofrid.catalogue import load_shipped
from kvinnofrid.charts import WHOLE_PAGE, Layout
from kvinnofrid.spreadsheets.writing import Cell, Sheet
from kvinnofrid.web.components import Download, Link, Picture
from kvinnofrid.web.drawing import language
from kvinnofrid.web.files import TABLE_FORMS
from kvinnofrid.web.pictures import Drawing

SMALL = 360
"""Width in pixels of a picture that fits a phone and half a desk."""


class NoSuchPageError(LookupError):
    """There is nothing at the address."""


@dataclass(frozen=True, slots=True)
class Moved(Exception):  # noqa: N818  not an error: the page has another address
    """The page stands at another address."""

    address: str


def say(text: Both) -> str:
    """A text of the catalogue in the language of the page."""
    return text.in_language(language())


@dataclass(slots=True)
class Choices:
    """What was asked for in the address. What no page offers is as if it had not been asked."""

    asked: QueryDict
    taken: list[tuple[str, str]] = field(default_factory=list)

    def one(self, name: str, offered: Collection[str], default: str = "") -> str:
        """The first value of a name that is offered, else the default."""
        for value in self.asked.getlist(name):
            if value != default and value in offered:
                self.taken.append((name, value))
                return value
        return default

    def several(self, name: str, offered: Collection[str], *, at_most: int) -> tuple[str, ...]:
        """The values of a name that are offered, each once, in the order asked."""
        values = [v for v in dict.fromkeys(self.asked.getlist(name)) if v in offered][:at_most]
        self.taken += [(name, value) for value in values]
        return tuple(values)

    def number(self, name: str, *, highest: int) -> int:
        """A number from 1 to the highest; 1 when it is not one."""
        return int(self.one(name, [str(n) for n in range(2, highest + 1)], "1"))

    def query(self, **other: str) -> str:
        """The same choices as an address has them, always in the same order.

        `other` puts a value in place of those of its name; an empty one takes them away.
        """
        kept = [pair for pair in self.taken if pair[0] not in other]
        kept += [(name, value) for name, value in other.items() if value]
        kept.sort(key=lambda pair: pair[0])
        return f"?{urlencode(kept)}" if kept else ""


Draw = Callable[[], Drawing]


class Page(ABC):
    """A page. Making one is cheap; what it shows is made when it is asked for."""

    template: ClassVar[str]

    def __init__(self, *, address: str, choices: Choices) -> None:
        self.address = address
        self.choices = choices

    @property
    @abstractmethod
    def mark(self) -> tuple[Hashable, ...]:
        """What the page was made from: equal marks, equal pages."""

    @property
    @abstractmethod
    def title(self) -> str:
        """The page's heading."""

    @property
    @abstractmethod
    def file_name(self) -> str:
        """The name of its files without ending."""

    @property
    def saved_as(self) -> str:
        """What its files are called when saved: their name, and what must be said even there."""
        return self.file_name

    @abstractmethod
    def context(self) -> dict[str, object]:
        """What its template needs, besides what every page has."""

    @abstractmethod
    def sheets(self) -> Sequence[Sheet]:
        """Its figures, for files; the first sheet is the CSV file."""

    def about(self) -> Sequence[tuple[str, Cell]]:
        """What must be known of the figures, for files."""
        return [
            (_("Sida"), self.title),
            (_("Adress"), self.address + self.query),
            (_("Katalogens innehåll (SHA-256)"), load_shipped().digest),
        ]

    def drawings(self) -> Mapping[str, Draw]:
        """Its pictures by key, each made when it is asked for."""
        return {}

    @property
    def query(self) -> str:
        """What was chosen, as the address has it."""
        return self.choices.query()

    @property
    def trail(self) -> Sequence[Link]:
        """The way to the page."""
        return []

    @property
    def files(self) -> list[Download]:
        """Links to its figures as files, with what was chosen."""
        base = self.address.rstrip("/")
        return [Download(form.upper(), f"{base}.{form}{self.query}") for form in TABLE_FORMS]

    def picture(
        self,
        key: str,
        *,
        with_table: bool = True,
        small: bool = False,
        layouts: Collection[Layout] = WHOLE_PAGE,
    ) -> Picture:
        """One of its pictures as the page shows it, with its files, and with its table unless the
        page has the same figures in a table beside. A `small` one has one layout for every screen,
        others the `layouts` that suit the room they get.
        """
        return self.drawings()[key]().shown(
            key,
            address=self.address,
            query=self.query,
            layouts=layouts,
            width=SMALL if small else None,
            table=with_table,
        )
