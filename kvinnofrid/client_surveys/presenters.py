"""What the respondent's page shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.safestring import SafeString

from kvinnofrid.catalogue import Instrument
from kvinnofrid.client_surveys import operations, queries
from kvinnofrid.client_surveys.forms import Sent
from kvinnofrid.client_surveys.words import NAMES, RIGHT_TO_LEFT, WORDS
from kvinnofrid.questionnaires import check, from_texts
from kvinnofrid.web.questionnaire import render_form


@dataclass(frozen=True, slots=True)
class Language:
    """A language to choose."""

    code: str
    name: str
    dir: str
    current: bool


@dataclass(frozen=True, slots=True)
class Page:
    """The respondent's page: asking for a code, asking the questions, or done.

    `words` are in the `language` of the page; `said` is something to tell, if anything.
    """

    step: Literal["code", "questions", "done"]
    language: str
    dir: str
    words: Mapping[str, str]
    languages: Sequence[Language]
    said: str = ""
    code: str = ""
    key: str = ""
    asked: str = ""
    fields: SafeString | str = ""
    may_share: bool = False
    share: bool = False


def _direction(code: str) -> str:
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def _page(
    step: Literal["code", "questions", "done"],
    sent: Sent,
    said: str = "",
    put_in: Collection[str] = tuple(NAMES),
) -> Page:
    words = WORDS[sent.language]
    languages = [
        Language(code, name, _direction(code), code == sent.language)
        for code, name in NAMES.items()
        if code in put_in or code == sent.language
    ]
    return Page(
        step=step,
        language=sent.language,
        dir=_direction(sent.language),
        words=words,
        languages=languages,
        said=words.get(said, ""),
    )


def code_page(sent: Sent, said: str = "") -> Page:
    """Asks for the code. What was typed is not shown again: the screen may be seen by others."""
    return _page("code", sent, said)


def thanks_page(sent: Sent) -> Page:
    """Thanks, with nothing of what was answered."""
    return _page("done", sent)


def questions_page(
    sent: Sent, instrument: Instrument, *, may_share: bool, today: date, said: str = ""
) -> Page:
    """The questions, answered as far as they are, in the languages that they are put in."""
    answers, unreadable = from_texts(instrument, sent.texts)
    findings = check(instrument, answers, today=today, occasion=None) if sent.send else None
    base = _page("questions", sent, said, instrument.languages)
    fields = render_form(
        instrument,
        answers,
        today=today,
        findings=findings,
        unreadable=unreadable,
        texts=sent.texts,
        language=sent.language,
    )
    return Page(
        step=base.step,
        language=base.language,
        dir=base.dir,
        words=base.words,
        languages=base.languages,
        said=base.said,
        code=sent.code,
        key=sent.key or operations.new_key(),
        asked=queries.reference(instrument),
        fields=fields,
        may_share=may_share,
        share=sent.share,
    )
