"""The locks, and the environment that is filled from them once."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from launcher import packages
from launcher.locks import NAMES, addresses
from launcher.places import PROJECT, Places
from launcher.screen import LaunchError, Screen

PROJECT_PLACES = Places(PROJECT, PROJECT / ".venv", PROJECT / ".kv")


def pins(name: str) -> dict[str, str]:
    """What a lock pins: the version of each package."""
    text = packages.lock_file(PROJECT_PLACES, name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", text, re.MULTILINE))


def make_places(folder: Path) -> Places:
    """A project with locks, and an environment that looks made."""
    (folder / "requirements").mkdir()
    for name in NAMES:
        (folder / "requirements" / f"{name}.lock").write_text(f"{name}==1\n", encoding="ascii")
    places = Places(folder, folder / ".venv", folder / ".kv")
    places.python.parent.mkdir(parents=True)
    places.python.touch()
    return places


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_names_no_address_and_has_a_hash_for_every_package(name: str) -> None:
    lock = packages.lock_file(PROJECT_PLACES, name)
    assert addresses(lock) == []
    entries = re.split(r"^(?=[a-z0-9])", lock.read_text(encoding="utf-8"), flags=re.MULTILINE)
    unhashed = [entry for entry in entries if "==" in entry and "--hash=sha256:" not in entry]
    assert unhashed == []
    assert pins(name)


@pytest.mark.parametrize(
    "line", ["--index-url https://example.org/simple", "-i x", "a @ file:///tmp/a.whl", "  -f x"]
)
def test_an_address_or_an_option_in_a_lock_is_found(tmp_path: Path, line: str) -> None:
    lock = tmp_path / "x.lock"
    lock.write_text(f"{line}\nok==1 \\\n    --hash=sha256:ab\n", encoding="ascii")
    assert addresses(lock) == [line]


def test_the_lock_of_the_tests_holds_the_base_as_it_is() -> None:
    base, test = pins("base"), pins("test")
    assert {name: test.get(name) for name in base} == base


def test_nothing_is_installed_while_the_lock_is_unchanged(tmp_path: Path) -> None:
    places = make_places(tmp_path)
    fingerprint = packages.fingerprint(packages.lock_file(places, "base"))
    packages.write_stamp(places, {"base": fingerprint})
    packages.ensure_packages(places, Screen(), "base")
    assert packages.is_installed(places, "base", packages.read_stamp(places))
    assert not packages.is_installed(places, "test", packages.read_stamp(places))
    packages.lock_file(places, "base").write_text("base==2\n", encoding="ascii")
    assert not packages.is_installed(places, "base", packages.read_stamp(places))


def test_the_lock_of_the_tests_serves_for_the_base(tmp_path: Path) -> None:
    places = make_places(tmp_path)
    stamp = {"test": packages.fingerprint(packages.lock_file(places, "test"))}
    assert packages.is_installed(places, "base", stamp)
    assert not packages.is_installed(places, "pg", stamp)


def test_an_environment_of_another_python_or_half_made_counts_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = make_places(tmp_path)
    assert packages.read_stamp(places) == {}
    packages.write_stamp(places, {"base": "x"})
    assert packages.read_stamp(places)["base"] == "x"
    monkeypatch.setattr(sys, "version", "3.99")
    assert packages.read_stamp(places) == {}
    monkeypatch.undo()
    places.python.unlink()
    assert packages.read_stamp(places) == {}
    (places.environment / packages.STAMP).write_text("{", encoding="ascii")
    assert packages.read_stamp(places) == {}


def test_a_missing_venv_module_names_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name)
    )
    with pytest.raises(LaunchError, match=r"sudo apt install python3\.\d+-venv"):
        packages.ensure_packages(make_places(tmp_path), Screen(), "base")


def test_packages_come_by_pip_when_uv_fails_and_a_failure_of_both_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    places = make_places(tmp_path)
    packages.write_stamp(places, {})
    tried: list[str] = []
    codes = {"Hämtar": 1, "Installerar": 0}

    def run(_screen: Screen, text: str, *_: object, **__: object) -> tuple[int, str]:
        tried.append(text)
        return codes[text.split()[0]], "no network"

    monkeypatch.setattr(Screen, "run", run)
    packages.ensure_packages(places, Screen(), "base")
    assert tried == ["Hämtar installationsverktyget uv", "Installerar paket (base) med pip"]
    assert packages.is_installed(places, "base", packages.read_stamp(places))
    codes["Installerar"] = 1
    with pytest.raises(LaunchError, match="nätet") as caught:
        packages.ensure_packages(places, Screen(), "pg")
    assert "no network" in str(caught.value)
    assert not packages.is_installed(places, "pg", packages.read_stamp(places))


def test_the_machines_own_certificates_are_trusted() -> None:
    assert packages.installer_surroundings({"VIRTUAL_ENV": "/x"})["UV_SYSTEM_CERTS"] == "1"
    assert "VIRTUAL_ENV" not in packages.installer_surroundings({"VIRTUAL_ENV": "/x"})
