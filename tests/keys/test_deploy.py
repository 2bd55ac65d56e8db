"""The unit files say what the program understands, and keep the hardening that matters."""

import shlex
from configparser import RawConfigParser
from pathlib import Path

import pytest

from kvinnofrid.keys.__main__ import build_parser

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def service(name: str) -> dict[str, str]:
    """The service section of a unit file; a repeated setting keeps its last line."""
    unit = RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / name, encoding="utf-8")
    return dict(unit["Service"])


def test_the_key_service_starts_for_production_with_words_that_it_knows() -> None:
    words = shlex.split(service("kvinnofrid-keys.service")["ExecStart"])
    assert words[1:3] == ["-m", "kvinnofrid.keys"]
    options = build_parser().parse_args(words[3:])
    assert options.production
    assert options.client == [service("kvinnofrid.service")["User"]]
    assert options.socket_group == service("kvinnofrid.service")["SupplementaryGroups"]
    assert f"KV_KEY_SOCKET={options.socket} " in service("kvinnofrid.service")["Environment"]


def test_keys_and_web_server_are_different_users_and_keys_have_no_network() -> None:
    keys, web = service("kvinnofrid-keys.service"), service("kvinnofrid.service")
    assert keys["User"] != web["User"]
    assert keys["PrivateNetwork"] == "yes"
    assert keys["RestrictAddressFamilies"] == "AF_UNIX"
    assert keys["MemorySwapMax"] == keys["LimitCORE"] == "0"
    assert "PrivateUsers" not in keys


@pytest.mark.parametrize("name", ["kvinnofrid-keys.service", "kvinnofrid.service"])
def test_both_may_write_in_their_own_folder_alone(name: str) -> None:
    unit = service(name)
    assert unit["ProtectSystem"] == "strict"
    assert unit["ProtectHome"] == unit["NoNewPrivileges"] == "yes"
    assert unit["CapabilityBoundingSet"] == ""
    assert unit["StateDirectoryMode"] == "0700"
    assert unit["UMask"] == "0077"
