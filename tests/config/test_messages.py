"""The English texts of all domains are joined into the data folder."""

import gettext
from pathlib import Path

import pytest

from kvinnofrid.command import CommandError
from kvinnofrid.config.messages import compile_messages

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def domain(package: Path, name: str, content: str) -> None:
    """A domain with English texts."""
    folder = package / name / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(HEADER + content, encoding="utf-8")


def texts(target: Path) -> gettext.GNUTranslations:
    """What was compiled."""
    with (target / "en" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def test_texts_of_every_domain_are_joined(tmp_path: Path) -> None:
    domain(tmp_path, "web", 'msgid "Sök kommun"\nmsgstr "Search municipality"\n')
    domain(
        tmp_path,
        "portal",
        'msgid "%(n)s svar"\nmsgid_plural "%(n)s svar i allt"\n'
        'msgstr[0] "%(n)s answer"\nmsgstr[1] "%(n)s answers"\n',
    )
    assert compile_messages(package=tmp_path, target=tmp_path / "out") == 2
    english = texts(tmp_path / "out")
    assert english.gettext("Sök kommun") == "Search municipality"
    assert english.ngettext("%(n)s svar", "%(n)s svar i allt", 3) == "%(n)s answers"


def test_uncertain_and_empty_translations_are_left_in_swedish(tmp_path: Path) -> None:
    domain(
        tmp_path,
        "web",
        '#, fuzzy\nmsgid "Kommun"\nmsgstr "Community"\n\nmsgid "Län"\nmsgstr ""\n',
    )
    assert compile_messages(package=tmp_path, target=tmp_path / "out") == 0
    assert texts(tmp_path / "out").gettext("Kommun") == "Kommun"


def test_the_same_text_in_another_context_is_another_text(tmp_path: Path) -> None:
    domain(
        tmp_path,
        "web",
        'msgctxt "month"\nmsgid "Mars"\nmsgstr "March"\n\n'
        'msgctxt "planet"\nmsgid "Mars"\nmsgstr "Mars"\n',
    )
    assert compile_messages(package=tmp_path, target=tmp_path / "out") == 2
    assert texts(tmp_path / "out").pgettext("month", "Mars") == "March"


def test_a_broken_source_is_named_with_its_line(tmp_path: Path) -> None:
    domain(tmp_path, "web", 'msgid "Kommun"\nmsgst "Municipality"\n')
    with pytest.raises(CommandError, match=r"django\.po, rad 5"):
        compile_messages(package=tmp_path, target=tmp_path / "out")
