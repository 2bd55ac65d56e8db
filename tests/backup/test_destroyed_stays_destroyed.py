"""A whole turn: a backup, a destruction by two, and the backup put back. Nothing comes back."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from kvinnofrid.audit.models import AuditEvent
from kvinnofrid.backup.models import SelfTest
from kvinnofrid.config.commands import main
from kvinnofrid.config.domains import after_restore, retained_kinds
from kvinnofrid.organisations.models import Organisation, OrganisationVersion
from kvinnofrid.retention import operations as retention
from kvinnofrid.retention.models import Tombstone
from kvinnofrid.retention.outside import tombstone_file
from tests.backup.conftest import Place
from tests.retention.minimal import NOW, archivist, decided_catalogue

Said = pytest.CaptureFixture[str]
LONG_AGO = datetime(2020, 3, 10, 5, tzinfo=UTC)


@pytest.fixture
def karlstad(
    place: Place, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """A municipality that runs the server and has decided the rules; its id."""
    settings.AFTER_RESTORE = after_restore()
    settings.RETAINED_KINDS = retained_kinds()
    settings.HOST_ORGANISATION = "1780"
    settings.TOMBSTONES = tmp_path / "kept" / "tombstones.jsonl"
    settings.TOMBSTONE_KEY_FILE = tmp_path / "kept" / "tombstones.key"
    monkeypatch.setenv("KV_CATALOGUE", str(decided_catalogue(tmp_path / "katalog", "1780")))
    monkeypatch.setattr(
        "kvinnofrid.retention.permissions.tokens_of",
        lambda user, **_: frozenset({user.encode()} if user else ()),
    )
    made = Organisation.objects.create(kind="municipality", valid_from=date(1970, 1, 1))
    OrganisationVersion.objects.create(
        organisation=made,
        code="1780",
        name="Karlstad",
        full_name="Karlstads kommun",
        sort_key="",
        valid_from=date(1970, 1, 1),
    )
    return str(made.pk)


def destroy_old_tests(organisation: str) -> None:
    """Propose, approve and carry out, as two."""
    one, other = archivist("ann", organisation), archivist("bo", organisation)
    disposal = retention.propose(organisation=organisation, concerns="self_test", by=one, now=NOW)
    retention.approve(disposal=disposal, by=other, now=NOW)
    assert retention.carry_out(disposal=disposal, by=one, now=NOW).destroyed == 1


def test_what_was_destroyed_after_the_backup_does_not_come_back_with_it(
    place: Place, karlstad: str, capsys: Said
) -> None:
    for at in (LONG_AGO, NOW - timedelta(days=1)):
        SelfTest.objects.create(kind="disk", started=at, finished=at, passed=True, summary="x=1")
    file = str(place.backup().path)
    destroy_old_tests(karlstad)
    assert SelfTest.objects.count() == 1
    assert main(["restore", file, "--key", str(place.key), "--yes"]) == 0
    assert "1 förstörda på nytt" in capsys.readouterr().out
    assert [one.finished for one in SelfTest.objects.all()] == [NOW - timedelta(days=1)]
    assert Tombstone.objects.get().concerns == "self_test"
    assert len(tombstone_file().read()) == 1
    again = AuditEvent.objects.get(action="retention.destroy_again")
    assert (again.organisation, again.actor) == (karlstad, "operator")
    assert main(["restore", file, "--key", str(place.key), "--yes"]) == 0
    assert SelfTest.objects.count() == 1


def test_with_a_file_of_tombstones_that_was_cut_nothing_is_restored(
    place: Place, karlstad: str, settings: Settings, capsys: Said
) -> None:
    SelfTest.objects.create(
        kind="disk", started=LONG_AGO, finished=LONG_AGO, passed=True, summary="x=1"
    )
    file = str(place.backup().path)
    destroy_old_tests(karlstad)
    settings.TOMBSTONES.write_text("", encoding="utf-8")
    before = place.facts()
    assert main(["restore", file, "--key", str(place.key), "--yes"]) == 2
    assert "avkortad" in capsys.readouterr().err
    assert place.facts() == before
    assert not SelfTest.objects.exists()
