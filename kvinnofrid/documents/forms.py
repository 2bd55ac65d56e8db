"""The forms a paper can be written in: PDF, Word, Markdown. All mark the gaps to fill in."""

from collections.abc import Callable

from kvinnofrid.documents.markdown import to_markdown
from kvinnofrid.documents.paper import Paper
from kvinnofrid.documents.pdf import to_pdf
from kvinnofrid.documents.word import to_word

FORMS: dict[str, Callable[[Paper], bytes]] = {
    "pdf": to_pdf,
    "docx": to_word,
    "md": to_markdown,
}
"""What writes each form, by the ending of its file."""
