"""A backup is restored as it was, or not at all."""

from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from pytest_django import Settings

from kvinnofrid.backup import operations
from kvinnofrid.backup.errors import BackupError
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.organisations.models import Organisation
from tests.backup.conftest import Place, add


def names() -> set[str | None]:
    return set(Organisation.objects.values_list("reference", flat=True))


def test_a_backup_of_a_sound_database_differs_in_nothing(place: Place) -> None:
    made = place.backup()
    assert made.manifest.tables["organisations_organisationversion"].rows == 4
    assert ("backup", "0001_initial") in made.manifest.migrations
    verified = operations.verify(file=made.path, identities=place.identities, deep=True)
    assert verified.manifest == made.manifest
    assert verified.differences == ()
    assert place.leftovers == []


def test_what_is_restored_is_what_was_backed_up(place: Place) -> None:
    before, made = place.facts(), place.backup()
    Organisation.objects.filter(reference="först").delete()
    add("ny")
    assert place.facts() != before
    done = place.restore(made.path)
    assert place.facts() == before
    assert names() == {"först", "sist"}
    assert not done.migrated
    assert place.leftovers == []


def test_numbers_go_on_where_they_were_after_a_restore(place: Place) -> None:
    last = add("borta")
    last_number = last.pk
    last.delete()
    made = place.backup()
    place.restore(made.path)
    assert add("ny").pk == last_number + 1


def test_a_database_with_something_in_it_is_only_replaced_when_told_to(place: Place) -> None:
    made, before = place.backup(), place.facts()
    with pytest.raises(BackupError, match="--yes") as refused:
        place.restore(made.path, replace=False)
    assert refused.value.key == "not-empty"
    assert place.facts() == before


def test_what_is_replaced_is_backed_up_first(place: Place) -> None:
    made = place.backup()
    add("efter kopian")
    replaced = place.facts()
    done = place.restore(made.path)
    assert "efter kopian" not in names()
    assert done.kept is not None
    place.restore(done.kept)
    assert "efter kopian" in names()
    assert place.facts() == replaced


def test_an_empty_database_needs_no_leave(place: Place) -> None:
    made = place.backup()
    Organisation.objects.all().delete()
    done = place.restore(made.path, replace=False)
    assert done.kept is None
    assert names() == {"först", "sist"}


def test_what_was_destroyed_since_stays_destroyed(place: Place, settings: Settings) -> None:
    settings.AFTER_RESTORE = ["tests.backup.hooks.destroy_again"]
    made = place.backup()
    Organisation.objects.filter(reference="först").delete()
    done = place.restore(made.path)
    assert names() == {"sist"}
    assert done.after == ("2 destroyed anew, backup of 2026",)


def test_a_restore_that_cannot_destroy_anew_changes_nothing(
    place: Place, settings: Settings
) -> None:
    settings.AFTER_RESTORE = ["tests.backup.hooks.fail"]
    made = place.backup()
    Organisation.objects.filter(reference="först").delete()
    before = place.facts()
    with pytest.raises(BackupError, match="the key service is away"):
        place.restore(made.path)
    assert place.facts() == before
    assert place.leftovers == []


def test_the_domains_own_checks_are_asked_by_a_deep_verification(
    place: Place, settings: Settings
) -> None:
    settings.DATA_CHECKS = ["tests.backup.hooks.find_fault"]
    file = place.backup().path
    Organisation.objects.all().delete()
    shallow = operations.verify(file=file, identities=place.identities, deep=False)
    deep = operations.verify(file=file, identities=place.identities, deep=True)
    assert shallow.differences == ()
    assert deep.differences == ("2 organisations, chain broken",)


def test_a_backup_from_an_older_schema_is_brought_to_this_one(place: Place) -> None:
    MigrationExecutor(connection).migrate([("backup", None)])
    made = place.backup()
    assert "backup_selftest" not in made.manifest.tables
    verified = operations.verify(file=made.path, identities=place.identities, deep=True)
    assert verified.differences == ()
    assert place.restore(made.path).migrated
    assert SelfTest.objects.count() == 0
    assert names() == {"först", "sist"}


def test_a_backup_from_a_newer_schema_is_refused(place: Place) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('backup', '0999_later', CURRENT_TIMESTAMP)"
        )
    made, before = place.backup(), place.facts()
    with pytest.raises(BackupError, match="backup 0999_later") as refused:
        place.restore(made.path)
    assert refused.value.key == "newer"
    with pytest.raises(BackupError, match="nyare version"):
        operations.verify(file=made.path, identities=place.identities, deep=False)
    assert place.facts() == before


def test_a_folder_without_database_is_told(place: Place, tmp_path: Path) -> None:
    if place.on_sqlite:
        (place.data / "kvinnofrid.sqlite3").unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE django_migrations")
    with pytest.raises(BackupError) as refused:
        place.backup()
    assert refused.value.key == "no-database"
    assert list((place.data / "kopior").iterdir()) == []
