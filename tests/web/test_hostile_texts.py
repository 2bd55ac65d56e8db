"""Hostile texts come back as texts. One of three hundred here; all in the campaign of that name."""

from pathlib import Path

import pytest

from tests.records.conftest import keys
from tests.records.running import with_pages
from tests.web.hostile_texts import could_act, texts
from tests.web.inert import MARK, faults

__all__ = ["keys"]


def test_there_are_three_hundred_and_each_would_act_in_a_careless_page() -> None:
    assert len(set(texts())) == 300
    assert all(MARK in text for text in texts())
    careless = [text for text in texts() if any(could_act(f"<p>{text}</p>"))]
    assert len(careless) > 200, "the others need the inside of a tag or of a script"


@pytest.mark.parametrize(
    "page",
    [
        "<p>&lt;script&gt;kvx7()&lt;/script&gt;</p>",
        '<script src="/static/web/exit.js"></script>',
        '<a href="/om/" class="x">x</a><img src="data:image/png;base64,x" alt="">',
        '<input value="&quot; autofocus onfocus=kvx7()">',
        '<a href="?q=javascript:kvx7()">x</a>',
    ],
)
def test_what_a_careful_page_holds_does_not_act(page: str) -> None:
    assert list(could_act(page)) == []


@pytest.mark.django_db
def test_hostile_texts_in_every_field_come_back_as_texts(keys: Path) -> None:
    with with_pages():
        found = list(faults(texts()[25:26], 1, of_open=0.05))
    assert [wrong for _, wrong in found if wrong] == []
    assert len(found) == 1
