"""The file itself: a gzipped tar in age's format, for readers of chosen public keys.

Nothing but the program `age`, `tar` and the secret key is needed to open it by hand.
"""

import contextlib
import gzip
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from kvinnofrid.backup.errors import BackupError, explained
from kvinnofrid.backup.rules import (
    IDENTIFIER,
    Manifest,
    ManifestError,
    NewerFormatError,
    from_json,
    to_json,
)
from kvinnofrid.backup.workspace import whole_file

MAGIC = b"age-encryption.org/v1\n"
MANIFEST = "manifest.json"
SQLITE_FILE = "database.sqlite3"
MOST_MANIFEST = 10_000_000
BLOCK = 1_000_000
BROKEN = (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error)


def table_file(table: str) -> str:
    """The name of the file that holds a table of PostgreSQL."""
    return f"{table}.copy"


class _Remembering:
    """A file that remembers what the disk said; the encryption hides it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def _try(self, do: Any, *arguments: Any) -> Any:
        try:
            return do(*arguments)
        except OSError as error:
            self.error = error
            raise

    def read(self, size: int = -1) -> bytes:
        return bytes(self._try(self._file.read, size))

    def write(self, content: bytes) -> int:
        return int(self._try(self._file.write, content))

    def flush(self) -> None:
        self._try(self._file.flush)


def seal(
    *, folder: Path, names: Sequence[str], manifest: Manifest, recipients: Sequence[str], out: Path
) -> None:
    """Pack the named files of a folder, and write them encrypted as one file."""
    with explained(out.parent):
        (folder / MANIFEST).write_text(to_json(manifest), encoding="utf-8")
        packed = folder / "packed"
        with tarfile.open(packed, "w:gz", compresslevel=6) as tar:
            for name in (MANIFEST, *names):
                info = tarfile.TarInfo(name)
                info.size = (folder / name).stat().st_size
                info.mtime = int(manifest.created.timestamp())
                info.mode = 0o600
                with (folder / name).open("rb") as file:
                    tar.addfile(info, file)
                (folder / name).unlink()
    if out.exists():
        raise BackupError("exists", where=out)
    keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
    with explained(out.parent), packed.open("rb") as source, whole_file(out) as target:
        writer = _Remembering(target)
        try:
            pyrage.encrypt_io(source, writer, keys)
        except pyrage.EncryptError as error:
            raise (writer.error or OSError(str(error))) from error
    packed.unlink()


def unseal(*, file: Path, identities: Sequence[pyrage.x25519.Identity], folder: Path) -> Manifest:
    """Decrypt and unpack into a folder. Raises BackupError and leaves clearing up to the caller."""
    packed = folder / "packed"
    try:
        with file.open("rb") as source:
            if source.read(len(MAGIC)) != MAGIC:
                raise BackupError("not-a-backup", where=file)
            source.seek(0)
            with explained(folder), packed.open("wb") as target:
                _decrypt(file, source, target, identities)
    except OSError as error:
        raise BackupError("cannot-write", where=file, why=error.strerror) from error
    with explained(folder), _damage_told(file):
        manifest = _unpack(file, packed, folder)
    packed.unlink()
    return manifest


def _decrypt(file: Path, source: BinaryIO, target: BinaryIO, identities: Sequence[Any]) -> None:
    reader, writer = _Remembering(source), _Remembering(target)
    try:
        pyrage.decrypt_io(reader, writer, identities)
    except (pyrage.DecryptError, OSError) as error:
        known = reader.error or writer.error
        if known is not None:
            raise known from error
        if "No matching keys" in str(error):
            raise BackupError("wrong-key", where=file) from error
        raise BackupError("damaged", where=file, why=error) from error


@contextlib.contextmanager
def _damage_told(file: Path) -> Iterator[None]:
    try:
        yield
    except NewerFormatError as error:
        raise BackupError("newer", where=file, why=f"format {error}") from error
    except (*BROKEN, ManifestError, UnicodeDecodeError) as error:
        raise BackupError("damaged", where=file, why=error) from error


def _unpack(file: Path, packed: Path, folder: Path) -> Manifest:
    """The files of the archive that a backup has; anything else there means that it is none."""
    with tarfile.open(packed, "r:gz") as tar:
        first = tar.next()
        if first is None or first.name != MANIFEST or first.size > MOST_MANIFEST:
            raise BackupError("not-a-backup", where=file)
        manifest = from_json(_content(tar, first).read().decode())
        expected = (
            {SQLITE_FILE}
            if manifest.kind == "sqlite"
            else {table_file(name) for name in manifest.tables}
        )
        while (member := tar.next()) is not None:
            if not member.isreg() or member.name not in expected:
                raise ManifestError(f"unexpected {member.name!r}")
            expected.discard(member.name)
            content = _content(tar, member)
            with (folder / member.name).open("xb") as target:
                while block := content.read(BLOCK):
                    target.write(block)
    if expected:
        raise ManifestError(f"missing {', '.join(sorted(expected))}")
    return manifest


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    content = tar.extractfile(member)
    if content is None:
        raise ManifestError(f"unexpected {member.name!r}")
    return content


def is_plain_name(name: str) -> bool:
    """Whether a table's name can be the name of a file and stand in a manifest."""
    return bool(IDENTIFIER.fullmatch(name))
