"""Numbers, dates and times of a workbook as text."""

import re
from datetime import datetime, timedelta

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_FORMAT_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\[\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_LONGEST_FORMAT = 255  # what spreadsheet programs allow
_EXACT = 10**15
_LAST_DAY = 2_958_465  # 9999-12-31
_LEAP_DAY_THAT_NEVER_WAS = 60

NUMBER, DATE, ELAPSED = 0, 1, 2
"""What a cell style makes of a number."""

_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_BUILT_IN_ELAPSED = 46


def format_kind(number_format: int, code: str | None) -> int:
    """Whether a number format shows a number, a date or time, or elapsed time."""
    if code is None:
        if number_format == _BUILT_IN_ELAPSED:
            return ELAPSED
        return DATE if number_format in _BUILT_IN_DATES else NUMBER
    bare = _FORMAT_NOISE.sub("", code[:_LONGEST_FORMAT].partition(";")[0])
    if _ELAPSED.search(bare):
        return ELAPSED
    if bare.strip().lower() in ("general", "standard"):
        return NUMBER
    return DATE if _DATE_LETTERS.search(bare) else NUMBER


def number_text(stored: str, kind: int, *, from_1904: bool) -> str | None:
    """A stored number as text, or None when it is no number.

    Whole numbers have no decimals (2.0 is ``2``), others the 15 digits that spreadsheet programs
    show, with a decimal point. Dates are ISO 8601; a percentage is its share (45 % is ``0.45``).
    """
    if not _NUMBER.fullmatch(stored):
        return None
    value = float(stored)
    if value - value != 0:  # infinite
        return None
    if kind == DATE and 0 <= value < _LAST_DAY + 1:
        return _date_text(value, from_1904=from_1904)
    if kind == ELAPSED and value >= 0:
        return _elapsed_text(value)
    return _plain(value, stored)


def _plain(value: float, stored: str) -> str:
    if value == int(value):
        if abs(value) >= _EXACT and stored.lstrip("+-").isdigit():
            return str(int(stored))
        return str(int(value))
    text = f"{value:.15g}"
    return str(int(float(text))) if float(text).is_integer() and "e" not in text else text


def _date_text(serial: float, *, from_1904: bool) -> str:
    seconds = round(serial % 1 * 86_400)
    day = int(serial)
    if seconds == 86_400:
        day, seconds = day + 1, 0
    if day == 0 and not from_1904:
        return str(timedelta(seconds=seconds)).zfill(8)
    if from_1904:
        epoch = datetime(1904, 1, 1)  # noqa: DTZ001
    elif day < _LEAP_DAY_THAT_NEVER_WAS:
        epoch = datetime(1899, 12, 31)  # noqa: DTZ001
    else:
        epoch = datetime(1899, 12, 30)  # noqa: DTZ001
    try:
        moment = epoch + timedelta(days=day, seconds=seconds)
    except OverflowError:
        return _plain(serial, "")
    return moment.isoformat() if seconds else moment.date().isoformat()


def _elapsed_text(days: float) -> str:
    minutes, seconds = divmod(round(days * 86_400), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def iso_date_text(stored: str) -> str:
    """A date that the file already stores as ISO 8601, without a midnight that means nothing."""
    date, _, time = stored.strip().rstrip("Z").partition("T")
    time = time.partition(".")[0]
    return date if time in ("", "00:00:00") else f"{date}T{time}"
