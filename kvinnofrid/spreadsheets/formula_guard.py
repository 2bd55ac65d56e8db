"""Text that a spreadsheet program would run as a formula, made inert and back again.

A program that opens a CSV file runs what begins with ``= + - @``; some also accept the full-width
signs and skip leading space. A leading apostrophe makes the cell text. When the file is opened
with another delimiter than it was written with, a cell can be cut in pieces, so a piece after a
delimiter or a line break inside the text is guarded too when it could run; there a plus or a minus
is taken for a formula only when a call, a reference or a pipe follows, since lists and sums use
them too.

Guarding adds exactly one apostrophe wherever one is needed, counting apostrophes already there as
part of the text, so that :func:`unguard` gives back every text that :func:`guard` was given.
"""

import re

_SIGN = "[=+\\-@＝＋－＠]"
_LEAD = "['\\s\\x00-\\x20\\u200b-\\u200f\\u2060\\ufeff]*"
_INNER_LEAD = "[' \\u00a0\\u2007\\u202f\\u200b\\ufeff]*"
_RUNS = f"{_INNER_LEAD}(?:[=@＝＠]|[+\\-＋－][^;,\\t\\r\\n]*(?:[(!|]|[A-Za-z]\\$?\\d))"
_START = f"(?={_LEAD}{_SIGN}|'*[\\t\\r\\n])"

_NEEDS_GUARD = re.compile(f"\\A{_START}|(?<=[;,\\t\\r\\n])(?={_RUNS})")
_GUARDED = re.compile(f"\\A'{_START}|(?<=[;,\\t\\r\\n])'(?={_RUNS})")


def guard(text: str) -> str:
    """``text`` with an apostrophe wherever a spreadsheet program could begin to run it."""
    return _NEEDS_GUARD.sub("'", text)


def unguard(text: str) -> str:
    """The text that :func:`guard` was given; any other text unchanged."""
    return _GUARDED.sub("", text) if "'" in text else text


def could_run(text: str) -> bool:
    """Whether :func:`guard` would change this text."""
    return _NEEDS_GUARD.search(text) is not None
