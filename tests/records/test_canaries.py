"""Fifty protected persons are found in no answer, log, letter, export, file or backup."""

import random

from tests.records.apart import own_database, programs
from tests.records.canaries import Canary, Search, _word
from tests.spreadsheets.files import pack

SHARE = 0.1
"""Of the addresses each role asks so large a share here, and all in the campaign `canaries`."""

LEAST_SEARCHED = 500


def test_protected_persons_are_found_nowhere() -> None:
    with own_database() as environment:
        *hits, looked = programs(environment, "canaries", "1", str(SHARE))
    assert hits == []
    assert int(looked.removeprefix("looked ")) > LEAST_SEARCHED


def test_a_canary_is_found_however_it_is_written() -> None:
    chance = random.Random(1)
    one = Canary(_word(chance), _word(chance), _word(chance), "199001012384", "")
    search = Search((one,))
    for word in (one.surname, one.street, one.notes, "199001012384", "900101-2384"):
        assert search.hits("x", f"<p>{word}</p>".encode())
        assert search.hits("x", pack({"xl/one.xml": f"<c>{word}</c>"}))
        assert search.hits("x", word.encode("utf-16-le"))
    assert search.hits("x", one.surname.encode(), but=frozenset({one.surname.encode()})) == []
    assert search.hits("x", b"nobody") == []
