"""The forms a paper can be written in: PDF, Word, Markdown. All mark the gaps to fill in."""

from collections.abc import Callable

from kvinnofrid.privacy.document import Paper
from kvinnofrid.privacy.writers.markdown import to_markdown
from kvinnofrid.privacy.writers.pdf import to_pdf
from kvinnofrid.privacy.writers.word import to_word

FORMS: dict[str, Callable[[Paper], bytes]] = {
    "pdf": to_pdf,
    "docx": to_word,
    "md": to_markdown,
}
"""What writes each form, by the ending of its file."""
