"""Loading a folder of definitions: everything that is wrong is said at once."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath

from pydantic import ValidationError

from .catalogue import KINDS, Catalogue
from .entries import Definition, Path, Text, is_slug
from .explanations import explain_all
from .problems import CatalogueError, Problem
from .reading import MAX_BYTES, Document, printable, read_document
from .references import faults_between

SHIPPED = FilePath(__file__).resolve().parents[2] / "catalogue"
SCHEMA = "1"
SUFFIX = ".yaml"


@dataclass(slots=True)
class _File:
    """A file on its way in: its content, the definition made of it, and its problems."""

    name: str
    document: Document = field(default_factory=Document)
    definition: Definition | None = None
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: Path, what: Text, remedy: Text) -> None:
        where = _where(self.document.content, path)
        self.problems.append(Problem(self.name, self.document.line(path), where, what, remedy))

    def promised(self) -> tuple[str, str] | None:
        """Kind and id of a file that is no definition yet; None when it does not tell them."""
        content = self.document.content
        if not isinstance(content, dict) or not self.document.usable:
            return None
        kind, name = content.get("kind"), content.get("id")
        if not isinstance(kind, str) or kind not in KINDS:
            return None
        return (kind, name) if isinstance(name, str) and is_slug(name) else None


def load_catalogue(path: FilePath) -> Catalogue:
    """All definitions in the folder `path` and below; CatalogueError with every problem found."""
    catalogue, problems = _load(path)
    if problems:
        raise CatalogueError(tuple(problems))
    return catalogue


def check(path: FilePath) -> list[Problem]:
    """Every problem of the catalogue in `path`, in order of file and line; empty when sound."""
    return _load(path)[1]


def load_shipped() -> Catalogue:
    """The catalogue in use: the shipped one, or the folder named by KV_CATALOGUE. Loaded once."""
    return _load_once(FilePath(os.environ.get("KV_CATALOGUE") or SHIPPED))


@functools.cache
def _load_once(path: FilePath) -> Catalogue:
    return load_catalogue(path)


def _load(path: FilePath) -> tuple[Catalogue, list[Problem]]:
    root = path.resolve()
    digest = hashlib.sha256()
    files: list[_File] = []
    for entry in _entries(root):
        file = _File(f"{root.name}/{entry.relative_to(root).as_posix()}")
        files.append(file)
        _read(file, entry, digest)
    if not files:
        files.append(_nothing_in(root.name))
    unmade = (f for f in files if f.definition is None and f.name.endswith(SUFFIX))
    broken = [file.promised() for file in unmade]
    made = {id(file.definition): file for file in files}
    definitions = tuple(f.definition for f in files if f.definition is not None)
    for definition, fault in faults_between(definitions, broken):
        made[id(definition)].report(fault.path, fault.what, fault.remedy)
    problems = sorted(
        (problem for file in files for problem in file.problems),
        key=lambda problem: (problem.file, problem.line),
    )
    return Catalogue(digest=digest.hexdigest(), definitions=definitions), problems


def _entries(root: FilePath) -> Iterable[FilePath]:
    """The files below `root`, sorted by name; hidden ones are an editor's own business."""
    if not root.is_dir():
        return ()
    found = (p for p in root.rglob("*") if not p.is_dir())
    visible = (p for p in found if not any(s.startswith(".") for s in p.relative_to(root).parts))
    return sorted(visible, key=lambda p: p.relative_to(root).as_posix())


def _nothing_in(name: str) -> _File:
    file = _File(name)
    file.report(
        (),
        Text(sv="Mappen saknas eller är tom.", en="The folder is missing or empty."),
        Text(
            sv="Ange mappen med katalogens YAML-filer, eller återställ den medföljande.",
            en="Name the folder with the catalogue's YAML files, or restore the shipped one.",
        ),
    )
    return file


def _read(file: _File, entry: FilePath, digest: hashlib._Hash) -> None:
    if entry.suffix != SUFFIX:
        file.report(
            (),
            Text(
                sv="Filen läses inte: katalogen består av filer som slutar på .yaml.",
                en="The file is not read: the catalogue consists of files ending in .yaml.",
            ),
            Text(sv="Byt namn på den eller flytta den.", en="Rename it or move it."),
        )
        return
    try:
        with entry.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        file.report(
            (),
            Text(
                sv=f"Filen går inte att öppna ({error.strerror}).",
                en=f"The file cannot be opened ({error.strerror}).",
            ),
            Text(sv="Se efter filens rättigheter.", en="Look at the file's permissions."),
        )
        return
    digest.update(f"{file.name.partition('/')[2]}\0{len(raw)}\0".encode())
    digest.update(raw)
    file.document = read_document(raw)
    for flaw in file.document.flaws:
        file.problems.append(Problem(file.name, flaw.line, "", flaw.what, flaw.remedy))
    if file.document.usable:
        _make(file)


def _make(file: _File) -> None:
    """Turn the content into a definition, or note why it cannot be one."""
    content = file.document.content
    if not isinstance(content, dict):
        file.report(
            (),
            Text(
                sv="Filen innehåller ingen definition.",
                en="The file holds no definition.",
            ),
            Text(
                sv="Börja med raderna kind: och schema: 1, och se en medföljande fil.",
                en="Begin with the lines kind: and schema: 1, and see a shipped file.",
            ),
        )
        return
    header = list(_header_faults(content))
    for path, what, remedy in header:
        file.report(path, what, remedy)
    if header:
        return
    body = {key: value for key, value in content.items() if key not in ("kind", "schema")}
    try:
        file.definition = KINDS[content["kind"]].model_validate(body)
    except ValidationError as invalid:
        for path, what, remedy in explain_all(invalid):
            file.report(path, what, remedy)
        return
    for fault in file.definition.faults():
        file.report(fault.path, fault.what, fault.remedy)


def _header_faults(content: dict[str, object]) -> Iterator[tuple[Path, Text, Text]]:
    kind, schema = content.get("kind"), content.get("schema")
    if not isinstance(kind, str) or kind not in KINDS:
        yield (
            ("kind",),
            Text(
                sv=f"”{printable(str(kind))}” är inget slag av definition.",
                en=f'"{printable(str(kind))}" is no kind of definition.',
            ),
            Text(
                sv=f"Skriv kind: följt av ett av {', '.join(KINDS)}.",
                en=f"Write kind: followed by one of {', '.join(KINDS)}.",
            ),
        )
    if schema != SCHEMA:
        yield (
            ("schema",),
            Text(
                sv=f"Schemat ”{printable(str(schema))}” är inte det som programmet läser.",
                en=f'The schema "{printable(str(schema))}" is not the one the program reads.',
            ),
            Text(sv=f"Skriv schema: {SCHEMA}.", en=f"Write schema: {SCHEMA}."),
        )


def _where(content: object, path: Path) -> str:
    """The path in words: `indicators[4] (KUN04) › scale`, counted from 1."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            content = content[step] if isinstance(content, list) and step < len(content) else None
            name = _name_of(content)
            parts[-1:] = [f"{parts[-1] if parts else ''}[{step + 1}]{name}"]
        else:
            content = content.get(step) if isinstance(content, dict) else None
            parts.append(printable(step))
    return " › ".join(parts)


def _name_of(content: object) -> str:
    if isinstance(content, dict):
        for key in ("code", "id", "year"):
            if isinstance(content.get(key), str):
                return f" ({printable(content[key], 30)})"
    return ""
