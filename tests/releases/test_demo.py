"""The release that a demo begins with: whole, made up, and nowhere but in a demo."""

from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from kvinnofrid.accounts.demo import load_demo as load_people
from kvinnofrid.releases import operations, queries
from kvinnofrid.releases.models import Release
from tests.accounts.people import TODAY

pytestmark = pytest.mark.django_db


def test_a_demo_begins_with_a_whole_release(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    data = settings.REFERENCE_DATA
    assert operations.load_demo(data=data, today=TODAY) == "Utgåvor: inga, det är ingen demo"
    settings.MODE = "demo"
    load_people(data=data, today=TODAY)
    assert operations.load_demo(data=data, today=TODAY) == "Utgåvor: en påhittad, till demon"
    assert operations.load_demo(data=data, today=TODAY) == "Utgåvor: inga nya"
    assert operations.stored_faults() == []
    (one,) = queries.published(timezone.now())
    assert one.synthetic
    tables = queries.tables(one.number)
    assert {table.query.version for table in tables.values()} == {one.version}
    shown = tables["target_group", ""].total("00", str(one.years[-1]))
    assert shown is not None
    assert shown > 1000
    page = client.get("/statistik/1/").content.decode()
    assert "Påhittade uppgifter" in page
    written = tmp_path / "demo.json.gz"
    operations.write_demo(written, number=1)
    assert written.read_bytes() == (data / "releases" / "demo.json.gz").read_bytes()
    with pytest.raises(ValueError, match="ingen utgåva 7"):
        operations.write_demo(written, number=7)


def test_a_spoiled_file_stops_the_loading(settings: Settings, tmp_path: Path) -> None:
    settings.MODE = "demo"
    load_people(data=settings.REFERENCE_DATA, today=TODAY)
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "demo.json.gz").write_bytes(b"no")
    with pytest.raises(ValueError, match="går inte att läsa"):
        operations.load_demo(data=tmp_path, today=TODAY)
    assert not Release.objects.exists()
