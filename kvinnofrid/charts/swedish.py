"""Swedish alphabetical order, which the machine's own locale cannot be trusted to give."""

from functools import lru_cache


@lru_cache(maxsize=2048)
def swedish_order(name: str) -> tuple[int, ...]:
    """A sort key with å, ä, ö last, é as e and ü as y, without regard to case."""
    letters = name.casefold().replace("é", "e").replace("ü", "y")
    return tuple(0x7B + "åäö".index(c) if c in "åäö" else ord(c) for c in letters)
