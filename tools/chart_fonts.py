"""Makes the fonts of chart downloads from the npm package @fontsource/inter: for maintainers.

    npm install @fontsource/inter
    pip install fonttools brotli
    python tools/chart_fonts.py node_modules/@fontsource/inter

The typst compiler needs TTF with all letters in one file; the package has WOFF2, one for Latin and
one for extended Latin. Besides the two fonts this writes how wide each letter is, by which charts
lay themselves out.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "kvinnofrid" / "charts" / "fonts"
WEIGHTS = {"400": "Regular", "600": "SemiBold"}
WINDOWS_ENGLISH = (3, 1, 0x409)


def main(package: Path) -> None:
    """Writes both fonts, their letter widths and their licence."""
    advances = {}
    for weight, name in WEIGHTS.items():
        font = merged(package, weight)
        names = font["name"]
        names.setName("Inter", 1 if weight == "400" else 16, *WINDOWS_ENGLISH)
        if weight != "400":
            names.setName(name, 17, *WINDOWS_ENGLISH)
        font["OS/2"].usWeightClass = int(weight)
        font.recalcTimestamp = False  # the same package gives the same bytes
        font["head"].created = font["head"].modified = 0
        font.save(FONTS / f"Inter-{name}.ttf")
        unit, metrics = font["head"].unitsPerEm, font["hmtx"]
        advances[weight] = {
            chr(code): round(metrics[glyph][0] * 1000 / unit)
            for code, glyph in sorted(font.getBestCmap().items())
        }
    lines = [
        f'"{weight}": '
        + json.dumps(widths, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        for weight, widths in advances.items()
    ]
    (FONTS / "advances.json").write_text("{" + ",\n ".join(lines) + "}\n", encoding="utf-8")
    shutil.copy(package / "LICENSE", FONTS / "OFL.txt")


def merged(package: Path, weight: str) -> TTFont:
    """Latin and extended Latin of one weight in one font."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for subset in ("latin", "latin-ext"):
            font = TTFont(package / "files" / f"inter-{subset}-{weight}-normal.woff2")
            font.flavor = None
            parts.append(str(Path(folder) / f"{subset}.ttf"))
            font.save(parts[-1])
        return Merger(Options(drop_tables=["GSUB", "STAT", "DSIG"])).merge(parts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
