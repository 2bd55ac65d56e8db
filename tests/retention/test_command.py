"""`./kv retention`: numbers before, and destroyed again after a restore."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings

from kvinnofrid.config.commands import main
from kvinnofrid.retention import outside
from kvinnofrid.retention.models import Tombstone
from tests.retention.conftest import House, Told
from tests.retention.minimal import add, there
from tests.retention.test_disposals import carried, decided

Capture = pytest.CaptureFixture[str]


def test_the_preview_tells_numbers_and_no_names(house: House, capsys: Capture) -> None:
    add("old", house.organisation)
    assert main(["retention", "preview", "1780"]) == 0
    said = capsys.readouterr().out
    assert "Beslut: Socialnämnden 2025-12-10, SN 2025/1" in said
    assert "- Akter om klienter: 1 finns, 1 mogna, 0 försenade, 0 undantagna" in said
    assert "Utkast som inte sparats: räknas inte, programmet kan ännu inte gallra detta" in said
    assert "old" not in said
    assert there(house.organisation) == {"old"}


@pytest.mark.django_db
def test_the_shipped_rules_are_said_to_be_a_proposal(capsys: Capture) -> None:
    assert main(["retention", "preview", "1780"]) == 0
    said = capsys.readouterr().out
    assert "Detta är ett förslag." in said
    assert "Beslut:" not in said


@pytest.mark.django_db
def test_an_unknown_code_and_a_catalogue_without_rules_are_said_so(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["retention", "preview", "9999"]) == 2
    assert "Ingen organisation har koden 9999" in capsys.readouterr().err
    scale = next((django_settings.PROJECT / "catalogue/scales").glob("*.yaml"))
    (tmp_path / "scale.yaml").write_bytes(scale.read_bytes())
    monkeypatch.setenv("KV_CATALOGUE", str(tmp_path))
    assert main(["retention", "preview", "1780"]) == 2
    assert "inga gallringsregler" in capsys.readouterr().err


def test_after_a_restore_it_says_what_it_did(house: House, capsys: Capture, told: Told) -> None:
    add("old", house.organisation)
    carried(house, decided(house))
    Tombstone.objects.all().delete()
    add("old", house.organisation)
    assert main(["retention", "after-restore"]) == 0
    assert "Förstörda på nytt: 1." in capsys.readouterr().out
    assert there(house.organisation) == set()


def test_a_changed_file_and_a_silent_key_service_end_in_words(
    house: House, capsys: Capture, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("old", house.organisation)
    carried(house, decided(house))
    add("old", house.organisation)
    monkeypatch.setattr(
        "kvinnofrid.retention.destruction.destroy_data_key", outside.destroy_data_key
    )
    monkeypatch.setenv("KV_KEY_SOCKET", str(house.folder / "nobody"))
    monkeypatch.setattr(
        "kvinnofrid.keys.client.KeyClient.destroy_data_key",
        lambda self, *_: self.health(),
    )
    assert main(["retention", "after-restore"]) == 2
    assert "Nyckeltjänsten svarar inte" in capsys.readouterr().err
    assert there(house.organisation) == {"old"}
    path = house.folder / "kept" / "tombstones.jsonl"
    path.write_text(path.read_text().replace('"bo"', '"cy"'))
    assert main(["retention", "after-restore"]) == 2
    assert "Rad 1" in capsys.readouterr().err
