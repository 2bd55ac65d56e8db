"""Loading the shipped round, series and context."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from kvinnofrid.access.values import OPERATOR
from kvinnofrid.comparisons import queries
from kvinnofrid.comparisons.importer.importing import import_answers
from kvinnofrid.comparisons.loading import ROUND_2015, ShippedDataError, load_shipped_data
from kvinnofrid.comparisons.models import ContextValue, Round, SeriesValue
from tests.comparisons.tables import WIDE, text_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may change."""
    for folder in ("comparisons", "context"):
        shutil.copytree(settings.REFERENCE_DATA / folder, tmp_path / folder)
    return tmp_path


def answers(data: Path) -> Path:
    return data / "comparisons" / ROUND_2015.slug / "answers.csv"


def test_what_is_loaded_already_is_left_alone() -> None:
    before = queries.board(ROUND_2015.slug)
    done = load_shipped_data(data=settings.REFERENCE_DATA, today=TODAY)
    assert str(done) == "Jämförelser: oförändrade."
    assert queries.board(ROUND_2015.slug) is before


def test_an_empty_database_gets_everything() -> None:
    Round.objects.all().delete()
    SeriesValue.objects.all().delete()
    ContextValue.objects.all().delete()
    done = load_shipped_data(data=settings.REFERENCE_DATA, today=TODAY)
    assert str(done) == "Jämförelser: omgången 2015, riksserierna, omvärldsmåtten inlästa."
    assert len(queries.board(ROUND_2015.slug).respondents) == 8


def test_a_changed_file_is_loaded_anew(data: Path) -> None:
    text = answers(data).read_text(encoding="utf-8")
    answers(data).write_text(text.replace("Nykvarn,45,0", "Nykvarn,45,2"), encoding="utf-8")
    done = load_shipped_data(data=data, today=TODAY)
    assert str(done) == "Jämförelser: omgången 2015 inlästa."
    assert queries.board(ROUND_2015.slug).respondent("0140").counted.yes == 46


def test_a_coordinators_own_file_is_not_overwritten_at_the_next_start() -> None:
    import_answers(
        source=text_of(WIDE), filename="svar.csv", round=ROUND_2015, by=OPERATOR, now=NOW
    )
    load_shipped_data(data=settings.REFERENCE_DATA, today=TODAY)
    assert len(queries.board(ROUND_2015.slug).respondents) == 2


def test_a_spoiled_file_is_told_and_nothing_is_loaded(data: Path) -> None:
    text = answers(data).read_text(encoding="utf-8")
    answers(data).write_text(text.replace("0140,Nykvarn", "0140,Habo"), encoding="utf-8")
    before = queries.board(ROUND_2015.slug)
    with pytest.raises(ShippedDataError, match="Koden 0140 är Nykvarn"):
        load_shipped_data(data=data, today=TODAY)
    assert queries.board(ROUND_2015.slug) is before


def test_a_context_value_of_an_unknown_area_is_told(data: Path) -> None:
    path = data / "context" / "kvinnofridsbarometern-2015.csv"
    path.write_text(
        "measure,area_code,year,value\nkvinnofridsbarometern-place,9999,2015,1\n", encoding="utf-8"
    )
    with pytest.raises(ShippedDataError, match="9999"):
        load_shipped_data(data=data, today=TODAY)
