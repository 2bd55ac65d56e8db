"""The key service as the launcher's child."""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kvinnofrid.keys.client import KeyClient, default_socket
from launcher.keys import answers, key_service
from launcher.places import Places
from launcher.project import surroundings
from launcher.screen import LaunchError, Screen

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder with a short path."""
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        yield Path(folder)


def places_in(data: Path) -> Places:
    """Places with the Python that runs the tests."""

    class Here(Places):
        python = Path(sys.executable)

    return Here(PROJECT, Path(sys.prefix), data)


def environment_of(places: Places) -> dict[str, str]:
    """The child's environment, without anybody's own key service."""
    found = surroundings(places, mode="demo", database=None)
    return {key: value for key, value in found.items() if not key.startswith(("KV_KEY", "KV_MAS"))}


def test_the_key_service_runs_as_long_as_it_is_needed(data: Path) -> None:
    places = places_in(data)
    with key_service(places, Screen(), environment_of(places)) as environment:
        path = Path(environment["KV_KEY_SOCKET"])
        assert path == default_socket({}, data).resolve()
        client = KeyClient(path)
        assert client.health().development
        client.close()
        with key_service(places, Screen(), environment_of(places)) as other:
            assert other["KV_KEY_SOCKET"] == str(path)
        assert answers(path)
    assert not answers(path)


def test_a_data_folder_with_a_long_path_gets_a_short_socket_that_clients_find(data: Path) -> None:
    places = places_in(data / ("x" * 60) / ("y" * 60))
    with key_service(places, Screen(), environment_of(places)) as environment:
        assert len(environment["KV_KEY_SOCKET"]) < 60
        client = KeyClient(default_socket({}, places.data))
        assert client.health()
        client.close()
    assert not Path(environment["KV_KEY_SOCKET"]).parent.exists()
    left = places.data / "keys" / "socket"
    assert not left.is_symlink()
    left.symlink_to("/nonexistent/socket")  # as after a power cut
    with key_service(places, Screen(), environment_of(places)):
        assert answers(left)


def test_a_service_that_is_pointed_out_is_used_and_none_is_started(data: Path) -> None:
    places = places_in(data)
    asked = {**environment_of(places), "KV_KEY_SOCKET": "/run/keys/socket"}
    with key_service(places, Screen(), asked) as environment:
        assert environment["KV_KEY_SOCKET"] == "/run/keys/socket"
    assert not (data / "keys").exists()


def test_a_service_that_does_not_start_is_explained_with_its_own_words(data: Path) -> None:
    places = places_in(data)
    (data / "keys").mkdir()
    (data / "keys" / "ledger").touch()
    with (
        pytest.raises(LaunchError, match="nyckeltjänsten startar inte") as caught,
        key_service(places, Screen(), environment_of(places)),
    ):
        pass
    assert "huvudnyckeln" in caught.value.log
    assert os.listdir(data / "keys") == ["ledger"]
