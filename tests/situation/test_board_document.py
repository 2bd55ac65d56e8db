"""The document for a board: the page's figures, as PDF/UA and Word, pictures with words beside."""

from io import BytesIO

import pytest
from django.test import Client
from docx import Document

from tests.situation.conftest import PUBLISHED, Release
from tests.situation.made_nation import only, tables

AREAS = ("00", "25", "2506", "2580", "25-rest")


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_the_document_comes_in_one_step(
    client: Client, release: Release, db: None, form: str
) -> None:
    release((PUBLISHED, only(tables(), AREAS)))
    answer = client.get(f"/lagesbild/kommun/2506-arjeplog.{form}")
    assert answer.status_code == 200
    name = f"pahittat-lagesbild-2025-2506-arjeplog.{form}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    if form == "pdf":
        assert b"/MarkInfo" in answer.content or b"StructTreeRoot" in answer.content
        return
    word = Document(BytesIO(answer.content))
    said = "\n".join(one.text for one in word.paragraphs)
    assert "Arjeplog visas inte för sig här" in said
    assert "Påhittade uppgifter" in said
    alts = [one._inline.docPr.get("descr") for one in word.inline_shapes]
    assert any(alt.startswith("Läget 2025 i en bild. ") for alt in alts)
    assert len(word.tables) > 10


def test_there_is_no_document_before_anything_is_published(
    client: Client, release: Release, db: None
) -> None:
    release()
    assert client.get("/lagesbild/riket.pdf").status_code == 404
