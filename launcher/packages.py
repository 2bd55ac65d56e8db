"""The Python environment: made once, filled from a lock with hashes, left alone while unchanged."""

import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from launcher.places import Places, locked, require_writable_environment
from launcher.screen import LaunchError, Screen, tail

STAMP = "kv-stamp.json"
PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input")
FROM_LOCK = ("--require-hashes", "--only-binary", ":all:", "-r")
SATISFIED_BY = {"base": ("base", "test"), "test": ("test",), "pg": ("pg",), "uv": ("uv",)}


def lock_file(places: Places, name: str) -> Path:
    """The lock `base`, `test`, `pg` or `uv`."""
    return places.project / "requirements" / f"{name}.lock"


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_stamp(places: Places) -> dict[str, str]:
    """Which locks the environment was filled from; empty if it must be made anew."""
    try:
        stamp = json.loads((places.environment / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or stamp.get("python") != sys.version:
        return {}
    return stamp if places.python.exists() else {}


def write_stamp(places: Places, stamp: Mapping[str, str]) -> None:
    """Remember which locks the environment was filled from, and for which Python."""
    content = json.dumps({**stamp, "python": sys.version}, indent=1)
    (places.environment / STAMP).write_text(content + "\n", encoding="utf-8")


def is_installed(places: Places, name: str, stamp: Mapping[str, str]) -> bool:
    """Whether the environment holds this lock as it now reads; the test lock includes the base."""
    return any(
        stamp.get(other) == fingerprint(lock_file(places, other)) for other in SATISFIED_BY[name]
    )


def ensure_packages(places: Places, screen: Screen, name: str) -> None:
    """Make the environment hold the packages of a lock; does nothing when it already does."""
    if is_installed(places, name, read_stamp(places)):
        return
    require_installable(places, name)
    places.environment.parent.mkdir(parents=True, exist_ok=True)
    with locked(places.environment.parent):
        stamp = read_stamp(places)
        if is_installed(places, name, stamp):
            return
        if not stamp:
            _make_environment(places, screen)
            write_stamp(places, {})
        _install(places, screen, name, stamp)
        stamp[name] = fingerprint(lock_file(places, name))
        write_stamp(places, stamp)


def require_installable(places: Places, name: str) -> None:
    """Raise if the packages of a lock are missing and this machine can't make an environment."""
    if not is_installed(places, name, read_stamp(places)):
        require_venv_module()
        require_writable_environment(places)


def require_venv_module() -> None:
    """Raise if this Python cannot make an environment, as Debian's without python3-venv."""
    if all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        return
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    raise LaunchError(
        "modulen venv saknas i den här Pythonversionen. "
        f"I Debian och Ubuntu: sudo apt install python{version}-venv",
        f"Python's venv module is missing. On Debian and Ubuntu: "
        f"sudo apt install python{version}-venv",
    )


def _make_environment(places: Places, screen: Screen) -> None:
    code, output = screen.run(
        f"Skapar Pythonmiljö i {places.environment}",
        (sys.executable, "-m", "venv", "--clear", places.environment),
        environment=os.environ,
        folder=places.project,
    )
    if code:
        raise LaunchError(
            "Pythonmiljön kunde inte skapas. Utskriften ovan säger varför.",
            "the Python environment could not be made; see the output above.",
            log=tail(output),
        )


def installer_surroundings(surroundings: Mapping[str, str]) -> dict[str, str]:
    """What uv and pip run in: the machine's own certificates, no environment but ours."""
    result = {key: value for key, value in surroundings.items() if key != "VIRTUAL_ENV"}
    result.setdefault("UV_SYSTEM_CERTS", "1")
    result.setdefault("PIP_RETRIES", "2")
    if not os.access(Path("~").expanduser(), os.W_OK):
        result["UV_NO_CACHE"] = "1"
    return result


def _install(places: Places, screen: Screen, name: str, stamp: dict[str, str]) -> None:
    surroundings = installer_surroundings(os.environ)
    lock = lock_file(places, name)
    output = ""
    uv = ensure_uv(places, screen, stamp)
    if uv:
        code, output = screen.run(
            f"Installerar paket ({name}) med uv",
            (uv, "pip", "install", "--python", places.python, "--no-config", *FROM_LOCK, lock),
            environment=surroundings,
            folder=places.project,
        )
        if code == 0:
            return
        screen.say("uv klarade det inte; försöker med pip")
    code, pip_output = screen.run(
        f"Installerar paket ({name}) med pip",
        (places.python, *PIP_INSTALL, *FROM_LOCK, lock),
        environment=surroundings,
        folder=places.project,
    )
    if code:
        raise LaunchError(
            "paketen kunde inte hämtas. Vanligast är att nätet eller paketkällan inte nås: "
            "kontrollera anslutningen (och proxy: HTTPS_PROXY) och kör kommandot igen.",
            "the packages could not be fetched. Check the network (and HTTPS_PROXY), "
            "then run the command again.",
            log=tail(output + pip_output),
        )


def ensure_uv(places: Places, screen: Screen, stamp: dict[str, str]) -> Path | None:
    """The pinned uv in the environment, installed by pip if need be; None if it can't be had."""
    uv = places.environment / "bin" / "uv"
    if uv.exists() and is_installed(places, "uv", stamp):
        return uv
    code, _ = screen.run(
        "Hämtar installationsverktyget uv",
        (places.python, *PIP_INSTALL, *FROM_LOCK, lock_file(places, "uv")),
        environment=installer_surroundings(os.environ),
        folder=places.project,
    )
    if code or not uv.exists():
        return None
    stamp["uv"] = fingerprint(lock_file(places, "uv"))
    return uv
