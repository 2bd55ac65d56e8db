"""What a respondent's page has sent, read without trust. The page itself carries all of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from kvinnofrid.client_surveys import rules
from kvinnofrid.client_surveys.words import WORDS

LONGEST_CODE, LONGEST_REFERENCE = 40, 160


@dataclass(frozen=True, slots=True)
class Sent:
    """A respondent's page as it was sent. `key` is empty when it can be no key.

    `asked` is the version of the survey that it showed.
    """

    code: str
    key: str
    language: str
    share: bool
    send: bool
    asked: str
    texts: Mapping[str, Sequence[str]]


def read(posted: QueryDict, *, language: str) -> Sent:
    """What was sent; a language that there is not is the page's own."""
    chosen = posted.get("to", "") or posted.get("in", "")
    key = posted.get("key", "")
    return Sent(
        code=posted.get("code", "")[:LONGEST_CODE].strip(),
        key=key if rules.is_key(key) else "",
        language=chosen if chosen in WORDS else language,
        share=posted.get("share") == "yes",
        send="send" in posted and not posted.get("to"),
        asked=posted.get("asked", "")[:LONGEST_REFERENCE],
        texts={name: posted.getlist(name) for name in posted},
    )
