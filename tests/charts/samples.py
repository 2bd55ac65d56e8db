"""One of each chart, with an evil label in each."""

from __future__ import annotations

from kvinnofrid.charts.answers import Answer
from kvinnofrid.charts.publish import Chart
from kvinnofrid.charts.share_bars import Share, ShareBars, ShareGroup
from kvinnofrid.charts.sweden_map import AreaValue, SwedenMap, answer_categories

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
}
