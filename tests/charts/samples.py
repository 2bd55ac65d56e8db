"""One of each chart, with an evil label in each."""

from __future__ import annotations

from kvinnofrid.charts.answer_distribution import AnswerCounts, AnswerDistribution
from kvinnofrid.charts.answers import Answer
from kvinnofrid.charts.certainty import Certainty
from kvinnofrid.charts.count_line import CountLine, Sparkline
from kvinnofrid.charts.dot_strip import DotStrip, StripDot, StripRow
from kvinnofrid.charts.level_rows import Level, LevelGroup, LevelRows
from kvinnofrid.charts.map_values import AreaValue, answer_categories
from kvinnofrid.charts.profile_dumbbell import ProfileDumbbell, ProfileGroup, ProfileRow
from kvinnofrid.charts.publish import Chart
from kvinnofrid.charts.rank_bars import RankBars, Ranked
from kvinnofrid.charts.share_bars import Share, ShareBars, ShareGroup
from kvinnofrid.charts.sweden_map import SwedenMap
from kvinnofrid.charts.trend_lines import TrendLines
from kvinnofrid.charts.trend_values import SeriesBreak, TrendPoint, TrendSeries

EVIL = '<script>"O\'Neil" & Co'

SAMPLES: dict[str, Chart] = {
    "share bars": ShareBars(
        "Andel ja",
        (
            ShareGroup(
                "Kunskapsbaserad verksamhet",
                (
                    Share(EVIL, 36, n=254, marker=40, answer=Answer.PARTLY, href="/i/1?a=1&b=2"),
                    Share("Samlad plan", None, answer=Answer.YES),
                ),
            ),
        ),
        share_name="riket",
        marker_name="länet",
        answer_name="Lunds svar",
    ),
    "map of municipalities": SwedenMap(
        f"Rutin {EVIL}",
        answer_categories(),
        (AreaValue("0180", "yes", "Ja", "/k/0180"), AreaValue("1281", "no", "Nej", "/k/1281")),
    ),
    "map with markers": SwedenMap(
        "Rutin",
        answer_categories(),
        (AreaValue("1480", "yes", "Ja", "/k", name=EVIL),),
        markers=True,
    ),
    "map of a county": SwedenMap(
        "Rutin",
        answer_categories(),
        (AreaValue("1281", "no", EVIL, "/k/1281"),),
        county="12",
    ),
    "dot strip": DotStrip(
        "Läget i landet",
        (
            StripRow(
                "Trygghet och säkerhet",
                (
                    StripDot(EVIL, 36, "/i/1", callout=EVIL),
                    StripDot("Rutin", 36, "/i/2"),
                    StripDot("Plan", None),
                ),
            ),
        ),
        share_name="riket",
    ),
    "level rows": LevelRows(
        "Tryggare",
        (
            LevelGroup(
                "Vad som ändras",
                (
                    Level(EVIL, 54, 50, 58, n=1250, rank="2", marker=48, href="/k?a=1&b=2"),
                    Level("Arjeplog", None, marker=48, instead="dolt"),
                ),
            ),
        ),
        level_name="kommunen",
        interval_name="osäkerhet",
        marker_name="riket",
    ),
    "trend lines": TrendLines(
        "Andel ja över åren",
        (
            TrendSeries(
                EVIL,
                (
                    TrendPoint(2017, 14),
                    TrendPoint(2018, 15, Certainty.DERIVED),
                    TrendPoint(2021, 24, Certainty.INFERRED),
                    TrendPoint(2024, 34),
                ),
                "/s/1",
            ),
            TrendSeries("Samverkan", (TrendPoint(2024, 37),)),
        ),
        breaks=(SeriesBreak(2023, "nytt tidsfönster"),),
    ),
    "answer distribution": AnswerDistribution(
        "Så svarade kommunerna", (AnswerCounts(EVIL, 180, 40, 70, 8, 12, "/i/1"),)
    ),
    "rank bars": RankBars(
        "Flest ja",
        (
            Ranked(EVIL, 53, "/k/1"),
            Ranked("Tyresö", 48, "/k/2", own=True, note="publicerat 49"),
            Ranked("Okänd", None),
        ),
        of=60,
        count_name="Antal ja av 60",
    ),
    "profile": ProfileDumbbell(
        "Lunds svar mot andra",
        "Lund",
        ("riket", "Skåne län"),
        (ProfileGroup("Trygghet", (ProfileRow(EVIL, Answer.PARTLY, (36, None), "/i/1"),)),),
    ),
    "count line": CountLine(f"Befolkning {EVIL}", ((2014, 45000), (2015, 46000)), "invånare"),
    "sparkline": Sparkline(f"Rutin {EVIL}", ((2017, 14), (2018, 15))),
}
