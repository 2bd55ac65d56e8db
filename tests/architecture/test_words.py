"""Every word of the interface has its English."""

from pathlib import Path

from kvinnofrid.config.words import bring_up_to_date, faults

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def house(root: Path, rooms: dict[str, tuple[str, str]]) -> Path:
    """A package whose rooms each have one template and one file of English."""
    for room, (template, english) in rooms.items():
        folder = root / room / "locale" / "en" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (root / room / "__init__.py").touch()
        (root / room / "page.html").write_text("{% load i18n %}\n" + template, encoding="utf-8")
        (folder / "django.po").write_text(HEADER + english, encoding="utf-8")
    return root


def test_nothing_is_missing_empty_fuzzy_or_left_over() -> None:
    assert faults() == []


def test_a_word_without_english_is_caught(tmp_path: Path) -> None:
    package = house(tmp_path, {"web": ("", ""), "portal": ('{% translate "Hej" %}', "")})
    assert faults(package) == [
        f'{tmp_path.name}/portal/page.html:2: "Hej" is missing in'
        " portal/locale/en/LC_MESSAGES/django.po"
    ]


def test_a_word_of_the_shared_room_needs_no_english_elsewhere(tmp_path: Path) -> None:
    shared = 'msgid "Hej"\nmsgstr "Hello"\n'
    package = house(tmp_path, {"web": ("", shared), "portal": ('{% translate "Hej" %}', "")})
    assert faults(package) == []


def test_words_in_code_with_context_and_in_two_numbers_are_found(tmp_path: Path) -> None:
    package = house(tmp_path, {"web": ("", "")})
    (package / "web" / "views.py").write_text(
        'pgettext("month", "maj")\nngettext("en", "flera", n)\n', encoding="utf-8"
    )
    assert [fault.split(": ")[1].split(" is")[0] for fault in faults(package)] == [
        '"maj" (month)',
        '"en"',
    ]


def test_an_empty_an_uncertain_and_a_left_over_line_are_caught(tmp_path: Path) -> None:
    english = (
        'msgid "Tom"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "Osäker"\nmsgstr "Unsure"\n\n'
        'msgid "Kvar"\nmsgstr "Left over"\n\n'
        '#~ msgid "Död"\n#~ msgstr "Dead"\n'
    )
    template = '{% translate "Tom" %}{% translate "Osäker" %}'
    package = house(tmp_path, {"web": (template, english)})
    place = "web/locale/en/LC_MESSAGES/django.po"
    assert faults(package) == [
        f'{place}: "Tom" has no English',
        f'{place}: "Osäker" is marked as fuzzy',
        f'{place}: "Kvar" is not said any more',
        f"{place}: obsolete entry 'Död'",
    ]


def test_a_placeholder_lost_in_english_is_caught(tmp_path: Path) -> None:
    english = '#, python-format\nmsgid "%(n)s ja"\nmsgstr "yes"\n'
    package = house(
        tmp_path, {"web": ("{% blocktranslate %}{{ n }} ja{% endblocktranslate %}", english)}
    )
    assert len(faults(package)) == 1
    assert "has other placeholders than its Swedish" in faults(package)[0]


def test_one_word_put_differently_in_two_rooms_is_caught(tmp_path: Path) -> None:
    said = '{% translate "Län" %}'
    package = house(
        tmp_path,
        {
            "web": (said, 'msgid "Län"\nmsgstr "County"\n'),
            "portal": (said, 'msgid "Län"\nmsgstr "Shire"\n'),
        },
    )
    assert faults(package) == ["\"Län\" is put differently: portal: 'Shire', web: 'County'"]


def test_bringing_up_to_date_adds_what_is_said_and_removes_what_is_not(tmp_path: Path) -> None:
    english = 'msgid "Hej"\nmsgstr "Hello"\n\nmsgid "Kvar"\nmsgstr "Left over"\n'
    template = '{% translate "Hej" %}{% translate "Ny" %}'
    package = house(tmp_path, {"web": (template, english)})
    assert bring_up_to_date(package) == {"web": (1, 1)}
    assert [fault.split(": ")[1] for fault in faults(package)] == ['"Ny" has no English']
    assert bring_up_to_date(package) == {}
    text = (package / "web/locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert 'msgid "Hej"\nmsgstr "Hello"' in text
    assert "POT-Creation-Date" not in text
