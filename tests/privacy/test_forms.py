"""PDF, Word and Markdown: the same words, gaps marked in each, and fit for assistive technology."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.text.paragraph import Paragraph as WordParagraph

from kvinnofrid.config.commands import main
from kvinnofrid.documents.forms import FORMS
from kvinnofrid.documents.paper import Heading, Note, Paper, Paragraph, Table, fill
from kvinnofrid.documents.pdf import breakable, compiled
from kvinnofrid.privacy.document import draft
from kvinnofrid.privacy.papers import papers
from kvinnofrid.privacy.queries import situation
from kvinnofrid.privacy.situation import Incident

TODAY = date(2026, 11, 22)
GAP = fill("nämnden", "dag")
HOSTILE = '#eval("x") *b* _c_ `d` <e> $f$ @g | h = i \\ "j" // k'


@pytest.fixture
def small() -> Paper:
    """A paper with a block of most kinds, and text that looks like markup."""
    blocks = (
        Heading("Rubrik"),
        Paragraph(f"{HOSTILE} {GAP}."),
        Note(GAP),
        Table(("Fråga", "Svar"), ((HOSTILE, GAP),), (1, 1)),
    )
    return draft("namn", "Titel", "under", TODAY, "0.0", ("prov",), blocks)


@pytest.fixture
def all_papers(db: None) -> tuple[Paper, ...]:
    return papers(situation(on=TODAY, code="1780"), Incident(TODAY, TODAY))


def paragraphs(content: bytes) -> Iterator[WordParagraph]:
    document = Document(BytesIO(content))
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs


def test_every_paper_is_a_tagged_pdf_with_title_and_language(
    all_papers: tuple[Paper, ...],
) -> None:
    for paper in all_papers:
        content = FORMS["pdf"](paper)
        assert content.startswith(b"%PDF-")
        assert b"<pdfuaid:part>1</pdfuaid:part>" in content
        assert b"/MarkInfo" in content
        assert re.search(rb"/Lang ?\(sv", content)
        metadata = content.split(b"<dc:title>")[1].split(b"</dc:title>")[0].decode()
        assert paper.title in metadata


def test_what_looks_like_markup_is_only_text_in_a_pdf(small: Paper) -> None:
    pages = compiled(small, form="png")
    assert isinstance(pages, bytes)
    assert pages.startswith(b"\x89PNG")
    assert FORMS["pdf"](small).startswith(b"%PDF-")
    long = replace(small, blocks=small.blocks * 20)
    with_more = compiled(long, form="png")
    assert isinstance(with_more, list)


def test_a_word_document_has_headings_language_and_marked_gaps(
    all_papers: tuple[Paper, ...],
) -> None:
    for paper in all_papers:
        content = FORMS["docx"](paper)
        document = Document(BytesIO(content))
        assert document.core_properties.title == paper.title
        assert document.core_properties.language == "sv-SE"
        styles = {one.style.name for one in document.paragraphs if one.style is not None}
        assert {"Title", "Heading 1"} <= styles
        xml = zipfile.ZipFile(BytesIO(content)).read("word/document.xml")
        assert xml.count(b"w:tblHeader") == len(document.tables)
        marked = 0
        for paragraph in paragraphs(content):
            for run in paragraph.runs:
                is_gap = run.text.startswith("[fylls i av ")
                assert ("[fylls i av " in run.text) == is_gap
                assert (run.font.highlight_color == WD_COLOR_INDEX.YELLOW) == is_gap
                marked += is_gap
        assert marked


def test_word_keeps_text_that_looks_like_markup(small: Paper) -> None:
    texts = [one.text for one in paragraphs(FORMS["docx"](small))]
    assert f"{HOSTILE} {GAP}." in texts
    assert HOSTILE in texts


def test_markdown_escapes_what_would_be_markup_and_bolds_gaps(small: Paper) -> None:
    text = FORMS["md"](small).decode()
    assert text.startswith("# Titel\n")
    assert "**\\[fylls i av nämnden: dag\\]**" in text
    assert "\\*b\\* \\_c\\_ \\`d\\` \\<e\\>" in text
    row = next(line for line in text.splitlines() if line.startswith("| \\#eval"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 3


@pytest.mark.django_db
def test_the_command_writes_every_paper_in_every_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["privacy-papers", "--out", str(tmp_path / "ut"), "--organisation", "1780"]
    assert main([*words, "--format", "md", "--format", "docx", "--format", "md"]) == 0
    written = sorted(path.name for path in (tmp_path / "ut").iterdir())
    names = (
        "incidentexport",
        "informationsklassning",
        "konsekvensbedomning",
        "registerforteckning",
        "roller-och-atkomst",
    )
    assert written == sorted(f"{name}.{form}" for name in names for form in ("md", "docx"))
    assert len(capsys.readouterr().out.splitlines()) == 10
    assert main(words) == 0
    assert (tmp_path / "ut" / "registerforteckning.pdf").exists()


@pytest.mark.django_db
def test_the_command_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = ["privacy-papers", "--format", "md", "--out"]
    assert main([*out, str(tmp_path), "--organisation", "9999"]) == 2
    assert "Ingen organisation har koden 9999" in capsys.readouterr().err
    (tmp_path / "file").touch()
    assert main([*out, str(tmp_path / "file")]) == 2
    assert "går inte att skriva" in capsys.readouterr().err
    period = ["--from", "2026-11-02", "--until", "2026-11-01"]
    assert main([*out, str(tmp_path), *period]) == 2
    assert "Perioden börjar 2026-11-02" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*out, str(tmp_path), "--from", "igår"])
    assert "skriv dagen som" in capsys.readouterr().err


def test_a_long_id_may_be_broken_in_a_narrow_column_and_is_the_same_without_the_places() -> None:
    name = "899cce61-3085-4ae6-876c-6808985f5d80"
    broken = breakable(f"user {name}")
    assert broken.replace("\u200b", "") == f"user {name}"
    assert max(len(part) for part in broken.split("\u200b")) <= 14
    assert breakable("Läsa en akt") == "Läsa en akt"
