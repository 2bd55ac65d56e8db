"""What a release is to the byte: the same for the same, another for anything else."""

import gzip
import hashlib
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from kvinnofrid.releases.rules import (
    SCHEME,
    SILENT,
    Frozen,
    canonical,
    moment,
    not_before,
    packed,
    path_of,
    signed_message,
    silent,
    unpacked,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
FROZEN = Frozen(
    number=1, title="Å", title_en="A", synthetic=True, outcome_set="s", version="1",
    catalogue="c", first_year=2024, last_year=2025, publish_at="p", decided_at="d",
    supersedes=None, reason="r", reason_en="e", made_from={"a": 1}, method={"b": 2},
    against=[[1, "x"]], previous="y", tables={"sex": "z"},
)  # fmt: skip


def test_canonical_json_is_the_same_to_the_byte_for_the_same_value() -> None:
    value = {"b": [1, None, True], "a": {"ö": "å", "z": 1.5}}
    assert canonical(value) == '{"a":{"z":1.5,"ö":"å"},"b":[1,null,true]}'.encode()
    assert canonical(dict(reversed(value.items()))) == canonical(value)


@pytest.mark.parametrize("name", [one.name for one in fields(Frozen)])
def test_everything_that_is_signed_changes_the_digest(name: str) -> None:
    value = getattr(FROZEN, name)
    other: Any = {str: "other", int: 7, bool: False, dict: {"q": 0}, list: [], type(None): 3}[
        type(value)
    ]
    assert replace(FROZEN, **{name: other}).digest != FROZEN.digest


def test_a_digest_is_of_the_content_and_of_the_scheme_that_the_signature_is_too() -> None:
    assert FROZEN.digest == hashlib.sha256(FROZEN.content()).hexdigest()
    assert FROZEN.scheme == SCHEME == "kvinnofrid-release-1"
    assert signed_message("abc") == b"kvinnofrid-release-1;abc"


def test_a_table_is_packed_the_same_each_time_and_unpacked_only_whole() -> None:
    table = {"values": [1, None, 3] * 100}
    content, digest = packed(table)
    assert (content, digest) == packed(table)
    assert content[4:8] == b"\0" * 4, "no time of day in it"
    assert len(content) < len(canonical(table)) / 4
    assert digest == hashlib.sha256(canonical(table)).hexdigest()
    assert unpacked(content, digest) == table
    for spoiled in (content[:-4], b"", b"no", gzip.compress(b"{}")):
        assert unpacked(spoiled, digest) is None


def test_a_table_is_named_by_its_indicator_and_its_own_name() -> None:
    assert path_of(("sex", "")) == "sex"
    assert path_of(("change_safety", "before")) == "change_safety/before"


def test_a_making_is_silent_after_two_minutes_and_never_for_a_clock_set_back() -> None:
    assert timedelta(minutes=2) == SILENT
    assert not silent(None, NOW)
    assert not silent(NOW, NOW)
    assert not silent(NOW - SILENT, NOW)
    assert silent(NOW - SILENT - timedelta(microseconds=1), NOW)
    assert not silent(NOW + timedelta(days=1), NOW)


def test_times_are_signed_in_utc_to_the_microsecond() -> None:
    there = timezone(timedelta(hours=2))
    assert moment(datetime(2026, 7, 1, 1, 30, 0, 5, tzinfo=there)) == "2026-06-30T23:30:00.000005Z"


def test_a_clock_set_back_goes_no_further_than_the_latest_that_is_known() -> None:
    earlier, later = NOW - timedelta(days=1), NOW + timedelta(days=1)
    assert not_before(NOW) == not_before(NOW, None) == not_before(NOW, earlier, None) == NOW
    assert not_before(NOW, earlier, later) == later
