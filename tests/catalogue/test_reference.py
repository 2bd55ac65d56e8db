"""The reference of the format says what the models say."""

import runpy
import sys
from pathlib import Path

import pytest

from kvinnofrid.catalogue.catalogue import KINDS
from kvinnofrid.catalogue.reference import END, START, render, renew

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "catalogue.md"


def test_the_page_is_as_the_models_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert renew(page) == page, f"run: python -m kvinnofrid.catalogue.reference {PAGE}"


def test_every_kind_and_every_field_is_explained() -> None:
    tables = render()
    for kind, model in KINDS.items():
        section = tables.split(f"### `kind: {kind}`")[1].split("\n### ")[0]
        for name, field in model.model_fields.items():
            assert field.description
            assert f"| `{name}` |" in section
    assert "None" not in tables


def test_every_entry_that_is_referred_to_has_a_section() -> None:
    tables = render()
    for name in ("Text", "Source", "Answer", "Indicator", "Series", "Break", "Group"):
        assert f"\n### {name}\n" in tables


def test_the_page_is_renewed_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Före\n{START}\ngammalt\n{END}\nEfter\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["reference", str(page)])
    monkeypatch.delitem(sys.modules, "kvinnofrid.catalogue.reference")
    runpy.run_module("kvinnofrid.catalogue.reference", run_name="__main__")
    assert page.read_text(encoding="utf-8") == f"Före\n{START}\n\n{render()}\n{END}\nEfter\n"
