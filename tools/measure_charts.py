"""Weighs and times the maps: `python tools/measure_charts.py` prints a row for each."""

import gzip
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1]))

from kvinnofrid.charts import AreaValue, Frame, SwedenMap, answer_categories, embed, png
from kvinnofrid.charts.geography import load_geography


def main() -> None:
    """Prints name, first and next drawing in ms, weight in kB gzipped, PNG in ms."""
    start = perf_counter()
    areas = load_geography().areas
    print(f"read and project: {1000 * (perf_counter() - start):.0f} ms")  # noqa: T201

    def answered(codes: tuple[str, ...], **fields: object) -> SwedenMap:
        values = tuple(AreaValue(c, "yes", "Ja", f"/kommuner/{c}") for c in codes)
        return SwedenMap("Karta", answer_categories(), values, **fields)

    eight = ("1480", "1284", "1281", "0140", "1081", "2482", "1488", "0138")
    maps = {
        "290 municipalities": answered(tuple(areas["municipality"])),
        "21 counties": answered(tuple(areas["county"]), level="county"),
        "8 marked": answered(eight, markers=True),
        "one county": answered(load_geography().municipalities_of("12"), county="12"),
    }
    for name, chart in maps.items():
        times = []
        for _ in range(5):
            start = perf_counter()
            svg = embed(chart, prefix="m", width=480)
            times.append(1000 * (perf_counter() - start))
        weight = len(gzip.compress(svg.encode())) / 1000
        start = perf_counter()
        png(chart, frame=Frame(source="x"), width=480)
        image = 1000 * (perf_counter() - start)
        print(  # noqa: T201
            f"{name}: first {times[0]:.0f} ms, next {min(times):.1f} ms, "
            f"{weight:.1f} kB gzipped, PNG {image:.0f} ms"
        )


if __name__ == "__main__":
    main()
