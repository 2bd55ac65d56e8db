"""Writes `charts.css` anew after a change of classes or colours: `python -m kvinnofrid.charts`."""

from pathlib import Path

from kvinnofrid.charts.theme import stylesheet

STYLESHEET = Path(__file__).parents[1] / "web" / "static" / "web" / "charts.css"


def main() -> None:
    """Writes the stylesheet where the site serves it from."""
    STYLESHEET.parent.mkdir(parents=True, exist_ok=True)
    STYLESHEET.write_text(stylesheet(), encoding="utf-8")


if __name__ == "__main__":  # pragma: no cover
    main()
