"""A decided catalogue, the minimal kind, a log and a key service that note what they are told."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.retention import minimal


@dataclass
class Told:
    """What was logged and which keys were destroyed; each can be made to fail."""

    events: list[dict[str, Any]] = field(default_factory=list)
    keys: list[tuple[str, bytes]] = field(default_factory=list)
    log_fails: bool = False
    keys_fail: bool = False

    def actions(self) -> list[str]:
        return [event["action"] for event in self.events]


@dataclass
class House:
    """A municipality that has decided the rules, and two archivists in it."""

    organisation: str
    folder: Path
    decide: Callable[..., None]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """In place of the log and of the key service."""
    told = Told()

    def record(**event: Any) -> None:
        if told.log_fails:
            raise RuntimeError("the log is full")
        told.events.append(event)

    def destroy(organisation: str, wrapped: bytes) -> None:
        if told.keys_fail:
            raise RuntimeError("the key service is down")
        told.keys.append((organisation, wrapped))

    for module in ("operations", "destruction"):
        monkeypatch.setattr(f"kvinnofrid.retention.{module}.record", record)
    monkeypatch.setattr("kvinnofrid.retention.destruction.destroy_data_key", destroy)
    return told


@pytest.fixture
def house(
    db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Told
) -> Iterator[House]:
    """Karlstad has decided the rules; the minimal kind is the only one kept."""
    settings.RETAINED_KINDS = ["tests.retention.minimal.KIND"]
    settings.TOMBSTONES = tmp_path / "kept" / "tombstones.jsonl"
    settings.TOMBSTONE_KEY_FILE = tmp_path / "kept" / "tombstones.key"

    def decide(*codes: str) -> None:
        folder = minimal.decided_catalogue(tmp_path / f"katalog-{'-'.join(codes)}", *codes)
        monkeypatch.setenv("KV_CATALOGUE", str(folder))

    monkeypatch.setattr(
        "kvinnofrid.retention.permissions.tokens_of",
        lambda user, **_: frozenset({user.encode()} if user else ()),
    )
    decide("1780")
    minimal.make_table()
    yield House(minimal.municipality("1780"), tmp_path, decide)
    minimal.drop_table()
    minimal.KIND.blocked.clear()
