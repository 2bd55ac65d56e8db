"""Charts and maps as SVG, drawn on the server from frozen values. No Django here."""

from .answer_distribution import AnswerCounts, AnswerDistribution
from .answers import Answer, symbol
from .certainty import Certainty
from .count_line import CountLine, Sparkline
from .dot_strip import DotStrip, StripDot, StripRow
from .level_rows import Level, LevelGroup, LevelRows
from .map_values import AreaValue, Category, answer_categories
from .profile_dumbbell import ProfileDumbbell, ProfileGroup, ProfileRow
from .publish import (
    HALF_PAGE,
    WHOLE_PAGE,
    Chart,
    Frame,
    Layout,
    Table,
    embed,
    png,
    responsive,
    standalone,
)
from .rank_bars import RankBars, Ranked
from .share_bars import Share, ShareBars, ShareGroup
from .sweden_map import SwedenMap
from .theme import DARK, LIGHT, PRINT, Theme
from .trend_lines import TrendLines
from .trend_values import SeriesBreak, TrendPoint, TrendSeries
from .words import ENGLISH, SWEDISH, Words

__all__ = [
    "DARK",
    "ENGLISH",
    "HALF_PAGE",
    "LIGHT",
    "PRINT",
    "SWEDISH",
    "WHOLE_PAGE",
    "Answer",
    "AnswerCounts",
    "AnswerDistribution",
    "AreaValue",
    "Category",
    "Certainty",
    "Chart",
    "CountLine",
    "DotStrip",
    "Frame",
    "Layout",
    "Level",
    "LevelGroup",
    "LevelRows",
    "ProfileDumbbell",
    "ProfileGroup",
    "ProfileRow",
    "RankBars",
    "Ranked",
    "SeriesBreak",
    "Share",
    "ShareBars",
    "ShareGroup",
    "Sparkline",
    "StripDot",
    "StripRow",
    "SwedenMap",
    "Table",
    "Theme",
    "TrendLines",
    "TrendPoint",
    "TrendSeries",
    "Words",
    "answer_categories",
    "embed",
    "png",
    "responsive",
    "standalone",
    "symbol",
]
