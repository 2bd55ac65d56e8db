"""The five answers and their symbols: told apart by outline and sign, not by colour alone."""

from __future__ import annotations

from enum import StrEnum

from kvinnofrid.charts.svg import Number, Shape, circle, group, number, path, rect, text


class Answer(StrEnum):
    """What a respondent answered. Missing is an answer of its own, never a no."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"


PAINT = {
    Answer.YES: "ch-yes",
    Answer.PARTLY: "ch-partly",
    Answer.NO: "ch-no",
    Answer.NOT_APPLICABLE: "ch-na",
    Answer.MISSING: "ch-missing",
}


def symbol(answer: Answer, cx: Number, cy: Number, size: Number = 16) -> Shape:
    """The answer's symbol: ✓ in a disc, half disc, ✗ in a square, dash in a ring, ? in dots."""
    r = size / 2
    if answer is Answer.YES:
        sign = _stroke(cx, cy, r, ((-0.45, 0.05), (-0.12, 0.4), (0.48, -0.35)))
        return group((circle(cx, cy, r, "ch-yes"), sign))
    if answer is Answer.NO:
        slope = _stroke(cx, cy, r, ((-0.35, -0.35), (0.35, 0.35)))
        back = _stroke(cx, cy, r, ((-0.35, 0.35), (0.35, -0.35)))
        return group((rect(cx - r, cy - r, size, size, "ch-no", rx=size / 6), slope, back))
    inner = r - 1
    if answer is Answer.PARTLY:
        half = f"M{number(cx)} {number(cy - inner)}a{number(inner)} {number(inner)} 0 0 0 0 "
        half += f"{number(inner * 2)}z"
        return group((circle(cx, cy, inner, "ch-partly-ring"), path(half, "ch-partly")))
    if answer is Answer.NOT_APPLICABLE:
        dash = f"M{number(cx - r * 0.45)} {number(cy)}h{number(r * 0.9)}"
        return group((circle(cx, cy, inner, "ch-na-ring"), path(dash, "ch-na-sign")))
    sign = text(cx, cy + size * 0.27, "?", cls="ch-muted", size=size * 0.75, anchor="middle")
    return group((circle(cx, cy, inner, "ch-missing-ring"), sign))


def _stroke(cx: Number, cy: Number, r: Number, points: tuple[tuple[float, float], ...]) -> Shape:
    corners = " ".join(f"{number(cx + x * r)} {number(cy + y * r)}" for x, y in points)
    return path(f"M{corners}", "ch-sign")
