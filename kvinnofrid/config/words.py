"""The words of the interface: what templates and code say in Swedish, and what is said in English.

Swedish is the source, so the Swedish text is the message's id. Each domain keeps its English in
`locale/en/LC_MESSAGES/django.po`; words that many domains use may stand in `web` alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

from kvinnofrid.command import CommandError

PACKAGE = Path(__file__).resolve().parents[1]
SHARED = "web"
LANGUAGE = "en"
INSIDE = Path("locale") / LANGUAGE / "LC_MESSAGES"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}

CHANGING = tuple(
    f'"{name}'
    for name in ("Project-Id", "Report", "POT-", "PO-", "Last-", "Language-Team", "Generated-By")
)
"""How the lines of a header begin that a hand-kept file does without."""

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")

Id = str | tuple[str, ...]
Key = tuple[str, Id]
"""What tells messages apart: their context (often empty) and their Swedish text or texts."""


@dataclass(frozen=True, slots=True)
class Used:
    """A message that something says, and the first place where it is said."""

    key: Key
    place: str


def used_messages(domain: Path) -> list[Used]:
    """What the templates and the code of a domain say, in the order of their files."""
    found: dict[Key, Used] = {}
    for path in sorted((*domain.rglob("*.html"), *domain.rglob("*.txt"), *domain.rglob("*.py"))):
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            text = "\n".join(line.lstrip() for line in templatize(text).split("\n"))
        for line, said, _comments, context in extract(
            "python", BytesIO(text.encode()), keywords=KEYWORDS
        ):
            key = (context or "", said)
            place = f"{path.relative_to(domain.parent.parent)}:{line}"
            found.setdefault(key, Used(key, place))
    return list(found.values())


def read_catalogue(path: Path) -> Catalog:
    """The messages of a `.po` file, or none when there is no such file."""
    if not path.exists():
        return Catalog(locale=LANGUAGE, fuzzy=False)
    with path.open("rb") as file:
        try:
            return read_po(file, locale=LANGUAGE, abort_invalid=True)
        except (PoFileError, ValueError) as error:
            raise CommandError(f"{path} går inte att läsa: {error}") from error


def domains(package: Path = PACKAGE) -> list[Path]:
    """The rooms of the house, in the order of the alphabet."""
    return sorted(path.parent for path in package.glob("*/__init__.py"))


def faults(package: Path = PACKAGE) -> list[str]:
    """What is wrong with the English of all domains, a line each; empty when it is complete."""
    catalogues = {
        room.name: read_catalogue(room / INSIDE / "django.po") for room in domains(package)
    }
    used = {room.name: used_messages(room) for room in domains(package)}
    said_anywhere = {message.key for messages in used.values() for message in messages}
    shared = _keys(catalogues[SHARED]) if SHARED in catalogues else set()
    found: list[str] = []
    for room, catalogue in catalogues.items():
        own = _keys(catalogue)
        found += [
            f"{message.place}: {_quote(message.key)} is missing in {room}/{INSIDE}/django.po"
            for message in used[room]
            if message.key not in own | shared
        ]
        said_here = said_anywhere if room == SHARED else {message.key for message in used[room]}
        for message in _messages(catalogue):
            found += [
                f"{room}/{INSIDE}/django.po: {_quote(_key(message))} {fault}"
                for fault in _faults_of(message, said_here)
            ]
        found += [
            f"{room}/{INSIDE}/django.po: obsolete entry {key!r}" for key in catalogue.obsolete
        ]
    return found + _contradictions(catalogues)


def _faults_of(message: Message, said: set[Key]) -> Iterator[str]:
    if not all(_texts(message)):
        yield "has no English"
    if message.fuzzy:
        yield "is marked as fuzzy"
    if _key(message) not in said:
        yield "is not said any more"
    swedish = [set(PLACEHOLDER.findall(text)) for text in _as_tuple(message.id)]
    for text in filter(None, _texts(message)):
        if set(PLACEHOLDER.findall(text)) not in swedish:
            yield f"has other placeholders than its Swedish in {text!r}"


def _contradictions(catalogues: dict[str, Catalog]) -> list[str]:
    english: defaultdict[Key, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for room, catalogue in catalogues.items():
        for message in _messages(catalogue):
            english[_key(message)][room] = _texts(message)
    return [
        f"{_quote(key)} is put differently: "
        + ", ".join(f"{room}: {' / '.join(texts)!r}" for room, texts in sorted(by_room.items()))
        for key, by_room in english.items()
        if len(set(by_room.values())) > 1
    ]


def bring_up_to_date(package: Path = PACKAGE) -> dict[str, tuple[int, int]]:
    """Let each `.po` hold what its domain says: the number of lines added and removed by domain.

    New lines have no English yet. Lines that nobody says any more go; what they said is in the
    history of the file.
    """
    shared = _keys(read_catalogue(package / SHARED / INSIDE / "django.po"))
    used = {room: [message.key for message in used_messages(room)] for room in domains(package)}
    said_anywhere = {key for keys in used.values() for key in keys}
    changed: dict[str, tuple[int, int]] = {}
    for room, said in used.items():
        path = room / INSIDE / "django.po"
        catalogue = read_catalogue(path)
        known = _keys(catalogue)
        new = [key for key in said if key not in known | shared]
        gone = known - (said_anywhere if room.name == SHARED else set(said))
        if not new and not gone:
            continue
        for context, text in new:
            catalogue.add(text, context=context or None)
        for context, text in gone:
            catalogue.delete(text, context=context or None)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_as_text(catalogue), encoding="utf-8")
        changed[room.name] = (len(new), len(gone))
    return changed


def _as_text(catalogue: Catalog) -> str:
    """A catalogue as a file, its header without dates and names that change by themselves."""
    buffer = BytesIO()
    write_po(buffer, catalogue, width=96)
    head, blank, rest = buffer.getvalue().decode().partition("\n\n")
    kept = [
        line
        for line in head.split("\n")
        if not line.startswith("#") and not line.startswith(CHANGING)
    ]
    return "\n".join(kept) + blank + rest


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _keys(catalogue: Catalog) -> set[Key]:
    return {_key(message) for message in _messages(catalogue)}


def _key(message: Message) -> Key:
    said = message.id
    return (message.context or "", tuple(said) if isinstance(said, list | tuple) else said)


def _texts(message: Message) -> tuple[str, ...]:
    return _as_tuple(message.string or "")


def _as_tuple(text: str | Sequence[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _said(text: Id) -> str:
    return text if isinstance(text, str) else text[0]


def _quote(key: Key) -> str:
    context, said = key
    return f'"{_said(said)}"' + (f" ({context})" if context else "")
