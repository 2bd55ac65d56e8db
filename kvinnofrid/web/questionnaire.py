"""A questionnaire as a form: the one component for preview, registration and client survey.

It draws the fields, not the form around them: the page gives `<form>`, token and buttons, and links
`web/questionnaire.css` and `web/questionnaire.js`. What does not apply is hidden but sent along, so
that nothing is lost; without JavaScript the server shows what comes next each time it is sent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvinnofrid.questionnaires import (
    PROFESSIONAL_LEVEL,
    PROFESSIONAL_REASON,
    Answers,
    Finding,
    Findings,
    Given,
    Instrument,
    Item,
    Level,
    Missing,
    MissingReason,
    Section,
    UnreadableAnswerError,
    Wording,
    applies,
    value_to_texts,
)
from kvinnofrid.web.drawing import language as page_language
from kvinnofrid.web.numbers import format_number

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "fa", "he", "ps", "sd", "syr", "ur"})
REASON_SUFFIX = "!why"
"""What follows the key of a warning in the name of the field for its reason."""

MOST_KEYS = 9


MISSING_WORDS: dict[MissingReason, Wording] = {
    "unknown": Wording(
        sv="Vet inte",
        en="Don't know",
        others={"ar": "لا أعرف", "es": "No lo sé", "fa": "نمی‌دانم", "uk": "Не знаю"},
    ),
    "declined": Wording(
        sv="Vill inte svara",
        en="Don't want to answer",
        others={
            "ar": "لا أريد الإجابة",
            "es": "No quiero contestar",
            "fa": "نمی‌خواهم پاسخ دهم",
            "uk": "Не хочу відповідати",
        },
    ),
    "not_asked": Wording(sv="Inte tillfrågad", en="Not asked"),
}
"""Why there is no answer, in the languages that shipped questions are put in."""

NO_ANSWER = Wording(
    sv="Inget svar?",
    en="No answer?",
    others={"ar": "لا جواب؟", "es": "¿Sin respuesta?", "fa": "بدون پاسخ؟", "uk": "Без відповіді?"},
)


@dataclass(frozen=True, slots=True)
class Former:
    """Answers of an earlier wave, shown beside each question; `label` says which, and when."""

    label: str | Promise
    answers: Answers


@dataclass(frozen=True, slots=True)
class _Said:
    """A text with its language, where that is not the page's."""

    text: str
    lang: str = ""
    dir: str = ""


@dataclass(frozen=True, slots=True)
class _Option:
    value: str
    words: _Said
    chosen: bool
    key: str = ""
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class _Warning:
    words: _Said
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Field:
    item: Item
    text: _Said
    help: _Said | None
    hidden: bool
    when: str
    options: Sequence[_Option]
    missing: Sequence[_Option]
    value: str
    unit: _Said | None
    low: _Said | None
    high: _Said | None
    former: Sequence[tuple[str | Promise, str]]
    errors: Sequence[_Said]
    warnings: Sequence[_Warning]


@dataclass(frozen=True, slots=True)
class _Part:
    id: str
    title: _Said
    help: _Said | None
    when: str
    hidden: bool
    fields: Sequence[_Field]


@dataclass(frozen=True, slots=True)
class _Form:
    """Everything that the fields are drawn from."""

    instrument: Instrument
    answers: Answers
    today: date
    occasion: str | None
    findings: Findings
    unreadable: Mapping[str, UnreadableAnswerError]
    texts: Mapping[str, Sequence[str]]
    reasons: Mapping[str, str]
    former: Sequence[Former]
    language: str
    asked: frozenset[str] = field(default_factory=frozenset)


