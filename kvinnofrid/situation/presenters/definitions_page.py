"""What every figure means: the signs, and the indicators that they are made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kvinnofrid.catalogue import Outcome, Sign, load_shipped
from kvinnofrid.engine.query import Query
from kvinnofrid.situation.presenters import sheets
from kvinnofrid.situation.presenters.base import SituationPage, address_of_sign, label
from kvinnofrid.situation.queries import Picture
from kvinnofrid.spreadsheets.writing import Sheet
from kvinnofrid.statistics.episodes import tables_of
from kvinnofrid.web.components import Link, Term
from kvinnofrid.web.drawing import language
from kvinnofrid.web.outcome_words import class_word
from kvinnofrid.web.public_pages import say


@dataclass(frozen=True, slots=True)
class Defined:
    """An indicator: where it is found on the page, its name, and its definition line by line."""

    key: str
    name: str
    terms: Sequence[Term]
    signs: Sequence[Link]


def terms(picture: Picture, outcome: Outcome, table: str | None = None) -> list[Term]:
    """An indicator's definition in plain words, as the release was counted by it."""
    release = picture.release
    names = [name for name, _classes in tables_of(outcome)]
    sets = load_shipped().released_sets(release.outcome_set, release.version)
    owner = next(one for one in sets if outcome in one.outcomes)
    asked = Query(
        owner.id,
        owner.version,
        outcome.code,
        names[0] if table is None or table not in names else table,
        tuple(sorted(release.years)),
    )
    lines = asked.describe(language()).lines
    classes = ", ".join(class_word(outcome, one.code) for one in outcome.categories)
    return [*(Term(heading, said) for heading, said in lines), Term(_("Klasser"), classes)]


def of_sign(picture: Picture, sign: Sign) -> list[Term]:
    """What a sign counts, and the definition of its indicator."""
    outcome = picture.outcome(sign.outcome)
    if outcome is None:
        return []
    counted = ", ".join(class_word(outcome, one) for one in sign.counted)
    found = [Term(_("Räknas som träff"), counted)]
    if sign.left_out:
        found.append(Term(_("Räknas inte alls"), ", ".join(_left_out(sign))))
    return [*found, *terms(picture, outcome, sign.table)]


def _left_out(sign: Sign) -> list[str]:
    words = {
        "unknown": _("de där svaret är okänt"),
        "unmatched": _("de som inte har svarat båda gångerna"),
    }
    return [words.get(one, one) for one in sign.left_out]


class DefinitionsPage(SituationPage):
    """All definitions."""

    template = "situation/definitions.html"

    def __init__(self, asked: QueryDict, *, now: datetime) -> None:
        super().__init__(address=reverse("situation:definitions"), asked=asked, now=now)

    @property
    def title(self) -> str:
        return _("Så räknas lägesbilden")

    @property
    def file_name(self) -> str:
        return "lagesbild-definitioner"

    def context(self) -> dict[str, object]:
        picture = self.picture_now
        return {
            "signs": [Term(label(one), say(one.definition)) for one in picture.signs.signs],
            "defined": [
                Defined(
                    one.code.replace("_", "-"),
                    say(one.name),
                    terms(picture, one),
                    [
                        Link(label(sign), address_of_sign(sign))
                        for sign in picture.signs.signs
                        if sign.outcome == one.code
                    ],
                )
                for one in picture.source.outcomes.outcomes
            ],
        }

    def sheets(self) -> Sequence[Sheet]:
        return [sheets.definitions(self.picture_now.signs.signs)]
