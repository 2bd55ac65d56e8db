"""Chromium for the tests: the one pointed out, the system's, or Debian's package if we may."""

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from launcher.places import PROJECT
from launcher.screen import LaunchError, Screen, tail

NAMES = (
    "chromium-headless-shell",  # Chromium without windows takes less of the processor
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
)
ON_MACOS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300", "--yes", "--quiet")


def find_chromium(surroundings: Mapping[str, str]) -> Path | None:
    """The browser of KV_CHROMIUM, else the system's. Raises if KV_CHROMIUM leads nowhere."""
    given = surroundings.get("KV_CHROMIUM")
    if given:
        path = Path(given).expanduser()
        if os.access(path, os.X_OK):
            return path
        raise LaunchError(
            f"KV_CHROMIUM pekar på {given}, som inte är ett program. Rätta eller ta bort den.",
            f"KV_CHROMIUM is {given}, which is not a program.",
        )
    found = next(filter(None, (shutil.which(name) for name in NAMES)), None)
    if found:
        return Path(found)
    return next((path for path in ON_MACOS if sys.platform == "darwin" and path.exists()), None)


def ensure_chromium(screen: Screen) -> Path:
    """The browser, installed from Debian's packages when this is root on such a system."""
    found = find_chromium(os.environ)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        _install_with_apt(screen)
        found = find_chromium(os.environ)
    if found is None:
        raise LaunchError(
            "Chromium saknas, och testerna behöver en riktig webbläsare.\n"
            "  Debian: sudo apt install chromium   Fedora: sudo dnf install chromium\n"
            "  macOS: brew install --cask chromium  Annars: KV_CHROMIUM=/sökväg/till/chromium",
            "the tests need Chromium. Install it as above, or point it out with KV_CHROMIUM.",
        )
    return found


def _install_with_apt(screen: Screen) -> None:
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for text, words in (
        ("Hämtar Debians paketlista", (*APT, "update")),
        ("Installerar Chromium", (*APT, "install", "--no-install-recommends", "chromium")),
    ):
        code, output = screen.run(text, words, environment=surroundings, folder=PROJECT)
        if code:
            raise LaunchError(
                "Chromium kunde inte installeras med apt-get.",
                "apt-get could not install Chromium.",
                log=tail(output),
            )
