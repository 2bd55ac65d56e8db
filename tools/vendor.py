"""Refresh what the web pages borrow: the design system's CSS and the typeface.

    python3 tools/vendor.py             fetch with npm, build, write the files and vendor.lock
    python3 tools/vendor.py --from DIR  the same from an unpacked `node_modules` folder
    python3 tools/vendor.py --check     say whether the files are those that vendor.lock lists

Only maintainers run this, and only this needs Node. The colours stand in `tools/palette.json`;
which parts of the design system pages use stands in `COMPONENTS` below.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

TOOLS = Path(__file__).resolve().parent
VENDOR = TOOLS.parent / "kvinnofrid" / "web" / "static" / "web" / "vendor"
LOCK = VENDOR / "vendor.lock"

CLI = ("@digdir/designsystemet", "1.15.0")
CSS = ("@digdir/designsystemet-css", "1.22.0")
INTER = ("@fontsource-variable/inter", "5.3.0")
COMPONENTS = (
    "link", "heading", "paragraph", "list", "button", "card", "table", "details", "alert", "tag",
    "pagination", "skip-link", "field", "fieldset", "input", "label",
)  # fmt: skip
FONTS = {"latin": "opsz", "latin-ext": "wght"}
"""Subsets and their axes: the rare letters do without optical sizes, for two thirds the bytes."""


class VendorError(Exception):
    """What could not be fetched, built or verified, and what to do about it."""


def fetch(folder: Path) -> Path:
    """Install the pinned packages with npm and return their `node_modules`."""
    packages = dict((CLI, CSS, INTER))
    (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": packages}))
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(command, cwd=folder, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise VendorError(f"npm could not install the packages: {error}") from error
    return folder / "node_modules"


def build_theme(modules: Path, folder: Path) -> str:
    """The tokens of our palette as CSS custom properties, made by the design system's own tool."""
    tool = str((modules / CLI[0] / "dist/bin/designsystemet.js").resolve())
    shutil.copy(TOOLS / "palette.json", folder / "designsystemet.config.json")
    for arguments in (
        ["create", "--config", "designsystemet.config.json"],
        ["build", "-t", "tokens", "-o", "css"],
    ):
        subprocess.run(
            ["node", tool, "tokens", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL
        )
    return (folder / "css" / "kvinnofrid.css").read_text(encoding="utf-8")


def build_stylesheet(modules: Path, theme: str) -> str:
    """One stylesheet in layers: theme, base and the components we use, without blank space."""
    source = modules / CSS[0] / "dist" / "src"
    parts = ["@layer ds.theme, ds.base, ds.components;", _dense(theme)]
    for name in ("base", *COMPONENTS):
        layer = "ds.base" if name == "base" else "ds.components"
        text = (source / f"{name}.css").read_text(encoding="utf-8")
        parts.append(f"@layer {layer}{{{_dense(text)}}}")
    return "\n".join(parts) + "\n"


def _dense(css: str) -> str:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S).replace('@charset "UTF-8";', "")
    return re.sub(r"\s*\n\s*", "\n", css).replace(";\n", ";").replace("{\n", "{").strip()


def build_typeface(modules: Path) -> tuple[str, dict[str, Path]]:
    """The @font-face rules of the subsets we ship, and their files by the name they get here."""
    package = modules / INTER[0]
    rules, files = [], {}
    ranges = json.loads((package / "unicode.json").read_text(encoding="utf-8"))
    for subset, axes in FONTS.items():
        name = f"inter-{subset}.woff2"
        files[name] = package / "files" / f"inter-{subset}-{axes}-normal.woff2"
        rules.append(
            "@font-face{font-family:Inter;font-style:normal;font-display:swap;"
            f'font-weight:100 900;src:url("{name}") format("woff2");'
            f"unicode-range:{ranges[subset]}}}"
        )
    return "\n".join(rules) + "\n", files


def refresh(modules: Path, folder: Path) -> None:
    """Build everything and write it to the vendor folder together with its lock."""
    for name, version in (CLI, CSS, INTER):
        found = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))["version"]
        if found != version:
            raise VendorError(f"{name} is {found} but {version} is asked for in tools/vendor.py.")
    typeface, fonts = build_typeface(modules)
    stylesheet = build_stylesheet(modules, build_theme(modules, folder))
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    (VENDOR / "designsystemet.css").write_text(typeface + stylesheet, encoding="utf-8")
    for name, path in fonts.items():
        shutil.copyfile(path, VENDOR / name)
    shutil.copyfile(modules / CSS[0] / "LICENSE", VENDOR / "designsystemet-LICENSE.txt")
    shutil.copyfile(modules / INTER[0] / "LICENSE", VENDOR / "inter-LICENSE.txt")
    _write_lock()


def _write_lock() -> None:
    packages: list[dict[str, Any]] = [
        {
            "name": CSS[0],
            "version": CSS[1],
            "licence": "MIT",
            "made_with": f"{CLI[0]} {CLI[1]} (MIT) from tools/palette.json",
            "parts": ["base", *COMPONENTS],
            "files": _digests("designsystemet*"),
        },
        {
            "name": INTER[0],
            "version": INTER[1],
            "licence": "OFL-1.1",
            "files": _digests("inter*"),
        },
    ]
    text = json.dumps({"packages": packages}, indent=2, ensure_ascii=False)
    LOCK.write_text(text + "\n", encoding="utf-8")


def _digests(pattern: str) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(VENDOR.glob(pattern))
    }


def differences() -> list[str]:
    """What differs between the vendor folder and its lock, a line each; empty when nothing does."""
    lock = json.loads(LOCK.read_text(encoding="utf-8"))
    listed = {
        name: digest for package in lock["packages"] for name, digest in package["files"].items()
    }
    present = {path.name for path in VENDOR.iterdir()} - {LOCK.name}
    found = [f"{name}: not in vendor.lock" for name in sorted(present - listed.keys())]
    for name, digest in sorted(listed.items()):
        path = VENDOR / name
        if not path.exists():
            found.append(f"{name}: missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            found.append(f"{name}: changed by hand; run tools/vendor.py instead")
    return found


def main(argv: list[str]) -> int:
    """Refresh or check; 0 when all is well, 1 when something differs or failed."""
    parser = argparse.ArgumentParser(description="Refresh the borrowed files of the web pages.")
    parser.add_argument("--check", action="store_true", help="only compare with vendor.lock")
    parser.add_argument("--from", dest="modules", type=Path, help="an unpacked node_modules")
    arguments = parser.parse_args(argv)
    try:
        if not arguments.check:
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                refresh(arguments.modules or fetch(folder), folder)
    except VendorError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    found = differences()
    for line in found:
        sys.stderr.write(f"{line}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
