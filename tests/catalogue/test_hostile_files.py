"""Whatever bytes a file holds, the loader answers with problems, never with anything else."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kvinnofrid.catalogue import CatalogueError, load_catalogue
from kvinnofrid.catalogue.reading import read_document

from .small_catalogue import SOUND

FRAGMENTS = (
    *("kind", "id", "schema", "answers", "groups", "series", "yes", "null", "~", "1", "-1", "1e9"),
    *("2015-13-01", "&a", "*a", "<<: *a", "!!python/name:os.system", "!x", "%TAG ! x", "---"),
    *(
        "...",
        "[",
        "]",
        "{",
        "}",
        ": ",
        ", ",
        "- ",
        "? ",
        "\n",
        "\t",
        "  ",
        "'",
        '"',
        "|",
        ">-",
        "#",
    ),
    *("\x00", "\x85", "\u2028", "\ufeff", "å", "9" * 5000, "[" * 200),
)


def load_bytes(content: bytes, name: str = "set.yaml") -> None:
    with tempfile.TemporaryDirectory() as folder:
        for sound, text in SOUND.items():
            (Path(folder) / sound).write_text(text, encoding="utf-8")
        (Path(folder) / name).write_bytes(content)
        try:
            load_catalogue(Path(folder))
        except CatalogueError as caught:
            error = caught
        else:
            return
    lines = content.count(b"\n") + 2
    assert error.problems
    assert str(error)
    assert error.in_language("en")
    assert all(1 <= p.line <= lines for p in error.problems if p.file.endswith(name))


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_random_bytes_give_problems_and_nothing_else(content: bytes) -> None:
    load_bytes(content)


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40))
def test_random_yaml_gives_problems_and_nothing_else(fragments: list[str]) -> None:
    read_document("".join(fragments).encode())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_sound_file_with_something_cut_or_put_in_gives_problems_and_nothing_else(
    data: st.DataObject,
) -> None:
    name = data.draw(st.sampled_from(sorted(SOUND)))
    text = SOUND[name]
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(len(text), start + 40)))
    piece = "".join(data.draw(st.lists(st.sampled_from(FRAGMENTS), max_size=4)))
    load_bytes((text[:start] + piece + text[stop:]).encode(), name)


def test_nesting_far_beyond_the_stack_is_refused() -> None:
    document = read_document(b"[" * 500_000)
    assert [flaw.what.en for flaw in document.flaws] == [
        "The file has too many values or too deep levels."
    ]


def test_a_billion_laughs_are_refused_at_the_first() -> None:
    bomb = "a: &a [ha, ha]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    document = read_document(bomb.encode())
    assert not document.usable
    assert [flaw.line for flaw in document.flaws] == [1]
