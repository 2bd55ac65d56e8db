"""The parts of a workbook around its cells: sheets, relations, styles and shared texts."""

import posixpath
import zipfile
from typing import BinaryIO, NamedTuple, cast

from kvinnofrid.spreadsheets.cell_values import NUMBER, format_kind
from kvinnofrid.spreadsheets.errors import (
    BinaryWorkbook,
    CellTooLong,
    DamagedFile,
    NoSuchSheet,
    NotAWorkbook,
    NumbersFile,
    OpenDocumentFile,
    UnsafeArchive,
)
from kvinnofrid.spreadsheets.limits import Limits
from kvinnofrid.spreadsheets.safe_xml import Attributes, parse_in_steps, read_elements, unescape
from kvinnofrid.spreadsheets.table import NOTED_PLACES, Notes


class SheetEntry(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    hidden: bool


class Workbook:
    """A workbook's list of sheets, with what is needed to read the cells of one of them."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self._names = {name.lower(): name for name in archive.namelist()}
        self._main = self._find_main()
        self.from_1904 = False
        self._sheets: list[SheetEntry] = []
        read_elements(self._small(self._main), self._see_workbook)
        self._relations = self._read_relations(self._main)

    def choose(self, wanted: str | None, notes: Notes) -> tuple[str, BinaryIO]:
        """Name and content of the wanted sheet, or of the first that is not hidden."""
        sheets = [
            entry
            for entry in self._sheets
            if self._relations.get(entry.relation, ("", ""))[0] == "worksheet"
        ]
        if not sheets:
            raise DamagedFile(detail="no sheets")
        if wanted is None:
            chosen = next((entry for entry in sheets if not entry.hidden), sheets[0])
        else:
            named = [s for s in sheets if s.name.strip().casefold() == wanted.strip().casefold()]
            if not named:
                names = ", ".join(entry.name[:31] for entry in sheets[:NOTED_PLACES])
                raise NoSuchSheet(name=wanted, available=names)
            chosen = named[0]
        if chosen.hidden:
            notes.add("hidden_sheet", chosen.name)
        for entry in sheets:
            if entry is not chosen:
                notes.add("other_sheets", entry.name)
        if self._has("xl/vbaproject.bin"):
            notes.add("macros")
        return chosen.name, self._open(self._relations[chosen.relation][1])

    def styles(self) -> bytearray:
        """For every cell style the kind of number it shows (see ``cell_values.format_kind``)."""
        codes: dict[int, str] = {}
        kinds = bytearray()

        def see(parent: str, name: str, attributes: Attributes) -> None:
            if name == "numFmt" and parent == "numFmts":
                codes[_integer(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif name == "xf" and parent == "cellXfs":
                number_format = _integer(attributes.get("numFmtId", "0"))
                kinds.append(format_kind(number_format, codes.get(number_format)))
            if max(len(kinds), len(codes)) > self._limits.styles:
                raise UnsafeArchive(detail="styles")

        target = self._related("styles")
        if target:
            read_elements(self._small(target), see)
        return kinds or bytearray([NUMBER])

    def shared_texts(self) -> list[str]:
        """The texts that cells refer to by number."""
        target = self._related("sharedStrings")
        return _SharedTexts(self._limits).read(self._open(target)) if target else []

    def _find_main(self) -> str:
        if self._has("_rels/.rels"):
            for kind, target in self._read_relations("").values():
                if kind == "officeDocument" and self._has(target):
                    if target.lower().endswith(".bin"):
                        raise BinaryWorkbook
                    if target.lower().endswith("workbook.xml"):
                        return target
                    raise NotAWorkbook
        if self._has("mimetype"):
            if b"opendocument" in self._small("mimetype").read(200):
                raise OpenDocumentFile
        elif self._has("index/document.iwa") or self._has("index.zip"):
            raise NumbersFile
        raise NotAWorkbook

    def _see_workbook(self, _parent: str, name: str, attributes: Attributes) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self._sheets.append(SheetEntry(attributes.get("name", ""), relation, hidden))

    def _read_relations(self, part: str) -> dict[str, tuple[str, str]]:
        folder, name = posixpath.split(part)
        relations: dict[str, tuple[str, str]] = {}

        def see(_parent: str, element: str, attributes: Attributes) -> None:
            if element == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.join("/", folder, attributes.get("Target", ""))
                kind = attributes.get("Type", "").rpartition("/")[2]
                relations[attributes.get("Id", "")] = (kind, posixpath.normpath(target)[1:])

        path = posixpath.join(folder, "_rels", f"{name}.rels")
        if self._has(path):
            read_elements(self._small(path), see)
        return relations

    def _related(self, kind: str) -> str | None:
        for found, target in self._relations.values():
            if found == kind and self._has(target):
                return target
        return None

    def _has(self, name: str) -> bool:
        return name.lstrip("/").lower() in self._names

    def _open(self, name: str) -> BinaryIO:
        stored = self._names.get(name.lstrip("/").lower())
        if stored is None:
            raise DamagedFile(detail=name[:60])
        return cast(BinaryIO, self._archive.open(stored))

    def _small(self, name: str) -> BinaryIO:
        stored = self._names[name.lstrip("/").lower()]
        if self._archive.getinfo(stored).file_size > self._limits.part_bytes:
            raise UnsafeArchive(detail=f"size of {stored[:60]}")
        return self._open(name)


class _SharedTexts:
    """Collects the text of every ``si``, leaving out phonetic guides (``rPh``)."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._texts: list[str] = []
        self._parts: list[str] = []
        self._collecting = False
        self._phonetic = False
        self._length = 0
        self._total = 0

    def read(self, stream: BinaryIO) -> list[str]:
        for _ in parse_in_steps(stream, start=self._start, end=self._end, text=self._text):
            pass
        return self._texts

    def _start(self, name: str, _attributes: Attributes) -> None:
        if name == "si":
            self._parts = []
            self._length = 0
        elif name == "rPh":
            self._phonetic = True
        self._collecting = name == "t" and not self._phonetic

    def _end(self, name: str) -> None:
        self._collecting = False
        if name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._texts.append(unescape("".join(self._parts)))
            if len(self._texts) > self._limits.cells:
                raise UnsafeArchive(detail="shared texts")

    def _text(self, text: str) -> None:
        if self._collecting:
            self._parts.append(text)
            self._length += len(text)
            self._total += len(text)
            if self._length > self._limits.cell_characters:
                raise CellTooLong(limit=self._limits.cell_characters)
            if self._total > self._limits.shared_characters:
                raise UnsafeArchive(detail="shared texts")


def _integer(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise DamagedFile(detail="styles")
    return int(text)
