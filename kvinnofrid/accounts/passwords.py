"""What a password may not be, besides the lists that Django ships, which know little Swedish."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

COMMON = frozenset(
    [
        "lösenord",
        "losenord",
        "lösen",
        "hemligt",
        "hemlig",
        "välkommen",
        "valkommen",
        "sommar",
        "sommaren",
        "vinter",
        "vintern",
        "höst",
        "hösten",
        "vår",
        "våren",
        "kommun",
        "kommunen",
        "kvinnofrid",
        "socialtjänst",
        "socialtjänsten",
        "mottagning",
        "enheten",
        "handläggare",
        "qwerty",
        "qwertyuiop",
        "asdfghjkl",
        "sverige",
        "stockholm",
        "göteborg",
        "malmö",
        "januari",
        "februari",
        "mars",
        "april",
        "maj",
        "juni",
        "juli",
        "augusti",
        "september",
        "oktober",
        "november",
        "december",
        "måndag",
        "tisdag",
        "onsdag",
        "torsdag",
        "fredag",
        "lördag",
        "söndag",
        "testar",
        "testing",
        "abcdefgh",
    ]
)
"""Words that people choose; with digits and signs around them they are no better."""

NOT_LETTERS = re.compile(r"[\W\d_]+")


class CommonSwedish:
    """Refuses a common word however many digits and signs stand around it."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002  Django's form
        """Raises ValidationError when nothing remains but common words."""
        words = [word for word in NOT_LETTERS.split(password.casefold()) if word]
        if len(words) <= 1 and set(words) <= COMMON:
            raise ValidationError(
                _("Lösenordet är för lätt att gissa. Ta några ord som inte hör ihop.")
            )

    def get_help_text(self) -> str:
        """What to do."""
        return _("Ta några ord som inte hör ihop.")
