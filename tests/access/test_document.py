"""The policy as a document is the table, and the command keeps it so."""

import argparse
from pathlib import Path

import pytest

from kvinnofrid.access import rendering
from kvinnofrid.access.commands import DOCUMENT, add_arguments, run
from kvinnofrid.access.roles import ROLES
from kvinnofrid.access.table import TABLE
from kvinnofrid.access.values import Scope
from kvinnofrid.command import CommandError


def test_the_committed_document_is_the_table() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == rendering.document(), "./kv policy render"


def test_the_document_tells_of_every_action_role_scope_and_kind_of_thing() -> None:
    text = rendering.document()
    for row in TABLE.values():
        assert f"{row.words.sv}<br>*{row.words.en}*<br>`{row.name}`" in text
    for role, words in ROLES.items():
        assert f"| `{role}` | {words.name.sv}<br>*{words.name.en}* |" in text
    assert {row.on for row in TABLE.values()} == set(rendering.ON)
    assert set(Scope) == set(rendering.SCOPES)


def line_of(action: str) -> list[str]:
    """The cells after the name of the action, in the table of actions."""
    lines = rendering.document().splitlines()
    (line,) = (one for one in lines if f"<br>`{action}` |" in one)
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_a_row_says_how_far_each_role_reaches_and_its_marks() -> None:
    assert line_of("record.read") == ["T", "E", "–", "–", "nödöppning"]
    assert line_of("record.clear") == [
        "–",
        "E",
        "–",
        "–",
        "bekräfta, två, ej sig själv, kända, även skyddade",
    ]
    assert line_of("unit.read_results") == ["E", "E", "O", "–"]
    assert line_of("page.read") == ["alla<br>*everybody*"]
    assert line_of("account.manage_own") == ["var och en sitt<br>*each their own*"]


def test_tables_have_as_many_cells_in_every_row() -> None:
    for block in rendering.document().split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        assert len({line.count("|") for line in lines}) <= 1, lines[0]


def policy(what: str, path: Path) -> int:
    """`./kv policy`."""
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([what, "--out", str(path)]))


def test_the_command_writes_and_checks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "policy.md"
    assert policy("render", path) == 0
    assert policy("check", path) == 0
    assert path.read_text(encoding="utf-8") == rendering.document()
    path.write_text("# Annat\n", encoding="utf-8")
    assert policy("check", path) == 1
    said = capsys.readouterr()
    assert "stämmer med åtkomstpolicyn" in said.out
    assert "Kör ./kv policy render" in said.err


def test_a_document_that_cannot_be_read_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Ange en annan fil med --out"):
        policy("check", tmp_path / "none.md")
