"""What a backup says of itself, and how that is compared."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from kvinnofrid.backup.rules import (
    FORMAT,
    Manifest,
    ManifestError,
    NewerFormatError,
    TableFacts,
    differences,
    from_json,
    to_json,
    unknown_migrations,
)

TABLE = TableFacts(("id", "name"), 2, "a" * 64)
MANIFEST = Manifest(
    created=datetime(2026, 11, 22, 3, 4, 5, tzinfo=UTC),
    kind="postgresql",
    program="0.1.0",
    catalogue="b" * 64,
    migrations=(("organisations", "0001_initial"),),
    tables={"organisations_organisation": TABLE},
    sequences={"organisations_organisation_id_seq": 7, "other_id_seq": None},
    chain_heads={"12": "3:" + "c" * 64},
)


def changed(**about: Any) -> str:
    return json.dumps({**json.loads(to_json(MANIFEST)), **about})


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert from_json(to_json(MANIFEST)) == MANIFEST
    assert MANIFEST.rows == 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        changed(created="i går"),
        changed(created="2026-11-22T03:04:05"),
        changed(kind="mysql"),
        changed(tables={"../../etc/passwd": {}}),
        changed(tables={"t": {"columns": ['id") FROM'], "rows": 1, "sha256": "a" * 64}}),
        changed(tables={"t": {"columns": [], "rows": 1, "sha256": "a"}}),
        changed(tables={"t": {"columns": [3], "rows": 1, "sha256": "a" * 64}}),
        changed(tables=[]),
        changed(sequences={"s": "många"}),
        changed(migrations=[["one"]]),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ManifestError):
        from_json(text)


def test_a_later_form_is_told_from_a_wrong_one() -> None:
    with pytest.raises(NewerFormatError):
        from_json(changed(format=FORMAT + 1))


def test_equal_tables_do_not_differ() -> None:
    assert differences({"t": TABLE}, {"t": TABLE}) == ()


def test_every_difference_is_named() -> None:
    found = differences(
        {"a": TABLE, "b": TABLE, "c": TABLE, "d": TABLE},
        {
            "b": TableFacts(("id",), 2, "a" * 64),
            "c": TableFacts(TABLE.columns, 1, "a" * 64),
            "d": TableFacts(TABLE.columns, 2, "b" * 64),
            "e": TABLE,
        },
    )
    assert found == (
        "a: missing",
        "b: columns ['id'], not ['id', 'name']",
        "c: 1 rows, not 2",
        "d: 2 rows with another content",
        "e: unexpected",
    )


def test_a_change_of_schema_that_the_program_lacks_makes_a_backup_newer() -> None:
    assert unknown_migrations(MANIFEST, MANIFEST.migrations) == ()
    assert unknown_migrations(MANIFEST, []) == MANIFEST.migrations
