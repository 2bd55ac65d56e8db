"""A calendar file (RFC 5545) that says on which days there is work, and nothing else."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

TITLE = "Påminnelse"
"""What every event is called, whatever it is about: somebody may look over one's shoulder."""


def calendar_file(days: Mapping[date, int], *, now: datetime) -> str:
    """The days as all-day events. How many things there are on a day is not told."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//calendar//sv",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
    ]
    for day in sorted(days):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day:%Y%m%d}@calendar.invalid",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{TITLE}",
            "TRANSP:TRANSPARENT",
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "\r\n".join(lines) + "\r\n"