def reasons_from_texts(texts: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The reasons of a posted form, by the key of the warning that each explains."""
    return {
        name.removesuffix(REASON_SUFFIX): given[0].strip()
        for name, given in texts.items()
        if name.endswith(REASON_SUFFIX) and given and given[0].strip()
    }


def render_form(
    instrument: Instrument,
    answers: Answers,
    *,
    today: date,
    occasion: str | None = None,
    findings: Findings | None = None,
    unreadable: Mapping[str, UnreadableAnswerError] | None = None,
    texts: Mapping[str, Sequence[str]] | None = None,
    reasons: Mapping[str, str] | None = None,
    former: Sequence[Former] = (),
    language: str | None = None,
) -> SafeString:
    """The fields of the questionnaire, with what was found wrong and what was answered before.

    Fields are named by item; `from_texts` and `reasons_from_texts` read what is posted. `findings`
    and `unreadable` are None when nothing is to be said yet; `texts` is what was posted, shown
    again where it could not be read. `language` is that of the questions, else the page's.
    """
    form = _Form(
        instrument=instrument,
        answers=answers,
        today=today,
        occasion=occasion,
        findings=findings or Findings(),
        unreadable=unreadable or {},
        texts=texts or {},
        reasons=reasons or {},
        former=former,
        language=language or page_language(),
        asked=frozenset(applies(instrument, answers, today=today, occasion=occasion)),
    )
    parts = [part for part in (_part(form, s) for s in instrument.sections) if part.fields]
    context = {
        "parts": parts,
        "today": today.isoformat(),
        "summary": list(_summary(form)),
        "judgement": _judgement(form),
        "by_client": instrument.answered_by == "client",
        "no_answer": _said(form, NO_ANSWER),
        "right_to_left": form.language.split("-")[0] in RIGHT_TO_LEFT,
    }
    return render_to_string("web/components/questionnaire.html", context)


def _said(form: _Form, wording: Wording) -> _Said:
    lang, text = wording.found(form.language)
    if lang.split("-")[0] == page_language():
        return _Said(text)
    return _Said(text, lang, "rtl" if lang.split("-")[0] in RIGHT_TO_LEFT else "ltr")


def _part(form: _Form, section: Section) -> _Part:
    items = [item for item in section.items if item.asked_at(form.occasion)]
    return _Part(
        id=section.id,
        title=_said(form, section.title),
        help=None if section.help is None else _said(form, section.help),
        when=""
        if section.applies is None
        else section.applies.model_dump_json(exclude_defaults=True),
        hidden=form.asked.isdisjoint(item.id for item in items),
        fields=[_field(form, item) for item in items],
    )


def _field(form: _Form, item: Item) -> _Field:
    given = form.answers.get(item.id)
    return _Field(
        item=item,
        text=_said(form, item.text),
        help=None if item.help is None else _said(form, item.help),
        hidden=item.id not in form.asked,
        when="" if item.applies is None else item.applies.model_dump_json(exclude_defaults=True),
        options=list(_options(form, item, given)),
        missing=list(_missing(form, given)),
        value=_value(form, item, given),
        unit=None if item.unit is None else _said(form, item.unit),
        low=None if item.scale is None else _said(form, item.scale.low_words),
        high=None if item.scale is None else _said(form, item.scale.high_words),
        former=[
            (one.label, answer_in_words(item, one.answers[item.id], form.language))
            for one in form.former
            if item.id in one.answers
        ],
        errors=list(_errors(form, item)),
        warnings=[
            _Warning(_said(form, one.words), one.key + REASON_SUFFIX, form.reasons.get(one.key, ""))
            for one in form.findings.warnings
            if one.item == item.id
        ],
    )


def _options(form: _Form, item: Item, given: Given | None) -> Iterator[_Option]:
    chosen = () if given is None or isinstance(given, Missing) else value_to_texts(given)
    if item.scale is not None:
        for step in range(item.scale.low, item.scale.high + 1):
            key = str(step) if 0 <= step <= MOST_KEYS else ""
            yield _Option(str(step), _Said(str(step)), str(step) in chosen, key)
    for n, choice in enumerate(item.choices, 1):
        key = str(n) if n <= MOST_KEYS else ""
        words = _said(form, choice.text)
        yield _Option(choice.code, words, choice.code in chosen, key, choice.exclusive)


def missing_words(reason: MissingReason, language: str) -> str:
    """Why there is no answer, in words."""
    return MISSING_WORDS[reason].in_language(language)


def level_words(level: Level) -> str:
    """A level of risk or need, in words."""
    return {
        "low": pgettext("level", "Låg"),
        "medium": pgettext("level", "Medel"),
        "high": pgettext("level", "Hög"),
    }[level]


def _missing(form: _Form, given: Given | None) -> Iterator[_Option]:
    reasons: tuple[MissingReason, ...] = ("unknown", "declined", "not_asked")
    if form.instrument.answered_by == "client":
        reasons = ("unknown", "declined")
    for reason in reasons:
        chosen = given == Missing(reason)
        yield _Option(f"{reason}!", _said(form, MISSING_WORDS[reason]), chosen)


def _value(form: _Form, item: Item, given: Given | None) -> str:
    if item.id in form.unreadable:
        return next(iter(form.texts.get(item.id, ())), "")
    if given is None or isinstance(given, Missing):
        return ""
    (text, *_rest) = (*value_to_texts(given), "")
    if isinstance(given, Decimal) and page_language() == "sv":
        return text.replace(".", ",")
    return text


def answer_in_words(item: Item, given: Given, language: str) -> str:
    """An answer as a reader would say it."""
    if isinstance(given, Missing):
        return missing_words(given.reason, language)
    if isinstance(given, Decimal):
        unit = "" if item.unit is None else f"\u00a0{item.unit.in_language(language)}"
        return f"{format_number(given, page_language())}{unit}"
    chosen = [choice for choice in item.choices if choice.code in value_to_texts(given)]
    if chosen:
        return ", ".join(choice.text.in_language(language) for choice in chosen)
    return value_to_texts(given)[0]


def _errors(form: _Form, item: Item) -> Iterator[_Said]:
    if item.id in form.unreadable:
        what = form.unreadable[item.id].what
        yield _Said(what.in_language(page_language()))
    for finding in form.findings.errors:
        if finding.item == item.id:
            yield _said(form, finding.words)
    if item.id in form.findings.unanswered and item.id not in form.unreadable:
        yield _Said(_("Inte besvarad än."))


def _summary(form: _Form) -> Iterator[tuple[str, _Said, str]]:
    """What is left to do, in the order of the form: the item, its text, and what about it."""
    unexplained: dict[str, list[Finding]] = {}
    for finding in form.findings.unexplained:
        unexplained.setdefault(finding.item, []).append(finding)
    for item in form.instrument.items:
        for said in _errors(form, item):
            yield item.id, _said(form, item.text), said.text
        for finding in unexplained.get(item.id, ()):
            yield item.id, _said(form, item.text), _said(form, finding.words).text
    if PROFESSIONAL_LEVEL in form.findings.unanswered:
        yield PROFESSIONAL_LEVEL, _Said(_("Samlad bedömning")), _("Nivån är inte satt.")
    for finding in unexplained.get(PROFESSIONAL_LEVEL, ()):
        words = finding.words.in_language(page_language())
        yield PROFESSIONAL_LEVEL, _Said(_("Samlad bedömning")), words


def _judgement(form: _Form) -> dict[str, object] | None:
    """The professional's own judgement: its level and reason; None when there is none to make."""
    if form.instrument.mode == "none" or form.instrument.answered_by == "client":
        return None
    levels: tuple[Level, ...] = ("low", "medium", "high")
    said = form.answers.get(PROFESSIONAL_LEVEL)
    reason = form.answers.get(PROFESSIONAL_REASON)
    findings = [one for one in form.findings.warnings if one.item == PROFESSIONAL_LEVEL]
    return {
        "options": [
            _Option(level, _Said(level_words(level)), said == level, str(n))
            for n, level in enumerate(levels, 1)
        ],
        "reason": reason if isinstance(reason, str) else "",
        "beside_points": form.instrument.mode == "summed_score",
        "unanswered": PROFESSIONAL_LEVEL in form.findings.unanswered,
        "warnings": [one.words.in_language(page_language()) for one in findings],
        "level_name": PROFESSIONAL_LEVEL,
        "reason_name": PROFESSIONAL_REASON,
    }
