"""Records are read by the one way in; what would go past it is refused."""

import ast
import random
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Count, Q, Subquery

from kvinnofrid.accounts.models import Membership, Unit
from kvinnofrid.records.fields import NotOpenedError, Sealed
from kvinnofrid.records.models import GuardedRecord, RecordPart
from kvinnofrid.records.scoping import DirectWriteError, UnscopedReadError, writing
from tests.accounts.people import NOW, unit
from tests.architecture.tree import PACKAGE, PROJECT, python_files, write_tree
from tests.records import world
from tests.records.people import colleague, new_case, row
from tests.records_app.models import Case


def inside() -> Subquery:
    """Every record, inside another question."""
    return Subquery(Case.objects.all().values("pk"))


UNSCOPED = {
    "kvinnofrid/records/operations/bulk.py",
    "kvinnofrid/records/operations/kept.py",
    "kvinnofrid/records/operations/opening.py",
    "kvinnofrid/records/operations/protecting.py",
    "kvinnofrid/records/permissions.py",
}
"""The files that may ask for every record. Adding one is a decision."""


def unscoped(root: Path) -> set[str]:
    """Files that ask for every record, or lift the guard on writing."""
    return {
        path
        for path, tree in python_files(root, PACKAGE)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "unscoped"
    }


def led_to_records() -> list[str]:
    """Ordinary models with a relation to a record, through which it could be read unguarded."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field.related_model, type)
        and issubclass(field.related_model, GuardedRecord | RecordPart)
        and not issubclass(model, GuardedRecord | RecordPart)
    ]


def test_only_declared_files_ask_for_every_record() -> None:
    assert unscoped(PROJECT) == UNSCOPED


def test_a_file_that_asks_for_every_record_is_caught(tmp_path: Path) -> None:
    bad = {"kvinnofrid/portal/views.py": "found = Case.objects.unscoped(because='I wish')\n"}
    assert unscoped(write_tree(tmp_path, bad)) == {"kvinnofrid/portal/views.py"}


def test_no_ordinary_model_leads_to_a_record() -> None:
    assert [one for one in led_to_records() if "Organisation" not in one] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "ask",
    [
        lambda: list(Case.objects.all()),
        lambda: Case.objects.count(),
        lambda: Case.objects.exists(),
        lambda: Case.objects.filter(stage="x").first(),
        lambda: list(Case.objects.values_list("pk")),
        lambda: Case.objects.aggregate(Count("pk")),
        lambda: list(Case.objects.iterator()),
        lambda: Case.objects.in_bulk(),
        lambda: Case.objects.raw("SELECT * FROM records_app_case"),
        lambda: Case.objects.latest("created_at"),
        lambda: str(Case.objects.all().query),
        lambda: list(Case._base_manager.all()),
        lambda: list(Case._default_manager.dates("created_at", "year")),
        lambda: Case.objects.unscoped(because="test").filter(pk__in=inside()).exists(),
        lambda: list(Case.objects.unscoped(because="test").none() | Case.objects.all()),
        lambda: list(Case.objects.unscoped(because="test") | Case.objects.all()),
        lambda: list(Case.objects.all().union(Case.objects.unscoped(because="test"))),
        lambda: Case.objects.filter(Q(stage="")).delete(),
        lambda: Case.objects.update(stage=""),
    ],
)  # fmt: skip
def test_a_question_without_scope_is_refused(ask: Any) -> None:
    with pytest.raises((UnscopedReadError, DirectWriteError)):
        ask()


@pytest.mark.django_db
def test_what_is_visible_cannot_be_joined_with_what_is_not(keys: Path) -> None:
    made = world.make(random.Random(1), people=3, records=3, now=NOW)
    seen = Case.objects.visible_to(made.people[0].actor, now=NOW)
    with pytest.raises(UnscopedReadError):
        list(seen | Case.objects.unscoped(because="test"))
    with writing(), pytest.raises(UnscopedReadError):
        seen.update(stage="")


@pytest.mark.django_db
def test_records_are_written_by_operations_only(keys: Path) -> None:
    case = row(new_case(colleague("Anna")))
    for write in (
        case.save,
        case.delete,
        lambda: Case.objects.bulk_create([case]),
        lambda: Case.objects.bulk_update([case], ["stage"]),
        lambda: Case.objects.create(stage=""),
        lambda: Case.objects.unscoped(because="test").update(stage=""),
        lambda: Case.objects.unscoped(because="test").delete(),
    ):
        with pytest.raises(DirectWriteError):
            write()


@pytest.mark.django_db(transaction=True)
def test_a_unit_with_records_is_not_deleted_although_nobody_reads_them(
    shipped_data: None, keys: Path
) -> None:
    new_case(colleague("Anna"))
    Membership.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        unit().delete()
    assert Unit.objects.filter(pk=unit().pk).exists()


@pytest.mark.django_db
def test_a_sealed_text_is_neither_shown_nor_taken_for_a_text(keys: Path) -> None:
    case = row(new_case(colleague("Anna")))
    assert repr(case.name) == "<sealed>"
    with pytest.raises(NotOpenedError):
        str(case.name)
    with pytest.raises(NotOpenedError):
        case.name = "Asta"
    with pytest.raises(NotOpenedError):
        Case.objects.unscoped(because="test").filter(name="Asta").exists()
    assert isinstance(case.name, Sealed)
    assert b"Asta" not in case.name.stored
