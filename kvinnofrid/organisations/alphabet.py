"""The Swedish alphabet: how names are sorted, folded for search and written in addresses.

The order is that of Swedish reference works: space and hyphen, digits by their value, a–z with
w as a letter of its own (as in Svenska Akademiens ordlista since 2006), then å, ä, ö.
Other accents do not count: é sorts as e, ü as y, æ as ä, ø as ö.
"""

import re
import unicodedata

_LETTERS = "abcdefghijklmnopqrstuvwxyzåäö"
_ORDER = {" ": "10"}
_ORDER.update({digit: str(11 + n) for n, digit in enumerate("0123456789")})
_ORDER.update({letter: str(21 + n) for n, letter in enumerate(_LETTERS)})
_OWN = frozenset("åäö")
_SPELLED = str.maketrans({"æ": "ä", "ø": "ö", "ß": "ss", "þ": "th", "ð": "d", "đ": "d", "ł": "l"})
_DIGITS_OF_A_NUMBER = 10


def _plain(character: str) -> str:
    if character in _OWN:
        return character
    return "".join(
        c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c)
    )


def fold(text: str) -> str:
    """The text as search compares it: lower case, only a–z, å, ä, ö, digits and single spaces.

    å, ä and ö stay letters of their own, so Habo and Håbo differ; other accents fall away.
    """
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SPELLED)
    text = "".join(_plain(character) for character in text)
    return " ".join(re.sub(r"[^a-z0-9åäö]+", " ", text).split())


def fold_loosely(text: str) -> str:
    """Like `fold`, but å and ä become a and ö becomes o: for guesses, never for matches."""
    return fold(text).translate(str.maketrans("åäö", "aao"))


def sort_key(text: str) -> str:
    """A string of digits that orders as the text does in Swedish, in any database or collation."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ü", "y")
    folded = re.sub(r"[0-9]+", lambda m: m[0].lstrip("0").zfill(_DIGITS_OF_A_NUMBER), fold(text))
    return "".join(_ORDER[character] for character in folded)


def slug(text: str) -> str:
    """The text as it stands in an address: `Värmlands län` gives `varmlands-lan`."""
    return fold_loosely(text).replace(" ", "-")
